"use strict";
// The chat's own presses: copying with sources, rating, and choosing the texts that are searched. Words come from the server.
window.companionAsk = (() => {
  const picked = new Map(); // path → title, of the texts the chat is kept to
  let list = null; // the list of texts: {element, trigger, act}
  let opener = null;
  const written = new Map(); // turn → what was written for it, as the server drew it; empty while nothing has come
  let pen = null; // what writes: {trigger, write, stop}
  let again = null; // what is focused when the thread is drawn anew

  const form = () => document.querySelector("#place-ask form.ask");
  const boxes = () => [...list.element.querySelectorAll("[name=within]")];
  const counted = (words, n) => words.replace("#", n);

  // copying --------------------------------------------------------------------------------------------------
  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copyText); // missing on plain http
    } catch {
      const area = document.createElement("textarea");
      area.className = "hidden-words";
      area.value = button.dataset.copyText;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.querySelector("span").textContent = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
    button.focus();
  }

  // rating ---------------------------------------------------------------------------------------------------
  function rate(button) {
    if (form().getAttribute("aria-busy")) return; // an answer on its way would draw the thread as it was before
    const { turn, rate: rating } = button.dataset;
    again = `[data-turn="${CSS.escape(turn)}"][data-rate="${CSS.escape(rating)}"]`;
    window.companion.act("ask", "rate", { turn, rating, show: "show" in button.dataset ? "yes" : "" });
  }

  // the texts that are searched ------------------------------------------------------------------------------
  function scope(element, trigger, watch, act) {
    list = { element, trigger, act };
    watch("value", () => requestAnimationFrame(() => requestAnimationFrame(filled)));
  }

  function filled() {
    list.element.setAttribute("role", "dialog");
    list.element.removeAttribute("aria-busy");
    const title = list.element.querySelector("h2");
    if (!title) return;
    list.element.setAttribute("aria-label", title.textContent);
    const there = new Set(boxes().map((box) => box.value));
    for (const path of [...picked.keys()]) if (!there.has(path)) picked.delete(path);
    for (const box of boxes()) box.checked = picked.has(box.value);
    told();
    window.companion.lead(list.element, title);
  }

  function open(button) {
    opener = button;
    history.pushState({ scope: true }, "");
    document.body.classList.add("scope-open");
    list.element.setAttribute("aria-busy", "true");
    list.trigger(list.act, {});
  }

  function close() {
    if (!document.body.classList.contains("scope-open")) return;
    document.body.classList.remove("scope-open");
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  }

  function changed(event) {
    const box = event.target;
    if (!list || !list.element.contains(box)) return;
    if (box.matches("[data-find]")) {
      find(box.value);
      return;
    }
    if (box.dataset.of) for (const one of boxes()) if (one.dataset[box.dataset.of] === box.value) one.checked = box.checked;
    picked.clear();
    for (const one of boxes()) if (one.checked) picked.set(one.value, one.dataset.title);
    told();
  }

  function find(words) {
    const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
    let any = false;
    for (const shelf of list.element.querySelectorAll(".scope-shelf")) {
      const whole = plain(shelf.querySelector(".scope-group").textContent).includes(plain(words));
      let some = false;
      for (const row of shelf.querySelectorAll(".scope-text")) {
        row.hidden = !whole && !plain(row.textContent).includes(plain(words));
        some = some || !row.hidden;
      }
      shelf.hidden = !some;
      any = any || some;
    }
    const kinds = list.element.querySelector(".scope-kinds");
    if (kinds) kinds.hidden = words.trim() !== "";
    list.element.querySelector("[data-none]").hidden = any;
  }

  function drop(path) {
    if (path === undefined) picked.clear();
    else picked.delete(path);
    if (list.element.querySelector("[data-find]")) for (const box of boxes()) box.checked = picked.has(box.value);
    told();
  }

  // Says everywhere which texts are chosen: in the list, on its button, above the question's box.
  function told() {
    const use = list.element.querySelector(".scope-foot [data-scope-close]");
    if (use) {
      use.textContent = picked.size ? counted(use.dataset.some, picked.size) : use.dataset.all;
      for (const box of list.element.querySelectorAll("[data-of]")) {
        const own = boxes().filter((one) => one.dataset[box.dataset.of] === box.value);
        const on = own.filter((one) => one.checked).length;
        box.checked = on === own.length;
        box.indeterminate = on > 0 && on < own.length;
      }
    }
    const row = form() && form().querySelector(".scope-row");
    if (!row) return;
    const words = row.querySelector("[data-all]");
    words.textContent = picked.size ? counted(words.dataset.some, picked.size) : words.dataset.all;
    row.querySelector("[data-choose]").classList.toggle("on", picked.size > 0);
    const chips = row.querySelector(".chips");
    chips.replaceChildren(...[...picked].slice(0, 2).map(([path, title]) => {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "chip";
      chip.dataset.drop = path;
      chip.setAttribute("aria-label", counted(chips.dataset.drop, title));
      const name = document.createElement("span");
      name.textContent = title;
      const cross = document.createElement("span");
      cross.textContent = "×";
      cross.setAttribute("aria-hidden", "true");
      chip.append(name, cross);
      return chip;
    }));
  }

  // what a language model writes ------------------------------------------------------------------------------
  // Each turn's text comes from the server into one hidden element, and is put where its turn stands.
  function writing(element, trigger, watch, write, stop) {
    pen = { trigger, write, stop };
    element.hidden = true;
    watch("value", () => requestAnimationFrame(() => requestAnimationFrame(() => {
      const section = element.querySelector("[data-written]");
      if (!section) return;
      written.set(section.dataset.written, section.outerHTML);
      put();
    })));
  }

  function put() {
    for (const spot of document.querySelectorAll("#place-ask [data-write]")) {
      const now = written.get(spot.dataset.write);
      if (now === undefined || spot.dataset.shown === now) continue;
      spot.dataset.shown = now;
      spot.innerHTML = now;
    }
  }

  function begin() {
    const spots = [...document.querySelectorAll("#place-ask [data-write]")];
    const spot = spots[spots.length - 1];
    if (!spot || !pen || written.has(spot.dataset.write)) return;
    written.set(spot.dataset.write, "");
    pen.trigger(pen.write, { turn: spot.dataset.write });
  }

  function stopWriting(button) {
    const section = button.closest("[data-written]");
    pen.trigger(pen.stop, {});
    button.parentNode.querySelector(".pulse").remove();
    button.previousElementSibling.remove();
    button.remove();
    section.removeAttribute("aria-busy");
    written.set(section.dataset.written, section.outerHTML);
  }

  // How far the download of the model has come, in the header, until it is there.
  async function fetching() {
    const spot = document.querySelector("[data-fetching]");
    if (!spot) return;
    const answer = await fetch("/model").catch(() => null);
    if (answer && answer.ok) spot.textContent = (await answer.json()).words;
    if (spot.textContent) setTimeout(fetching, 5000);
    else spot.remove();
  }

  // the thread was drawn anew
  function drawn() {
    told();
    put();
    begin();
    const node = again && document.querySelector(`#place-ask ${again}`);
    again = null;
    window.companion.lead(document.getElementById("place-ask"), node);
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest && event.target.closest(selector);
    let button;
    if ((button = on("[data-copy-text]"))) copy(button);
    else if ((button = on("[data-rate]"))) rate(button);
    else if ((button = on("[data-choose]"))) open(button);
    else if (on("[data-scope-close]")) history.back();
    else if (on("[data-scope-clear]")) drop();
    else if ((button = on("button[data-drop]"))) drop(button.dataset.drop);
    else if ((button = on("[data-stop-writing]"))) stopWriting(button);
    else if (on("[data-everywhere]")) drop(); // and then the question is asked again, as its button says
  });
  document.addEventListener("input", changed);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("scope-open")) history.back();
  });
  window.addEventListener("hashchange", close);
  window.addEventListener("popstate", () => {
    if (!(history.state && history.state.scope)) close();
  });
  return { scope, writing, fetching, drawn, chosen: () => [...picked.keys()] };
})();
