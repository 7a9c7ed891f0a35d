// Asks the service. Every refusal of its is a problem (RFC 9457) in the reader's language.

/** A refusal of the service, or no answer at all (`status` 0). `problem`: code, title, detail, next, values, errors. */
export class Problem extends Error {
  constructor(problem) {
    super(problem.detail || problem.title);
    this.name = "Problem";
    this.problem = problem;
    this.status = problem.status;
    this.code = problem.code;
  }
}

const language = document.documentElement.lang === "en" ? "en" : "zh";
/** The words that every page has: wordAwayTitle, wordNavSignIn, wordZone, wordColon … */
export const words = document.body.dataset;
/** What stands between a name and what is said of it. */
export const colon = words.wordColon;
/** Words with what stands in brackets behind them. */
export const beside = (words, more) => (language === "zh" ? `${words}（${more}）` : `${words} (${more})`);
const AWAY = { title: words.wordAwayTitle, detail: words.wordAwayDetail, next: words.wordAwayNext };

/**
 * Calls the API as the person who is signed in.
 * @param {"GET"|"POST"|"DELETE"} method
 * @param {string} path  beginning with /v1/
 * @param {object} [body]  sent as JSON
 * @returns {Promise<any>} the parsed answer, null where there is none
 * @throws {Problem}
 */
export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      headers: {
        Accept: "application/json",
        "Accept-Language": language === "zh" ? "zh-CN" : "en",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Problem({ ...AWAY, status: 0, code: "NO_ANSWER", values: {} });
  }
  const text = await answer.text();
  let found = null;
  try {
    found = text === "" ? null : JSON.parse(text);
  } catch {
    throw new Problem({ ...AWAY, status: answer.status, code: "ANSWER_UNREADABLE", values: {} });
  }
  if (!answer.ok) throw new Problem({ status: answer.status, code: `HTTP_${answer.status}`, title: AWAY.title, values: {}, ...found });
  return found;
}

/** Where to sign in, and come back to this page. */
export const signInAddress = () => `/signin?next=${encodeURIComponent(location.pathname + location.search)}`;

/**
 * Shows a refusal in an element, with what to do next; without one empties it. Never as HTML.
 * @param {HTMLElement} place  its `role` should be alert or status
 * @param {Problem|Error|null} error
 */
export function show(place, error) {
  place.replaceChildren();
  place.hidden = !error;
  if (!error) return;
  const problem = error.problem ?? { title: String(error.message || error), detail: "", next: "", code: error.name };
  const line = (text, strong) => {
    if (!text) return;
    const paragraph = document.createElement("p");
    const inner = strong ? document.createElement("strong") : paragraph;
    inner.textContent = text;
    if (strong) paragraph.append(inner);
    place.append(paragraph);
  };
  line(problem.title, true);
  if (problem.detail !== problem.title) line(problem.detail);
  line(problem.next);
  if (problem.status === 401) {
    const link = document.createElement("a");
    link.href = signInAddress();
    link.textContent = words.wordNavSignIn;
    place.append(link);
  }
  place.classList.add("result", "bad");
}
