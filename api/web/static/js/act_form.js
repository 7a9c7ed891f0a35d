// The form of an act as the fields that the API takes, and what is wrong with it beside the field.
//
// read(form)          → {fields, wrong: [{element, message}]}; times are Asia/Shanghai, whatever the browser's zone.
// tell(form, problem) → puts what the service says beside the fields that it names; true if it found one.
// clear(form)         → takes all of that away.
// rows(form)          → makes the add and remove buttons of tables work, and names their rows.
// number(form)        → names the rows anew, for who hears them, after somebody else changed them.

const EMPTY = Symbol("nothing was given");
const own = (place, selector) => [...place.querySelectorAll(selector)].filter((one) => one.closest("[data-field]") === place);
const input = (place) => own(place, "input:not([type=checkbox]), select, textarea")[0];
const fieldsOf = (place) =>
  [...place.querySelectorAll("[data-field]")].filter((one) => (one.parentElement.closest("[data-field]") ?? null) === (place.matches("[data-field]") ? place : null));

class Wrong extends Error {
  constructor(word, element) {
    super(word);
    this.element = element;
  }
}

export function read(form) {
  const words = form.dataset;
  const wrong = [];
  const fields = collect(form, (element, word) => wrong.push({ element, message: words[`word${word[0].toUpperCase()}${word.slice(1)}`] }));
  return { fields, wrong };
}

function collect(place, complain) {
  const found = {};
  for (const field of fieldsOf(place)) {
    try {
      const value = READERS[field.dataset.type](field, complain);
      if (value !== EMPTY) found[field.dataset.field] = value;
      else if ("required" in field.dataset || input(field)?.required) throw new Wrong("missing", own(field, "input, select, textarea")[0] ?? field);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      complain(error.element, error.message);
    }
  }
  return found;
}

const text = (element) => element.value.trim();
// Names of filings stand without 0x, everything else in hex with it; people paste both.
const LEAVES = new Set(["filing", "evidence", "freezeNotice"]);

function plain(field) {
  const value = text(input(field));
  if (value === "") return EMPTY;
  if (LEAVES.has(field.dataset.field)) return value.toLowerCase().replace(/^0x/, "");
  if (/^(0x)?[0-9a-fA-F]{64}$/.test(value)) return "0x" + value.toLowerCase().replace(/^0x/, "");
  return /^0x[0-9a-fA-F]+$/.test(value) ? value.toLowerCase() : value;
}

function whole(element, word = "number") {
  const value = text(element);
  if (value === "") return EMPTY;
  if (!/^[0-9]{1,15}$/.test(value)) throw new Wrong(word, element);
  return Number(value);
}

// 1/3, 33.33%, 33.33 %, ½ as people type them; full-width digits and signs too. "1" and "全部" are all of it.
function portion(element) {
  const value = text(element).normalize("NFKC").replace(/\u2044/g, "/").replace(/\s+/g, "");
  if (value === "") return EMPTY;
  if (value === "1" || value === "全部") return "1/1";
  if (!/^[0-9]{1,9}(\/[0-9]{1,9}|(\.[0-9]{1,9})?%)$/.test(value)) throw new Wrong("share", element);
  return value;
}

// datetime-local has no zone: here it is always that of Shanghai, which has known no summer time since 1991.
function instant(element) {
  const value = text(element);
  if (value === "") {
    if (element.validity?.badInput) throw new Wrong("instant", element);
    return EMPTY;
  }
  const seconds = Date.parse(`${value.length === 16 ? `${value}:00` : value.slice(0, 19)}+08:00`) / 1000;
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new Wrong("instant", element);
  return seconds;
}

function table(field, members, complain) {
  const found = [];
  for (const row of own(field, "[data-row]")) {
    const cells = Object.fromEntries(members.map((name) => [name, row.querySelector(`[data-member="${name}"]`)]));
    if (Object.values(cells).every((cell) => text(cell) === "")) continue;
    const made = {};
    for (const [name, cell] of Object.entries(cells)) {
      try {
        const value = name === "share" ? portion(cell) : whole(cell);
        if (value === EMPTY) throw new Wrong("row", cell);
        made[name] = value;
      } catch (error) {
        if (!(error instanceof Wrong)) throw error;
        complain(error.element, error.message);
      }
    }
    found.push(made);
  }
  return found.length ? found : EMPTY;
}

function committed(field) {
  const hash = own(field, "[data-hash]")[0];
  if (text(hash)) return "0x" + text(hash).toLowerCase().replace(/^0x/, "");
  const found = {};
  let told = false;
  for (const row of own(field, "[data-row]")) {
    const [name, value] = ["name", "value"].map((member) => row.querySelector(`[data-member="${member}"]`));
    if (text(name) === "" && text(value) === "") continue;
    if (text(name) === "") throw new Wrong("row", name);
    if (text(value) === "") continue;
    found[text(name)] = text(value);
    told ||= text(name) !== "currency";
  }
  return told ? found : EMPTY;
}

