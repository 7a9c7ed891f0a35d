// A report as elements of the page. Only text is put in: nothing of a bundle becomes markup.

import { checkTitle, formName, holders, instant, kindName, statusName, tell } from "./words.js";

const SYMBOLS = { VALID: "✓", INVALID: "✗", UNKNOWN: "?", NOT_CHECKED: "–" };

export const element = (name, properties = {}, ...inner) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inner.filter((one) => one !== null));
  return made;
};

export const filled = (sentence, values) => sentence.replace(/\{([A-Za-z_]+)\}/g, (_, name) => values[name] ?? "");

/** The elements of a report. :param say: gives the words of the page by their key. */
export const reportElements = (report, { language, say, fromPdf }) =>
  [
    verdict(report, say),
    report.demo ? element("p", { className: "verdict-demo" }, say("verdict_demo")) : null,
    element(
      "p",
      { className: "note" },
      filled(say("verdict_by"), report.ledger),
      fromPdf ? ` · ${say("verify_from_pdf")}` : "",
    ),
    ...(report.answer ? shown(report.answer, language, say) : []),
    ...(report.verdict === "VALID" ? meaning(report.kind, say) : []),
    ...deciding(report, language, say),
    element("h3", {}, say("checks_title")),
    element("p", { className: "note" }, summary(report, say)),
    element("ol", { className: "checks" }, ...report.checks.map((check) => row(check, language, say))),
  ].filter((one) => one !== null);

/** One sentence for those who hear it. */
export const spoken = (report, say) =>
  `${say(`verdict_${report.verdict}`)}: ${verdictText(report, say)} ${summary(report, say)}`;

const verdictText = ({ verdict: said, kind }, say) =>
  say(said === "VALID" ? `verdict_VALID_${kind}` : `verdict_${said}_text`);

const verdict = (report, say) =>
  element(
    "div",
    { className: `verdict is-${report.verdict}` },
    hidden(SYMBOLS[report.verdict], "symbol"),
    element("div", {}, element("h2", {}, say(`verdict_${report.verdict}`)), element("p", {}, verdictText(report, say))),
  );

const hidden = (text, className) => {
  const made = element("span", { className }, text);
  made.setAttribute("aria-hidden", "true");
  return made;
};

const summary = ({ checks }, say) => {
  const count = (status) => checks.filter((check) => check.status === status).length;
  return filled(
    say("checks_summary"),
    Object.fromEntries(Object.keys(SYMBOLS).map((status) => [status, String(count(status))])),
  );
};

const row = (check, language, say) =>
  element(
    "li",
    {},
    element(
      "span",
      { className: "number", title: filled(say("check_number"), { number: String(check.number) }) },
      String(check.number),
    ),
    element("h4", {}, checkTitle(check.name, language), element("span", { className: "muted" }, check.name)),
    element(
      "span",
      { className: `badge is-${check.status}` },
      hidden(`${SYMBOLS[check.status]} `, ""),
      say(`status_${check.status}`),
    ),
    element("p", {}, tell(check.reason, language)),
    check.next ? element("p", { className: "next" }, say("check_next") + tell(check.next, language)) : null,
  );

/** What decided against the bundle, before everything else. */
const deciding = (report, language, say) => {
  const { verdict: said, checks, required } = report;
  if (said === "VALID") return [];
  const counts = ({ status, name }) =>
    said === "INVALID" ? status === "INVALID" : status === "UNKNOWN" || (status !== "VALID" && required.includes(name));
  const rows = checks.filter(counts).map((check) => row(check, language, say));
  return rows.length ? [element("h3", {}, say("verdict_why")), element("ol", { className: "deciding" }, ...rows)] : [];
};

const shown = (answer, language, say) => {
  const list = element("dl");
  const add = (name, text) => list.append(element("dt", {}, say(`shows_${name}`)), element("dd", {}, text));
  const tellers = {
    leaf: String,
    type: (type) => formName(type, language),
    achievement: String,
    node: String,
    at: (time) => instant(time, language),
    status: (status) => statusName(status, language),
    closedBy: (kind) => kindName(kind, language),
    holders: (table) => (table.length ? holders(table, language) : say("shows_nobody")),
    filedAt: (time) => instant(time, language),
    anchoredAt: (time) => instant(time, language),
    line: ({ index, name }) => `${index} · ${name}`,
  };
  for (const [name, teller] of Object.entries(tellers))
    if (Object.hasOwn(answer, name)) add(name, teller(answer[name]));
  return [element("h3", {}, say("shows_title")), list];
};

const meaning = (kind, say) => {
  const items = (...names) => element("ul", {}, ...names.map((name) => element("li", {}, say(name))));
  return [
    element("h3", {}, say("proves_title")),
    items(`proves_${kind}_1`, `proves_${kind}_2`),
    element("h3", {}, say("not_title")),
    items(`not_${kind}_1`, `not_${kind}_2`, "not_trust"),
  ];
};
