// Drafts an act: the form's fields go to the service as they are; what was entered stays while the reader signs in.
import { call, show } from "./http.js";
import * as form from "./act_form.js";
import { choose, KeyProblem } from "./keys/index.js";
import { hold } from "./pressed.js";

const element = (id) => document.getElementById(id);
const sheet = element("act-form");
const button = element("draft");
const KEPT = `zhengben.act.${sheet.dataset.kind}`;
const { signer } = sheet.dataset; // whose session it is, empty for none
let drafted = false;
const kept = () => [...sheet.querySelectorAll("input:not([type=file]), select, textarea")];

for (const one of document.querySelectorAll(".scripted")) one.hidden = false;
form.rows(sheet);
restore();

sheet.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.disabled) return;
  form.clear(sheet);
  show(element("wrong"), null);
  const { fields, wrong } = form.read(sheet);
  if (wrong.length) {
    for (const { element: place, message } of wrong) form.complain(place, message);
    wrong[0].element.focus();
    element("said").textContent = sheet.dataset.wordForm;
    return;
  }
  const free = hold(button);
  element("said").textContent = element("said").dataset.waiting;
  try {
    const act = await call("POST", "/v1/acts", { kind: sheet.dataset.kind, fields });
    drafted = true;
    forget();
    if (act.disclosures.length) keep(act);
    else location.assign(`/acts/${act.id}`);
  } catch (error) {
    save();
    show(element("wrong"), error);
    if (!error.problem || !form.tell(sheet, error.problem)) element("wrong").scrollIntoView({ block: "center" });
  } finally {
    free();
    element("said").textContent = "";
  }
});

// What was committed is told once: it is not left before it was shown.
function keep(act) {
  const told = JSON.stringify(act.disclosures, null, 2);
  sheet.hidden = true;
  element("keep").hidden = false;
  element("keep-text").textContent = told;
  element("keep-download").href = URL.createObjectURL(new Blob([told], { type: "application/json" }));
  element("keep-go").href = `/acts/${act.id}`;
  element("keep-title").focus();
}

for (const pick of document.querySelectorAll("[data-pick]")) {
  pick.addEventListener("click", async () => {
    try {
      const key = await choose({ create: true });
      if (key) element(pick.dataset.pick).value = key.signerBytes;
    } catch (error) {
      show(element("wrong"), error instanceof KeyProblem ? { message: error.message } : error);
    }
  });
}

function save() {
  try {
    const rows = [...sheet.querySelectorAll("[data-rows]")].map((list) => list.children.length);
    const values = kept().map((one) => (one.type === "checkbox" ? one.checked : one.value));
    sessionStorage.setItem(KEPT, JSON.stringify({ at: location.search, signer, rows, values }));
  } catch {
    // a browser that keeps nothing loses nothing but convenience
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // as above
  }
}

function restore() {
  let found = null;
  try {
    found = JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return;
  }
  if (!found || found.at !== location.search || (found.signer && found.signer !== signer)) return;
  [...sheet.querySelectorAll("[data-rows]")].forEach((list, i) => {
    const blank = list.parentElement.querySelector("template");
    while (list.children.length < found.rows[i]) list.append(blank.content.cloneNode(true));
    while (list.children.length > found.rows[i]) list.lastElementChild.remove();
  });
  form.number(sheet);
  const places = kept();
  if (places.length !== found.values.length) return;
  places.forEach((one, i) => {
    if (one.type === "checkbox") one.checked = found.values[i];
    else one.value = found.values[i];
  });
}

addEventListener("pagehide", () => {
  if (!drafted && kept().some((one) => one.value !== one.defaultValue && one.type !== "checkbox" && one.tagName === "INPUT")) save();
});
