// What was filed from this browser, with how far each has come.
import * as kept from "./kept_filings.js";
import { call } from "./http.js";

const place = document.getElementById("mine");
const list = document.getElementById("mine-list");
const forget = document.getElementById("mine-forget");
const types = JSON.parse(place.dataset.types);
const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short", timeZone: "Asia/Shanghai" });
const MOST = 20; // states that are asked for; the others lead to their receipts all the same

function line(filing) {
  const item = document.createElement("li");
  const what = document.createElement("span");
  what.className = "what";
  const link = document.createElement("a");
  link.href = `/filings/${filing.leaf}`;
  link.textContent = `${types[filing.type] ?? filing.type} · ${filing.name ?? ""}`;
  const leaf = document.createElement("code");
  leaf.textContent = ` ${filing.leaf.slice(0, 10)}…`;
  what.append(link, leaf);
  const state = document.createElement("span");
  state.className = "state";
  const when = document.createElement("time");
  when.dateTime = new Date(filing.receivedAt * 1000).toISOString();
  when.textContent = time.format(filing.receivedAt * 1000);
  item.append(what, state, when);
  return { item, state, filing };
}

async function follow({ state, filing }) {
  try {
    const found = await call("GET", `/v1/filings/${filing.leaf}`);
    const name = found.anchored ? "anchored" : found.integrated ? "logged" : "received";
    state.textContent = place.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`];
    state.classList.add(found.anchored ? "good" : "warn");
  } catch {
    state.textContent = place.dataset.wordUnknown;
  }
}

function draw() {
  const lines = kept.all().map(line);
  list.replaceChildren(...lines.map(({ item }) => item));
  document.getElementById("mine-none").hidden = lines.length > 0;
  forget.hidden = !lines.length;
  return lines;
}

forget.addEventListener("click", () => {
  if (!forget.dataset.sure) {
    forget.dataset.sure = "yes";
    forget.textContent = place.dataset.wordSure;
    return;
  }
  kept.forget();
  draw();
});

const lines = draw();
for (const one of lines.slice(0, MOST)) await follow(one);
