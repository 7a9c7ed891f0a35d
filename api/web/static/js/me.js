// Signing out, here or everywhere, and the list of passkeys that this browser noted.
import { call, colon, show } from "./http.js";
import * as passkey from "./keys/passkey.js";
import { close } from "./session.js";

const wrong = document.getElementById("me-wrong");
const list = document.getElementById("me-passkey-list");
const room = document.getElementById("me-passkeys");

for (const [id, everywhere] of [["me-out", false], ["me-out-everywhere", true]]) {
  const button = document.getElementById(id);
  if (button) button.hidden = false;
  button?.addEventListener("click", async () => {
    try {
      await close(everywhere);
      location.reload();
    } catch (error) {
      show(wrong, error);
    }
  });
}

// A session that was left open at another machine.
for (const button of document.querySelectorAll("[data-ends]")) {
  button.hidden = false;
  button.setAttribute("aria-label", button.closest("li").innerText.replace(/\s+/g, " ").trim());
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await call("DELETE", `/v1/sessions/${button.dataset.ends}`);
    } catch (error) {
      if (error.status !== 404) {
        show(wrong, error);
        button.disabled = false;
        return;
      }
    }
    location.reload();
  });
}

function fill() {
  const known = passkey.listed();
  list.replaceChildren(
    ...known.map(({ signer, label }) => {
      const item = document.createElement("li");
      const name = document.createElement("span");
      name.className = "what";
      name.textContent = `${label} · ${signer.slice(0, 10)}…${signer.slice(-8)}`;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = room.dataset.forget;
      button.setAttribute("aria-label", room.dataset.forget + colon + label);
      button.addEventListener("click", () => {
        passkey.forget(signer);
        fill();
      });
      item.append(name, button);
      return item;
    }),
  );
  document.getElementById("me-passkey-none").hidden = known.length > 0;
}

if (passkey.supported()) {
  room.hidden = false;
  fill();
}
