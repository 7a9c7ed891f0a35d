"""What the rules say of a filing, of grants, and of objections to them."""

from datetime import date

from ledger.core import calendar
from ledger.core.advice.known import NOTE, OPEN, REFUSE, WARN, Known, Title
from ledger.core.filing_types.agreeing import IP_KINDS
from ledger.core.identifiers import is_ip_number
from ledger.core.policy.rights import Reach, conflicts
from ledger.core.policy.terms import is_long_enough

UNIT_TYPES = {
    "新区国有企业": "state_owned_enterprise",
    "职业院校": "vocational_college",
    "医院": "public_hospital",
    "高校": "university",
    "科研院所": "research_institute",
}


def achievement_filing(known: Known) -> None:
    """In time after acceptance; numbers as their kinds ask."""
    known.must_not_come("acceptance_date")
    deadline = known.last_day("/acceptance_date", lambda each: each.filing(known.day_of("acceptance_date")))
    if deadline is not None and known.day > deadline:
        known.say(
            REFUSE,
            "FILING_LATE",
            "filing_deadline_months",
            "/acceptance_date",
            f"备案期限已于 {deadline} 届满",
            f"the filing was due by {deadline}",
        )
    for i, right in enumerate(known.form.get("ip_list", ())):
        kind = IP_KINDS.get(right["kind"])
        if kind is not None and not is_ip_number(kind, right["number"]):
            known.say(
                WARN,
                "ID_INVALID",
                "identifiers",
                f"/ip_list/{i}/number",
                f"不像{right['kind']}的号码（格式或校验位）",
                "does not look like a number of a right of this kind (form or check digit)",
            )


def ownership_grant_agreement(known: Known) -> None:
    """The unit may grant, has what it grants, and rewards in one way only."""
    form = known.form
    if UNIT_TYPES[form["unit_type"]] not in known.rules.eligible_unit_types:
        known.say(
            REFUSE,
            "UNIT_NOT_ELIGIBLE",
            "eligible_unit_types",
            "/unit_type",
            f"{form['unit_type']}不在试点范围",
            f"the pilot does not take in units of type {form['unit_type']}",
        )
    if form["incentive_mode"] != "先赋权后转化":
        known.say(
            REFUSE,
            "DOUBLE_INCENTIVE",
            "one_incentive",
            "/incentive_mode",
            "先转化后奖励的成果不再赋权",
            "who is rewarded after exploitation is not granted ownership as well",
        )
    _grantable(known)
    _notice(known, "/publicity_start", known.day_of("publicity_start"))
    changed = [one["changed_on"] for one in form.get("registry_change", ())]
    changed = [day for day in changed if date.fromisoformat(day) > known.day]
    if changed:
        known.say(
            REFUSE,
            "DATE_IN_FUTURE",
            "records",
            "/registry_change",
            f"{changed[0]} 尚未到来",
            f"{changed[0]} has not come yet",
        )


def long_term_use_grant(known: Known) -> None:
    """Long enough, and not where an exclusive right stands."""
    start, end = known.day_of("term_start"), known.day_of("term_end")
    if not is_long_enough(known.rules, start, end, known.form.get("extension_years", 0)):
        known.say(
            REFUSE,
            "TERM_BELOW_MINIMUM",
            "use_min_years",
            "/term_end",
            f"期限短于 {known.rules.use_min_years} 年",
            f"the term is shorter than {known.rules.use_min_years} years",
        )
    title = _grantable(known)
    standing = title.rights.values() if title is not None else ()
    if conflicts(((each.kind, each.reach) for each in standing), Reach(start, end)):
        known.say(
            REFUSE,
            "EXCLUSIVE_CONFLICT",
            "exclusive_conflict",
            "/term_start",
            "期限与已有的独占或排他许可重叠",
            "the term meets that of an exclusive or sole right that stands",
        )
    _notice(known, "/publicity/start", date.fromisoformat(known.form["publicity"]["start"]))


def _grantable(known: Known) -> Title | None:
    """The unit holds the whole, or nothing is confirmed yet; nothing is open against it."""
    title = known.title(known.form["achievement_id"], "/achievement_id")
    if title is None:
        return None
    known.must_be_free(title, "/achievement_id")
    if title.objections:
        known.say(
            REFUSE,
            "OBJECTION_PENDING",
            "open_objection_blocks",
            "/achievement_id",
            f"有 {title.objections} 项异议未决",
            f"{title.objections} objections are open",
        )
    if len(title.holders) != 1:
        what = ("已确权" if title.confirmed else "登记时主张") + f"于 {len(title.holders)} 个主体"
        known.say(
            REFUSE if title.confirmed else WARN,
            "NOT_OWNER",
            "own_share",
            "/unit_uscc",
            f"该成果{what}，单位不持有全部",
            f"the unit does not hold the whole: {len(title.holders)} parties "
            f"{'hold' if title.confirmed else 'claim'} it",
        )
    elif known.filer not in title.holders:
        (holder,) = title.holders
        known.say(
            OPEN,
            "NOT_OWNER",
            "own_share",
            "/unit_uscc",
            f"全部份额属主体 {holder}；请核对它就是赋权单位",
            f"party {holder} has the whole; compare that it is the unit that grants",
        )
    return title


def _notice(known: Known, pointer: str, opened: date) -> None:
    last = known.last_day(pointer, lambda each: each.notice(opened))
    if last is not None:
        known.say(
            NOTE,
            "PUBLICITY_RUNNING",
            "notice_days",
            pointer,
            f"公示末日为 {last}（含）；次日起可以确权",
            f"the last day of the notice is {last}; confirmation is possible from the next day",
        )


def objection(known: Known) -> None:
    """While the notice runs, and under a real name to stop anything."""
    form = known.form
    if form["anonymous"]:
        known.say(
            NOTE,
            "OBJECTION_PENDING",
            "open_objection_blocks",
            "/anonymous",
            "匿名异议只作线索，不阻止确权",
            "an anonymous objection is a hint and does not stop the confirmation",
        )
    if not form["target"].startswith("0x"):
        return
    title = known.title(form["target"], "/target")
    if title is None or form["target_kind"] not in ("备案", "赋权", "使用权"):
        return
    if not title.notice_until:
        known.say(
            REFUSE,
            "NOTICE_NOT_OPENED",
            "notice_days",
            "/target",
            "该成果没有正在进行的公示",
            "nothing about this achievement is on notice",
        )
    elif known.now >= title.notice_until:
        last = calendar.day_of(title.notice_until - 1)
        known.say(
            REFUSE,
            "OBJECTION_LATE",
            "open_objection_blocks",
            "/raised_at",
            f"异议期已于 {last} 24:00 届满",
            f"objections could come in until {last} 24:00",
        )
