// The form of a filing: fields that depend on others, drafts, attachments, the check, and the way to the receipt.
import * as errors from "./form_errors.js";
import * as kept from "./kept_filings.js";
import * as signing from "./form_signing.js";
import { attachments } from "./form_files.js";
import { draftKeeper } from "./form_keeping.js";
import { lists } from "./form_lists.js";
import { fill, pick, read, told, valueOf } from "./form_reading.js";
import { beside, call, Problem, show } from "./http.js";
import { note } from "./titles.js";
import { choose, current, explain, forSigner } from "./keys/index.js";

const $ = (id) => document.getElementById(id);
const form = $("filing");
const fields = $("fields");
const { type } = form.dataset;
const language = document.documentElement.lang;
const zh = language.startsWith("zh");
const SLOW = 5000;

const words = (name, values = {}) =>
  (form.getAttribute(`data-word-${name}`) ?? name).replace(/\{(\w+)\}/g, (whole, field) => values[field] ?? whole);
const say = (text) => ($("said").textContent = text);

let busy = false;
let prepared = null; // what the check prepared last, for the preview
let before = null; // the filing from which this one goes on, until the field that names it is asked for

const files = attachments(form, { changed: onChange, words, language });
const rows = lists(fields, { changed: onChange, words, say });
const grow = (list, count) => {
  rows.grow(list, count);
  files.refresh();
};
const keeper = draftKeeper(type, {
  words,
  language,
  content: () => ({ form: read(fields).form, attachments: files.taken(), node: $("node").value, party: $("party").value, before }),
  put,
});

function put(content) {
  before = content?.before ?? null;
  files.put(content?.attachments ?? []);
  fill(fields, content?.form ?? {}, grow);
  if (content?.node && [...$("node").options].some((one) => one.value === content.node)) $("node").value = content.node;
  if ([...$("party").options].some((one) => one.value === content?.party)) $("party").value = content.party;
  errors.clear(form);
  conditions();
  goesOn();
}

function onChange() {
  conditions();
  goesOn();
  keeper.touched();
}

// A field that nothing asks for is put away, unless something stands in it.
function conditions() {
  const all = $("show-all").checked;
  for (const control of fields.querySelectorAll("[data-conditions]")) {
    const value = valueOf(control);
    const given = value !== null && !(Array.isArray(value) && !value.length);
    control.hidden = !(isAsked(control) || given || all);
  }
}

const isAsked = (control) =>
  JSON.parse(control.dataset.conditions).some(({ pointer, values }) => {
    const found = valueOf(fields.querySelector(`[data-pointer="${pointer}"]`));
    return values.length ? values.includes(found) : found !== null && !(Array.isArray(found) && !found.length);
  });

// Names the filing before, once and where the form asks for it: of a voucher that is issued, none went before.
function goesOn() {
  const control = before && fields.querySelector('[data-pointer="/follows"]');
  if (!control || control.hidden || (control.dataset.conditions && !isAsked(control))) return;
  if (valueOf(control) === null) control.querySelector("input").value = before;
  before = null;
}

const party = () => ($("party").value ? Number($("party").value) : null);

function draftNow() {
  const found = read(fields);
  return { ...found, draft: { type, node: Number($("node").value), form: found.form, attachments: files.taken() } };
}

// Checks here what only the page can see, then asks the service; null if something is wrong, which is then shown.
async function checked() {
  if (files.busy()) {
    errors.clear(form);
    files.show(words("hash_busy"));
    $("files").focus();
    return null;
  }
  files.show("");
  const { draft, places, wrong } = draftNow();
  const problems = wrong.map(({ pointer, kind }) => ({ pointer, text: words(kind) }));
  const least = Number(form.dataset.least);
  if (draft.attachments.length < least) problems.push({ pointer: "", text: words("files_missing", { least }) });
  try {
    const signer = form.dataset.signer || current()?.signer;
    prepared = await patiently($("said"), signing.prepare(draft, signer, party()));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const told = error.problem.values?.problems;
    if (Array.isArray(told)) {
      for (const one of told)
        if (!wrong.some(({ pointer }) => pointer === one.pointer)) problems.push({ pointer: one.pointer, text: zh ? one.zh : one.en });
    } else if (!problems.length || error.code !== "ATTACHMENTS_MISSING") {
      const pointers = (error.problem.errors ?? []).filter(({ pointer }) => pointer.startsWith("/form/"));
      for (const one of pointers) problems.push({ pointer: one.pointer.slice(5), text: one.detail });
      if (!pointers.length) {
        if (!problems.length) {
          show($("said"), error);
          return null;
        }
      }
    }
  }
  if (problems.length) {
    errors.show(form, problems, places);
    say(words("errors", { count: problems.length }));
    return null;
  }
  errors.clear(form);
  return draft;
}

