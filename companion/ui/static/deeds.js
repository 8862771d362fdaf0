"use strict";
// A photo or file of a practice: sent as soon as it is chosen, then the place is drawn anew. All words come from the server.
document.addEventListener("change", async (event) => {
  const input = event.target.closest("[data-attach]");
  if (!input || !input.files.length) return;
  const notice = input.closest(".adding").querySelector(".notice");
  const [file] = input.files;
  notice.textContent = input.dataset.sending;
  notice.classList.add("on");
  input.disabled = true;
  try {
    const answer = await fetch(`/attachment?practice=${input.dataset.attach}&name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    if (answer.ok) return void window.companion.act("deeds", "open", {});
    notice.textContent = (await answer.json()).detail || input.dataset.broken;
  } catch {
    notice.textContent = input.dataset.broken;
  }
  input.disabled = false;
  input.value = "";
});
