"use strict";
// A goal of the plan, written into its field by one press. 计划: from a bar of the line to its unit, texts found by a word of their title, and a form that is left as it was.
(() => {
  const here = () => document.body.dataset.place === "plan" && document.getElementById("place-plan");

  function pressed(event) {
    const chip = event.target.closest && event.target.closest("button[data-fill]");
    if (chip) {
      const field = chip.form.elements[chip.dataset.fill];
      field.value = chip.dataset.text;
      window.companionTyped.note(field);
      return;
    }
    const on = (selector) => here() && event.target.closest && event.target.closest(selector);
    let link;
    if ((link = on("#place-plan [data-to]"))) {
      event.preventDefault();
      const unit = document.getElementById(link.dataset.to);
      if (unit) unit.scrollIntoView({ block: "center" });
    } else if ((link = on("#place-plan [data-again]"))) {
      event.preventDefault();
      const { branch, plan } = link.closest("form").dataset;
      window.companionTyped.forget(link.closest("form"));
      window.companion.act("plan", "open", { branch, plan });
    }
  }

  function typed(event) {
    const box = event.target;
    if (!here() || !box.dataset.findIn) return;
    const words = box.value.trim().toLowerCase();
    const shelf = document.getElementById(box.dataset.findIn);
    for (const text of shelf.querySelectorAll("[data-find]")) text.hidden = !text.dataset.find.toLowerCase().includes(words);
    for (const list of shelf.querySelectorAll("ul")) {
      list.hidden = !list.querySelector("[data-find]:not([hidden])");
      list.previousElementSibling.hidden = list.hidden;
    }
  }

  document.addEventListener("click", pressed);
  document.addEventListener("input", typed);
})();
