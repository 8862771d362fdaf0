"use strict";
// What is being written to the day's question: kept on the server as one types, to be gone on with on any device.
window.companionDay = (() => {
  const SETTLED = 800; // milliseconds without a further change
  let send = () => {};
  let forget = () => {}; // what this tab remembers itself, once the server has it
  let timer = null;
  let sent = null; // {area, text}: what is on its way

  const line = (area) => area.closest("form").querySelector(".draft");

  function keep(area) {
    line(area).textContent = area.dataset.saving;
    clearTimeout(timer);
    timer = setTimeout(() => save(area), SETTLED);
  }

  function save(area) {
    clearTimeout(timer);
    timer = null;
    sent = { area, text: area.value };
    send({ day: area.dataset.keeps, text: area.value });
  }

  // What is handed in now needs no draft any more.
  function rest(form) {
    if (form.querySelector("[data-keeps]")) clearTimeout(timer);
    timer = null;
  }

  function listen(element, watch) {
    watch("value", () => requestAnimationFrame(() => {
      const kept = element.querySelector("[data-draft-of]");
      if (!kept || !sent || sent.area.dataset.keeps !== kept.dataset.draftOf) return;
      const { area, text } = sent;
      sent = null;
      if (area.value !== text) return; // there is more by now
      forget(area);
      line(area).textContent = text.trim() ? area.dataset.kept : "";
    }));
  }

  function saver(run, done) {
    send = run;
    forget = done;
    document.addEventListener("visibilitychange", () => {
      const area = document.querySelector("[data-keeps]");
      if (document.visibilityState === "hidden" && timer && area) save(area);
    });
  }

  return { keep, listen, rest, saver };
})();
