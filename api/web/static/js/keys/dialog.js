// The dialog of keys.html: which key, and what it needs to be opened.
import * as keystore from "./keystore.js";
import * as passkey from "./passkey.js";
import * as wallet from "./wallet.js";
import { KeyProblem, words } from "./words.js";

const element = (id) => document.getElementById(id);

// The Key that the reader chose, null when the dialog was closed.
export function ask({ signer = null, create = false, label = "" } = {}) {
  const dialog = element("keys");
  let answer = null;
  const done = (key) => {
    answer = key;
    dialog.close();
  };
  element("keys-wanted").hidden = !signer;
  element("keys-wanted-signer").textContent = signer ? shortened(signer) : "";
  const rooms = {
    passkey: !signer || signer.length > 42,
    wallet: !signer || signer.length === 42,
    keystore: true,
  };
  for (const [name, open] of Object.entries(rooms)) element(`keys-${name}`).hidden = !open;
  const settle = settling(signer, done);
  showPasskeys({ signer, create, label }, settle);
  showWallets(signer, settle);
  showKeystore(settle);
  say("");
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(answer), { once: true });
    element("keys-form").reset();
    dialog.showModal();
  });
}

// Runs what makes a Key, one at a time; takes it if it is the one that is wanted.
function settling(signer, done) {
  let busy = false;
  return async (make, waiting) => {
    if (busy) return;
    busy = true;
    element("keys").setAttribute("aria-busy", "true");
    say(waiting);
    try {
      const key = await make();
      if (signer && key.signer !== signer) throw new KeyProblem("other_key", { wanted: shortened(signer) });
      done(key);
    } catch (error) {
      if (!(error instanceof KeyProblem)) console.error(error);
      say(error instanceof KeyProblem ? error.message : words("failed"), true);
    } finally {
      busy = false;
      element("keys").removeAttribute("aria-busy");
      element("keys-progress").hidden = true;
    }
  };
}

function showPasskeys({ signer, create, label }, settle) {
  const known = passkey.listed().filter((kept) => !signer || kept.signer === signer);
  const usable = passkey.supported();
  element("keys-passkey-none").hidden = usable;
  fill(
    "keys-passkey-list",
    usable ? known.map((kept) => [kept.label || shortened(kept.signer), () => settle(async () => passkey.known(kept.signer), "")]) : [],
  );
  const other = element("keys-passkey-other");
  other.hidden = !usable || create === true;
  other.onclick = () => settle(() => passkey.recover(words("passkey_label")), words("passkey_twice"));
  element("keys-passkey-create").hidden = !usable || !create;
  element("keys-passkey-new").onclick = () => {
    const name = element("keys-passkey-name").value.trim() || label || words("passkey_label");
    settle(() => passkey.create(name), words("passkey_waiting"));
  };
  pressing("keys-passkey-name", "keys-passkey-new");
}

function showWallets(signer, settle) {
  const found = wallet.listed();
  element("keys-wallet-none").hidden = found.length > 0;
  const connect = (one) => () => settle(() => wallet.connect(one, signer), words("wallet_look"));
  fill("keys-wallet-list", found.map((one) => [one.name || words("wallet_unnamed"), connect(one)]));
}

function showKeystore(settle) {
  element("keys-keystore-open").onclick = () => {
    const [file] = element("keys-keystore-file").files;
    const password = element("keys-keystore-password");
    if (!file) return say(words("keystore_choose"), true);
    const bar = element("keys-progress");
    const progress = (share) => (bar.value = share);
    return settle(() => {
      bar.hidden = false;
      bar.value = 0;
      const secret = password.value;
      password.value = "";
      return keystore.unlock(file, secret, progress);
    }, words("keystore_opening"));
  };
  pressing("keys-keystore-password", "keys-keystore-open");
}

// Return in a field presses the button beside it, not the one that closes the dialog.
function pressing(field, button) {
  element(field).onkeydown = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    element(button).click();
  };
}

function fill(id, buttons) {
  const list = element(id);
  list.replaceChildren(
    ...buttons.map(([text, act]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.onclick = act;
      const item = document.createElement("li");
      item.append(button);
      return item;
    }),
  );
  list.hidden = buttons.length === 0;
}

function say(text, wrong = false) {
  const said = element("keys-said");
  said.textContent = text;
  said.classList.toggle("bad", wrong);
}

const shortened = (signer) => (signer.length > 42 ? `${signer.slice(0, 10)}…${signer.slice(-8)}` : signer);
