// The page that verifies: files in, report out, all of it here. What is asked of the network is this service's trust
// file, and only where the reader chose it.

import { dropping } from "./dropping.js";
import { Bench } from "./verify/bench.js";
import { element, filled, reportElements, spoken } from "./verify/showing.js";
import { checkTitle, tell } from "./verify/words.js";

const SAID_EVERY = 5000; // milliseconds between two sentences for those who hear the progress

/** Something the reader can act on. */
class Told extends Error {}

const trustOf = async (panel, say) => {
  const service = panel.querySelector("[data-from]");
  if (service?.checked) {
    try {
      const answer = await fetch(service.dataset.from, { cache: "no-store" });
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    } catch {
      // told below
    }
    throw new Told(say("verify_trust_away"));
  }
  const [file] = panel.querySelector("[data-trust]").files;
  if (!file) throw new Told(say("verify_need_trust"));
  return file;
};

const chosen = async (panel, say) => {
  const [bundle] = panel.querySelector("[data-bundle]").files;
  if (!bundle) throw new Told(say("verify_need_bundle"));
  return { bundle, trust: await trustOf(panel, say), files: [...panel.querySelector("[data-files]").files] };
};

/** Why there is no report, in words; null if there is one. */
const told = ({ word, values, trust }, language, say) => {
  if (word) return filled(say(word), values);
  if (!trust) return null;
  return `${filled(say("verify_trust_bad"), { reason: tell(trust, language) })} ${say("verify_trust_bad_next")}`;
};

/** Shows how far it is; gives the same in words for the live region, now and then. */
const progress = (panel, language, say) => {
  const whole = panel.querySelector("[data-progress]");
  const bar = whole.querySelector("progress");
  const text = whole.querySelector("[data-step]");
  let saidAt = 0;
  const show = ({ done, of, name }) => {
    const title = name && checkTitle(name, language);
    const at = { number: String(done + 1), of: String(of), title };
    text.textContent = of ? filled(say("verify_step"), at) : say("verify_reading");
    if (of) bar.value = done / of;
    else bar.removeAttribute("value");
  };
  return {
    begin: () => {
      show({ done: 0, of: 0, name: null });
      saidAt = performance.now();
      whole.hidden = false;
    },
    step: (step, status) => {
      show(step);
      if (performance.now() - saidAt < SAID_EVERY) return;
      saidAt = performance.now();
      status.textContent = text.textContent;
    },
    end: () => {
      whole.hidden = true;
    },
  };
};

const start = (panel) => {
  const language = panel.dataset.verify;
  const words = new Map(
    [...panel.querySelector("[data-words]").content.querySelectorAll("[data-word]")].map((one) => [
      one.dataset.word,
      one.textContent,
    ]),
  );
  const say = (name) => words.get(name) ?? name;
  const status = panel.querySelector("[data-status]");
  const result = panel.querySelector("[data-result]");
  const form = panel.querySelector("[data-form]");
  const bench = new Bench(panel.dataset.worker);
  const shown = progress(panel, language, say);
  let run = 0;

  const show = ({ report, fromPdf }) => {
    const print = element(
      "button",
      { type: "button", className: "verify-print", onclick: () => window.print() },
      say("print"),
    );
    result.replaceChildren(...reportElements(report, { language, say, fromPdf }), element("p", {}, print));
    result.hidden = false;
    status.textContent = spoken(report, say);
    status.classList.add("heard"); // the verdict stands right under it
    result.focus();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const mine = ++run;
    bench.stop();
    result.hidden = true;
    status.classList.remove("heard");
    status.textContent = say("verify_working");
    shown.begin();
    try {
      const given = await chosen(panel, say);
      if (mine !== run) return;
      const outcome = await bench.run(given, (step) => shown.step(step, status));
      if (mine !== run) return;
      const why = told(outcome, language, say);
      if (why === null) show(outcome);
      else status.textContent = why;
    } catch (error) {
      if (mine !== run) return;
      status.textContent = error instanceof Told ? error.message : `${say("verify_failed")} ${error}`;
    }
    shown.end();
  });

  panel.querySelector("[data-cancel]").addEventListener("click", () => {
    run++;
    bench.stop();
    shown.end();
    status.textContent = say("verify_cancelled");
    form.querySelector("button[type=submit]").focus();
  });

  for (const zone of panel.querySelectorAll("[data-drop]")) drop(zone);
  panel.querySelector("[data-trust]").addEventListener("change", () => {
    const own = panel.querySelector("[data-trust-choice][value=own]");
    if (own) own.checked = true;
  });
};

/** A file that is dropped on a label is as good as chosen. */
const drop = (zone) => {
  const input = zone.querySelector("input");
  dropping(zone, (files) => {
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
};

for (const panel of document.querySelectorAll("[data-verify]")) start(panel);

// Of the file that works offline: both languages stand in it, one is shown.
const buttons = [...document.querySelectorAll("button[data-language]")];
const choose = (language) => {
  for (const part of document.querySelectorAll("[data-in]")) part.hidden = part.dataset.in !== language;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
};
for (const button of buttons) button.addEventListener("click", () => choose(button.dataset.language));
if (buttons.length && !navigator.language.toLowerCase().startsWith("zh")) choose("en");
