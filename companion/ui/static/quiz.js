"use strict";
// Quizzes that are not handed in yet: what was chosen is kept when the view is drawn anew; on a phone one item at a time.
window.companionQuiz = (() => {
  const typed = new Map(); // form and item → what was chosen or typed

  function replies(form) {
    const all = {};
    for (const item of form.querySelectorAll(".item")) {
      const inputs = [...item.querySelectorAll("input")];
      const chosen = inputs.filter((input) => (input.type === "text" ? input.value.trim() : input.checked));
      all[inputs[0].name] = chosen.map((input) => input.value);
    }
    return all;
  }

  const answered = (item) =>
    [...item.querySelectorAll("input")].some((input) => (input.type === "text" ? input.value.trim() : input.checked));

  const keyOf = (input) => {
    const form = input.form;
    return `${form.dataset.act}:${form.dataset.day || form.dataset.drill}:${input.name}`;
  };

  function prepare(form) {
    for (const input of form.querySelectorAll(".item input")) {
      const kept = typed.get(keyOf(input)) || [];
      if (input.type === "text") input.value = kept[0] || "";
      else input.checked = kept.includes(input.value);
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

  function keep(input) {
    const same = [...input.form.querySelectorAll("input")].filter((other) => other.name === input.name);
    typed.set(keyOf(input), same.filter((other) => other.type === "text" || other.checked).map((other) => other.value));
    progress(input.form);
  }

  return { blank, keep, prepare, replies, turn };
})();
