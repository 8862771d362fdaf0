"use strict";
// Sending files with their progress, and following what becomes of them. All words come from the server.
window.companionMaterials = (() => {
  const PAUSE = 700; // milliseconds between two looks at the work
  let request = null; // the file being sent
  let watching = false;

  const fill = (words, values) => words.replace(/#(\w+)/g, (whole, name) => (name in values ? values[name] : whole));

  function chosen(input) {
    const words = input.closest(".drop").querySelector(".chosen");
    if (!words.dataset.before) words.dataset.before = words.textContent;
    const names = [...input.files].map((file) => file.name);
    const count = fill(input.form.dataset.chosen, { n: names.length });
    words.textContent = names.length ? `${count}：${names.slice(0, 3).join("、")}${names.length > 3 ? " …" : ""}` : words.dataset.before;
  }

  // What is wrong with the files chosen, in the server's words; "" if they can be sent.
  function trouble(form) {
    const files = [...form.elements.files.files];
    if (!files.length) return form.dataset.empty;
    if (files.length > Number(form.dataset.files)) return form.dataset.many;
    const size = files.reduce((sum, file) => sum + file.size, 0);
    return size > Number(form.dataset.most) ? form.dataset.large : "";
  }

  // Send one file after the other; ends with the batch's name, or throws a sentence.
  async function send(form) {
    const files = [...form.elements.files.files];
    const batch = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const bar = form.querySelector("progress");
    const words = form.querySelector(".sending");
    busy(form, true);
    try {
      const all = files.reduce((sum, file) => sum + file.size, 0) || 1;
      let sent = 0;
      for (const [at, file] of files.entries()) {
        await one(form, `/upload?batch=${batch}&name=${encodeURIComponent(file.name)}`, file, (bytes) => {
          bar.value = (100 * (sent + bytes)) / all;
          const percent = file.size ? Math.floor((100 * bytes) / file.size) : 100;
          words.textContent = fill(form.dataset.sending, { n: at + 1, total: files.length, name: file.name, percent });
        });
        sent += file.size;
      }
    } finally {
      busy(form, false);
    }
    return batch;
  }

  function one(form, address, file, progress) {
    return new Promise((done, failed) => {
      request = new XMLHttpRequest();
      request.open("POST", address);
      request.upload.addEventListener("progress", (event) => progress(event.loaded));
      request.addEventListener("load", () => {
        if (request.status === 200) return done();
        if (request.status === 401) return location.assign("/login?why=ended");
        let sentence = form.dataset.broken;
        try {
          sentence = JSON.parse(request.responseText).detail || sentence;
        } catch {
          // no sentence came with it
        }
        return failed(sentence);
      });
      request.addEventListener("error", () => failed(form.dataset.broken));
      request.addEventListener("abort", () => failed(form.dataset.stopped));
      progress(0);
      request.send(file);
    });
  }

  function busy(form, on) {
    form.querySelector("progress").hidden = !on;
    form.querySelector("[data-stop-upload]").hidden = !on;
    form.querySelector("[type=submit]").hidden = on;
    if (!on) form.querySelector(".sending").textContent = "";
    if (!on) request = null;
  }

  function stop() {
    if (request) request.abort();
  }

  // Look at the work until it is done; then show the list anew, unless somebody is filling in a form there.
  async function watch(element, reopen) {
    if (watching || !element.querySelector(".job[data-open]")) return;
    watching = true;
    try {
      let state = { done: false };
      while (!state.done) {
        await new Promise((go) => setTimeout(go, PAUSE));
        const answer = await fetch("/upload");
        if (!answer.ok) return;
        state = await answer.json();
        const job = element.querySelector(".job");
        if (!job) return; // the place was left for another
        job.outerHTML = state.view;
      }
      if (!element.querySelector(".facts")) reopen();
    } catch {
      // the connection broke; going to the place again shows how far it has come
    } finally {
      watching = false;
    }
  }

  return { chosen, trouble, send, stop, watch };
})();
