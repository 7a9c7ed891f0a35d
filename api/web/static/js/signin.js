// The page that signs in: with the key of the last time, or with another one.
import { show } from "./http.js";
import { choose, current, explain, forSigner } from "./keys/index.js";
import { hold } from "./pressed.js";
import { close, open } from "./session.js";

const room = document.getElementById("signin");
const said = document.getElementById("signin-said");
const wrong = document.getElementById("signin-wrong");
const again = document.getElementById("signin-again");
const other = document.getElementById("signin-other");
const leave = document.getElementById("signin-out");

async function enter(find) {
  show(wrong, null);
  const free = hold(again, other);
  try {
    const key = await find();
    if (!key) return;
    said.textContent = room.dataset.waiting;
    await open(key);
    location.replace(room.dataset.next);
  } catch (error) {
    show(wrong, explain(error) ? new Error(explain(error)) : error);
  } finally {
    said.textContent = "";
    free();
  }
}

if (room) {
  const last = current();
  if (last?.signer) {
    again.textContent = room.dataset.again.replace("{label}", last.label);
    again.hidden = false;
    other.textContent = room.dataset.other;
    again.addEventListener("click", () => enter(() => forSigner(last.signer)));
  }
  other.hidden = false;
  other.addEventListener("click", () => enter(() => choose()));
}

if (leave) leave.hidden = false;
leave?.addEventListener("click", async () => {
  try {
    await close();
    location.assign("/signin");
  } catch (error) {
    show(wrong, error);
  }
});
