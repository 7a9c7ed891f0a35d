// The page's controls and the form they mean, in both directions; the same rules as api/forms.py.
// Controls are elements with data-control, one inside the other as their values are.

const OWN = "[data-control]";
let picked = 0;

export const clean = (text) => text.normalize("NFC").replaceAll("\r\n", "\n").trim();
const plain = (text) => text.normalize("NFKC").replace(/[\s,¥]/g, "");
const isEmpty = (value) => value === null || (typeof value === "object" && !Array.isArray(value) && !Object.keys(value).length);

// The controls directly inside an element.
export function inside(element) {
  return [...element.querySelectorAll(OWN)].filter((one) => {
    const outer = one.parentElement.closest(OWN);
    return outer === (element.matches(OWN) ? element : null) || (outer && !element.contains(outer));
  });
}

const inputs = (control) => [...control.querySelectorAll("input, select, textarea")];

// {form, places, wrong}: places leads from JSON pointer to control, wrong tells of what cannot be read.
export function read(root) {
  const found = { form: {}, places: new Map(), wrong: [] };
  for (const control of inside(root)) {
    const value = valueOf(control, `/${control.dataset.name}`, found);
    if (value !== null) found.form[control.dataset.name] = value;
  }
  return found;
}

export function valueOf(control, pointer = "", found = { places: new Map(), wrong: [] }) {
  const { control: kind } = control.dataset;
  const required = "required" in control.dataset;
  found.places.set(pointer, control);
  if (kind === "list") {
    const items = [];
    for (const item of inside(control)) {
      const own = { places: new Map(), wrong: [] };
      const value = valueOf(item, `${pointer}/${items.length}`, own);
      if (isEmpty(value)) continue;
      items.push(value);
      for (const [place, element] of own.places) found.places.set(place, element);
      found.wrong.push(...own.wrong);
    }
    return items.length || required ? items : null;
  }
  if (kind === "group") {
    const group = {};
    for (const inner of inside(control)) {
      const value = valueOf(inner, `${pointer}/${inner.dataset.name}`, found);
      if (value !== null) group[inner.dataset.name] = value;
    }
    const empty = Object.values(group).every((value) => typeof value === "object" && !Object.keys(value).length);
    return !empty ? group : required ? group : null;
  }
  if (kind === "picks") {
    const chosen = inputs(control).filter((box) => box.checked);
    chosen.sort((a, b) => Number(a.dataset.order ?? 0) - Number(b.dataset.order ?? 0));
    return chosen.length || required ? chosen.map((box) => box.value) : null;
  }
  if (kind === "truth") {
    const chosen = inputs(control).find((one) => one.checked);
    return chosen ? chosen.value === "true" : null;
  }
  const input = inputs(control)[0];
  const text = clean(input.value);
  if (!text) {
    if (input.validity?.badInput) found.wrong.push({ pointer, kind });
    return null;
  }
  const value = parsed(kind, text);
  if (value === undefined) found.wrong.push({ pointer, kind });
  return value === undefined ? text : value;
}

