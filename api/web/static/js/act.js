// Signs, refuses and sends an act. What is signed is asked for anew just before, and compared by the key itself.
import { call, show } from "./http.js";
import { choose, forSigner, KeyProblem } from "./keys/index.js";
import { keep } from "./kept_text.js";
import { hold, keepFocus, lost } from "./pressed.js";

const element = (id) => document.getElementById(id);
const page = element("act");
const id = page.dataset.id;
const word = (name, values = {}) => page.dataset[`word${name}`].replace(/\{(\w+)\}/g, (whole, field) => values[field] ?? whole);
const say = (text) => (element("said").textContent = text);
let busy = false;
const forgetReason = keep(element("reason"), `refusal:${page.dataset.signer}:${id}`);

// What this page itself has to say, in the reader's language.
class Told extends Error {}

reveal();
document.addEventListener("click", ({ target }) => {
  if (target.id === "act-sign") run(target, sign);
  if (target.id === "act-submit") run(target, submit);
  if (target.id === "act-refuse") openRefusal(target);
});
element("refusing-send").addEventListener("click", () => run(element("refusing-send"), refuse, element("refusing-wrong")));
element("copy")?.addEventListener("click", copy);
element("refusing").addEventListener("close", () => backTo("act-refuse"));
keepFocus("state", () => {
  reveal();
  const now = element("state")?.dataset.said ?? "";
  if (now && now !== told) say((told = now));
});
let told = element("state").dataset.said;

// A page that comes back from the browser's history, or from behind another tab, shows how the act stood when it left.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward") refresh();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && !busy) refresh();
});

function reveal() {
  for (const one of document.querySelectorAll(".scripted")) one.hidden = false;
}

async function run(button, act, place = element("wrong")) {
  if (busy) return;
  busy = true;
  const free = hold(button);
  show(place, null);
  try {
    await act();
  } catch (error) {
    if (!(error instanceof KeyProblem || error instanceof Told) && !error.problem) console.error(error);
    show(place, error instanceof KeyProblem ? { problem: { title: error.message, code: error.code } } : error);
    place.scrollIntoView({ block: "center" });
    say("");
    if (error.status === 409 || error.status === 422) refresh();
  } finally {
    busy = false;
    free(element("act-submit") ?? element("state"));
  }
}

// The page may have been told anew behind a dialog; what opened it is not the same element any more then.
function backTo(name) {
  setTimeout(() => lost() && (element(name) ?? element("state")).focus());
}

function refresh() {
  return globalThis.htmx?.ajax("GET", `/acts/${id}/state`, { target: "#state", swap: "outerHTML" });
}
const seats = () => [...document.querySelectorAll("#state [data-seat]")].map(({ dataset }) => dataset);

// The key of the session where it has a seat that is not signed; else the one that the reader chooses.
async function keyOf(open) {
  const mine = page.dataset.signer.toLowerCase();
  if (mine && open.some(({ signer }) => signer.toLowerCase() === mine)) return forSigner(mine);
  return choose();
}

async function sign() {
  const open = seats().filter(({ signed }) => signed === "no");
  const key = await keyOf(open);
  if (!key) return;
  const own = open.filter(({ signer }) => signer.toLowerCase() === key.signer.toLowerCase());
  if (!own.length) {
    const done = seats().some(({ signer }) => signer.toLowerCase() === key.signer.toLowerCase());
    throw new Told(done ? word("Already") : word("NoSeat", { seats: seats().map(({ seat }) => seat).join(", ") }));
  }
  say(word("Signing"));
  const act = await call("GET", `/v1/acts/${id}`);
  const signature = await key.signDigest(act.digest, act.typed_data ?? act.typedData);
  for (const party of new Set(own.map(({ seat }) => Number(seat)))) {
    await call("POST", `/v1/acts/${id}/signatures`, { party, signature });
  }
  say(word("Signed"));
  await refresh();
}

async function submit() {
  say(word("Submitting"));
  await call("POST", `/v1/acts/${id}/submit`, {});
  await refresh();
}

function openRefusal(button) {
  const dialog = element("refusing");
  dialog.dataset.party = button.dataset.party;
  show(element("refusing-wrong"), null);
  dialog.showModal();
}

async function refuse() {
  const reason = element("reason").value.trim();
  if (!reason) {
    element("reason").reportValidity();
    return;
  }
  await call("POST", `/v1/acts/${id}/refusals`, { party: Number(element("refusing").dataset.party), reason });
  forgetReason();
  element("refusing").close();
  say(word("Refused"));
  await refresh();
}

async function copy() {
  const address = element("address");
  try {
    await navigator.clipboard.writeText(address.value);
  } catch {
    address.select();
    document.execCommand("copy");
  }
  element("copy").textContent = element("copy").dataset.copied;
  say(element("copy").dataset.copied);
}
