// Key files, unlocked in this tab: Ethereum keystores (version 3) and our P-256 key files. The opened key lives in the
// memory of this page alone, and is gone when the page is left.
import { fromHex, joined, toHex } from "./bytes.js";
import * as digests from "./digests.js";
import { privateScalar } from "./pkcs8.js";
import { KeyProblem } from "./words.js";

const P256_FORMAT = "zhengben-p256-key/1";
const LARGEST = 64 * 1024;
const keys = new Map();

export const opened = (signer) => keys.get(signer) ?? null;
export const lock = () => keys.clear();

// {signer, content} of a key file, told without its password.
export async function read(file) {
  if (file.size > LARGEST) throw new KeyProblem("keystore_malformed");
  let content;
  try {
    content = JSON.parse(await file.text());
  } catch (error) {
    throw new KeyProblem("keystore_malformed", {}, error);
  }
  const account = content?.version === 3 && typeof content.address === "string" && (content.crypto ?? content.Crypto);
  const raw =
    content?.format === P256_FORMAT
      ? String(content.verifier) + String(content.public).replace(/^0x/, "")
      : account && "0x" + content.address.replace(/^0x/, "");
  if (!raw || !/^0x([0-9a-fA-F]{40}|[0-9a-fA-F]{168})$/.test(raw)) throw new KeyProblem("keystore_malformed");
  return { signer: raw.toLowerCase(), content };
}

// The Key in the file. `progress` hears of shares between 0 and 1.
export async function unlock(file, password, progress = () => {}) {
  const { signer, content } = await read(file);
  const label = file.name.replace(/\.json$/, "").slice(0, 60);
  const open = content.format === P256_FORMAT ? p256 : account;
  const key = { kind: "keystore", signer, signerBytes: signer, label, ...signing(await open(content, password, signer, progress)) };
  keys.set(signer, key);
  return key;
}

function signing(signDigest) {
  return {
    signDigest: async (digest, typedData) => signDigest(typedData ? await digests.checked(typedData, digest) : digest),
    signMessage: async (text) => signDigest(await digests.ofMessage(text)),
    signTyped: async (typedData, digest) => signDigest(await digests.checked(typedData, digest)),
  };
}

async function account(content, password, signer, progress) {
  const { Wallet } = await import("/static/vendor/ethers.min.js");
  let wallet;
  try {
    wallet = await Wallet.fromEncryptedJson(JSON.stringify(content), password, progress);
  } catch (error) {
    throw new KeyProblem(error?.message?.includes("password") ? "keystore_password" : "keystore_malformed", {}, error);
  }
  if (wallet.address.toLowerCase() !== signer) throw new KeyProblem("keystore_malformed");
  return (digest) => wallet.signingKey.sign(digest).serialized;
}

async function p256(content, password, signer, progress) {
  const [{ scrypt }, { p256: curve }] = await Promise.all([
    import("/static/vendor/ethers.min.js"),
    import("/static/vendor/noble-curves/nist.js"),
  ]);
  const { n, r, p, salt } = content.scrypt ?? {};
  if (!(n > 1 && n <= 1 << 19 && r >= 1 && r <= 8 && p >= 1 && p <= 4)) throw new KeyProblem("keystore_malformed");
  const stretched = await scrypt(new TextEncoder().encode(password), "0x" + salt, n, r, p, 32, progress);
  let secret;
  try {
    secret = await privateScalar(content.private, stretched.replace(/^0x/, ""));
  } catch (error) {
    throw new KeyProblem(error instanceof TypeError ? "keystore_malformed" : "keystore_password", {}, error);
  }
  const point = curve.getPublicKey(secret, false).slice(1);
  if (toHex(joined(fromHex(signer).slice(0, 20), point)) !== signer) throw new KeyProblem("keystore_malformed");
  return (digest) => toHex(curve.sign(fromHex(digest), secret, { prehash: false, lowS: true }));
}
