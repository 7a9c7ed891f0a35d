// What was filed from this browser: leaf, type, when; and a signed filing whose receipt did not arrive.

const FILED = "zhengben.filings";
const PENDING = "zhengben.pending:";
const MOST = 500;

const get = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};

const set = (key, value) => {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing: the receipt is shown all the same
  }
};

export const all = () => {
  const found = get(FILED);
  return Array.isArray(found) ? found.filter((one) => /^[0-9a-f]{64}$/.test(one?.leaf)) : [];
};
export const remember = (filing) => set(FILED, [filing, ...all().filter((one) => one.leaf !== filing.leaf)].slice(0, MOST));
export const forget = () => set(FILED, null);
export const pending = (type) => get(PENDING + type);
export const keepPending = (type, value) => set(PENDING + type, value);
