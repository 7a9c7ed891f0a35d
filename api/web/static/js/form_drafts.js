// Drafts in this browser. Each has a revision, so that a tab never overwrites what another tab saved.

const PREFIX = "zhengben.draft:";
const storage = () => globalThis.localStorage;

export function drafts(type) {
  const keyOf = (id) => `${PREFIX}${type}:${id}`;
  const ofTab = `${PREFIX}tab:${type}`;

  function load(id) {
    try {
      return JSON.parse(storage().getItem(keyOf(id)));
    } catch {
      return null;
    }
  }

  return {
    load,
    keyOf,
    fresh: () => crypto.randomUUID(),

    all() {
      const found = [];
      try {
        for (const key of Object.keys(storage())) {
          if (!key.startsWith(`${PREFIX}${type}:`)) continue;
          const id = key.slice(keyOf("").length);
          const draft = load(id);
          if (draft) found.push({ id, ...draft });
        }
      } catch {
        return [];
      }
      return found.sort((a, b) => b.savedAt - a.savedAt);
    },

    // The new revision; {newer} if another tab saved meanwhile; {full} if the browser keeps nothing.
    save(id, content, revision) {
      try {
        const stored = load(id);
        if (stored && stored.revision !== revision) return { newer: stored };
        const saved = { ...content, savedAt: Date.now(), revision: crypto.randomUUID() };
        storage().setItem(keyOf(id), JSON.stringify(saved));
        return { saved };
      } catch {
        return { full: true };
      }
    },

    remove(id) {
      try {
        storage().removeItem(keyOf(id));
      } catch {
        // nothing was kept
      }
    },

    // Which draft this tab works on, kept through a reload and through signing in.
    ofTab() {
      try {
        return sessionStorage.getItem(ofTab);
      } catch {
        return null;
      }
    },

    keepForTab(id) {
      try {
        if (id) sessionStorage.setItem(ofTab, id);
        else sessionStorage.removeItem(ofTab);
      } catch {
        // a browser that keeps nothing
      }
    },
  };
}
