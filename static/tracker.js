// Comforts. Every page does all it does without this file.
"use strict";

// Ctrl+Enter or Cmd+Enter sends the form the cursor is in.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// A form is sent once: its button says so until the answer comes.
const sent = new Map();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  const button = event.submitter || form.querySelector("[type=submit]");
  const announcements = document.getElementById("announcements");
  sent.set(form, button && { button, label: [...button.childNodes] });
  if (!button || !announcements) return;
  announcements.textContent = announcements.dataset.sending;
  // Only now: a button that is disabled while the form is being read sends neither its name nor the form.
  setTimeout(() => {
    button.disabled = true;
    button.textContent = announcements.dataset.sending;
  });
});

// Whoever comes back with the browser's button finds the form ready to be sent.
window.addEventListener("pageshow", () => {
  for (const entry of sent.values()) {
    if (!entry) continue;
    entry.button.disabled = false;
    entry.button.replaceChildren(...entry.label);
  }
  sent.clear();
  const announcements = document.getElementById("announcements");
  if (announcements) announcements.textContent = "";
});

// What is wrong with a form is read first.
document.querySelector(".error-summary")?.focus();

// On a narrow screen the pages stand in a line that is drawn sideways: the one shown is in sight.
const pages = document.querySelector(".site-pages");
const shown = pages?.querySelector("[aria-current]");
if (shown) pages.scrollLeft += shown.getBoundingClientRect().left - pages.getBoundingClientRect().left - 24;

// Menus close when one goes elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});
