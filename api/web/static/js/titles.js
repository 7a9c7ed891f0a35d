// Titles that this device noted for whoever is signed in: of what they filed here, or were shown by the service, which
// recorded that reading. They stand beside the numbers on the pages, marked as this device's own, and are forgotten
// when somebody signs out here.

const PREFIX = "zhengben.titles:";
const MOST = 500;

const place = (signer) => PREFIX + signer.toLowerCase();

export function known(signer) {
  try {
    const found = JSON.parse(localStorage.getItem(place(signer)));
    return new Map(Array.isArray(found) ? found.filter((pair) => pair?.length === 2 && pair.every((one) => typeof one === "string")) : []);
  } catch {
    return new Map();
  }
}

// `ids` are a filing's leaf, or an achievement's number with 0x; what was noted last stays longest.
export function note(signer, ids, title) {
  const found = known(signer);
  for (const id of ids) {
    found.delete(id);
    found.set(id, title);
  }
  try {
    localStorage.setItem(place(signer), JSON.stringify([...found].slice(-MOST)));
  } catch {
    // a browser that keeps nothing: numbers stay numbers
  }
}

export function forget() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}
