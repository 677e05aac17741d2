// @ in a note offers the people on the report who may read it; their names stand at its field, or once for all at its
// form. Without this file their names are typed whole.
"use strict";

const MOST_OFFERED = 6;
let offer = null; // {field, list, from, people, at} while a list is open
let pressing = false;

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function closeOffer() {
  document.querySelector(".mentions-nobody")?.remove();
  if (!offer) return;
  offer.list.remove();
  for (const name of ["aria-controls", "aria-activedescendant"]) offer.field.removeAttribute(name);
  offer = null;
}

function openOffer(field) {
  closeOffer();
  const before = field.value.slice(0, field.selectionStart);
  const begun = before.match(/(?:^|[\s(])@([^@\n]{0,40})$/u);
  if (!begun) return;
  const sought = folded(begun[1]);
  const inside = field.form.elements.audience?.value === "internal";
  const { people: named, peopleLabel, peopleOutside } = field.closest("[data-people]").dataset;
  const meant = JSON.parse(named).filter((person) =>
    folded(person.name).split(/\s+/).some((_part, n, parts) => parts.slice(n).join(" ").startsWith(sought)),
  );
  const people = meant.filter((person) => person.inside || !inside).slice(0, MOST_OFFERED);
  if (!people.length) {
    if (sought && meant.length) sayNobody(field, peopleOutside);
    return;
  }
  const list = document.createElement("ul");
  list.id = `${field.id}-people`;
  list.className = "mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", peopleLabel);
  for (const [n, person] of people.entries()) {
    const item = document.createElement("li");
    item.id = `${list.id}-${n}`;
    item.setAttribute("role", "option");
    item.append(person.name);
    const of = document.createElement("span");
    of.className = "meta";
    of.textContent = ` ${person.of}`;
    item.append(of);
    // Before the field loses the focus.
    item.addEventListener("mousedown", (event) => { event.preventDefault(); point(n); choose(); });
    list.append(item);
  }
  field.after(list);
  field.setAttribute("aria-controls", list.id);
  offer = { field, list, people, from: field.selectionStart - begun[1].length, at: 0 };
  point(0);
}

function sayNobody(field, why) {
  const told = document.createElement("p");
  told.className = "mentions mentions-nobody";
  told.textContent = document.getElementById("announcements").textContent = why;
  field.after(told);
}

function point(at) {
  offer.at = (at + offer.people.length) % offer.people.length;
  for (const [n, item] of [...offer.list.children].entries()) {
    item.setAttribute("aria-selected", n === offer.at ? "true" : "false");
  }
  offer.field.setAttribute("aria-activedescendant", offer.list.children[offer.at].id);
}

function choose() {
  const { field, from, people, at } = offer;
  field.setRangeText(`${people[at].name} `, from, field.selectionStart, "end");
  closeOffer();
}

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea[data-people], [data-people] textarea")) openOffer(event.target);
});
// Why nobody is offered stands until then: gone as the field is left, it would move what is pressed.
document.addEventListener("change", (event) => { if (event.target.name === "audience") closeOffer(); });
document.addEventListener("focusout", (event) => { if (event.target === offer?.field && !pressing) closeOffer(); });
// Nor may the list go before what is pressed is let go.
document.addEventListener("pointerdown", () => { pressing = true; });
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => {
    pressing = false;
    if (offer && document.activeElement !== offer.field) setTimeout(closeOffer);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.target !== offer?.field || event.ctrlKey || event.metaKey) return;
  const does = {
    ArrowDown: () => point(offer.at + 1),
    ArrowUp: () => point(offer.at - 1),
    Enter: choose,
    Tab: choose,
    Escape: closeOffer,
  }[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});
