// Files are uploaded while the form is still being written. Without this file they go with the form.
"use strict";

// A form that opens in place brings this file each time: nothing is declared outside of the loop.
for (const part of document.querySelectorAll(".evidence-part")) {
  const WAITS = [1, 2, 4, 8, 16, 30];
  const WITH_ALL = ["csrfmiddlewaretoken", "key", "evidence_audience", "evidence_audience_before"];
  const MOST_BYTES = 20 * 1024 * 1024;
  const form = part.closest("form");
  const items = part.querySelector(".evidence-items");
  const drop = part.querySelector(".evidence-drop");
  const link = part.querySelector("[name=link]");
  const audience = part.querySelector("[name=evidence_audience]");
  const announcements = document.getElementById("announcements");
  const words = part.dataset;
  const waits = part.querySelector(".evidence-waits").content.firstElementChild;
  const queue = []; // what is being uploaded, and what comes after it: in the order in which it was chosen
  let submitter = null;
  let mending = null; // what is said of the link that stands in its field again

  const say = (text) => {
    if (announcements) announcements.textContent = text;
  };

  // Who leaves meanwhile is asked by the browser.
  const stay = (event) => event.preventDefault();

  // The form is sent once all is there: beside the button stands that it waits.
  const wait = (pressed) => {
    submitter = pressed;
    form.querySelector(".buttons").after(waits);
    waits.scrollIntoView({ block: "nearest" });
    say(waits.textContent);
  };
  const waitNoMore = () => {
    submitter = null;
    waits.remove();
  };

  // A sentence with names in it, which may have signs in them.
  const fill = (sentence, given) => sentence.replace(/{(\w+)}/g, (_all, name) => given[name]);

  // What goes with every single upload; "complete" last, so that the server knows nothing was cut off.
  const letter = (fields) => {
    const data = new FormData();
    for (const name of WITH_ALL) data.append(name, form.elements[name].value);
    if (words.of) data.append("of", words.of);
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    data.append("complete", "yes");
    return data;
  };

  // Once nothing is for everyone any more, that goes for what was chosen before, too: here, and where it is kept.
  const narrow = async () => {
    if (audience.value !== "internal") return;
    for (const field of items.querySelectorAll("[name$=-audience]")) {
      field.value = "internal";
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (!items.querySelector("[data-evidence]")) return;
    // Where this fails, the form says it again when it is sent.
    const answer = await fetch(words.upload, { method: "POST", body: letter({}), redirect: "manual" }).catch(() => null);
    if (answer?.ok) form.elements.evidence_audience_before.value = "internal"; // what is opened by itself stays so
  };

  const line = (name) => {
    const row = document.createElement("li");
    const label = document.createElement("p");
    const bar = document.createElement("progress");
    const cancel = part.querySelector(".evidence-cancel").content.cloneNode(true).firstElementChild;
    row.className = "evidence-item evidence-coming";
    label.className = "evidence-name";
    label.textContent = name;
    bar.max = 100;
    bar.setAttribute("aria-label", `${words.uploading} ${name}`);
    cancel.querySelector("[data-name]").textContent = ` ${name}`;
    row.append(label, bar, cancel);
    items.append(row);
    return { row, label, bar, cancel };
  };

  const takeOut = (row) => {
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    (next?.querySelector("a, button:not([hidden])") || part.querySelector("summary")).focus();
  };

  const arrived = (row, html, name) => {
    const box = document.createElement("template");
    box.innerHTML = html;
    const come = box.content.querySelector("[data-evidence]");
    if (!come) return false;
    const there = items.querySelector(`[data-evidence="${come.dataset.evidence}"]`);
    if (there) once(there, row, name);
    else row.replaceWith(come);
    if (come.querySelector("[name$=-audience]")?.value === "public") narrow(); // chosen while it was on its way
    if (!there) say(`${name} ${words.done}`);
    return true;
  };

  // What stands there already stays as it is, with what was said of it meanwhile.
  const once = (there, row, name) => {
    const told = there.querySelector(".evidence-once") || document.createElement("p");
    const before = there.dataset.name; // a file's
    told.className = "evidence-once meta";
    told.textContent = before && before !== name ? fill(words.same, { name, before }) : `${name} ${words.once}`;
    there.querySelector(".evidence-name").after(told);
    row.remove();
    say(told.textContent);
  };

  // A sentence in place of the bar, and a button to do away with both; what the sentence stands in.
  const refused = ({ row, label, bar, cancel }, sentence) => {
    const told = part.querySelector(".evidence-wrong").content.cloneNode(true).firstElementChild;
    told.querySelector("[data-sentence]").textContent = sentence;
    told.querySelector("[data-name]").textContent = ` ${label.textContent}`;
    told.querySelector("button").addEventListener("click", () => takeOut(row));
    row.classList.add("field-wrong");
    bar.replaceWith(told);
    cancel.remove();
    say(sentence);
    return told;
  };

  // One file or link; tried again when the connection breaks, until it is there or refused.
  const upload = (fields, name) => {
    const { row, label, bar, cancel } = line(name);
    let tries = 0;
    let renewed = false;
    let request = null;
    let stop = () => {}; // trying again

    const ended = () => {
      const next = queue[0] === send ? queue[1] : null;
      queue.splice(queue.indexOf(send), 1);
      next?.();
      if (queue.length) return;
      window.removeEventListener("beforeunload", stay);
      if (!submitter) return;
      const pressed = submitter;
      waitNoMore();
      if (pressed.isConnected) form.requestSubmit(pressed);
    };
    const wrong = (sentence) => {
      const told = refused({ row, label, bar, cancel }, sentence);
      if (submitter) {
        waitNoMore(); // whoever sent the form reads this first
        part.open = true;
        told.tabIndex = -1;
        told.focus();
      }
      ended();
      return told;
    };
    // A link that is refused stands in its field again.
    const toMend = (told) => {
      if (!fields.link || link.value) return;
      link.value = fields.link;
      mending = row;
      told.querySelector("button").addEventListener("click", () => {
        if (link.value === fields.link) link.value = "";
      });
    };
    const failed = (why = words.failed) => {
      const told = wrong(`${name} ${why}`);
      row.classList.add("evidence-failed");
      const again = document.createElement("button");
      again.type = "button";
      again.className = "btn btn-secondary btn-sm";
      again.textContent = words.again;
      again.addEventListener("click", () => {
        row.remove();
        upload(fields, name);
      });
      told.querySelector("button").before(again);
    };
    // Whoever is signed out is led to sign in; after that, in another tab, the form has the token of before.
    const isSignedOut = () => request.status === 403 || new URL(request.responseURL).pathname !== words.upload;
    const signedOut = async () => {
      const why = renewed || !window.renewToken ? "signedOut" : await window.renewToken(form);
      renewed = why in words || !why;
      if (!why) send();
      else if (!renewed) later();
      else failed(words[why]);
    };
    const later = () => {
      if (tries >= WAITS.length) return failed();
      label.textContent = `${name}: ${words.retrying}`;
      const timer = setTimeout(go, WAITS[tries] * 1000);
      window.addEventListener("online", go);
      tries += 1;
      stop = () => {
        clearTimeout(timer);
        window.removeEventListener("online", go);
      };
      function go() {
        stop();
        send();
      }
    };
    const send = () => {
      request = new XMLHttpRequest();
      label.textContent = name;
      bar.removeAttribute("value");
      request.open("POST", words.upload);
      request.setRequestHeader("Accept", "text/html, application/json");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      request.upload.addEventListener("load", () => (cancel.hidden = true)); // it may be kept: too late
      request.addEventListener("load", () => {
        if (request.status === 200 && arrived(row, request.responseText, name)) ended();
        else if (request.status === 422) toMend(wrong(request.responseText));
        else if (request.status === 409) wrong(JSON.parse(request.responseText).said);
        else if (request.status >= 500 || request.status === 429) later();
        else if (isSignedOut()) signedOut();
        else failed();
      });
      for (const kind of ["error", "timeout"]) request.addEventListener(kind, later);
      request.timeout = 300_000;
      request.send(letter(fields));
    };
    cancel.addEventListener("click", () => {
      stop();
      request?.abort();
      waitNoMore();
      say("");
      takeOut(row);
      ended();
    });
    window.addEventListener("beforeunload", stay);
    queue.push(send);
    if (queue.length === 1) send();
  };

  const tooLarge = ({ name, size }) => {
    const one = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false };
    const tenths = Math.ceil((10 * size) / 1024 ** 2); // one byte too many is never as much as allowed
    return fill(words.tooLarge, { name, size: (tenths / 10).toLocaleString(document.documentElement.lang, one) });
  };

  const take = (files) => {
    part.open = true;
    for (const file of files) {
      if (file.size > MOST_BYTES) {
        refused(line(file.name), tooLarge(file));
      } else {
        upload({ files: file }, file.name);
      }
    }
  };

  for (const input of part.querySelectorAll("input[type=file]")) {
    const chosen = () => {
      if (!input.files.length) return;
      take([...input.files]);
      input.value = "";
    };
    input.addEventListener("change", chosen);
    chosen(); // what was chosen before this file had come
  }

  part.querySelector("[name=add_evidence]:not([tabindex])").addEventListener("click", (event) => {
    event.preventDefault();
    if (!link.value.trim()) return link.focus();
    mending?.remove();
    mending = null;
    upload({ link: link.value.trim() }, link.value.trim());
    link.value = "";
  });

  // Who may see it stands on the line, and follows what is chosen.
  items.addEventListener("change", ({ target }) => {
    if (!target.name.endsWith("-audience")) return;
    target.closest(".evidence-item").querySelector(".evidence-name .tag").textContent = target.selectedOptions[0].text;
  });

  audience.addEventListener("change", narrow);

  part.querySelector(".evidence-drop-hint").hidden = false;
  // Beside the place for it, too: a browser would leave the page for a file that is let go there.
  const brings = ({ dataTransfer }) => form.isConnected && [...dataTransfer.types].includes("Files");
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      drop.classList.add("evidence-over");
    });
  }
  document.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!relatedTarget) drop.classList.remove("evidence-over");
  });
  document.addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    drop.classList.remove("evidence-over");
    take([...event.dataTransfer.files]);
    drop.dispatchEvent(new Event("change", { bubbles: true })); // as when a file is chosen: the draft is kept
  });

  // A form that is sent while files are on their way waits for them; one that failed does not stay behind unseen.
  form.addEventListener("submit", (event) => {
    const failed = items.querySelector(".evidence-failed .said-wrong");
    if (failed && !event.submitter?.name && !event.submitter?.hasAttribute("formaction")) {
      event.preventDefault();
      part.open = true;
      failed.querySelector("[data-sentence]").textContent = words.without;
      failed.tabIndex = -1;
      failed.focus();
      say(words.without);
      return;
    }
    if (!queue.length) return;
    event.preventDefault();
    wait(event.submitter || form.querySelector(".btn-primary"));
  });
}
