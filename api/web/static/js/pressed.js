// Buttons while what they began goes on, and where the keyboard is afterwards.

// On nothing, or on what nobody sees any more: a browser notices that only as it draws.
export function lost() {
  const place = document.activeElement;
  return !place || place === document.body || place.disabled || !place.getClientRects().length;
}

/**
 * Disables buttons, so that nothing is begun twice. → free(fallback): enables them again and gives the focus back to
 * the one that had it, or to whatever has its id by then; to the fallback where that is gone.
 */
export function hold(...buttons) {
  const had = buttons.find((one) => one === document.activeElement);
  for (const one of buttons) one.disabled = true;
  return (fallback = null) => {
    for (const one of buttons) one.disabled = false;
    if (had && lost()) (had.isConnected ? had : (document.getElementById(had.id) ?? fallback))?.focus();
  };
}

/** Keeps the focus where it is while a part of the page is replaced by a newer one with the same id. */
export function keepFocus(id, shown) {
  let had = null;
  document.body.addEventListener("htmx:beforeSwap", () => {
    const place = document.activeElement;
    had = document.getElementById(id)?.contains(place) ? selector(place) : null;
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    const part = document.getElementById(id);
    shown();
    if (had !== null && lost()) ((had && part?.querySelector(had)) || part)?.focus();
    had = null;
  });
}

function selector(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  return href ? `[href="${CSS.escape(href)}"]` : "";
}
