// Attachments: files are hashed here, in a worker, and only what is filed of them is kept: name, size, type, digests.

import { dropping } from "./dropping.js";
import { colon } from "./http.js";

const MOST = 100;
const MEDIA = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;
const WORKER = new URL("./hash_worker.js", import.meta.url);

// A file's name as the ledger takes it: composed, without slashes and control characters, at most 255 characters.
export function nameOf(name) {
  const whole = (name.isWellFormed?.() ?? true) ? name : name.toWellFormed();
  const harmless = whole.normalize("NFC").replace(/[\u0000-\u001f/\\]/g, "_"); // eslint-disable-line no-control-regex
  return [...harmless].slice(0, 255).join("") || "_";
}

export const mediaOf = (type) => {
  const plain = type.split(";")[0].trim().toLowerCase();
  return MEDIA.test(plain) ? plain : "application/octet-stream";
};

export function attachments(root, { changed, words, language }) {
  const [drop, input, list, said, error] = ["drop", "input", "list", "said", "error"].map((name) =>
    document.getElementById(`files-${name}`),
  );
  const bytes = new Intl.NumberFormat(language);
  let files = []; // {id, name, size, mime, sha256, sm3, row, state: "waiting" | "hashing" | "done" | "failed"}
  let next = 1;
  let worker = null;

  function hasher() {
    if (worker) return worker;
    worker = new Worker(WORKER, { type: "module" });
    worker.onmessage = ({ data }) => heard(data);
    worker.onerror = () => {
      for (const file of files.filter((one) => one.state === "hashing" || one.state === "waiting")) failed(file);
      worker = null;
    };
    return worker;
  }

  function heard({ id, done, size, sha256, sm3, failed: broken }) {
    const file = files.find((one) => one.id === id);
    if (!file) return;
    if (broken) failed(file);
    else if (sha256) finished(file, sha256, sm3);
    else {
      file.state = "hashing";
      const percent = size ? Math.floor((done / size) * 100) : 100;
      file.row.querySelector("progress").value = percent;
      file.row.querySelector(".state").textContent = words("hashing", { percent });
    }
  }

  function finished(file, sha256, sm3) {
    const same = files.find((one) => one !== file && one.sha256 === sha256);
    if (same) {
      remove(file);
      show(words("hash_twice", { name: file.name }));
      return;
    }
    Object.assign(file, { sha256, sm3, state: "done" });
    draw(file);
    said.textContent = file.name + colon + words("hash_done");
    refresh();
    changed();
  }

  function failed(file) {
    file.state = "failed";
    draw(file);
  }

  function remove(file) {
    if (file.state === "waiting" || file.state === "hashing") worker?.postMessage({ id: file.id, cancel: true });
    files = files.filter((one) => one !== file);
    file.row.remove();
    refresh();
    changed();
  }

  function draw(file) {
    const row = file.row;
    row.replaceChildren();
    const id = `file-${file.id}`;
    const label = element("label", words("hash_name"), "hidden");
    label.htmlFor = id;
    const name = document.createElement("input");
    Object.assign(name, { type: "text", id, value: file.name, maxLength: 255 });
    name.addEventListener("change", () => {
      file.name = name.value = nameOf(name.value.trim() || file.name);
      refresh();
      changed();
    });
    const busy = file.state === "waiting" || file.state === "hashing";
    const button = element("button", words(busy ? "hash_cancel" : "remove"), "quiet");
    button.type = "button";
    button.setAttribute("aria-label", busy ? words("hash_cancel") + colon + file.name : words("hash_remove", { name: file.name }));
    button.addEventListener("click", () => {
      remove(file);
      input.focus();
    });
    const state = file.state === "failed" ? "hash_failed" : file.state === "done" ? "hash_done" : "hash_waiting";
    row.append(label, name, element("span", words("bytes", { count: bytes.format(file.size) }), "size"), button);
    row.append(element("span", words(state), file.state === "failed" ? "state error" : "state note"));
    if (busy) {
      const bar = document.createElement("progress");
      Object.assign(bar, { max: 100, value: 0 });
      bar.setAttribute("aria-label", file.name);
      row.append(bar);
    }
    if (file.state === "done") row.append(element("code", `SHA-256 ${file.sha256}`), element("code", `SM3 ${file.sm3}`));
  }

  function add(chosen) {
    show("");
    for (const one of chosen) {
      if (files.length >= MOST) return show(words("hash_many"));
      const file = { id: next++, name: nameOf(one.name), size: one.size, mime: mediaOf(one.type), state: "waiting" };
      keep(file);
      hasher().postMessage({ id: file.id, file: one });
    }
  }

  function keep(file) {
    file.row = document.createElement("li");
    files.push(file);
    list.append(file.row);
    draw(file);
  }

  // Every field that names a file offers those that are attached, and keeps what it named.
  function refresh() {
    const done = files.filter((one) => one.state === "done");
    for (const select of root.querySelectorAll("select[data-files]")) {
      const value = select.value;
      select.replaceChildren(select.options[0], ...done.map((one) => new Option(one.name, one.sha256)));
      set(select, value);
    }
  }

  function set(select, value) {
    if (value && ![...select.options].some((one) => one.value === value))
      select.append(new Option(`${words("file_gone")} (${value.slice(0, 8)}…)`, value));
    select.value = value;
  }

  function show(text) {
    error.textContent = text;
    error.hidden = !text;
  }

  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  dropping(drop, add);
  drop.hidden = false;

  return {
    show,
    refresh,
    busy: () => files.some((one) => one.state === "waiting" || one.state === "hashing"),
    taken: () => files.filter((one) => one.state === "done").map(({ name, size, sha256, sm3, mime }) => ({ name, size, sha256, sm3, mime })),
    put(found) {
      for (const file of [...files]) {
        if (file.state !== "done") worker?.postMessage({ id: file.id, cancel: true });
        file.row.remove();
      }
      files = [];
      for (const one of found) keep({ ...one, id: next++, state: "done" });
      refresh();
    },
  };
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