// What the network gives; tells when it is slow.
async function patiently(place, answer) {
  const slow = setTimeout(() => (place.textContent = words("slow")), SLOW);
  try {
    return await answer;
  } finally {
    clearTimeout(slow);
  }
}

// One thing at a time, however often a button is pressed.
async function once(place, starting, work) {
  if (busy) return;
  busy = true;
  form.setAttribute("aria-busy", "true");
  place.classList.remove("result", "bad");
  place.hidden = false;
  place.textContent = starting;
  try {
    await work((text) => (place.textContent = text));
  } catch (error) {
    const known = explain(error);
    if (known) place.textContent = known;
    else show(place, error);
  } finally {
    busy = false;
    form.removeAttribute("aria-busy");
  }
}

const check = () =>
  once($("said"), words("checking"), async (tell) => {
    if (await checked()) tell(words("checked"));
  });

const preview = () =>
  once($("said"), words("checking"), async (tell) => {
    keeper.save();
    const draft = await checked();
    if (!draft) return;
    tell("");
    describe(draft);
    history.pushState({ before: true }, ""); // going back leads to the form
    turn(true);
  });

function turn(before) {
  form.hidden = before;
  $("before").hidden = !before;
  $("sign-said").textContent = "";
  (before ? $("before") : $("what-title")).scrollIntoView();
  if (before) $("before").focus();
}

function describe(draft) {
  const entry = JSON.parse(prepared.entry);
  const node = $("node").selectedOptions[0].textContent;
  rowsInto($("public"), [
    [words("type"), beside(document.querySelector("h1").firstChild.textContent.trim(), draft.type)],
    [words("node"), node],
    [words("digests", { count: entry._sd.length + 1 }), `${entry._sd.slice(0, 2).join(" ")} …`],
  ]);
  const lines = [...told(fields, words)].map(({ label, text, depth }) => [label, text, depth]);
  for (const one of draft.attachments) lines.push([$("files-title").firstChild.textContent.trim(), `${one.name} · ${words("bytes", { count: one.size })}`]);
  lines.push([words("filer_party"), $("party").selectedOptions[0].textContent]);
  rowsInto($("private"), lines);
  const findings = $("findings");
  findings.hidden = !prepared.findings.length;
  findings.querySelector("ul").replaceChildren(
    ...prepared.findings.map((one) => {
      const item = document.createElement("li");
      item.className = one.weight === "refuse" || one.weight === "warn" ? "warn" : "";
      const next = one.next ? ` ${zh ? one.next.zh : one.next.en}` : "";
      item.textContent = `${zh ? one.zh : one.en}${next}`;
      return item;
    }),
  );
}

function rowsInto(list, lines) {
  list.replaceChildren();
  for (const [label, text, depth] of lines) {
    const term = document.createElement("dt");
    term.textContent = label;
    const said = document.createElement("dd");
    said.textContent = text ?? "";
    if (depth) term.className = depth > 1 ? "deepest" : "deeper";
    list.append(term, said);
  }
}

const sign = () =>
  once($("sign-said"), words("signing"), async (tell) => {
    const { draft } = draftNow();
    const wanted = party() === null ? null : form.dataset.signer;
    const key = wanted ? await forSigner(wanted) : await choose({ create: "also" });
    if (!key) return tell(words("cancelled"));
    if (wanted && key.signer.toLowerCase() !== wanted.toLowerCase()) return tell(words("party_other"));
    tell(words("preparing"));
    const ready = await patiently($("sign-said"), signing.prepare(draft, key.signer, party()));
    if (!(await signing.isSame(ready, draft, key.signer, party()))) return tell(words("not_same"));
    $("technical").hidden = false;
    $("technical").querySelector("pre").textContent = JSON.stringify(ready.typedData, null, 2);
    tell(words("signing"));
    const signature = await key.signTyped(ready.typedData);
    kept.keepPending(type, { signed: signing.submission(ready, signature), draft: keeper.id(), name: keeper.name(), ...called(draft, key) });
    tell(words("sending"));
    await send(tell, $("sign-said"));
  });

