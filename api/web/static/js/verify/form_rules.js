// How the fields of one form must agree with each other, where a schema cannot say it. Each rule answers with the
// pointer of a field that disagrees, or null; the forms fit their schemas already.

import { DEFINITIONS } from "./definitions.js";
import { isMoreThanWhole, isWholeSum, sum } from "./fractions.js";
import { isCstr, isDoi, isIpNumber } from "./identifiers.js";

const REDEEMED = "已兑付";
const SM2 = "SM2证书";
const STATE_OWNED = "新区国有企业";
const TEAM = "TEAM";
const NO_IP = "未涉及知识产权";
const LICENCE = "技术许可";

const has = (form, name) => Object.hasOwn(form, name);
const given = (form, name) => (has(form, name) ? form[name] : []);
const first = (...places) => places.find((place) => place !== null) ?? null;
const unless = (good, place) => (good ? null : place);
const total = (numbers) => numbers.reduce((all, one) => all + BigInt(one), 0n);

// Days and months are ASCII of one length each, so that they compare as texts.
const inOrder = (form, ...names) => {
  const there = names.filter((name) => has(form, name));
  const later = there.find((name, i) => i > 0 && form[name] < form[there[i - 1]]);
  return unless(later === undefined, `/${later}`);
};

const whole = (place, fractions) => unless(isWholeSum(sum(fractions)), place);

const distinct = (place, names) => unless(new Set(names).size === names.length, place);

const neverBefore = (place, days) =>
  unless(
    days.every((day, i) => i === 0 || days[i - 1] <= day),
    place,
  );

const numbersFit = (place, rights) =>
  first(
    unless(
      rights.every(({ kind, number }) => !DEFINITIONS.ipKinds[kind] || isIpNumber(DEFINITIONS.ipKinds[kind], number)),
      place,
    ),
    distinct(
      place,
      rights.map((right) => right.number),
    ),
  );

const onlyWhere = (form, name, wanted) => unless(wanted || !has(form, name), `/${name}`);

const achievementFiling = (form) =>
  first(
    unless(form.start_month <= form.end_month, "/end_month"),
    unless(form.acceptance_date.slice(0, 7) >= form.end_month, "/acceptance_date"),
    distinct(
      "/claimed",
      form.claimed.map((claim) => claim.holder),
    ),
    whole(
      "/claimed",
      form.claimed.map((claim) => claim.share),
    ),
  );

const achievementFiling2 = (form) =>
  first(
    achievementFiling(form),
    numbersFit("/ip_list", given(form, "ip_list")),
    unless(
      given(form, "identifiers").every(({ scheme, id }) => (scheme === "DOI" ? isDoi(id) : isCstr(id))),
      "/identifiers",
    ),
  );

const ownershipGrant = (form) => {
  const owners = form.owners.map((one) => one.owner);
  const team = form.internal_split.map((one) => one.party);
  const signers = form.signatures.map((one) => one.signer);
  const splits = ["internal_split", "revenue_ratio"].flatMap((name) => [
    whole(
      `/${name}`,
      form[name].map((one) => one.ratio),
    ),
    distinct(
      `/${name}`,
      form[name].map((one) => one.party),
    ),
  ]);
  return first(
    whole(
      "/owners",
      form.owners.map((one) => one.share),
    ),
    distinct("/owners", owners),
    ...splits,
    unless(team.includes(form.team_rep), "/team_rep"),
    unless(owners.includes(form.unit_uscc) !== form.full_grant, "/owners"),
    onlyWhere(form, "state_asset_basis", form.unit_type === STATE_OWNED),
    onlyWhere(form, "related_party_disclosure", form.taker_related),
    inOrder(form, "approved_on", "publicity_start"),
    distinct("/signatures", signers),
    unless(
      [form.unit_uscc, ...team].every((name) => signers.includes(name)),
      "/signatures",
    ),
    unless(
      form.signatures.every((one) => one.method !== SM2 || has(one, "certificate")),
      "/signatures",
    ),
  );
};

const longTermUse = (form) => {
  const terms = form.revenue_terms;
  const wanted = terms.mode === "按比例" ? "ratios" : "fee_fen";
  let end = form.term_end;
  const follows = given(form, "extensions").every((one) => {
    const good = one.from === end && one.to > one.from;
    end = one.to;
    return good;
  });
  return first(
    numbersFit("/ip_refs", form.ip_refs),
    inOrder(form, "term_start", "term_end"),
    onlyWhere(form, "extension_years", form.term_mode === "累计"),
    unless(
      ["ratios", "fee_fen"].every((name) => has(terms, name) === (name === wanted)),
      "/revenue_terms",
    ),
    has(terms, "ratios")
      ? whole(
          "/revenue_terms/ratios",
          terms.ratios.map((one) => one.ratio),
        )
      : null,
    unless(follows, "/extensions"),
    neverBefore(
      "/progress_reports",
      given(form, "progress_reports").map((one) => one.date),
    ),
  );
};

const technologyContract = (form) => {
  const without = form.ip_kind.includes(NO_IP);
  const side = form.import ? form.buyer : form.seller;
  const lives = !has(form, "accepted_on") || (form.valid_from <= form.accepted_on && form.accepted_on <= form.valid_to);
  return first(
    unless((DEFINITIONS.contractKinds[form.kind] ?? []).includes(form.sub_kind), "/sub_kind"),
    unless(form.tech_amount_fen <= form.amount_fen, "/tech_amount_fen"),
    inOrder(form, "valid_from", "valid_to"),
    inOrder(form, "signed_on", "accepted_on", "decided_on"),
    unless(lives, "/accepted_on"),
    unless(!form.seller.some((name) => form.buyer.includes(name)), "/buyer"),
    unless(side.includes(form.applicant), "/applicant"),
    unless(without !== has(form, "ip_refs") && !(without && form.ip_kind.length > 1), "/ip_kind"),
    has(form, "ip_refs") ? numbersFit("/ip_refs", form.ip_refs) : null,
    onlyWhere(form, "licence", form.kind === LICENCE),
  );
};

