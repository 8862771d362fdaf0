"use strict";
// 题库 by keyboard and by thumb: which item is in hand, which are selected, and what is decided about them.
window.companionBank = (() => {
  let at = 0; // the place of the item in hand in its list
  let hand = ""; // its id
  let stay = false; // whether the list being waited for is the same one after a decision
  const picks = new Set(); // the ids of the selected items, whichever rows they stand in
  let picked = []; // what a reason is being asked for

  const place = () => document.getElementById("place-bank");
  const here = () => document.body.dataset.place === "bank" && place();
  const items = () => [...place().querySelectorAll(".bank-item")];
  const current = () => items().find((item) => item.classList.contains("now"));
  const selected = () => items().filter((item) => item.querySelector(".pick input").checked);
  const busy = () => place().querySelector("[aria-busy]") !== null || place().matches("[aria-busy]");

  // A list has just come: a row may hold another item now.
  function again() {
    const list = items();
    const there = new Set(list.map((item) => item.dataset.id));
    for (const id of [...picks]) if (!there.has(id)) picks.delete(id);
    for (const item of list) pick(item, picks.has(item.dataset.id));
  }

  // The list has been drawn anew.
  function drawn() {
    const list = items();
    if (!stay) at = 0;
    const open = list.findIndex((item) => item.querySelector(".bank-form"));
    if (open >= 0) at = open;
    else if (stay && list[at] && list[at].dataset.id === hand && at + 1 < list.length) at += 1;
    const wanted = stay || open >= 0;
    stay = false;
    take(Math.min(at, list.length - 1), wanted && open < 0);
    count();
  }

  function take(n, follow) {
    const list = items();
    if (n < 0 || !list[n]) return;
    at = n;
    hand = list[n].dataset.id;
    list.forEach((item, place) => item.classList.toggle("now", place === n));
    if (!follow) return;
    window.companion.lead(place(), list[n]);
    list[n].scrollIntoView({ block: "nearest" });
    const source = list[n].querySelector(".source[data-citation]");
    if (source && document.body.classList.contains("page-open")) source.click();
  }

  function count() {
    const bar = place().querySelector(".bank-bar");
    if (!bar) return;
    const many = selected().length;
    const asking = !bar.querySelector(".reason").hidden;
    bar.querySelector(".bank-many").hidden = !many || asking;
    bar.querySelector(".count").textContent = bar.querySelector(".bank-many").dataset.count.replace("#", many);
    bar.hidden = !many && !asking;
    place().classList.toggle("with-bar", !bar.hidden);
    const all = place().querySelector("[data-pick-all]");
    all.checked = many > 0 && many === items().length;
    all.indeterminate = many > 0 && many < items().length;
  }

  function pick(item, on) {
    item.querySelector(".pick input").checked = on;
    item.classList.toggle("picked", on);
    if (on) picks.add(item.dataset.id);
    else picks.delete(item.dataset.id);
  }

  // deciding -------------------------------------------------------------------------------------------------
  function judge(to, list) {
    if (!list.length || busy()) return;
    if (to === "retired") ask(list);
    else send(to, list, "");
  }

  function ask(list) {
    const form = place().querySelector(".reason");
    picked = list;
    form.hidden = false;
    form.querySelector(".reason-head").textContent = form.dataset.count.replace("#", list.length);
    count();
    form.elements.reason.value = "";
    form.elements.reason.focus({ preventScroll: true });
  }

  function unask() {
    place().querySelector(".reason").hidden = true;
    picked = [];
    count();
    const item = current();
    if (item) item.focus({ preventScroll: true });
  }

  function send(to, list, reason) {
    const data = Object.fromEntries(new FormData(document.getElementById("bank-filter")));
    data.page = place().querySelector(".bank-items").dataset.page;
    data.items = Object.fromEntries(list.map((item) => [item.dataset.id, Number(item.dataset.seen)]));
    stay = true;
    for (const item of list) picks.delete(item.dataset.id); // decided, not selected any more once the list is drawn anew
    window.companion.act("bank", "judge_items", { ...data, to, reason });
  }

  const chosen = () => (selected().length ? selected() : [current()].filter(Boolean));

  // presses and keys -----------------------------------------------------------------------------------------
  function pressed(event) {
    if (!here() || !event.target.closest || !event.target.closest("#place-bank")) return;
    const on = (selector) => event.target.closest(selector);
    const item = on(".bank-item");
    let button;
    if ((button = on("[data-judge]"))) judge(button.dataset.judge, "many" in button.dataset ? selected() : [item]);
    else if ((button = on("[data-reason]"))) {
      button.form.elements.reason.value = button.dataset.reason;
      button.form.elements.reason.focus();
    } else if (on("[data-no-reason]")) unask();
    else if (on("[data-pick-none]")) {
      for (const one of items()) pick(one, false);
      count();
    } else if (item && !on("button, a, input, textarea, label, summary")) take(items().indexOf(item), false);
  }

  function changed(event) {
    if (!here()) return;
    const box = event.target;
    if (box.matches("[data-pick-all]")) for (const item of items()) pick(item, box.checked);
    else if (box.matches(".bank-item > .pick input")) pick(box.closest(".bank-item"), box.checked);
    else return;
    count();
  }

  // A file of items is sent as it is; what became of it comes back as a view.
  async function takeIn(form) {
    const file = form.elements.file.files[0];
    const notice = form.querySelector(".notice");
    const button = form.querySelector("[type=submit]");
    const trouble = !file ? form.dataset.empty : file.size > Number(form.dataset.most) ? form.dataset.large : "";
    notice.textContent = trouble;
    if (trouble || form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const words = button.textContent;
    button.textContent = form.dataset.sending;
    const taken = form.parentNode.querySelector(".taken"); // of a form that holds a form the inner one would be dropped
    taken.replaceChildren();
    try {
      const answer = await fetch(`${form.dataset.address}&name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
      if (answer.status === 401) return location.assign("/login?why=ended");
      const told = await answer.json();
      if (answer.ok) taken.innerHTML = told.view; // escaped where it was made
      else notice.textContent = told.detail || form.dataset.broken;
    } catch {
      notice.textContent = form.dataset.broken;
    } finally {
      form.removeAttribute("aria-busy");
      button.textContent = words;
    }
  }

  function submitted(event) {
    if (event.target.matches(".take-in")) {
      event.preventDefault();
      takeIn(event.target);
      return;
    }
    if (!event.target.matches(".reason")) {
      if (here() && event.target.matches("#place-bank form")) stay = event.target.id !== "bank-filter";
      return;
    }
    event.preventDefault();
    const reason = event.target.elements.reason.value.trim();
    if (reason && !busy()) send("retired", picked.filter((item) => item.isConnected), reason);
  }

  const KEYS = {
    j: () => take(at + 1, true),
    ArrowDown: () => take(at + 1, true),
    k: () => take(at - 1, true),
    ArrowUp: () => take(at - 1, true),
    a: () => judge("approved", chosen()),
    r: () => judge("retired", chosen()),
    e: () => press('button[name="edit"]'),
    p: () => {
      press(".source[data-citation]");
      requestAnimationFrame(() => current() && current().scrollIntoView({ block: "nearest" })); // the column is narrower now
    },
    x: () => {
      const item = current();
      if (!item) return;
      pick(item, !item.classList.contains("picked"));
      count();
    },
  };

  function press(selector) {
    const button = current() && !busy() && current().querySelector(selector);
    if (button) button.click();
  }

  function keyed(event) {
    if (!here() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target.closest && event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape" && field && field.closest(".reason")) unask();
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (field || !Object.hasOwn(KEYS, key) || !items().length) return;
    event.preventDefault();
    KEYS[key]();
  }

  document.addEventListener("click", pressed);
  document.addEventListener("change", changed);
  document.addEventListener("submit", submitted, true);
  document.addEventListener("keydown", keyed);
  return { again, drawn };
})();
