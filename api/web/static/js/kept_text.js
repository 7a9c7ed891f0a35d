// What somebody is writing stays in this tab until it was sent: a session that ends meanwhile costs no words.
// The name says whose it is and where it belongs, so that nobody else who signs in here is shown it.

const PREFIX = "zhengben.text:";

/** Fills a text area with what was kept for it, and keeps what is written there. → forget(), once it was sent. */
export function keep(area, name) {
  const key = PREFIX + name;
  try {
    area.value ||= sessionStorage.getItem(key) ?? "";
  } catch {
    return () => {}; // a browser that keeps nothing
  }
  area.addEventListener("input", () => {
    try {
      if (area.value) sessionStorage.setItem(key, area.value);
      else sessionStorage.removeItem(key);
    } catch {
      // full: as above
    }
  });
  return () => {
    area.value = "";
    sessionStorage.removeItem(key);
  };
}
