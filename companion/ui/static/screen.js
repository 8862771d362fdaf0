"use strict";
// Which place is seen, what is sent where, and where the focus goes. All words come from the server.
window.companion = (() => {
  const places = new Map(); // name → {element, trigger}
  const quiz = window.companionQuiz;
  const materials = window.companionMaterials;
  let flagger = null; // how a doubt about an item is sent
  let words = {};
  let reader = null; // the open page: {element, trigger, act}
  let last = null; // what is being waited for: {form} or {place} or {reader}
  let opener = null; // where the focus returns to when the page is closed

  const nextFrame = (run) => requestAnimationFrame(() => requestAnimationFrame(run));
  const shell = (name) => document.getElementById(`place-${name}`);
  const asked = () => location.hash.slice(1).split("/");
  const allowed = (name) => document.querySelector(`.places a[href="#${CSS.escape(name)}"]`) !== null;

  const complete = () => places.size >= Number(words.places); // as many as the server lays out

  // places ---------------------------------------------------------------------------------------------------
  function show() {
    if (!words.user) return;
    let [name, day, step] = asked();
    if (!places.has(name) || !allowed(name)) {
      name = first();
      day = step = undefined;
    }
    const wishes = day && day.includes("="); // what is looked at there, as a form would send it
    const stays = wishes && document.body.dataset.place === name;
    closeReader();
    document.body.dataset.place = name;
    const { inside } = document.querySelector(`.places a[href="#${CSS.escape(name)}"]`).dataset; // another place's, with no way of its own
    for (const link of document.querySelectorAll(".places a, .subnav a")) {
      const branch = document.querySelector(`.places .nav-title ~ a[href="#${CSS.escape(name)}"]`) !== null && link.classList.contains("to-overview");
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
      link.classList.toggle("near", branch || (inside !== undefined && link.classList.contains(`to-${inside}`)));
    }
    const place = places.get(name);
    place.step = step;
    place.focus = stays && document.activeElement ? document.activeElement.id : "";
    send({ place }, place, "open", wishes ? Object.fromEntries(new URLSearchParams(day)) : day ? { day } : {});
    if (!stays) window.scrollTo(0, 0);
  }

  // What a form asks to see, as an address that can be kept and sent on.
  function go(name, form) {
    const wishes = new URLSearchParams([...form].filter(([, value]) => value));
    const address = `#${name}/${wishes}`;
    if (location.hash === address) show();
    else location.hash = address;
  }

  function first() {
    const desk = window.matchMedia("(min-width: 900px)").matches;
    return desk && allowed("overview") ? "overview" : "today";
  }

  function send(what, place, act, data) {
    last = what;
    const node = what.form || place.element;
    node.setAttribute("aria-busy", "true");
    if (!node.querySelector("h1")) node.dataset.coming = words.coming; // shown by the look while nothing else is
    say("");
    place.trigger(act, data);
  }

  function place(element, trigger, watch, name, acts) {
    const own = { element, trigger, acts, name };
    places.set(name, own);
    element.dataset.placeName = name;
    if (acts.includes("save_reply")) quiz.saver((data) => trigger("save_reply", data));
    if (acts.includes("save_draft")) window.companionDay.saver((data) => trigger("save_draft", data), (area) => sessionStorage.removeItem(draftKey(area)));
    watch("value", () => nextFrame(() => shown(own)));
    if (document.body.dataset.place === undefined && complete()) show();
  }

  // An act of a place that leaves what is seen where it is.
  function act(name, what, data) {
    const own = places.get(name);
    send({ place: own }, own, what, data);
  }

  function shown(own) {
    const { element } = own;
    element.removeAttribute("aria-busy");
    for (const here of element.querySelectorAll(".subnav [aria-current]")) here.parentNode.scrollLeft = here.offsetLeft - here.parentNode.offsetLeft - 48;
    for (const form of element.querySelectorAll("form.quiz")) quiz.prepare(form);
    for (const area of element.querySelectorAll("[data-draft]")) restore(area);
    if (own.name === "today" && own.step) {
      step(element, own.step);
      own.step = undefined;
    }
    if (own.focus) {
      lead(element, document.getElementById(own.focus));
      own.focus = "";
    }
    const acted = last && last.form && last.own === own;
    if (own.name === "ask") {
      window.companionAsk.drawn();
      const box = element.querySelector("[name=question]");
      grow(box);
      const turns = element.querySelectorAll(".turn:not(.pending)");
      if (acted && turns.length) turns[turns.length - 1].scrollIntoView({ block: "start" });
      if (acted) lead(element, box);
    } else if (own.name === "bank" && !(acted && element.querySelector(".facts"))) {
      window.companionBank.drawn();
    } else if (acted && element.querySelector(".facts")) {
      if (own.name === "bank") window.companionBank.drawn();
      const form = element.querySelector(".facts");
      form.scrollIntoView({ block: "center" });
      lead(element, form.querySelector("input, button"));
    } else if (acted && last.form.dataset.stay) {
      forgetDraft(last.form);
      const one = document.getElementById(last.form.dataset.stay) || element.querySelector("h1");
      one.scrollIntoView({ block: "nearest" }); // who has done something about one of many stays with it
      lead(element, one);
    } else if (acted) {
      forgetDraft(last.form);
      window.scrollTo(0, 0);
      const done = element.querySelector("[data-now]"); // the word on what was done, where it stands further down
      if (done) done.scrollIntoView({ block: "center" });
      const now = done || element.querySelector(".step:not([hidden]) h2, h1");
      lead(element, now);
    }
    if (acted || (last && last.place === own)) last = null;
    materials.watch(element, () => {
      if (document.body.dataset.place === own.name && !last) send({ place: own }, own, "open", { fresh: "yes" }); // what is on its way is as fresh
    });
  }

  // The focus goes to what is new, but never away from a field that somebody has begun to fill in meanwhile.
  function lead(element, node) {
    const held = document.activeElement;
    if (!node || (element.contains(held) && held.matches("input, textarea, select"))) return;
    if (!node.matches("a, button, input, textarea, select")) node.tabIndex = -1;
    node.focus({ preventScroll: true });
  }

  function step(element, name) {
    const wanted = element.querySelector(`#step-${CSS.escape(name)}`);
    if (!wanted) return;
    for (const part of element.querySelectorAll(".step")) part.hidden = part !== wanted;
    for (const dot of element.querySelectorAll(".dot-step")) {
      if (dot.dataset.step === name) dot.setAttribute("aria-current", "step");
      else dot.removeAttribute("aria-current");
      if (dot.dataset.step === "read" && name !== "read") dot.classList.add("full"); // who goes on has read
    }
    window.scrollTo(0, 0);
  }

  // sentences ------------------------------------------------------------------------------------------------
  function said(element, watch) {
    document.getElementById("said").setAttribute("role", "alert");
    watch("value", () => nextFrame(() => {
      const text = element.textContent.trim();
      if (text) failed(text);
    }));
  }

  function failed(text) {
    const what = last || {};
    last = null;
    for (const node of document.querySelectorAll("[aria-busy]")) node.removeAttribute("aria-busy");
    if (what.reader) {
      note(reader.element, text);
      return;
    }
    const question = what.form && what.form.elements.question;
    if (question && what.sent) {
      question.value = what.sent;
      pending(what.form, null);
    }
    if (what.place && !what.place.element.querySelector("h1")) {
      note(what.place.element, text);
      return;
    }
    say(text, what.form);
  }

  function note(element, text) {
    const paragraph = document.createElement("p");
    paragraph.className = "notice";
    paragraph.setAttribute("role", "alert");
    paragraph.textContent = text;
    element.replaceChildren(paragraph);
  }

  function say(text, form) {
    const here = form && form.isConnected ? form.querySelector(".notice") || form.parentNode.querySelector(".notice") : null;
    const element = here || visible(".notice") || document.getElementById("said");
    for (const other of document.querySelectorAll("#places .notice, .place .notice, #said")) other.classList.remove("on");
    if (!text) {
      for (const other of document.querySelectorAll(".place .notice")) other.textContent = "";
      return;
    }
    if (element.id !== "said") element.textContent = text;
    element.classList.add("on");
    element.scrollIntoView({ block: "nearest" });
  }

  function visible(selector) {
    const inside = shell(document.body.dataset.place);
    return inside && [...inside.querySelectorAll(selector)].find((node) => !node.closest("[hidden], .flag"));
  }

  // forms ----------------------------------------------------------------------------------------------------
  function submitted(event) {
    const form = event.target.closest("form[data-act]");
    if (!form) {
      if (event.target.getAttribute("action") === "/logout") sessionStorage.clear();
      return;
    }
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    if (form.dataset.act === "flag_item") {
      last = { form };
      form.setAttribute("aria-busy", "true");
      flagger({ item: form.dataset.item, why: form.elements.why.value });
      return;
    }
    window.companionDay.rest(form);
    const own = places.get(form.closest("[data-place-name]").dataset.placeName);
    if (form.classList.contains("upload")) {
      upload(form, own);
      return;
    }
    const data = { ...form.dataset };
    if (form.classList.contains("quiz")) {
      const blank = quiz.blank(form);
      if (blank && !form.dataset.warned) {
        form.dataset.warned = "yes"; // from here on handing in is offered at every item
        quiz.turn(form, Number(blank.dataset.n));
        blank.scrollIntoView({ block: "nearest" });
        say(form.dataset.blank.replace("#", blank.dataset.n), form);
        return;
      }
      data.replies = quiz.replies(form);
    } else {
      for (const [name, value] of new FormData(form)) data[name] = value;
      if (event.submitter && event.submitter.name) data[event.submitter.name] = event.submitter.value; // before a field of its name
    }
    if ("link" in form.dataset) {
      go(own.name, new FormData(form));
      return;
    }
    if (data.drill) data.drill = Number(data.drill);
    const what = { form, own };
    if (form.classList.contains("ask")) {
      const text = data.question;
      const trouble = !text.trim() ? form.dataset.empty : text.length > Number(form.dataset.most) ? form.dataset.long : "";
      if (trouble) {
        say(trouble.replace("#", text.length), form);
        form.elements.question.focus();
        return;
      }
      data.within = window.companionAsk.chosen();
      what.sent = text;
      pending(form, text);
    }
    send(what, own, form.dataset.act, data);
  }

  async function upload(form, own) {
    const trouble = materials.trouble(form);
    say(trouble, form);
    if (trouble) return;
    try {
      const batch = await materials.send(form);
      send({ form, own }, own, "add_texts", { batch, unit: form.elements.unit.value, replaces: form.elements.replaces.value });
    } catch (sentence) {
      say(String(sentence), form);
    }
  }

  function changed(event) {
    const input = event.target;
    if (input.type === "file" && input.closest(".drop")) materials.chosen(input);
    if (input.matches("[data-draft]")) sessionStorage.setItem(draftKey(input), input.value);
    if (input.matches("[data-keeps]")) window.companionDay.keep(input);
    if (input.name === "question") grow(input);
    if (input.form && input.form.classList.contains("quiz")) quiz.keep(input);
  }

  const draftKey = (area) => `draft:${words.user}:${area.dataset.draft}`;

  function restore(area) {
    const draft = sessionStorage.getItem(draftKey(area));
    if (draft) area.value = draft;
  }

  function forgetDraft(form) {
    const area = form.querySelector("[data-draft]");
    if (!area) return;
    sessionStorage.removeItem(draftKey(area));
    for (const now of document.querySelectorAll("[data-draft]")) now.value = now.defaultValue;
  }

  // the chat -------------------------------------------------------------------------------------------------
  function pending(form, text) {
    const turn = form.parentNode.querySelector(".pending");
    turn.hidden = text === null;
    form.querySelector("[data-stop]").hidden = text === null;
    form.querySelector("[type=submit]").hidden = text !== null;
    if (text === null) return;
    turn.querySelector(".asked").textContent = text;
    form.elements.question.value = "";
    grow(form.elements.question);
    turn.scrollIntoView({ block: "nearest" });
  }

  function stop(button) {
    const form = button.form;
    const own = places.get("ask");
    const text = last && last.sent;
    last = null;
    own.trigger("stop", {});
    form.removeAttribute("aria-busy");
    pending(form, null);
    form.elements.question.value = text || "";
    say(form.dataset.stopped, form);
    form.elements.question.focus();
  }

  function grow(box) {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, 160)}px`;
  }

  // A doubt about an item: what is told of it takes the form's place.
  function flag(element, trigger, watch, act) {
    flagger = (data) => trigger(act, data);
    watch("value", () => nextFrame(() => {
      const fold = last && last.form && last.form.closest(".flag");
      if (!fold) return;
      last = null;
      fold.outerHTML = element.innerHTML;
    }));
  }

  // the open page --------------------------------------------------------------------------------------------
  function page(element, trigger, watch, act) {
    reader = { element, trigger, act };
    watch("value", () => nextFrame(() => {
      if (!last || !last.reader) return;
      last = null;
      element.removeAttribute("aria-busy");
      choose(localStorage.getItem("shown") || "leaf");
      const head = element.querySelector("h2");
      const beside = opener && opener.closest(".bank-item") && window.matchMedia("(min-width: 900px)").matches;
      if (!beside) lead(document.body, head); // who goes from item to item stays with them
    }));
  }

  // The page as it is printed, or its text; a person's choice holds for the next one.
  function choose(shown) {
    const { element } = reader;
    element.dataset.shown = shown;
    for (const button of element.querySelectorAll("button[data-shown]")) {
      button.setAttribute("aria-pressed", button.dataset.shown === shown);
      button.classList.toggle("chosen", button.dataset.shown === shown);
    }
    const marks = [...element.querySelectorAll(".box, mark")].filter((node) => node.getClientRects().length);
    if (marks.length) marks[0].scrollIntoView({ block: "center", inline: "nearest" });
    else element.parentNode.scrollTop = 0;
  }

  function zoom(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", on);
    button.classList.toggle("chosen", on);
    reader.element.querySelector(".page-body").classList.toggle("zoomed", on);
    const box = reader.element.querySelector(".box");
    if (box && box.getClientRects().length) box.scrollIntoView({ block: "center", inline: "center" });
  }

  function openReader(button) {
    const box = document.getElementById("page");
    if (!box.querySelector(".page-close")) {
      const close = document.createElement("button");
      close.type = "button";
      close.className = "page-close button";
      close.setAttribute("aria-label", words.close);
      close.innerHTML = '<svg class="icon" aria-hidden="true"><use href="/look/icons.svg#cross"></use></svg>';
      close.addEventListener("click", () => history.back());
      box.prepend(close);
      box.setAttribute("role", "dialog");
      box.setAttribute("aria-label", words.page);
    }
    if (!button.closest("#page")) opener = button;
    for (const other of document.querySelectorAll("[data-citation].on")) other.classList.remove("on");
    button.classList.add("on");
    last = { reader: true };
    if (!document.body.classList.contains("page-open")) history.pushState({ page: true }, "");
    document.body.classList.add("page-open");
    note(reader.element, words.opening);
    reader.element.setAttribute("aria-busy", "true");
    const lesson = button.closest("#place-today") && shell("today").querySelector("[data-lesson]");
    reader.trigger(reader.act, { citation: JSON.parse(button.dataset.citation), ...(lesson ? lesson.dataset : {}) });
  }

  function closeReader() {
    if (!document.body.classList.contains("page-open")) return;
    document.body.classList.remove("page-open");
    if (last && last.reader) last = null;
    for (const other of document.querySelectorAll("[data-citation].on")) other.classList.remove("on");
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  }

  // presses --------------------------------------------------------------------------------------------------
  function pressed(event) {
    const on = (selector) => event.target.closest && event.target.closest(selector);
    let button;
    if ((button = on("[data-citation]"))) openReader(button);
    else if ((button = on("button[data-step]"))) step(shell("today"), button.dataset.step);
    else if ((button = on("button[data-shown]"))) {
      localStorage.setItem("shown", button.dataset.shown);
      choose(button.dataset.shown);
    } else if ((button = on("[data-zoom]"))) zoom(button);
    else if (on("[data-stop-upload]")) materials.stop();
    else if ((button = on("[data-stop]"))) stop(button);
    else if ((button = on(".step-on, .step-back"))) {
      const move = button.classList.contains("step-on") ? 1 : -1;
      quiz.turn(button.form, Number(button.form.dataset.n) + move);
    } else if ((button = on("[data-question]"))) {
      const form = shell("ask").querySelector("form.ask");
      form.elements.question.value = button.dataset.question;
      form.requestSubmit();
    } else if ((button = on("[data-copy]"))) copy(button);
    else if ((button = on("[data-skip]"))) {
      event.preventDefault();
      const head = visible("h1");
      if (head) head.focus();
    } else if ((button = on(".places a, .subnav a")) && button.hash === location.hash) show();
  }

  function copy(button) {
    const area = document.getElementById(button.dataset.copy);
    area.select();
    document.execCommand("copy"); // the newer interface is missing on plain http
    button.querySelector("span").textContent = button.dataset.copied;
    button.focus();
  }

  function keyed(event) {
    if (event.key === "Escape" && document.body.classList.contains("page-open")) history.back();
    const sending = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (sending && event.target.name === "question") {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  }

  // the frame ------------------------------------------------------------------------------------------------
  function frame(element, trigger, watch, act) {
    watch("value", () => nextFrame(() => {
      words = { ...element.querySelector(".bar").dataset };
      document.title = words.title;
      document.body.classList.add("ready");
      window.companionAsk.fetching();
      if (complete()) show();
    }));
    trigger(act, {});
  }

  const plainFetch = window.fetch;
  window.fetch = async (...args) => {
    const address = String(args[0] && args[0].url ? args[0].url : args[0]);
    let answer;
    try {
      answer = await plainFetch(...args);
    } catch (error) {
      if (address.includes("/queue/join")) failed(words.lost || "");
      throw error;
    }
    if (answer.status === 401) location.assign("/login?why=ended");
    return answer;
  };
  document.addEventListener("click", pressed);
  document.addEventListener("submit", submitted);
  document.addEventListener("input", changed);
  document.addEventListener("keydown", keyed);
  window.addEventListener("hashchange", show);
  window.addEventListener("popstate", () => {
    if (!(history.state && history.state.page)) closeReader();
  });
  return { place, page, flag, frame, said, act, lead };
})();
