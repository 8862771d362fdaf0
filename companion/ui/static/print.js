"use strict";
// The one button of a page that is there to be printed.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
