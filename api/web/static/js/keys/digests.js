// The 32 bytes that are signed, computed here from what the reader was shown.
import { KeyProblem } from "./words.js";

const ethers = () => import("/static/vendor/ethers.min.js");

// EIP-191, version 0x45: what `personal_sign` signs.
export const ofMessage = async (text) => (await ethers()).hashMessage(text);

// EIP-712, of the whole document.
export async function ofTyped({ domain, types, primaryType, message }) {
  const { EIP712Domain: _, ...others } = types;
  const encoder = (await ethers()).TypedDataEncoder.from(others);
  if (encoder.primaryType !== primaryType) throw new KeyProblem("typed_wrong");
  return (await ethers()).TypedDataEncoder.hash(domain, others, message);
}

// The digest of the document; another one that somebody claims for it is refused.
export async function checked(typedData, digest) {
  const computed = await ofTyped(typedData);
  if (digest && computed.toLowerCase() !== digest.toLowerCase()) throw new KeyProblem("typed_wrong");
  return computed;
}
