// A request for admission on its way: looked at again every few seconds, sent once both have signed, signed anew when
// somebody else was given the number.
import { call, show } from "./http.js";
import { request, sign } from "./enrolling.js";
import * as identity from "./identity.js";
import { explain, forSigner } from "./keys/index.js";
import { hold } from "./pressed.js";

const room = document.getElementById("enrolment");
const { id, stage } = room.dataset;
const said = document.getElementById("enrolment-said");
const wrong = document.getElementById("enrolment-wrong");
const button = document.getElementById("enrolment-sign");
const NODE = 2 ** 31;
const AGAIN = 3000;
const OVER = ["final", "expired", "failed"];

const word = (name) => {
  const key = "word" + name.split("_").map((part) => part[0].toUpperCase() + part.slice(1)).join("");
  return room.dataset[key];
};

if (button) button.hidden = false;
button?.addEventListener("click", async () => {
  show(wrong, null);
  const free = hold(button);
  try {
    const act = await call("GET", `/v1/acts/${id}`);
    const key = await forSigner(act.message.signer);
    if (!key) return;
    const say = (step) => (said.textContent = word(step));
    if (stage === "draft") {
      say("signing");
      await sign(key, act);
      location.reload();
    } else {
      const { identity: commitment, kind, guardian, recoveryDays, voucher, appointment } = act.message;
      const named = guardian >= NODE ? `node:${guardian - NODE}` : guardian;
      const fields = { identity: commitment, kind, guardian: named, recoveryDays, voucher, appointment };
      const renewed = await request(key, fields, say);
      location.replace(`/enrol/${renewed.id}`);
    }
  } catch (error) {
    show(wrong, explain(error) ? new Error(explain(error)) : error);
  } finally {
    said.textContent = "";
    free();
  }
});

// How far it is now, as a fresh copy of this page says.
async function now() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
  const text = answer.ok ? await answer.text() : "";
  return new DOMParser().parseFromString(text, "text/html").getElementById("enrolment")?.dataset.stage ?? stage;
}

async function look() {
  try {
    if (stage === "complete") await call("POST", `/v1/acts/${id}/submit`);
  } catch (error) {
    if (error.status && error.status < 500) show(wrong, error);
  }
  if ((await now().catch(() => stage)) !== stage) location.reload();
  else setTimeout(look, AGAIN);
}

if (!OVER.includes(stage)) look();

const file = document.getElementById("enrolment-file");
document.getElementById("enrolment-check").hidden = false;
file.addEventListener("change", async () => {
  const [chosen] = file.files;
  if (!chosen) return;
  const answer = document.getElementById("enrolment-check-said");
  const reference = chosen.size > 64 * 1024 ? null : await identity.opens(await chosen.text(), room.dataset.identity);
  answer.textContent = reference === null ? word("check_bad") : word("check_good").replace("{reference}", reference);
});
