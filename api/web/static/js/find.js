// Hashes a chosen file in the browser, piece by piece and away from the page, and asks by its digest. The file itself
// never leaves the machine.
import { dropping } from "./dropping.js";

const form = document.getElementById("find-form");
const field = document.getElementById("digest");
const drop = document.getElementById("drop");
const picker = document.getElementById("file");
const said = document.getElementById("said");
const WORKER = new URL("./hash_worker.js", import.meta.url);

let worker = null;
let asked = 0;

function hasher() {
  if (worker) return worker;
  worker = new Worker(WORKER, { type: "module" });
  worker.onmessage = ({ data }) => heard(data);
  worker.onerror = () => {
    said.textContent = form.dataset.failed;
    worker = null;
  };
  return worker;
}

function heard({ id, done, size, sha256, failed }) {
  if (id !== asked) return; // another file was chosen meanwhile
  if (failed) said.textContent = form.dataset.failed;
  else if (sha256) {
    field.value = sha256;
    form.requestSubmit();
  } else said.textContent = form.dataset.progress.replace("{percent}", size ? Math.floor((done / size) * 100) : 100);
}

function look(file) {
  if (!file) return;
  if (asked) worker?.postMessage({ id: asked, cancel: true });
  asked += 1;
  said.textContent = form.dataset.hashing;
  hasher().postMessage({ id: asked, file });
}

drop.hidden = false;
picker.addEventListener("change", () => look(picker.files[0]));
dropping(drop, ([file]) => look(file));
