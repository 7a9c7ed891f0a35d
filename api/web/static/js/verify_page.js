// The page that verifies: files in, report out, all of it here. What is asked of the network is this service's trust
// file, and only where the reader chose it.

import { Refused } from "./verify/errors.js";
import { element, filled, reportElements, spoken } from "./verify/showing.js";
import { verify } from "./verify/verdict.js";
import { tell } from "./verify/words.js";

// Large, and needed for certificates alone: fetched behind the rest, so that it is there when the network is not.
const certificates = import("./verify/pdf.js");
certificates.catch(() => {});

/** Something the reader can act on. */
class Told extends Error {}

const bytesOf = async (file, say) => {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Told(filled(say("verify_file_unreadable"), { name: file.name }));
  }
};

/** Whether a file calls itself a PDF; a bundle never does. */
const isPdf = (raw) => /^[\u00ef\u00bb\u00bf \t\r\n]*%PDF-/.test(String.fromCharCode(...raw.subarray(0, 64)));

/** The bundle of the chosen file, taken out of a certificate where it is one. */
const bundleOf = async (file, say) => {
  const raw = await bytesOf(file, say);
  if (!isPdf(raw)) return { raw, fromPdf: false };
  const { NoBundle, bundleIn } = await certificates;
  try {
    return { raw: await bundleIn(raw), fromPdf: true };
  } catch (error) {
    throw error instanceof NoBundle ? new Told(say(error.word)) : error;
  }
};

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
  return bytesOf(file, say);
};

const judged = async (panel, language, say) => {
  const [file] = panel.querySelector("[data-bundle]").files;
  if (!file) throw new Told(say("verify_need_bundle"));
  const trust = await trustOf(panel, say);
  const bundle = await bundleOf(file, say);
  const held = [...panel.querySelector("[data-files]").files];
  const files = await Promise.all(
    held.map(async (one) => ({ name: one.name.normalize("NFC"), content: await bytesOf(one, say) })),
  );
  try {
    return { report: verify(bundle.raw, trust, files), fromPdf: bundle.fromPdf };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const reason = tell({ key: error.key, values: error.values }, language);
    throw new Told(`${filled(say("verify_trust_bad"), { reason })} ${say("verify_trust_bad_next")}`);
  }
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

  panel.querySelector("[data-form]").addEventListener("submit", async (event) => {
    event.preventDefault();
    result.hidden = true;
    status.textContent = say("verify_working");
    await new Promise((resolve) => setTimeout(resolve, 30)); // so that it is seen and heard before the work begins
    try {
      const { report, fromPdf } = await judged(panel, language, say);
      const print = element(
        "button",
        { type: "button", className: "verify-print", onclick: () => window.print() },
        say("print"),
      );
      result.replaceChildren(...reportElements(report, { language, say, fromPdf }), element("p", {}, print));
      result.hidden = false;
      status.textContent = spoken(report, say);
      result.focus();
    } catch (error) {
      status.textContent = error instanceof Told ? error.message : String(error);
    }
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
  const over = (event, is) => {
    event.preventDefault();
    zone.classList.toggle("over", is);
  };
  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, false));
  zone.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
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
