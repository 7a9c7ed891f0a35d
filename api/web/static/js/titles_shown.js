// Puts the titles that this device noted beside the numbers on a page, and notes those that the page shows.
import { known, note } from "./titles.js";

const main = document.getElementById("main");
const { reader: signer, wordOwnTitle: mark } = main.dataset;
const ID = /^\/(?:achievements\/(0x[0-9a-f]{64})|filings\/([0-9a-f]{64}))$/;

for (const { dataset } of main.querySelectorAll("[data-title-of]")) {
  const ids = dataset.titleOf.split(" ");
  const title = dataset.title || ids.map((id) => known(signer).get(id)).find(Boolean);
  if (title) note(signer, ids, title);
}

function shown(title) {
  const whole = document.createElement("span");
  whole.className = "own-title";
  const name = document.createElement("bdi");
  name.textContent = title;
  const where = document.createElement("small");
  where.textContent = mark;
  whole.append(name, " ", where);
  return whole;
}

const titles = known(signer);
for (const link of main.querySelectorAll("a[href]")) {
  const found = ID.exec(link.getAttribute("href"));
  const title = found && titles.get(found[1] ?? found[2]);
  if (title) link.after(" ", shown(title));
}
for (const empty of main.querySelectorAll("[data-title-place]")) {
  const title = titles.get(empty.dataset.titlePlace);
  if (!title) continue;
  empty.append(shown(title));
  empty.hidden = false;
}
