// Digests of files, piece by piece, away from the page: SHA-256 and SM3 in one reading.
// Takes {id, file} and {id, cancel: true}; answers {id, done, size}, {id, sha256, sm3} or {id, failed: true}.
import { createSHA256, createSM3 } from "../vendor/hash-wasm.min.js";

const PIECE = 4 * 1024 * 1024;
const cancelled = new Set();
let turn = Promise.resolve();

async function digest(id, file) {
  if (cancelled.delete(id)) return;
  try {
    const hashers = await Promise.all([createSHA256(), createSM3()]);
    for (const hasher of hashers) hasher.init();
    for (let done = 0; done < file.size; ) {
      const piece = new Uint8Array(await file.slice(done, done + PIECE).arrayBuffer());
      if (cancelled.delete(id)) return;
      for (const hasher of hashers) hasher.update(piece);
      done += piece.length;
      postMessage({ id, done, size: file.size });
    }
    const [sha256, sm3] = hashers.map((hasher) => hasher.digest("hex"));
    postMessage({ id, sha256, sm3 });
  } catch {
    postMessage({ id, failed: true });
  }
}

onmessage = ({ data: { id, file, cancel } }) => {
  if (cancel) cancelled.add(id);
  else turn = turn.then(() => digest(id, file));
};