const called = ({ form: { title, project_name: project } }, { signer }) => ({ title: title ?? project ?? null, signer });

async function send(tell, place = $("said")) {
  const { signed, draft, name, title, signer } = kept.pending(type);
  try {
    const receipt = await patiently(place, signing.handIn(signed));
    kept.remember({ leaf: receipt.leaf, type, name, receivedAt: receipt.receivedAt });
    if (title) note(signer, [receipt.leaf], title);
    kept.keepPending(type, null);
    keeper.done(draft);
    tell(words("received"));
    location.replace(`/filings/${receipt.leaf}`);
  } catch (error) {
    const final = error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429;
    if (final) kept.keepPending(type, null);
    else offerAgain();
    throw error;
  }
}

function offerAgain() {
  const place = $("pending");
  place.hidden = false;
  place.querySelector("p").textContent = words("pending");
  $("pending-again").textContent = words("again");
  $("pending-drop").textContent = words("pending_drop");
}

if (history.state?.before) history.replaceState(null, ""); // a reload begins with the form

const signInAddress = (leaf) => `/signin?next=${encodeURIComponent(`${location.pathname}?from=${leaf}`)}`;

async function load() {
  const leaf = $("earlier").value.trim().toLowerCase().replace(/^0x/, "");
  await once($("earlier-said"), words("checking"), async (tell) => {
    if (!/^[0-9a-f]{64}$/.test(leaf)) return tell(words("not_loaded"));
    const asked = [call("GET", `/v1/filings/${leaf}`), call("GET", `/v1/filings/${leaf}/evidence`)];
    const [status, bundle] = await patiently($("earlier-said"), Promise.all(asked));
    const found = new Map((bundle.filing?.disclosures ?? []).map((text) => signing.opened(text).slice(1)));
    const same = status.type.split("/")[0] === type.split("/")[0];
    if (!found.size || !same) {
      const link = Object.assign(document.createElement("a"), { href: signInAddress(leaf), textContent: words("sign_in") });
      tell(`${words("not_loaded")} `);
      return found.size ? undefined : $("earlier-said").append(link);
    }
    const content = { form: {}, attachments: [], node: String(status.node) };
    for (const [name, value] of found) {
      if (name.startsWith("form/")) content.form[name.slice(5)] = value;
      if (name.startsWith("attachment/")) content.attachments[Number(name.slice(11))] = value;
    }
    if (fields.querySelector('[data-pointer="/follows"]')) {
      delete content.form.follows; // the one before that
      content.before = leaf;
    }
    keeper.fresh(); // what stood here stays as a draft of its own
    put(content);
    keeper.touched();
    history.replaceState(null, "", location.pathname);
    tell(words("loaded"));
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  preview();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // Enter in a field hands nothing in
});
form.addEventListener("input", onChange);
form.addEventListener("change", ({ target }) => {
  if (target.type === "checkbox" && target.closest('[data-control="picks"]')) pick(target, target.checked);
  onChange();
});
$("show-all").addEventListener("change", conditions);
$("check").addEventListener("click", check);
$("sign").addEventListener("click", sign);
$("edit").addEventListener("click", () => busy || history.back());
addEventListener("popstate", () => turn(Boolean(history.state?.before && prepared)));
addEventListener("pageshow", (event) => event.persisted && location.reload()); // it may have been handed in meanwhile
$("earlier-load").addEventListener("click", load);
$("pending-again").addEventListener("click", () => once($("said"), words("sending"), (tell) => send(tell)));
$("pending-drop").addEventListener("click", () => {
  kept.keepPending(type, null);
  $("pending").hidden = true;
});

$("all").hidden = !fields.querySelector("[data-conditions]");
$("actions").hidden = false;
keeper.start();
conditions();
if (kept.pending(type)) offerAgain();
if ($("earlier").value) {
  $("earlier").closest("details").open = true;
  load();
}
document.documentElement.dataset.ready = "yes";
