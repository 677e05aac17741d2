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
// Forms that may be sent, for the server answers, and those of which that is being asked.
const reached = new WeakSet();
const asking = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  const button = event.submitter || form.querySelector(".btn-primary[type=submit]") || form.querySelector("[type=submit]");
  const announcements = document.getElementById("announcements");
  // Without a connection it stays as it is, with all that was typed into it; one whose words are kept sees to that.
  const texts = [...form.querySelectorAll("textarea, input[type=text]")];
  const written = texts.some((field) => field.value.trim() && (field.type === "textarea" || field.value !== field.defaultValue));
  if ((written || !navigator.onLine) && !form.matches("form[data-draft]") && !reached.has(form)) {
    event.preventDefault();
    sendIfReached(form, event.submitter, button, (form.contains(button) && button.closest(".buttons")) || form);
    return;
  }
  sent.set(form, button && { button, label: [...button.childNodes] });
  if (!button || !announcements) return;
  announcements.textContent = announcements.dataset.sending;
  // Only now: a button that is disabled while the form is being read sends neither its name nor the form.
  setTimeout(() => {
    button.disabled = true;
    button.textContent = announcements.dataset.sending;
  });
});

// What narrows a list leaves empty fields out of the address.
document.addEventListener("formdata", ({ target, formData }) => {
  if (!("lean" in target.dataset)) return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

// Whoever comes back with the browser's button, or whose form came back in place, finds it ready to be sent.
function ready() {
  for (const entry of sent.values()) {
    if (!entry) continue;
    entry.button.disabled = false;
    entry.button.replaceChildren(...entry.label);
  }
  sent.clear();
  const announcements = document.getElementById("announcements");
  if (announcements) announcements.textContent = "";
}

window.addEventListener("pageshow", ready);

// What opens in place says so when it cannot; a form that is being written says more by itself.
document.addEventListener("htmx:sendError", ({ target }) => {
  ready();
  if (!target.matches("form[data-draft]")) tellOffline(target);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status <= 500) return; // the server itself says what is wrong
  event.detail.shouldSwap = event.detail.isError = false;
  event.stopImmediatePropagation();
  htmx.trigger(event.detail.requestConfig.elt, "htmx:sendError");
});
document.addEventListener("htmx:beforeRequest", forgetOffline);
window.addEventListener("online", forgetOffline);

// The browser knows of a network, not of the server: without one, a program on the same computer answers all the same.
async function sendIfReached(form, submitter, button, below) {
  if (asking.has(form)) return;
  asking.add(form);
  forgetOffline();
  const announcements = document.getElementById("announcements");
  const label = [...(button?.childNodes || [])];
  announcements.textContent = announcements.dataset.sending;
  if (button) button.textContent = announcements.dataset.sending;
  const how = { cache: "no-store", signal: AbortSignal.timeout?.(30000) };
  const answer = await fetch("/livez", how).catch(() => null);
  asking.delete(form);
  button?.replaceChildren(...label);
  announcements.textContent = "";
  if (isAway(answer)) return tellOffline(below);
  reached.add(form);
  form.requestSubmit(submitter);
  reached.delete(form);
}

// What stands in front of a server that is away answers in its place.
function isAway(answer) {
  return !answer || answer.status >= 500;
}

function tellOffline(below) {
  const announcements = document.getElementById("announcements");
  const told = document.createElement("p");
  told.className = "message message-error no-connection";
  told.textContent = announcements.textContent = announcements.dataset.offline;
  below.after(told);
  told.scrollIntoView({ block: "nearest" });
}

function forgetOffline() {
  for (const told of document.querySelectorAll(".no-connection")) {
    told.remove();
    document.getElementById("announcements").textContent = "";
  }
}

// What became of a form is read first; before that, what is wrong with it.
document.querySelector(".messages:has(.message)")?.focus({ preventScroll: true });
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

// Single keys, for who has not switched them off: "/" searches, "?" shows the keys. Never while one types.
document.addEventListener("keydown", (event) => {
  if (!("singleKeys" in document.body.dataset) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog[open], [contenteditable]")) return;
  if (event.key === "/") {
    const menu = document.querySelector("details.site-search");
    const field = menu ? document.getElementById("site-search") : document.querySelector("main [type=search]");
    if (!field) return;
    event.preventDefault();
    // On a narrow screen a page of its own stands for the menu.
    if (menu && !menu.checkVisibility()) return document.querySelector(".site-search-link").click();
    if (menu) menu.open = true;
    field.focus();
  } else if (event.key === "?") {
    event.preventDefault();
    showKeys();
  }
});

async function showKeys() {
  const link = document.getElementById("keys-link");
  if (!link || document.querySelector("dialog[open]")) return;
  forgetOffline();
  const answer = await fetch(link.href).catch(() => null);
  if (isAway(answer)) return tellOffline(link);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.append(page.getElementById("keys"));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

// Who chooses a lower level than the one of now is asked why: the fold it is asked under opens.
document.addEventListener("change", ({ target }) => {
  if (!target.value || !target.dataset.lower?.split(" ").includes(target.value)) return;
  target.form.elements.reason.closest("details").open = true;
});

// How much work waits stands in the navigation: asked apart from the page, which may be an earlier one.
for (const link of document.querySelectorAll("[data-count]")) {
  fetch(link.dataset.count, { headers: { Accept: "application/json" }, redirect: "manual" })
    .then((answer) => (answer.ok ? answer.json() : { count: 0 }))
    .then(({ count }) => {
      if (!count) return;
      const mark = document.createElement("span");
      const words = document.createElement("span");
      mark.className = "nav-count";
      words.className = "visually-hidden";
      mark.textContent = count;
      words.textContent = ` ${link.dataset.countWords}`;
      mark.append(words);
      link.append(" ", mark);
    })
    .catch(() => {}); // without a connection there is no number
}

// Of the forms that open in place, one is open at a time. What does not come is gone to: its page says why. What is
// sent there and not answered there is sent once more, as without this file.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.target.matches(".work-form")) return;
  const { xhr, requestConfig } = event.detail;
  const { elt } = requestConfig;
  if (xhr.status >= 400 || new URL(xhr.responseURL).pathname !== new URL(elt.action || elt.href).pathname) {
    event.detail.shouldSwap = event.detail.isError = false;
    if (elt.action) elt.submit();
    else location.assign(elt.href);
    return;
  }
  for (const other of document.querySelectorAll(".work-form")) other.replaceChildren();
});
document.addEventListener("htmx:afterSettle", ({ detail: { target } }) => {
  if (!target.matches(".work-form")) return;
  ready();
  const first = ["[aria-invalid=true]", ".error-summary", "textarea"].map((what) => target.querySelector(what));
  first.find(Boolean)?.focus();
});
