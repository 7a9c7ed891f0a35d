// The form that asks for admission.
import { show } from "./http.js";
import { request } from "./enrolling.js";
import * as identity from "./identity.js";
import { choose, explain } from "./keys/index.js";
import { hold } from "./pressed.js";

const form = document.getElementById("enrol");
const element = (name) => document.getElementById(`enrol-${name}`);
const word = (name, values = {}) => {
  const key = "word" + name.split("_").map((part) => part[0].toUpperCase() + part.slice(1)).join("");
  return form.dataset[key].replace(/\{(\w+)\}/g, (whole, field) => values[field] ?? whole);
};

let key = null;
let saved = null;

element("key").addEventListener("click", async () => {
  const chosen = await choose({ create: true });
  if (!chosen) return;
  key = chosen;
  element("key-said").textContent = word("key_chosen", { label: `${key.label} · ${key.signer.slice(0, 10)}…${key.signer.slice(-8)}` });
});

element("save").addEventListener("click", async () => {
  const reference = element("reference").value.trim();
  if (!reference) return lacking("save_first", "reference");
  saved = await identity.make(reference);
  identity.download(saved, `zhengben-identity-${saved.commitment.slice(2, 10)}.json`);
  element("save-said").textContent = word("saved");
  return undefined;
});

element("reference").addEventListener("input", () => {
  saved = null;
  element("save-said").textContent = "";
});

const organisationOnly = () => (element("organisation-room").hidden = element("voucher").value !== "0");
element("voucher").addEventListener("change", organisationOnly);
organisationOnly();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  show(element("wrong"), null);
  const fields = filled();
  if (!fields) return;
  const free = hold(element("ask"));
  try {
    const act = await request(key, fields, (step) => (element("said").textContent = word(step)));
    location.assign(`/enrol/${act.id}`);
  } catch (error) {
    show(element("wrong"), explain(error) ? new Error(explain(error)) : error);
    element("said").textContent = "";
  } finally {
    free();
  }
});

// The fields of the draft; null, and said what is missing, where one is.
function filled() {
  if (!key) return lacking("key_none", "key");
  if (!saved) return lacking("save_first", "save");
  const appointment = Number(element("voucher").value);
  const organisation = Number(element("organisation").value);
  if (!appointment && !(organisation >= 1)) return lacking("incomplete", "organisation");
  const guardian = guardianChosen();
  if (guardian === null) return null;
  if (!element("understood").checked) return lacking("understood_first", "understood");
  return {
    kind: element("kind").value,
    identity: saved.commitment,
    guardian,
    recoveryDays: guardian === 0 ? 0 : Number(element("days")?.value ?? 0),
    ...(appointment ? { appointment } : { voucher: organisation }),
  };
}

function guardianChosen() {
  const chosen = form.querySelector('input[name="guardian"]:checked');
  if (!chosen) {
    show(element("wrong"), new Error(word("incomplete")));
    form.querySelector('input[name="guardian"]').focus();
    return null;
  }
  if (chosen.value === "none") return 0;
  if (chosen.value === "node") return `node:${element("guardian-node").value}`;
  const number = Number(element("guardian-party").value);
  return Number.isInteger(number) && number >= 1 ? number : lacking("incomplete", "guardian-party");
}

function lacking(name, field) {
  show(element("wrong"), new Error(word(name)));
  element(field).focus();
  return null;
}

for (const name of ["key", "save", "ask"]) element(name).hidden = false;
