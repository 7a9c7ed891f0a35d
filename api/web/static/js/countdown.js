// Keeps "so much time left" true while the page stays open. It counts from what the server said when it answered, so
// that a wrong clock of the reader does no harm.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

for (const place of document.querySelectorAll("[data-seconds]")) {
  const { seconds, days, hours, minutes, left, over } = place.dataset;
  const end = Number(seconds) - performance.now() / 1000;
  const show = () => {
    const rest = Math.floor(Number(seconds) - performance.now() / 1000);
    if (rest <= 0) {
      place.textContent = over;
      return;
    }
    const parts = [left];
    if (rest >= DAY) parts.push(Math.floor(rest / DAY), days);
    parts.push(Math.floor((rest % DAY) / HOUR), hours, Math.floor((rest % HOUR) / MINUTE), minutes);
    place.textContent = parts.join(" ");
    setTimeout(show, ((rest % MINUTE) + 1) * 1000);
  };
  if (end > 0) setTimeout(show, ((Math.floor(end) % MINUTE) + 1) * 1000);
}
