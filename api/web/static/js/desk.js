// The officer's pages: says an officer's word on a filing, and lets a recovery take effect.

import { call, show } from "./http.js";
import { keep } from "./kept_text.js";
import { hold } from "./pressed.js";

// Back from another page a browser shows what was: somebody may have done it meanwhile, so it is asked for again.
addEventListener("pageshow", ({ persisted }) => {
  const [how] = performance.getEntriesByType("navigation");
  if (persisted || how?.type === "back_forward") location.reload();
});

for (const form of document.querySelectorAll("form.review")) {
  const { leaf, party } = form.dataset;
  const reason = form.querySelector("textarea");
  const forget = reason ? keep(reason, `review:${party}:${leaf}`) : () => {};
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const place = form.querySelector(".problem");
    const given = new FormData(form);
    show(place, null);
    const free = hold(button);
    try {
      await call("POST", `/v1/filings/${leaf}/reviews`, {
        party: Number(party),
        decision: form.dataset.decision,
        seen: Number(form.dataset.seen),
        ...(given.get("reason") ? { reason: given.get("reason").trim() } : {}),
        ...(given.has("large") ? { large: true } : {}),
      });
      forget();
      location.reload();
    } catch (error) {
      show(place, error);
      free();
    }
  });
}

for (const button of document.querySelectorAll("button[data-settles]")) {
  button.addEventListener("click", async () => {
    const place = document.getElementById("said");
    show(place, null);
    place.classList.remove("bad");
    const free = hold(button);
    try {
      await call("POST", "/v1/calls", { call: "settleRecovery", party: Number(button.dataset.settles) });
      place.hidden = false;
      place.classList.add("result");
      place.textContent = button.dataset.done;
    } catch (error) {
      show(place, error);
      free();
    }
  });
}
