"use strict";
// Quizzes that are not handed in yet: each reply is kept on the server, and here until it is; on a phone one item at a time.
window.companionQuiz = (() => {
  const typed = new Map(); // form and item → {reply, saved}: what was chosen or typed on this page
  const waiting = new Map(); // form and item → the timer that will send it
  const SETTLED = 500; // milliseconds without a further change
  let send = () => {};

  const inputsOf = (item) => [...item.querySelectorAll("input, textarea")];
  const isText = (input) => input.type === "text" || input.tagName === "TEXTAREA";
  const keyOf = (form, item) => `${form.dataset.act}:${form.dataset.day || form.dataset.drill}:${item}`;
  const at = (input) => Number(input.dataset.at || 0);

  function reply(item) {
    const chosen = inputsOf(item).filter((input) => (isText(input) ? input.value.trim() : input.checked));
    if (chosen.length && "ordered" in chosen[0].dataset) chosen.sort((one, other) => at(one) - at(other));
    return chosen.map((input) => input.value);
  }

  // What was neither given nor touched here is left out: it may have been saved elsewhere since.
  function replies(form) {
    const all = {};
    for (const item of form.querySelectorAll(".item")) {
      const { name } = inputsOf(item)[0];
      const given = reply(item);
      if (given.length || typed.has(keyOf(form, name))) all[name] = given;
    }
    for (const timer of waiting.values()) clearTimeout(timer);
    waiting.clear();
    return all;
  }

  function answered(item) {
    const inputs = inputsOf(item);
    return "ordered" in inputs[0].dataset ? inputs.every((input) => input.checked) : reply(item).length > 0;
  }

  function prepare(form) {
    const saved = JSON.parse(form.dataset.saved || "{}");
    for (const item of form.querySelectorAll(".item")) {
      const inputs = inputsOf(item);
      const { name } = inputs[0];
      const here = typed.get(keyOf(form, name));
      const given = here && !here.saved ? here.reply : saved[name] || (here && here.reply) || [];
      for (const input of inputs) {
        if (isText(input)) input.value = given[0] || "";
        else input.checked = given.includes(input.value);
        if ("ordered" in input.dataset) input.dataset.at = given.indexOf(input.value) + 1;
      }
      number(form, item);
    }
    const first = blank(form);
    turn(form, first ? Number(first.dataset.n) : 1);
  }

  function turn(form, n) {
    const items = [...form.querySelectorAll(".item")];
    form.dataset.n = n;
    for (const item of items) item.classList.toggle("now", Number(item.dataset.n) === n);
    form.classList.toggle("at-first", n === 1);
    form.classList.toggle("at-last", n === items.length);
    progress(form);
  }

  function progress(form) {
    for (const dot of form.querySelectorAll(".dot")) {
      const item = form.querySelector(`.item[data-n="${dot.dataset.n}"]`);
      dot.classList.toggle("full", answered(item));
      dot.classList.toggle("now", dot.dataset.n === form.dataset.n);
    }
  }

  const blank = (form) => [...form.querySelectorAll(".item")].find((item) => !answered(item));

  // Steps are pressed in their order; one taken back closes the gap.
  function order(item, input) {
    const inputs = inputsOf(item);
    if (input.checked) {
      input.dataset.at = 1 + Math.max(...inputs.map((other) => (other === input ? 0 : at(other))));
      return;
    }
    for (const other of inputs) if (at(other) > at(input)) other.dataset.at = at(other) - 1;
    input.dataset.at = 0;
  }

  function number(form, item) {
    for (const input of inputsOf(item)) {
      if (!("ordered" in input.dataset)) return;
      const n = at(input) || "";
      input.parentNode.querySelector(".letter").textContent = n;
      input.parentNode.querySelector("[data-place]").textContent = n && form.dataset.step.replace("#", n);
    }
  }

  function keep(input) {
    const { form, name } = input;
    const item = input.closest(".item");
    if (!item) return;
    if ("ordered" in input.dataset) order(item, input);
    number(form, item);
    const key = keyOf(form, name);
    typed.set(key, { reply: reply(item), saved: false });
    progress(form);
    if (!("saved" in form.dataset)) return;
    state(form.dataset.saving);
    clearTimeout(waiting.get(key));
    waiting.set(key, setTimeout(() => save(form.dataset.day, name, key), SETTLED));
  }

  function save(day, name, key) {
    waiting.delete(key);
    send({ day, replies: { [name]: typed.get(key).reply } });
  }

  function state(words) {
    const line = document.querySelector("form.quiz[data-saved] .saved");
    if (line) line.textContent = words;
  }

  // The server says which reply it has kept; a reply changed since then is still to be sent.
  function listen(element, watch) {
    watch("value", () => requestAnimationFrame(() => {
      const kept = element.querySelector("[data-item]");
      const form = document.querySelector("form.quiz[data-saved]");
      if (!kept || !form) return;
      const key = keyOf({ dataset: { act: "submit_quiz", day: kept.dataset.day } }, kept.dataset.item);
      if (typed.has(key) && !waiting.has(key)) typed.get(key).saved = true;
      if (!waiting.size) state(form.dataset.kept);
    }));
  }

  function saver(run) {
    send = run;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "hidden") return;
      const form = document.querySelector("form.quiz[data-saved]");
      for (const [key, timer] of waiting) {
        clearTimeout(timer);
        if (form) save(form.dataset.day, key.split(":").slice(2).join(":"), key);
      }
    });
  }

  return { blank, keep, listen, prepare, replies, saver, turn };
})();
