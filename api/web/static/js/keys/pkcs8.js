// Encrypted PKCS#8 (RFC 5958) as OpenSSL writes it: PBES2 of PBKDF2 with HMAC-SHA-256 and AES-256-CBC (RFC 8018).
// A file of another make is a TypeError; a wrong password fails to decrypt.

const OIDS = {
  pbes2: "2a864886f70d01050d",
  pbkdf2: "2a864886f70d01050c",
  hmacSha256: "2a864886f70d0209",
  aes256cbc: "60864801650304012a",
};
const [OCTETS, OID, SEQUENCE] = [0x04, 0x06, 0x30];
const MOST_ITERATIONS = 10_000_000;

// The private scalar, 32 bytes.
export async function privateScalar(pem, password) {
  const body = /-----BEGIN ENCRYPTED PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(pem);
  if (!body) throw new TypeError("no encrypted PKCS#8");
  const der = Uint8Array.from(atob(body[1].replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
  const [algorithm, sealed] = children(one(der, SEQUENCE));
  const [scheme, parameters] = children(algorithm.inside);
  demand(scheme, OIDS.pbes2);
  const [derivation, cipher] = children(parameters.inside);
  const [derivationId, derivationParameters] = children(derivation.inside);
  demand(derivationId, OIDS.pbkdf2);
  const [salt, count, ...rest] = children(derivationParameters.inside);
  const random = rest.find((found) => found.tag === SEQUENCE);
  if (!random) throw new TypeError("PBKDF2 of another hash");
  demand(children(random.inside)[0], OIDS.hmacSha256);
  const [cipherId, iv] = children(cipher.inside);
  demand(cipherId, OIDS.aes256cbc);
  const iterations = count.inside.reduce((number, byte) => number * 256 + byte, 0);
  if (!(iterations > 0 && iterations <= MOST_ITERATIONS)) throw new TypeError("too many iterations");
  const opened = await decrypted(password, salt.inside, iterations, iv.inside, sealed.inside);
  return scalar(opened);
}

async function decrypted(password, salt, iterations, iv, sealed) {
  const given = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, ["deriveKey"]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  const cipher = { name: "AES-CBC", length: 256 };
  const key = await crypto.subtle.deriveKey(derivation, given, cipher, false, ["decrypt"]);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, key, sealed));
}

// Of PrivateKeyInfo { version, algorithm, OCTET STRING { ECPrivateKey { version, OCTET STRING } } }.
function scalar(info) {
  let inner;
  try {
    inner = children(one(children(one(info, SEQUENCE))[2].inside, SEQUENCE));
  } catch {
    throw new Error("the padding fits, the content does not: another password");
  }
  const found = inner.find((part) => part.tag === OCTETS);
  if (found?.inside.length !== 32) throw new TypeError("no P-256 key");
  return found.inside;
}

function one(der, tag) {
  const [found] = children(der);
  if (found?.tag !== tag) throw new TypeError("not that ASN.1");
  return found.inside;
}

// The elements that stand in a row: {tag, inside}.
function children(der) {
  const found = [];
  for (let at = 0; at < der.length; ) {
    const tag = der[at];
    let size = der[at + 1];
    at += 2;
    if (size & 0x80) {
      const more = size & 0x7f;
      if (more > 3) throw new TypeError("not that ASN.1");
      size = der.slice(at, at + more).reduce((number, byte) => number * 256 + byte, 0);
      at += more;
    }
    if (!(at + size <= der.length)) throw new TypeError("not that ASN.1");
    found.push({ tag, inside: der.slice(at, at + size) });
    at += size;
  }
  return found;
}

function demand(element, oid) {
  const found = Array.from(element?.inside ?? [], (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (element?.tag !== OID || found !== oid) throw new TypeError("another algorithm");
}