function grant(field, complain) {
  const hash = own(field, "[data-hash]")[0];
  if (text(hash)) return "0x" + text(hash).toLowerCase().replace(/^0x/, "");
  return own(field, "[data-include]")[0].checked ? collect(field, complain) : EMPTY;
}

const split = (element, apart) => text(element).split(apart).map((one) => one.trim()).filter(Boolean);

const READERS = {
  text: plain,
  signer: plain,
  number: (field) => whole(input(field)),
  share: (field) => portion(input(field)),
  instant: (field) => instant(input(field)),
  choice: (field) => text(input(field)) || EMPTY,
  flag: (field) => own(field, "input")[0].checked || EMPTY,
  guardian: (field) => {
    const value = text(input(field));
    if (value === "") return EMPTY;
    if (/^node:[0-9]{1,10}$/.test(value)) return value;
    return whole(input(field));
  },
  numbers: (field) => {
    const found = split(input(field), /[,，、;；\s]+/);
    if (!found.every((one) => /^[0-9]{1,10}$/.test(one))) throw new Wrong("numbers", input(field));
    return found.length ? found.map(Number) : EMPTY;
  },
  hashes: (field) => {
    const found = split(input(field), /[,，\s]+/).map((one) => "0x" + one.toLowerCase().replace(/^0x/, ""));
    return found.length ? found : EMPTY;
  },
  powers: (field) => {
    const found = own(field, "input:checked").map((one) => one.value);
    return found.length ? found : EMPTY;
  },
  holders: (field, complain) => table(field, ["party", "share"], complain),
  movements: (field, complain) => table(field, ["from", "to", "share"], complain),
  committed,
  grant,
};

export function clear(form) {
  for (const place of form.querySelectorAll(".error")) {
    place.hidden = true;
    place.textContent = "";
  }
  for (const element of form.querySelectorAll("[aria-invalid]")) element.removeAttribute("aria-invalid");
}

// Beside the field of an element; the fold that holds it opens.
export function complain(element, message) {
  const field = element.closest("[data-field]");
  const place = own(field, ".error")[0];
  const said = place.textContent; // two cells of a row may lack the same
  if (!said.includes(message)) place.textContent = said ? `${said} ${message}` : message;
  place.hidden = false;
  element.setAttribute("aria-invalid", "true");
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

export function tell(form, problem) {
  const named = (problem.errors ?? []).map(({ pointer, detail }) => ({ path: steps(pointer), detail }));
  const one = problem.values?.field ?? (Array.isArray(problem.values?.fields) ? problem.values.fields[0] : null);
  if (one) named.push({ path: String(one).replace(/\[(\d+)\]/g, "/$1").split("/"), detail: problem.detail });
  let first = null;
  const said = new Set();
  for (const { path, detail } of named) {
    const element = find(form, path);
    if (!element || said.has(element)) continue;
    said.add(element);
    complain(element, detail);
    first ??= element;
  }
  first?.focus();
  return first !== null;
}

// /convey/fields/movements/0/share → movements, 0, share: what stands before the fields' names is not ours.
function steps(pointer) {
  const found = pointer.split("/").slice(1).map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));
  const at = found.indexOf("fields");
  return at < 0 ? found : found.slice(at + 1);
}

function find(form, [name, ...rest]) {
  const field = fieldsOf(form).find((one) => one.dataset.field === name);
  if (!field) return null;
  const number = rest.findIndex((step) => /^[0-9]+$/.test(step));
  const row = number < 0 ? null : own(field, "[data-row]")[Number(rest[number])];
  const member = rest.at(-1);
  return row?.querySelector(`[data-member="${member}"]`) ?? row?.querySelector("input") ?? input(field) ?? own(field, "input")[0] ?? field;
}

export function number(form) {
  for (const list of form.querySelectorAll("[data-rows]")) {
    const table = list.closest("fieldset").querySelector("legend").firstChild.textContent.trim();
    [...list.children].forEach((row, i) => {
      row.setAttribute("role", "group");
      row.setAttribute("aria-label", `${table} · ${i + 1}`);
    });
  }
}

export function rows(form) {
  number(form);
  form.addEventListener("click", ({ target }) => {
    const add = target.closest("[data-add]");
    const remove = target.closest("[data-remove]");
    if (add) {
      const field = add.closest("[data-field]");
      const list = field.querySelector("[data-rows]");
      list.append(field.querySelector("template").content.cloneNode(true));
      number(form);
      list.lastElementChild.querySelector("input").focus();
    } else if (remove) {
      const field = remove.closest("[data-field]");
      remove.closest("[data-row]").remove();
      number(form);
      field.querySelector("[data-add]").focus();
    }
  });
}
