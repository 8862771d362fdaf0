"use strict";
// The sample accounts of the demo: a press fills the form in.
for (const button of document.querySelectorAll("[data-username]")) {
  button.addEventListener("click", () => {
    document.querySelector("[name=username]").value = button.dataset.username;
    document.querySelector("[name=password]").value = button.dataset.password;
    document.querySelector("form button[type=submit]").focus();
  });
}
