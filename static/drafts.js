// What is typed into an update is kept on the server while it is typed. A button does the same without this file.
"use strict";
(() => {
  const SOON = 3000; // milliseconds from the first change until it is kept
  const AGAIN = 5000; // until the next try when it could not be
  const PATIENCE = 30000; // until no answer counts as no connection
  const states = new Map();
  // What this page calls itself: it goes on from what it saved last, also when no answer came.
  let nth = 0; // savings of this page, for one that comes late
  const page = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  // A page the browser had already comes with the key it had then, with which another tab may have sent its form.
  if (window.isSecureContext) {
    for (const key of document.querySelectorAll("[data-fresh]")) key.value = crypto.randomUUID();
  }

  function stateOf(form) {
    if (!states.has(form)) states.set(form, { timer: 0, saving: null, changed: false, over: false });
    return states.get(form);
  }

  function formOf(element) {
    return element.closest?.("form[data-draft]");
  }

  function later(form, pause) {
    const state = stateOf(form);
    if (!state.timer && !state.over) state.timer = setTimeout(() => save(form), pause);
  }

  function say(form, words, wrong) {
    const place = form.querySelector("[data-draft-said]");
    if (wrong && place.textContent !== words) document.getElementById("announcements").textContent = words;
    place.textContent = words;
    place.classList.toggle("draft-wrong", wrong);
  }

  function show(form, other) {
    const place = form.querySelector("[data-draft-other]");
    place.querySelector("p").textContent = other.words;
    place.querySelector("a").href = other.url;
    place.hidden = false;
  }

  // What the other version has, too, is kept twice: here it goes by another name now.
  function rename(form, doubles) {
    const attributes = [...form.querySelectorAll("[data-evidence], [data-evidence] *")].flatMap((element) => [
      ...element.attributes,
    ]);
    for (const [before, after] of doubles) {
      for (const attribute of attributes) attribute.value = attribute.value.replace(before, after);
    }
  }

  function ask(form, body, leaving) {
    const how = {
      headers: { Accept: "application/json" },
      redirect: "manual",
      keepalive: Boolean(leaving),
      signal: AbortSignal.timeout(PATIENCE),
    };
    return fetch(form.dataset.draft, body ? { ...how, method: "POST", body } : how);
  }

  // After signing in again in another tab, the forms of this one need the token of the new session; who else signed in
  // meanwhile gets nothing of this page. Why it cannot go on: the name of the sentence that says so, or nothing.
  async function renew(form) {
    const state = stateOf(form);
    const answer = await ask(form).catch(() => null);
    if (!answer) return "notSent";
    if (answer.status >= 500) return "notKept";
    state.isOthers = false;
    if (!answer.ok) return "signedOut";
    const { token, whose } = await answer.json();
    state.isOthers = whose !== form.elements.whose.value;
    if (state.isOthers) return "someoneElse";
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return "";
  }
  window.renewToken = renew; // files are sent by a script of their own

  // Files go their own way.
  function words(form) {
    const typed = new FormData(form);
    typed.set("page", page);
    typed.set("nth", ++nth);
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    return typed;
  }

  async function post(form, leaving) {
    const answer = await ask(form, words(form), leaving);
    const state = stateOf(form);
    state.why = answer.status === 403 ? await renew(form) : "signedOut";
    if (!state.why) return ask(form, words(form), leaving);
    return answer;
  }

  // What is on its way is waited for.
  async function save(form, leaving) {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = 0;
    if (state.over || state.saving || !state.changed || !form.isConnected) return state.saving;
    state.changed = false;
    state.saving = send(form, leaving);
    await state.saving;
    state.saving = null;
    if (state.changed) later(form, state.failed ? AGAIN : SOON);
  }

  async function send(form, leaving) {
    const state = stateOf(form);
    try {
      const answer = await post(form, leaving);
      // What stands in front of a server that is away answers in its place.
      if (answer.status === 502 || answer.status === 504) throw new Error("away");
      state.alone = false;
      state.isOthers &&= answer.status === 403;
      if (answer.status === 403 && state.why === "notSent") throw new Error(state.why);
      if (state.isOthers) window.addEventListener("beforeunload", stay);
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        again(form, form.dataset[state.why || "signedOut"]);
      } else if (answer.ok || answer.status === 409) {
        done(form, await answer.json(), answer.ok);
      } else {
        again(form, form.dataset.notKept);
      }
    } catch {
      state.alone = true;
      again(form, state.held ? form.dataset.notSent : form.dataset.notSaved);
    }
  }

  function done(form, said, kept) {
    const state = stateOf(form);
    state.failed = false;
    state.over ||= !kept;
    if (kept) window.removeEventListener("beforeunload", stay);
    else window.addEventListener("beforeunload", stay);
    const told = kept && state.held ? `${form.dataset.notSentYet} ${said.said}` : said.said;
    say(form, told, !kept || Boolean(said.doubles || state.held));
    // What is told while the form is being sent is read first; files went with a draft that was discarded elsewhere.
    for (const uuid of said.gone || []) form.querySelector(`[data-evidence="${uuid}"]`)?.remove();
    if (said.gone?.length || (said.other && state.going)) {
      state.unread ||= said.said;
      state.left = said.gone ? rows(form) : Infinity;
    }
    if (!kept) return;
    form.elements.version.value = said.version;
    if (said.key) form.elements.key.value = said.key;
    if (said.other) show(form, said.other);
    if (said.doubles) rename(form, Object.entries(said.doubles));
    // Where the page is nothing but this form, it is there again when the page is opened anew, as it was saved last.
    if (new URL(said.url, location).pathname !== location.pathname) return;
    history.replaceState(history.state, "", said.url);
    form.querySelector("[data-held-to-version]").name = `version-${said.version}`;
  }

  function again(form, words) {
    const state = stateOf(form);
    state.failed = state.changed = true;
    say(form, words, true);
  }

  function changed(event) {
    const form = formOf(event.target);
    if (!form) return;
    stateOf(form).changed = true;
    later(form, SOON);
  }

  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("focusout", (event) => {
    const form = formOf(event.target);
    // Who goes on to the button has it kept by that.
    if (form && event.relatedTarget?.type !== "submit") save(form);
  });
  window.addEventListener("online", () => {
    for (const form of states.keys()) save(form);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const form of states.keys()) save(form, true);
  });
  const rows = (form) => form.querySelectorAll("[data-evidence]").length;

  // A form is held once for what its author has not read yet; not for files that were chosen again meanwhile.
  function isHeld(form) {
    const state = stateOf(form);
    if (rows(form) > state.left) state.unread = "";
    return state.unread;
  }

  // Nothing is sent before its words are kept: without a connection, neither the form nor a draft would be left.
  async function sendKept(form, submitter) {
    const state = stateOf(form);
    state.going = true;
    say(form, document.getElementById("announcements").dataset.sending, false);
    await state.saving; // the next saving is to come after it
    if (!navigator.onLine) state.changed = true;
    await save(form);
    state.going = false;
    if (state.isOthers) return; // what is wrong stands there
    if (isHeld(form)) {
      say(form, state.unread, true);
      state.unread = "";
      return;
    }
    state.held = state.alone;
    if (state.held) return say(form, form.dataset.notSent, true);
    if (submitter && !submitter.isConnected) return; // it went with its line; no other is pressed in its place
    state.sure = true;
    form.requestSubmit(submitter);
    state.sure = false;
  }

  // Who typed may have signed in again: only then the form goes on.
  async function backAgain(form, submitter) {
    const state = stateOf(form);
    const why = await renew(form);
    if (why) return say(form, form.dataset[why], true);
    state.changed = true;
    if (!state.going) sendKept(form, submitter);
  }

  // Ahead of everything else that hears of it.
  document.addEventListener(
    "submit",
    (event) => {
      const form = formOf(event.target);
      if (!form) return;
      const state = stateOf(form);
      if (state.isOthers) {
        event.preventDefault();
        event.stopImmediatePropagation();
        backAgain(form, event.submitter);
        return;
      }
      state.held = false;
      const waits = state.saving || state.changed || isHeld(form) || !navigator.onLine;
      if (state.over || state.sure || !waits) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!state.going) sendKept(form, event.submitter);
    },
    true,
  );
  // What is typed into a form that was sent already is kept nowhere: who leaves is asked by the browser.
  const stay = (event) => event.preventDefault();
  // After everything else, which may hold it, too. A form that opened in place is answered there.
  window.addEventListener("submit", (event) => {
    const form = formOf(event.target);
    if (!form || event.defaultPrevented) return;
    window.removeEventListener("beforeunload", stay);
    stateOf(form).over = true;
    const place = form.closest(".work-form");
    if (!place || event.submitter?.name || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    const how = { source: form, target: place, select: place.dataset.answer, swap: "innerHTML show:none" };
    htmx.ajax("POST", form.action, how).catch(() => {}); // it is told as an event, too
  });
  document.addEventListener("htmx:sendError", ({ target: form }) => {
    if (!formOf(form)) return;
    stateOf(form).over = false;
    stateOf(form).held = true;
    say(form, form.dataset.notSent, true);
  });
  // "Nothing changed" beside words of what changed: which of the two is meant, the page asks.
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target.id !== "still-true") return;
      const form = event.target.previousElementSibling;
      const written = [...form.querySelectorAll("textarea")].find((field) => field.value.trim());
      const beside = written || form.querySelector(".evidence-item:not(.field-wrong)");
      const [ofWords, ofEvidence] = event.target.querySelectorAll(".said-wrong");
      ofWords.hidden = ofEvidence.hidden = true;
      if (!beside) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const told = written ? ofWords : ofEvidence;
      told.hidden = false;
      document.getElementById("announcements").textContent = told.textContent.trim();
      form.addEventListener("input", () => (told.hidden = true), { once: true });
      const folded = beside.closest("details");
      if (folded) folded.open = true;
      told.scrollIntoView({ block: "nearest" });
    },
    true,
  );
  window.addEventListener("pageshow", () => {
    for (const state of states.values()) state.over = state.held = false;
  });
})();