function parsed(kind, text) {
  if (kind === "whole") return /^-?[0-9]{1,15}$/.test(plain(text)) ? Number(plain(text)) : undefined;
  if (kind === "money") return fen(text);
  if (kind === "instant") return text.length === 16 ? `${text}:00+08:00` : `${text.slice(0, 19)}+08:00`;
  if (kind !== "json") return text;
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// Yuan as people write them, in fen; undefined if it is no amount, or more than a number holds exactly.
export function fen(text) {
  const found = /^(-?)([0-9]{1,17})(?:\.([0-9]{1,2}))?$/.exec(plain(text));
  if (!found) return undefined;
  const amount = BigInt(found[2]) * 100n + BigInt((found[3] ?? "").padEnd(2, "0"));
  return amount > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(found[1] ? -amount : amount);
}

export function yuan(amount) {
  const digits = String(Math.abs(amount)).padStart(3, "0");
  const rest = digits.slice(-2);
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -2)}${rest === "00" ? "" : `.${rest}`}`;
}

// Puts a form into the controls. `grow(list, count)` makes a list have so many items.
export function fill(root, form, grow) {
  for (const control of inside(root)) put(control, form?.[control.dataset.name], grow);
}

function put(control, value, grow) {
  const { control: kind } = control.dataset;
  if (kind === "list") {
    const items = Array.isArray(value) ? value : [];
    grow(control, Math.max(items.length, 1));
    inside(control).forEach((item, i) => put(item, items[i], grow));
  } else if (kind === "group") {
    for (const inner of inside(control)) put(inner, value?.[inner.dataset.name], grow);
  } else if (kind === "picks") {
    const boxes = inputs(control);
    for (const box of boxes) box.checked = false;
    for (const one of Array.isArray(value) ? value : []) {
      const box = boxes.find((candidate) => candidate.value === one);
      if (box) pick(box, true);
    }
  } else if (kind === "truth") {
    for (const one of inputs(control)) one.checked = value !== undefined && one.value === String(value);
  } else {
    const input = inputs(control)[0];
    const text = spelt(kind, value);
    if ("files" in input.dataset && text && ![...input.options].some((one) => one.value === text))
      input.append(new Option(`${text.slice(0, 8)}…`, text)); // a file that is not attached any more: the check says so
    input.value = text;
  }
}

function spelt(kind, value) {
  if (value === undefined || value === null) return "";
  if (kind === "money" && Number.isInteger(value)) return yuan(value);
  if (kind === "instant") return String(value).replace(/\+08:00$/, "");
  if (kind === "json" && typeof value === "object") return JSON.stringify(value, null, 2);
  return String(value);
}

// Remembers in which order boxes were ticked: the list that they make keeps it.
export function pick(box, checked) {
  box.checked = checked;
  picked += 1;
  box.dataset.order = picked;
}

// Pairs of label and text, for reading before signing.
export function* told(root, words, depth = 0) {
  for (const control of inside(root)) {
    const { control: kind, label, name } = control.dataset;
    const own = control.querySelector(".number")?.textContent;
    const title = name === "*" && own ? own : label;
    const value = valueOf(control);
    if (isEmpty(value)) continue;
    if (kind === "list" && value.every((one) => typeof one !== "object")) {
      yield { label: title, text: inside(control).map(spoken).filter(Boolean).join(words("semicolon")) || words("empty"), depth };
    } else if (kind === "list" || kind === "group") {
      yield { label: title, text: Array.isArray(value) && !value.length ? words("empty") : null, depth };
      yield* told(control, words, depth + 1);
    } else if (kind === "picks") {
      const boxes = inputs(control);
      const chosen = value.map((one) => boxes.find((box) => box.value === one).parentElement.textContent.trim());
      yield { label: title, text: chosen.join(words("joiner")) || words("empty"), depth };
    } else if (kind === "truth") {
      yield { label: title, text: control.querySelector("input:checked").parentElement.textContent.trim(), depth };
    } else {
      yield { label: title, text: spoken(control), depth };
    }
  }
}

function spoken(control) {
  const { control: kind } = control.dataset;
  const input = inputs(control)[0];
  if (input.tagName === "SELECT") return input.value && input.selectedOptions[0].textContent;
  const text = clean(input.value);
  if (kind === "instant") return text.replace("T", " ");
  if (kind === "money") return grouped(yuan(fen(text) ?? 0));
  const part = "part" in control.dataset && /^([1-9][0-9]{0,8})\/([1-9][0-9]{0,8})$/.exec(text);
  return part ? `${text} · ${percent(Number(part[1]), Number(part[2]))}` : text;
}

const grouped = (amount) => amount.replace(/\B(?=(\d{3})+(?=\.|$))(?<!\.\d*)/g, ",");

// Four digits behind the point at most, with a sign where that is not exact.
export function percent(part, whole) {
  const rounded = Math.round((part / whole) * 1e6);
  const exact = BigInt(rounded) * BigInt(whole) === BigInt(part) * 1000000n;
  return `${exact ? "" : "≈ "}${rounded / 1e4} %`;
}
