// What is wrong with a form: beside each field, and in a summary with links on top.

import { colon } from "./http.js";

const summary = document.getElementById("errors");

export function clear(root) {
  summary.hidden = true;
  for (const one of root.querySelectorAll(".error")) {
    if (one.id === "files-error") continue;
    one.hidden = true;
    one.textContent = "";
  }
  for (const one of root.querySelectorAll('[aria-invalid="true"]')) one.removeAttribute("aria-invalid");
}

// `problems`: [{pointer, text}], `places`: control by pointer. A problem of what is not shown goes to what holds it.
export function show(root, problems, places) {
  clear(root);
  const list = summary.querySelector("ul");
  list.replaceChildren();
  const found = problems.map(({ pointer, text }) => {
    const control = placeOf(root, pointer, places);
    return { text: inOurWords(control, text), control };
  });
  found.sort((a, b) => order(a.control, b.control));
  for (const { control, text } of found) {
    control.hidden = false;
    control.closest("details")?.setAttribute("open", "");
    const target = targetOf(control);
    const beside = errorOf(control);
    if (beside) {
      beside.textContent = beside.textContent ? `${beside.textContent} ${text}` : text;
      beside.hidden = false;
    }
    target.setAttribute("aria-invalid", "true");
    const link = document.createElement("a");
    link.href = `#${target.id}`;
    link.textContent = titleOf(control, text);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      target.focus();
      target.scrollIntoView({ block: "center" });
    });
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  summary.hidden = !found.length;
  if (found.length) summary.focus();
}

// The ledger names a field as its form is filed; here it stands as the reader fills it in, an amount in yuan.
function inOurWords({ dataset: { filed, label } }, text) {
  return filed ? text.replaceAll(filed, label) : text;
}

function titleOf(control, text) {
  const label = control.dataset.label;
  return label && !text.includes(label) ? label + colon + text : text;
}

function placeOf(root, pointer, places) {
  for (let place = pointer; place; place = place.slice(0, place.lastIndexOf("/"))) {
    const control = places.get(place) ?? root.querySelector(`[data-pointer="${CSS.escape(place)}"]`);
    if (control) return control;
  }
  return document.getElementById("files");
}

const errorOf = (control) =>
  control.id === "files" ? document.getElementById("files-error") : control.querySelector(`:scope > .error, :scope > .field > .error`);

const targetOf = (control) =>
  control.matches("fieldset, section") ? control : control.querySelector("input, select, textarea");

const order = (a, b) => (a === b ? 0 : a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1);
