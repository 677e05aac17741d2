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
  let running = 0;
  let submitter = null;

  const say = (text) => {
    if (announcements) announcements.textContent = text;
  };

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
    await fetch(words.upload, { method: "POST", body: letter({}), redirect: "manual" }).catch(() => null);
  };

  const line = (name) => {
    const row = document.createElement("li");
    const label = document.createElement("p");
    const bar = document.createElement("progress");
    row.className = "evidence-item evidence-coming";
    label.className = "evidence-name";
    label.textContent = name;
    bar.max = 100;
    bar.setAttribute("aria-label", `${words.uploading} ${name}`);
    row.append(label, bar);
    items.append(row);
    return { row, label, bar };
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
    say(`${name} ${there ? words.once : words.done}`);
    return true;
  };

  // What stands there already stays as it is, with what was said of it meanwhile.
  const once = (there, row, name) => {
    const told = there.querySelector(".evidence-once") || document.createElement("p");
    told.className = "evidence-once meta";
    told.textContent = `${name} ${words.once}`;
    there.querySelector(".evidence-name").after(told);
    row.remove();
  };

  // A sentence in place of the bar, and a button to do away with both; what the sentence stands in.
  const refused = ({ row, label, bar }, sentence) => {
    const told = part.querySelector(".evidence-wrong").content.cloneNode(true).firstElementChild;
    told.querySelector("[data-sentence]").textContent = sentence;
    told.querySelector("[data-name]").textContent = ` ${label.textContent}`;
    told.querySelector("button").addEventListener("click", () => {
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      (next?.querySelector("a, button") || part.querySelector("summary")).focus();
    });
    row.classList.add("field-wrong");
    bar.replaceWith(told);
    say(sentence);
    return told;
  };

  // One file or link; tried again when the connection breaks, until it is there or refused.
  const upload = (fields, name) => {
    const { row, label, bar } = line(name);
    let tries = 0;
    running += 1;

    const ended = () => {
      running -= 1;
      if (running === 0 && submitter) {
        const pressed = submitter;
        submitter = null;
        form.requestSubmit(pressed.isConnected ? pressed : undefined);
      }
    };
    const wrong = (sentence) => {
      const told = refused({ row, label, bar }, sentence);
      submitter = null; // whoever sent the form reads this first
      ended();
      return told;
    };
    const failed = () => {
      const told = wrong(`${name} ${words.failed}`);
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
    const later = () => {
      if (tries >= WAITS.length) return failed();
      label.textContent = `${name}: ${words.retrying}`;
      const timer = setTimeout(go, WAITS[tries] * 1000);
      window.addEventListener("online", go, { once: true });
      tries += 1;
      function go() {
        clearTimeout(timer);
        window.removeEventListener("online", go);
        send();
      }
    };
    const send = () => {
      const request = new XMLHttpRequest();
      label.textContent = name;
      bar.removeAttribute("value");
      request.open("POST", words.upload);
      request.setRequestHeader("Accept", "text/html, application/json");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("load", () => {
        if (request.status === 200 && arrived(row, request.responseText, name)) ended();
        else if (request.status === 422) wrong(request.responseText);
        else if (request.status === 409) wrong(JSON.parse(request.responseText).said);
        else if (request.status >= 500 || request.status === 429) later();
        else failed();
      });
      for (const kind of ["error", "timeout"]) request.addEventListener(kind, later);
      request.timeout = 300_000;
      request.send(letter(fields));
    };
    send();
  };

  const tooLarge = ({ name, size }) => {
    const one = { minimumFractionDigits: 1, maximumFractionDigits: 1, useGrouping: false };
    const megabytes = (size / 1024 ** 2).toLocaleString(document.documentElement.lang, one);
    return words.tooLarge.replace("{size}", megabytes).replace("{name}", () => name); // which may have signs in it
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
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      drop.classList.add("evidence-over");
    });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("evidence-over"));
  drop.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
    drop.dispatchEvent(new Event("change", { bubbles: true })); // as when a file is chosen: the draft is kept
  });

  // A form that is sent while files are on their way waits for them.
  form.addEventListener("submit", (event) => {
    if (running === 0) return;
    event.preventDefault();
    submitter = event.submitter || form.querySelector(".btn-primary");
    say(words.waiting);
  });
}
