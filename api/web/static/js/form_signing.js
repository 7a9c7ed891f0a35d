// From a form to a receipt: the service salts it, the page checks that it says what was filled in, a key signs.
import { call } from "./http.js";

const NOBODY = "0x" + "00".repeat(19) + "01"; // checks a form before anybody has chosen a key

const bytesOf = (text) => new TextEncoder().encode(text);
const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const opened = (text) => {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(raw, (char) => char.charCodeAt(0))));
};

export const prepare = (draft, signer, party = null) =>
  call("POST", "/v1/filings/prepare", {
    ...draft,
    filer: party === null ? { signer: signer ?? NOBODY } : { signer: signer ?? NOBODY, party },
  });

// Whether what the service prepared is what was filled in, byte by byte; nothing is signed otherwise.
export async function isSame(prepared, draft, signer, party = null) {
  const told = new Map();
  const digests = [];
  for (const text of prepared.disclosures) {
    const [, name, value] = opened(text);
    if (told.has(name)) return false;
    told.set(name, value);
    digests.push(base64url(await sha256(bytesOf(text))));
  }
  const wanted = new Map(Object.entries(draft.form).map(([name, value]) => [`form/${name}`, value]));
  draft.attachments.forEach((one, i) => wanted.set(`attachment/${i}`, one));
  wanted.set("filer/signer", signer.toLowerCase());
  wanted.set("filer/party", party);
  wanted.set("filedAt", prepared.filedAt);
  if (told.size !== wanted.size) return false;
  for (const [name, value] of wanted) if (!told.has(name) || canonical(told.get(name)) !== canonical(value)) return false;
  const entry = JSON.parse(prepared.entry);
  const content = "0x" + hex(await sha256(bytesOf(prepared.entry)));
  const { message, primaryType } = prepared.typedData;
  return (
    entry.type === draft.type &&
    entry.node === draft.node &&
    canonical([...entry._sd].sort()) === canonical(digests.sort()) &&
    primaryType === "Filing" &&
    message.filingType === draft.type &&
    Number(message.node) === draft.node &&
    Number(message.filedAt) === prepared.filedAt &&
    message.content === content
  );
}

export const submission = (prepared, signature) => ({
  entry: base64(bytesOf(prepared.entry)),
  disclosures: prepared.disclosures,
  signature,
});

export const handIn = (signed) => call("POST", "/v1/filings", signed);

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object")
    return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  return JSON.stringify(value);
}
