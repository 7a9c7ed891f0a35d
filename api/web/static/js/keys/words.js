// The words of the keys, from the data-word-… attributes of the dialog in keys.html.

const dialog = () => document.getElementById("keys");

export function words(name, values = {}) {
  const key = "word" + name.split("_").map((part) => part[0].toUpperCase() + part.slice(1)).join("");
  const text = dialog()?.dataset[key] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, field) => values[field] ?? whole);
}

export class KeyProblem extends Error {
  constructor(code, values = {}, cause = undefined) {
    super(words(code, values), { cause });
    this.name = "KeyProblem";
    this.code = code;
  }
}
