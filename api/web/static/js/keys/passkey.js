// Passkeys: WebAuthn credentials on P-256. The signer is verifier (20) || x (32) || y (32); a signature is
// r || s || uint16 length of authenticatorData || authenticatorData || clientDataJSON, over the digest as challenge.
import { fromBase64url, fromHex, joined, random, sameBytes, sha256, toBase64url, toHex } from "./bytes.js";
import * as digests from "./digests.js";
import { deployment } from "./deployment.js";
import { KeyProblem, words } from "./words.js";

const KEPT = "zhengben.passkeys";
const ES256 = -7;
const MAX_BYTES = 4096;
const [PRESENT, VERIFIED] = [0x01, 0x04];
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

export const supported = () => Boolean(globalThis.PublicKeyCredential && navigator.credentials?.create);

// {credentialId, signer, label}, those of this browser.
export function listed() {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT)) ?? [];
    return found.filter(({ credentialId, signer }) => credentialId && /^0x[0-9a-f]{168}$/.test(signer));
  } catch {
    return [];
  }
}

// The Key of that signer, if this browser knows which credential it is.
export function known(signer) {
  const found = listed().find((kept) => kept.signer === signer);
  return found ? keyOf(found) : null;
}

// Takes a passkey off the list of this browser; on the device it stays.
export const forget = (signer) => note(listed().filter((kept) => kept.signer !== signer));

// A new passkey, as a Key.
export async function create(label) {
  const made = await asked(() =>
    navigator.credentials.create({
      publicKey: {
        rp: { id: location.hostname, name: words("site") },
        user: { id: random(32), name: label, displayName: label },
        challenge: random(32),
        pubKeyCredParams: [{ type: "public-key", alg: ES256 }],
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        attestation: "none",
        timeout: 120_000,
      },
    }),
  );
  const spki = made.response.getPublicKey?.();
  if (!spki || made.response.getPublicKeyAlgorithm() !== ES256) throw new KeyProblem("passkey_curve");
  const point = new Uint8Array(spki).slice(-65);
  if (point[0] !== 4) throw new KeyProblem("passkey_curve");
  return keyOf(await keep(new Uint8Array(made.rawId), point.slice(1), label));
}

// A passkey that this browser does not know yet: which key it is follows from two signatures of it.
export async function recover(label) {
  const one = await assertion(random(32));
  const other = await assertion(random(32), one.id);
  const candidates = await keysBehind(other);
  const found = (await keysBehind(one)).find((key) => candidates.some((again) => sameBytes(key, again)));
  if (!found) throw new KeyProblem("passkey_unknown");
  return keyOf(await keep(one.id, found, label));
}

async function keep(id, point, label) {
  const signer = toHex(joined(fromHex((await deployment()).webauthn), point));
  const kept = { credentialId: toBase64url(id), signer, label };
  note([kept, ...listed().filter((other) => other.signer !== signer)]);
  return kept;
}

function note(known) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(known));
  } catch {
    // the passkey is there all the same; this browser will have to ask twice for it the next time
  }
}

function keyOf({ credentialId, signer, label }) {
  const signDigest = async (digest) => toHex(packed(await assertion(fromHex(digest), fromBase64url(credentialId))));
  return {
    kind: "passkey",
    signer,
    signerBytes: signer,
    label,
    signDigest: async (digest, typedData) => signDigest(typedData ? await digests.checked(typedData, digest) : digest),
    signMessage: async (text) => signDigest(await digests.ofMessage(text)),
    signTyped: async (typedData, digest) => signDigest(await digests.checked(typedData, digest)),
  };
}

// {id, scalars, data, client} of the authenticator's answer to a challenge of 32 bytes.
async function assertion(challenge, id = null) {
  const given = await asked(() =>
    navigator.credentials.get({
      publicKey: {
        rpId: location.hostname,
        challenge,
        allowCredentials: id ? [{ type: "public-key", id }] : [],
        userVerification: "required",
        timeout: 120_000,
      },
    }),
  );
  const data = new Uint8Array(given.response.authenticatorData);
  if ((data[32] & (PRESENT | VERIFIED)) !== (PRESENT | VERIFIED)) throw new KeyProblem("passkey_unverified");
  return {
    id: new Uint8Array(given.rawId),
    scalars: rawScalars(new Uint8Array(given.response.signature)),
    data,
    client: new Uint8Array(given.response.clientDataJSON),
  };
}

function packed({ scalars, data, client }) {
  const whole = joined(scalars, Uint8Array.of(data.length >> 8, data.length & 0xff), data, client);
  if (whole.length > MAX_BYTES) throw new KeyProblem("passkey_long");
  return whole;
}

// r || s, 64 bytes, of a DER signature; s is brought into the lower half of the order.
export function rawScalars(der) {
  const numbers = [];
  let at = 2;
  while (at < der.length && numbers.length < 2) {
    if (der[at] !== 0x02) throw new KeyProblem("passkey_curve");
    const size = der[at + 1];
    numbers.push(BigInt(toHex(der.slice(at + 2, at + 2 + size))));
    at += 2 + size;
  }
  const [r, s] = numbers;
  const low = s > ORDER / 2n ? ORDER - s : s;
  return fromHex([r, low].map((number) => number.toString(16).padStart(64, "0")).join(""));
}

// Both keys, x || y each, whose signature this can be.
async function keysBehind({ scalars, data, client }) {
  const { p256 } = await import("/static/vendor/noble-curves/nist.js");
  const signed = await sha256(joined(data, await sha256(client)));
  const found = [];
  for (const bit of [0, 1]) {
    try {
      const signature = p256.Signature.fromBytes(scalars, "compact").addRecoveryBit(bit);
      found.push(signature.recoverPublicKey(signed).toBytes(false).slice(1));
    } catch {
      // no point there
    }
  }
  return found;
}

async function asked(request) {
  if (!supported()) throw new KeyProblem("passkey_unsupported");
  try {
    const given = await request();
    if (!given) throw new KeyProblem("passkey_none");
    return given;
  } catch (error) {
    if (error instanceof KeyProblem) throw error;
    const code = { NotAllowedError: "passkey_refused", SecurityError: "passkey_host", AbortError: "passkey_refused" };
    throw new KeyProblem(code[error.name] ?? "passkey_failed", { cause: error.name, host: location.hostname }, error);
  }
}
