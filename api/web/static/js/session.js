// The session of this browser: opened with a key, kept in a cookie that no script reads, ended again.
import { call, words } from "./http.js";
import { forget } from "./keys/index.js";
import { forget as forgetTitles } from "./titles.js";

// Signs in with a key. → {signer, parties, expiresAt}
export async function open(key) {
  const { challenge, message } = await call("POST", "/v1/sessions/challenge", { signer: key.signer });
  const signature = await key.signMessage(message);
  const opened = await call("POST", "/v1/sessions", { challenge, signature, cookie: true });
  await demandKept();
  return opened;
}

// A browser that takes no cookie says nothing of it: without TLS, or where its owner forbade it.
async function demandKept() {
  try {
    await call("GET", "/v1/sessions");
  } catch (error) {
    throw error.status === 401 ? new Error(words.wordSessionLost) : error;
  }
}

// Signs out here, or wherever this key is signed in.
export async function close(everywhere = false) {
  try {
    await call("DELETE", "/v1/sessions" + (everywhere ? "?everywhere=true" : ""));
  } catch (error) {
    if (error.status !== 401) throw error;
  }
  forget();
  forgetTitles();
  leaveNothing();
}

// What this tab kept for its reader is not for the one who signs in next.
function leaveNothing() {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith("zhengben.")) sessionStorage.removeItem(name);
  } catch {
    // a browser that keeps nothing
  }
}
