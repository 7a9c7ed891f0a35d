// The commitment to an identity: SM3(salt || reference), of 32 random bytes and a text in UTF-8 (NFC). Neither is sent.
import { fromHex, joined, random, toHex } from "./keys/bytes.js";

const FORMAT = "zhengben-identity/1";

async function commitment(salt, reference) {
  const { sm3 } = await import("/static/vendor/hash-wasm.min.js");
  return "0x" + (await sm3(joined(salt, new TextEncoder().encode(reference))));
}

// {format, algorithm, salt, reference, commitment}: what opens the commitment.
export async function make(text) {
  const salt = random(32);
  const reference = text.normalize("NFC");
  return {
    format: FORMAT,
    algorithm: "SM3(salt || reference)",
    salt: toHex(salt),
    reference,
    commitment: await commitment(salt, reference),
  };
}

// The reference in a file that opens this commitment; null if it does not.
export async function opens(text, wanted) {
  try {
    const { format, salt, reference } = JSON.parse(text);
    if (format !== FORMAT || fromHex(salt).length !== 32) return null;
    return (await commitment(fromHex(salt), reference)) === wanted.toLowerCase() ? reference : null;
  } catch {
    return null;
  }
}

export function download(identity, name) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(identity, null, 1) + "\n"], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
