"use strict";
// What is typed into a form stays with its form. A view drawn anew is laid over the one before, element over element by their order:
// left alone, a field would keep what was typed in it although it stands in another form by then.
window.companionTyped = (() => {
  const STATE = ["coming", "mark", "n", "seen", "warned"]; // of the data of a form, what does not say what it is about
  const kept = new Map(); // form's name → field's name → what was typed or chosen
  let held = null; // {form, field, start, end}: where somebody is typing

  const forms = (element) => [...element.querySelectorAll("form[data-act]:not(.quiz)")];
  const fields = (form) => [...form.elements].filter((field) => field.name && field.type !== "file" && field.matches("input, textarea, select"));
  const boxed = (field) => field.type === "checkbox" || field.type === "radio";
  const fieldName = (field) => (boxed(field) ? `${field.name}=${field.defaultValue}` : field.name);
  const typing = (node) => Boolean(node.form) && node.form.matches("form[data-act]:not(.quiz)") && fields(node.form).includes(node);
  const within = (element, name) => JSON.parse(name)[0] === element.dataset.placeName;

  // What a form is about, by which it is known again.
  function nameOf(form) {
    const about = Object.entries(form.dataset).filter(([name]) => !STATE.includes(name)).sort();
    return JSON.stringify([form.closest("[data-place-name]").dataset.placeName, about]);
  }

  const find = (element, name) => [...element.querySelectorAll("form[data-act]")].find((form) => nameOf(form) === name);

  function standard(field) {
    if (boxed(field)) return field.defaultChecked;
    if (field.tagName !== "SELECT") return field.defaultValue;
    const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
    return chosen ? chosen.value : "";
  }

  function put(field, value) {
    const what = boxed(field) ? "checked" : "value";
    if (field[what] !== value) field[what] = value;
  }

  function note(field) {
    if (!typing(field) || !field.closest("[data-place-name]")) return;
    const name = nameOf(field.form);
    if (!kept.has(name)) kept.set(name, new Map());
    const alike = field.type === "radio" ? fields(field.form).filter((other) => other.name === field.name) : [field];
    for (const one of alike) kept.get(name).set(fieldName(one), boxed(one) ? one.checked : one.value);
  }

  // What is sent with a form; ``done`` with it when it has been taken: what was typed since stays.
  const sent = (form) => ({ name: nameOf(form), values: new Map(kept.get(nameOf(form))) });

  function done({ name, values }) {
    const own = kept.get(name);
    for (const [field, value] of values) if (own && own.get(field) === value) own.delete(field);
  }

  const forget = (form) => kept.delete(nameOf(form));

  // What is to be seen in a place was asked for anew: what its filters say is what was asked.
  function asked(element) {
    for (const name of [...kept.keys()]) if (within(element, name) && JSON.parse(name)[1].some(([key, value]) => key === "act" && value === "open")) kept.delete(name);
  }

  // Called as soon as a view has been drawn, before another key can be pressed.
  function drawn(element) {
    const there = new Map();
    for (const form of forms(element)) {
      const name = nameOf(form);
      const own = kept.get(name) || new Map();
      there.set(name, form);
      for (const field of fields(form)) {
        const value = own.get(fieldName(field));
        const gone = field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value);
        put(field, value === undefined || gone ? standard(field) : value);
        if (field.value !== standard(field) && own.has(fieldName(field)) && field.type !== "hidden") unfold(field);
      }
    }
    for (const name of [...kept.keys()]) if (within(element, name) && !there.has(name)) kept.delete(name); // it was closed
    hold(element, there);
  }

  function unfold(field) {
    for (let fold = field.closest("details"); fold; fold = fold.parentNode.closest("details")) fold.open = true;
  }

  // The caret stays in the field in which it stood, wherever that field is now.
  function hold(element, there) {
    if (!held || !within(element, held.form)) return;
    const now = document.activeElement;
    if (now !== document.body && !(element.contains(now) && typing(now))) return;
    const form = there.get(held.form);
    const field = form && fields(form).find((one) => fieldName(one) === held.field);
    if (field === now) return;
    if (!field) {
      if (now !== document.body) now.blur(); // it stands in a form that nobody has begun
      return;
    }
    const { start, end } = held;
    unfold(field);
    field.focus({ preventScroll: true });
    if (start !== null) field.setSelectionRange(start, end);
  }

  function at(field) {
    const inside = field.closest && field.closest("[data-place-name]") && typing(field);
    held = inside ? { form: nameOf(field.form), field: fieldName(field), start: field.selectionStart, end: field.selectionEnd } : null;
  }

  document.addEventListener("input", (event) => {
    note(event.target);
    at(event.target);
  });
  document.addEventListener("change", (event) => note(event.target));
  document.addEventListener("focusin", (event) => at(event.target));
  document.addEventListener("selectionchange", () => held && typing(document.activeElement) && at(document.activeElement));
  return { asked, done, drawn, find, forget, nameOf, note, sent };
})();
