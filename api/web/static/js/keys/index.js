// A key to sign with: a passkey, a wallet, or a key file unlocked in this tab. No key ever leaves the browser.
//
// choose(options)    → a Key, after the reader picked one in the dialog of keys.html; null when it was closed.
//   options.signer   → only this signer will do (0x-hex of ERC-7913 bytes)
//   options.create   → offer to make a new passkey; "also" besides finding one that this browser does not know
// forSigner(signer)  → the Key of that signer: without a dialog where this browser knows how, else choose({signer}).
// current()          → {kind, signer, label} of the key that signed in, as this tab remembers it; null without one.
//
// Key: {kind: "passkey" | "wallet" | "keystore", signer, signerBytes, label,
//       signMessage(text) → hex, signTyped(typedData, digest) → hex, signDigest(digest, typedData) → hex}
// `signer` and `signerBytes` are the same 0x-hex. A digest that is not that of the typed data is refused here.
// Everything that a person can do something about is a KeyProblem: {code, message in the reader's language}.
import { KeyProblem, words } from "./words.js";
import * as passkey from "./passkey.js";
import * as wallet from "./wallet.js";
import * as keystore from "./keystore.js";
import { ask } from "./dialog.js";

export { KeyProblem };

const REMEMBERED = "zhengben.key";

export async function choose(options = {}) {
  const key = await ask({ ...options, signer: options.signer?.toLowerCase() ?? null });
  if (key) remember(key);
  return key;
}

export async function forSigner(signer) {
  const wanted = signer.toLowerCase();
  const known = keystore.opened(wanted) ?? passkey.known(wanted) ?? (await wallet.connected(wanted));
  return known ?? choose({ signer: wanted });
}

export function current() {
  try {
    return JSON.parse(sessionStorage.getItem(REMEMBERED));
  } catch {
    return null;
  }
}

export function forget() {
  sessionStorage.removeItem(REMEMBERED);
  keystore.lock();
}

function remember({ kind, signer, label }) {
  try {
    sessionStorage.setItem(REMEMBERED, JSON.stringify({ kind, signer, label }));
  } catch {
    // a browser that keeps nothing asks again on the next page
  }
}

// What a refused key says, for the page's own notice; other errors are not ours.
export const explain = (error) => (error instanceof KeyProblem ? error.message : null);
export { words };
