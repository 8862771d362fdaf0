"use strict";
// Which place is seen, what is sent where, and where the focus goes. All words come from the server.
window.companion = (() => {
  const places = new Map(); // name → {element, trigger}
  const underWay = new Map(); // ticket → what was asked, until it is answered: {own, act, form …} or {own, act, place} or {reader} or {doubt}
  const quiz = window.companionQuiz;
  const materials = window.companionMaterials;
  const typed = window.companionTyped;
  let flagger = null; // how a doubt about an item is sent
  let words = {};
  let reader = null; // the open page: {element, trigger, act}
  let tickets = 0; // how many were given out; each comes back at the end of its view, or with its sentence
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
    const focus = stays && document.activeElement ? document.activeElement.id : "";
    send({ place, step, focus }, place, "open", wishes ? Object.fromEntries(new URLSearchParams(day)) : day ? { day } : {});
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

  // A ticket for what is asked; the answer bears it.
  function ticket(what) {
    tickets += 1;
    underWay.set(tickets, what);
    return tickets;
  }

  // Taken out of what is under way: what the view or sentence in ``element`` answers.
  function answered(element) {
    const end = element.lastChild;
    const number = end && end.nodeType === Node.COMMENT_NODE ? Number(end.data.split(" ")[1]) : 0;
    const what = underWay.get(number);
    underWay.delete(number);
    return { number, what };
  }

  const waiting = (own) => [...underWay.values()].filter((what) => what.own === own);

  function send(what, own, act, data) {
    what.own = own;
    what.act = act;
    what.data = data;
    const { form } = what;
    if (form) {
      const area = form.querySelector("[data-draft]");
      what.name = typed.nameOf(form);
      what.typed = typed.sent(form);
      what.stay = form.dataset.stay;
      what.draft = area && { key: draftKey(area), text: area.value };
    }
    const node = form || own.element;
    node.setAttribute("aria-busy", "true");
    if (!node.querySelector("h1")) node.dataset.coming = words.coming; // shown by the look while nothing else is
    say("");
    own.trigger(act, { ...data, ticket: ticket(what) });
  }

  function place(element, trigger, watch, name, acts) {
    const own = { element, trigger, acts, name, newest: 0 };
    places.set(name, own);
    element.dataset.placeName = name;
    if (acts.includes("save_reply")) quiz.saver((data) => trigger("save_reply", data));
    if (acts.includes("save_draft")) window.companionDay.saver((data) => trigger("save_draft", data), (area) => sessionStorage.removeItem(draftKey(area)));
    watch("value", () => drawn(own));
    if (document.body.dataset.place === undefined && complete()) show();
  }

  // An act of a place that leaves what is seen where it is.
  function act(name, what, data) {
    const own = places.get(name);
    send({ place: own }, own, what, data);
  }

  // A view has just come, before another key can be pressed: what was sent with it is done, all else that is typed stays.
  function drawn(own) {
    const { element } = own;
    const { number, what } = answered(element);
    element.removeAttribute("aria-busy");
    if (what && what.form) {
      typed.done(what.typed);
      forgetDraft(what.draft);
      const form = typed.find(element, what.name);
      if (form) for (const input of form.querySelectorAll("[type=file]")) input.value = "";
    } else if (what && what.act === "open" && !what.data.fresh) typed.asked(element);
    typed.drawn(element);
    if (own.name === "bank") window.companionBank.again();
    busy(own);
    nextFrame(() => shown(own, what));
    if (number && number < own.newest) act(own.name, "open", own.opened || {}); // it was overtaken: what is seen is older than what was
    own.newest = Math.max(own.newest, number);
    if (what && what.act === "open") own.opened = what.data;
  }

  // Marks what is still waited for in a place that was drawn anew.
  function busy(own) {
    for (const what of waiting(own)) {
      const form = what.form && typed.find(own.element, what.name);
      if (!form) continue;
      form.setAttribute("aria-busy", "true");
      if (what.sent) pending(form, what.sent);
    }
  }

  function shown(own, what = {}) {
    const { element } = own;
    const here = document.body.dataset.place === own.name;
    const acted = what.form && here;
    for (const tab of element.querySelectorAll(".subnav [aria-current]")) tab.parentNode.scrollLeft = tab.offsetLeft - tab.parentNode.offsetLeft - 48;
    for (const form of element.querySelectorAll("form.quiz")) quiz.prepare(form);
    for (const area of element.querySelectorAll("[data-draft]")) restore(area);
    for (const input of element.querySelectorAll(".drop [type=file]")) if (input.form.matches("[data-act]")) materials.chosen(input);
    if (own.name === "today" && what.step) step(element, what.step);
    if (what.focus) lead(element, document.getElementById(what.focus));
    if (own.name === "ask") {
      window.companionAsk.drawn();
      const box = element.querySelector("[name=question]");
      grow(box);
      const turns = element.querySelectorAll(".turn:not(.pending)");
      if (acted && turns.length) turns[turns.length - 1].scrollIntoView({ block: "start" });
      if (acted) lead(element, box);
      next(own);
    } else if (own.name === "bank" && !(acted && element.querySelector(".facts"))) {
      window.companionBank.drawn();
    } else if (acted && element.querySelector(".facts")) {
      if (own.name === "bank") window.companionBank.drawn();
      const form = element.querySelector(".facts");
      form.scrollIntoView({ block: "center" });
      lead(element, form.querySelector("input, button"));
    } else if (acted && what.stay) {
      const one = document.getElementById(what.stay) || element.querySelector("h1");
      one.scrollIntoView({ block: "nearest" }); // who has done something about one of many stays with it
      lead(element, one);
    } else if (acted) {
      window.scrollTo(0, 0);
      const done = element.querySelector("[data-now]"); // the word on what was done, where it stands further down
      if (done) done.scrollIntoView({ block: "center" });
      const now = done || element.querySelector(".step:not([hidden]) h2, h1");
      lead(element, now);
    }
    materials.watch(element, () => {
      if (document.body.dataset.place === own.name && !waiting(own).length) send({ place: own }, own, "open", { fresh: "yes" }); // what is on its way is as fresh
    });
  }

  // The thread is one: who presses while it is being written in goes on once that is done.
  function next(own) {
    if (!own.after || waiting(own).length) return;
    const form = typed.find(own.element, own.after);
    own.after = "";
    if (form) form.requestSubmit();
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
      const { what } = answered(element);
      if (text) failed(text, what);
    }));
  }

  // ``what`` has come to nothing; without it the sentence is about what nobody waits for.
  function failed(text, what = {}) {
    if (what.reader) {
      if (what !== reader.waiting) return;
      reader.waiting = null;
      note(reader.element, text);
      reader.element.removeAttribute("aria-busy");
      return;
    }
    const { own, doubt } = what;
    const form = doubt || (what.form && typed.find(own.element, what.name));
    if (form) form.removeAttribute("aria-busy");
    if (own) own.element.removeAttribute("aria-busy");
    if (form && what.sent) {
      giveBack(form, what.sent);
      pending(form, null);
    }
    if (own && !own.element.querySelector("h1")) {
      note(own.element, text);
      return;
    }
    say(text, form);
    if (own) next(own);
  }

  // A question that was not answered goes back into its box, before what was typed meanwhile.
  function giveBack(form, text) {
    const box = form.elements.question;
    box.value = box.value.trim() ? `${text}\n${box.value}` : text;
    typed.note(box);
    grow(box);
  }

  function note(element, text) {
    const paragraph = document.createElement("p");
    paragraph.className = "notice";
    paragraph.setAttribute("role", "alert");
    paragraph.textContent = text;
    element.replaceChildren(paragraph);
  }

  function say(text, form) {
    const here = form && form.isConnected && form.getClientRects().length ? form.querySelector(".notice") || form.parentNode.querySelector(".notice") : null;
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
      form.setAttribute("aria-busy", "true");
      flagger({ item: form.dataset.item, why: form.elements.why.value, ticket: ticket({ doubt: form }) });
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
    if (own.name === "ask" && waiting(own).some((what) => what.act !== "open")) {
      own.after = typed.nameOf(form);
      return;
    }
    const what = { form };
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
      form.elements.question.value = "";
      typed.done(typed.sent(form));
      grow(form.elements.question);
    }
    send(what, own, form.dataset.act, data);
  }

  async function upload(form, own) {
    const trouble = materials.trouble(form);
    say(trouble, form);
    if (trouble) return;
    try {
      const batch = await materials.send(form);
      send({ form }, own, "add_texts", { batch, unit: form.elements.unit.value, replaces: form.elements.replaces.value });
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
    if (!draft || area.value === draft) return;
    area.value = draft;
    typed.note(area);
  }

  // What was handed in; what was written since stays.
  function forgetDraft(draft) {
    if (draft && sessionStorage.getItem(draft.key) === draft.text) sessionStorage.removeItem(draft.key);
  }

  // the chat -------------------------------------------------------------------------------------------------
  function pending(form, text) {
    const turn = form.parentNode.querySelector(".pending");
    turn.hidden = text === null;
    form.querySelector("[data-stop]").hidden = text === null;
    form.querySelector("[type=submit]").hidden = text !== null;
    if (text === null) return;
    turn.querySelector(".asked").textContent = text;
    turn.scrollIntoView({ block: "nearest" });
  }

  function stop(button) {
    const form = button.form;
    const own = places.get("ask");
    const [number, what] = [...underWay].find(([, one]) => one.own === own && one.sent) || [0, {}];
    underWay.delete(number);
    own.trigger("stop", {});
    form.removeAttribute("aria-busy");
    pending(form, null);
    giveBack(form, what.sent || "");
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
      const { what } = answered(element);
      const fold = what && what.doubt.closest(".flag");
      if (!fold) return;
      fold.outerHTML = element.innerHTML;
    }));
  }

  // the open page --------------------------------------------------------------------------------------------
  function page(element, trigger, watch, act) {
    reader = { element, trigger, act };
    watch("value", () => nextFrame(() => {
      const { what } = answered(element);
      if (!what) return;
      if (what !== reader.waiting) {
        if (!reader.waiting && document.body.classList.contains("page-open")) look(reader.seen.reader); // it was overtaken by the page that should be seen
        return;
      }
      reader.waiting = null;
      reader.seen = what;
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
    if (!document.body.classList.contains("page-open")) history.pushState({ page: true }, "");
    document.body.classList.add("page-open");
    note(reader.element, words.opening);
    const lesson = button.closest("#place-today") && shell("today").querySelector("[data-lesson]");
    look({ citation: JSON.parse(button.dataset.citation), ...(lesson ? lesson.dataset : {}) });
  }

  function look(data) {
    reader.waiting = { reader: data };
    reader.element.setAttribute("aria-busy", "true");
    reader.trigger(reader.act, { ...data, ticket: ticket(reader.waiting) });
  }

  function closeReader() {
    if (!document.body.classList.contains("page-open")) return;
    document.body.classList.remove("page-open");
    reader.waiting = null;
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
      if (address.includes("/queue/join")) failed(words.lost || "", lost(args[1]));
      throw error;
    }
    if (answer.status === 401) location.assign("/login?why=ended");
    return answer;
  };

  // What was under way with a request that did not get through.
  function lost(request) {
    const { ticket: number } = JSON.parse(request.body).event_data || {};
    const what = underWay.get(number);
    underWay.delete(number);
    return what;
  }

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
