// Keeps the draft of this tab every few seconds, shows the others, and tells when another tab is ahead.
import { drafts } from "./form_drafts.js";
import { colon, words as common } from "./http.js";

const EVERY = 3000;
const $ = (id) => document.getElementById(id);

// `content()` gives what to keep, `put(content)` shows it.
export function draftKeeper(type, { words, language, content, put }) {
  const store = drafts(type);
  const time = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "medium", timeZone: "Asia/Shanghai" });
  const shown = (instant) => `${time.format(instant)} ${common.wordZone}`;
  let id = store.fresh();
  let revision = null;
  let dirty = false;
  let touchedAt = 0;
  let newer = null;

  const tell = (text) => ($("draft-said").textContent = text);
  const name = () => $("draft-name").value.trim() || words("draft_untitled");

  function save() {
    if (!dirty || newer) return;
    const result = store.save(id, { ...content(), name: name() }, revision);
    if (result.full) return tell(words("save_failed"));
    if (result.newer) return conflict(result.newer);
    revision = result.saved.revision;
    dirty = false;
    store.keepForTab(id);
    tell(words("saved", { time: shown(result.saved.savedAt) }));
    draw();
  }

  function conflict(theirs) {
    newer = theirs;
    const place = $("draft-conflict");
    place.querySelector("p").textContent = words("conflict", { theirs: shown(theirs.savedAt), ours: shown(touchedAt || Date.now()) });
    place.hidden = false;
    tell("");
  }

  function settle() {
    newer = null;
    $("draft-conflict").hidden = true;
  }

  // What this tab holds, under a name of its own, so that neither version is lost.
  function copy() {
    settle();
    id = store.fresh();
    revision = null;
    dirty = true;
    $("draft-name").value = words("draft_copy", { name: name() }).slice(0, 80);
    save();
  }

  function open(which) {
    if (newer && dirty) copy();
    save();
    const draft = store.load(which);
    if (!draft) return draw();
    settle();
    id = which;
    ({ revision } = draft);
    dirty = false;
    $("draft-name").value = draft.name === words("draft_untitled") ? "" : draft.name;
    put(draft);
    store.keepForTab(id);
    tell(words("draft_restored", { time: shown(draft.savedAt) }));
    draw();
  }

  function fresh() {
    if (newer && dirty) copy();
    save();
    settle();
    id = store.fresh();
    revision = null;
    dirty = false;
    $("draft-name").value = "";
    put(null);
    store.keepForTab(null);
    tell("");
    draw();
  }

  function remove(which) {
    store.remove(which);
    if (which === id) {
      revision = null;
      dirty = false;
      store.keepForTab(null);
    }
    tell(words("draft_deleted"));
    draw();
  }

  function draw() {
    const list = $("draft-list");
    list.replaceChildren(...store.all().filter((one) => one.id !== id || revision === null).map(line));
    const own = store.load(id);
    if (own) list.append(line({ id, ...own }, true));
  }

  function line(draft, own = false) {
    const item = document.createElement("li");
    const what = document.createElement("span");
    what.className = "what";
    what.textContent = draft.name;
    const when = document.createElement("time");
    when.dateTime = new Date(draft.savedAt).toISOString();
    when.textContent = shown(draft.savedAt);
    item.append(what, when);
    if (own !== true) item.append(button(words("draft_open"), draft.name, () => open(draft.id)));
    const away = button(words("draft_delete"), draft.name, () => {
      if (away.dataset.sure) remove(draft.id);
      else {
        away.dataset.sure = "yes";
        away.textContent = words("draft_delete_sure");
      }
    });
    item.append(away);
    return item;
  }

  function button(text, about, act) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "quiet", textContent: text });
    made.setAttribute("aria-label", text + colon + about);
    made.addEventListener("click", () => {
      act();
      made.setAttribute("aria-label", made.textContent + colon + about);
    });
    return made;
  }

  addEventListener("storage", (event) => {
    if (event.key === store.keyOf(id) && revision !== null) {
      const theirs = event.newValue && store.load(id);
      if (theirs && theirs.revision !== revision) conflict(theirs);
      else if (!theirs) {
        revision = null;
        dirty = false;
        tell(words("draft_deleted"));
      }
    }
    draw();
  });
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());

  return {
    save,
    fresh,
    name,
    id: () => id,
    touched() {
      dirty = true;
      touchedAt = Date.now();
      if (!newer && revision === null) tell(words("unsaved"));
    },
    done(which) {
      dirty = false;
      store.remove(which ?? id);
      store.keepForTab(null);
    },
    start() {
      $("drafts").hidden = false;
      $("conflict-take").textContent = words("conflict_take");
      $("conflict-keep").textContent = words("conflict_keep");
      $("conflict-take").addEventListener("click", () => {
        dirty = false;
        open(id);
      });
      $("conflict-keep").addEventListener("click", copy);
      $("draft-new").addEventListener("click", fresh);
      $("draft-name").addEventListener("input", () => {
        dirty = true;
        touchedAt = Date.now();
      });
      const last = store.ofTab();
      if (last && store.load(last)) open(last);
      else draw();
      setInterval(save, EVERY);
    },
  };
}