const revenueStatement = (form) => {
  const net = BigInt(form.gross_fen) - total(Object.values(form.deductions));
  const rest = BigInt(form.net_fen) - total(given(form, "debts").map((debt) => debt.fen));
  if (BigInt(form.net_fen) !== net) return "/net_fen";
  if (rest < 0n) return "/debts";
  const team = form.lines.filter((line) => line.party === TEAM);
  if (has(form, "stage2") !== team.length > 0) return "/stage2";
  return first(
    divided("/lines", form.lines, rest),
    team.length ? divided("/stage2", form.stage2, total(team.map((line) => line.fen))) : null,
    inOrder(form, "received_on", "paid_on"),
  );
};

/** Every fen has its place; only a last line, for the tail, has no ratio. */
const divided = (place, lines, amount) => {
  const without = lines.flatMap((line, i) => (has(line, "ratio") ? [] : [i]));
  const tail = without.length === 0 || (without.length === 1 && without[0] === lines.length - 1);
  return first(
    unless(total(lines.map((line) => line.fen)) === amount, place),
    distinct(
      place,
      lines.map((line) => line.party),
    ),
    unless(tail && without.length !== lines.length, place),
    whole(
      place,
      lines.filter((line) => has(line, "ratio")).map((line) => line.ratio),
    ),
  );
};

const objection = (form) => unless(!(form.anonymous && has(form, "raised_by")), "/raised_by");

const pledge = (form) => {
  const owners = form.pledgors.map((one) => one.owner);
  const consenting = given(form, "owner_consents").map((one) => one.owner);
  return first(
    numbersFit("/ip_refs", form.ip_refs),
    inOrder(form, "debt_from", "debt_to"),
    inOrder(form, "registered_on", "released_on"),
    distinct("/pledgors", owners),
    unless(!isMoreThanWhole(sum(form.pledgors.map((one) => one.share))), "/pledgors"),
    distinct("/owner_consents", consenting),
    unless(!consenting.some((name) => owners.includes(name)), "/owner_consents"),
  );
};

const platformRecognition = (form) => {
  const years = given(form, "reviews").map((review) => review.year);
  return first(
    inOrder(form, "recognised_on", "valid_to"),
    unless(!given(form, "members").includes(form.host), "/members"),
    unless(!has(form, "award_rule") || has(form, "award_fen"), "/award_rule"),
    distinct("/reviews", years),
    neverBefore("/reviews", years),
  );
};

const innovationVoucher = (form) =>
  first(
    inOrder(form, "issued_on", "valid_to"),
    inOrder(form, "issued_on", "used_on"),
    unless(form.provider !== form.holder, "/provider"),
    inOrder(form, "used_on", "valid_to"),
    ...["redeemed_fen", "used_on"].map((name) => onlyWhere(form, name, form.status === REDEEMED)),
    form.status === REDEEMED ? paysTheLeast(form) : null,
  );

// Which fields of a voucher's step belong to which states.
const STEPS = [
  ["locked_on", ["已锁定", REDEEMED, "已过期", "已撤销"]],
  ["used_on", [REDEEMED]],
  ["redeemed_fen", [REDEEMED]],
  ["revoked_on", ["已撤销"]],
  ["reasons", ["已撤销"]],
];

const innovationVoucher2 = (form) =>
  first(
    inOrder(form, "issued_on", "valid_to"),
    inOrder(form, "issued_on", "locked_on", "used_on", "revoked_on"),
    inOrder(form, "locked_on", "valid_to"),
    inOrder(form, "used_on", "valid_to"),
    unless(form.provider !== form.holder, "/provider"),
    onlyWhere(form, "provider", has(form, "locked_on")),
    onlyWhere(form, "follows", form.status !== "已发放"),
    ...STEPS.map(([name, states]) => onlyWhere(form, name, states.includes(form.status))),
    form.status === REDEEMED ? paysTheLeast(form) : null,
  );

const paysTheLeast = (form) => {
  const limits = [BigInt(form.face_fen), (BigInt(form.contract_fen) * BigInt(form.rate_bp)) / 10_000n];
  if (has(form, "cap_fen")) limits.push(BigInt(form.cap_fen));
  const least = limits.reduce((a, b) => (b < a ? b : a));
  return unless(BigInt(form.redeemed_fen) === least, "/redeemed_fen");
};

const RULES = new Map([
  ["achievement_filing/1", achievementFiling],
  ["achievement_filing/2", achievementFiling2],
  ["ownership_grant_agreement/1", ownershipGrant],
  ["long_term_use_grant/1", longTermUse],
  ["technology_contract/1", technologyContract],
  ["revenue_statement/1", revenueStatement],
  ["objection/1", objection],
  ["pledge/1", pledge],
  ["platform_recognition/1", platformRecognition],
  ["innovation_voucher/1", innovationVoucher],
  ["innovation_voucher/2", innovationVoucher2],
]);

/** Pointer of a field of a form that fits its schema but disagrees with the others; null if none does. */
export const disagreement = (type, form) => RULES.get(type)?.(form) ?? null;
