// Lists of a form: rows are added from the list's template, removed, and moved.
import { inside } from "./form_reading.js";

let next = 1;

// `changed()` hears of every change; `words(name, values)` gives texts; `say(text)` tells it aloud.
export function lists(root, { changed, words, say }) {
  const items = (list) => list.querySelector(":scope > .items");

  function add(list) {
    const template = list.querySelector(":scope > template");
    const made = document.createElement("template");
    made.innerHTML = template.innerHTML.replace(/__0__/g, `${1000 + next++}`);
    items(list).append(made.content);
    const row = items(list).lastElementChild;
    row.querySelectorAll(".moves, [data-add]").forEach((one) => (one.hidden = false));
    return row;
  }

  function number(list) {
    [...items(list).children].forEach((row, i) => {
      const own = row.querySelector(".number");
      const place = words("item", { number: i + 1 });
      if (own) own.textContent = place;
      for (const button of row.querySelectorAll(":scope > .moves button"))
        button.setAttribute("aria-label", `${button.textContent} · ${list.dataset.label} · ${place}`);
    });
  }

  function grow(list, count) {
    while (inside(list).length > count) items(list).lastElementChild.remove();
    while (inside(list).length < count) add(list);
    number(list);
  }

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const list = button?.closest('[data-control="list"]');
    if (!list) return;
    if ("add" in button.dataset) {
      const row = add(list);
      number(list);
      say(words("added", { number: items(list).children.length }));
      row.querySelector("input, select, textarea")?.focus();
    } else {
      const row = button.closest(".item");
      if ("up" in button.dataset && row.previousElementSibling) row.previousElementSibling.before(row);
      else if ("down" in button.dataset && row.nextElementSibling) row.nextElementSibling.after(row);
      else if ("remove" in button.dataset) {
        const near = row.nextElementSibling ?? row.previousElementSibling;
        row.remove();
        if (!near) add(list);
        say(words("removed"));
        (near ?? items(list).lastElementChild).querySelector("input, select, textarea")?.focus();
      } else return;
      number(list);
      if (row.isConnected) button.focus();
    }
    changed();
  });

  root.querySelectorAll(".moves, [data-add]").forEach((one) => (one.hidden = false));
  root.querySelectorAll('[data-control="list"]').forEach(number);
  return { grow };
}
