// Hashes a chosen file in the browser and puts the digest into the form. The file itself never leaves the machine.
"use strict";

const form = document.getElementById("find-form");
const field = document.getElementById("digest");
const drop = document.getElementById("drop");
const picker = document.getElementById("file");
const said = document.getElementById("said");
const LARGEST = 1024 * 1024 * 1024;

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function look(file) {
  if (!file) return;
  if (file.size > LARGEST) {
    said.textContent = form.dataset.large;
    return;
  }
  said.textContent = form.dataset.hashing;
  try {
    field.value = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  } catch {
    said.textContent = form.dataset.failed;
    return;
  }
  form.requestSubmit();
}

if (globalThis.crypto?.subtle) {
  drop.hidden = false;
  picker.addEventListener("change", () => look(picker.files[0]));
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    look(event.dataTransfer.files[0]);
  });
}
