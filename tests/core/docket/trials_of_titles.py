"""What is tried with parties, nodes and officers, and on the way from a filing to a title."""

from tests.core.docket import story as told
from tests.core.docket.examples import EXAMPLES
from tests.core.docket.story import Story
from tests.core.docket.trying import both, cancelled, does, freeze, on, trial
from tests.core.docket.worlds import ratios, table

# ---- parties, keys, nodes, officers
trial("party_registered", "PARTY_EXISTS", party="P1", sign="OF P1#x-1")
trial("party_registered", "PARTY_EXISTS", party="P1", key="p1-1", sign="OF P1#p1-1")
trial("party_registered", "KEY_IN_USE", key="p1-1", sign="OF X#p1-1")
trial("party_registered", "KEY_IN_USE", before=does("key_rotated"), key="p1-1", sign="OF X#p1-1")
trial("party_registered", "ID_INVALID", party="BAD", sign="OF BAD#x-1")
trial("party_registered", "ID_INVALID", party="WRONG", sign="OF WRONG#x-1")
trial("party_registered", "KEY_NOT_CURRENT", sign="OF X#x-2")
trial("key_rotated", "KEY_IN_USE", new_key="p1-1", sign="P1 P1#p1-1")
trial("key_rotated", "KEY_IN_USE", new_key="u-1", sign="P1 P1#u-1")
trial("key_rotated", "KEY_NOT_CURRENT", before=does("key_rotated"), new_key="p1-3", sign="P1#p1-1 P1#p1-3")
trial("recovery_started", "KEY_IN_USE", new_key="q-1", sign="OF P1#q-1")
trial("recovery_started", "RECOVERY_OPEN", begin=told.recovering, recovery="R2")
trial("recovery_cancelled", "RECOVERY_CLOSED", before=does("recovery_cancelled"))
trial(
    "recovery_cancelled",
    "RECOVERY_CLOSED",
    before=both(on("2026-03-09"), does("recovery_completed")),
    sign="P1#p1-r",
)
trial("recovery_completed", "RECOVERY_CLOSED", before=does("recovery_cancelled"))
trial("recovery_completed", "RECOVERY_DELAY", before=on("2026-03-08T23:59:59+08:00"), values={"ready_on": "2026-03-09"})
trial("node_admitted", "NODE_EXISTS", node="QC")
trial("node_admitted", "NODE_EXISTS", before=does("node_revoked"), node="QC")
trial("node_admitted", "NODE_LEVEL", node="NOPARK")
trial("node_admitted", "NODE_LEVEL", node="NOSECTOR")
trial("node_admitted", "NODE_LEVEL", node="DEEP")
trial("node_admitted", "NODE_LEVEL", node="CORE2")
trial("node_admitted", "NODE_LEVEL", before=does("node_admitted", node="PRO"), node="BELOWPRO")
trial("node_admitted", "NODE_INACTIVE", node="LATE")
trial("node_admitted", "NODE_INACTIVE", before=does("node_revoked", node="ZC"), node="PRO")
trial("node_revoked", "NODE_INACTIVE", before=does("node_revoked"))
trial("node_revoked", "NODE_INACTIVE", node="NEW")
trial("officer_granted", "DATES_INVALID", **{"from": "2026-03-03"}, to="2026-03-02")
trial("officer_granted", "NODE_INACTIVE", node="NEW")
trial("officer_revoked", "GRANT_REVOKED", before=does("officer_revoked"))
# ---- filings
trial("achievement_filed", "NEGATIVE_LIST", security_level="内部", values={"stored": ["at", "code"]})
trial("achievement_filed", "NEGATIVE_LIST", security_level="绝密", values={"stored": ["at", "code"]})
trial("achievement_filed", "ID_INVALID", reg_no="9622026X0001")
trial("achievement_filed", "ID_INVALID", ip=["IBAD"])
trial("achievement_filed", "DUPLICATE_ACHIEVEMENT", begin=told.filed, achievement="A2", ip=["I6"])
trial(
    "achievement_filed", "DUPLICATE_ACHIEVEMENT", begin=told.filed, achievement="A2", reg_no="9622026Y0002", ip=["I3"]
)
trial("achievement_filed", "FILING_LATE", before=on("2026-07-21"), values={"deadline": "2026-07-20"})
trial("achievement_filed", "EVALUATION_MISSING", documents=[])
trial("achievement_filed", "EVALUATION_MISSING", documents=["D"])
trial("achievement_filed", "SHARE_NOT_EXACT", claimed=table(U=(1, 17), P1=(16, 17)))
trial("achievement_filed", "SHARES_NOT_WHOLE", claimed=table(U=(1, 2), P1=(1, 3)))
trial("achievement_filed", "SHARES_NOT_WHOLE", claimed=table(U=(3, 2)))
trial("achievement_filed", "SHARES_NOT_WHOLE", claimed=[*table(U=(1, 2)), *table(U=(1, 2))])
trial("achievement_filed", "FILER_MISSING", completing_units=[], completers=[])
trial("achievement_filed", "DATE_IN_FUTURE", acceptance_on="2026-03-03")
trial("achievement_filed", "CALENDAR_UNKNOWN", before=on("2026-12-31"), acceptance_on="2026-10-01")
trial("achievement_filed", "SIGNATURE_MISSING", completing_units=[], sign="P2 OF", values={"missing": ["P1"]})
trial("filing_cancelled", "ACHIEVEMENT_CANCELLED", before=does("filing_cancelled"))
trial("filing_cancelled", "ALREADY_CONFIRMED", begin=told.alone)
trial("title_applied", "ACHIEVEMENT_CANCELLED", begin=cancelled)
trial("title_applied", "PROPOSAL_OPEN", before=does("title_applied", proposal="PX"))
trial("title_applied", "PROPOSAL_OPEN", before=does("use_grant_applied"))
trial("title_applied", "ALREADY_CONFIRMED", begin=told.alone, proposal="PX")
# ---- grants
for flag in EXAMPLES["ownership_grant_applied"].payload["negative_list"]:
    for kind in ("ownership_grant_applied", "use_grant_applied"):
        flags = {**EXAMPLES[kind].payload["negative_list"], flag: True}
        trial(kind, "NEGATIVE_LIST", negative_list=flags, values={"stored": ["at", "code"]})
for flag in EXAMPLES["ownership_grant_applied"].payload["conditions"]:
    for kind in ("ownership_grant_applied", "use_grant_applied"):
        trial(kind, "CONDITIONS_NOT_MET", conditions={**EXAMPLES[kind].payload["conditions"], flag: False})
for kind in ("ownership_grant_applied", "use_grant_applied"):
    trial(kind, "ACHIEVEMENT_CANCELLED", begin=cancelled)
    trial(kind, "PROPOSAL_OPEN", before=does("title_applied"))
    trial(kind, "UNIT_NOT_ELIGIBLE", rules={"eligible_unit_types": ["bank"]})
    trial(kind, "UNIT_NOT_ELIGIBLE", rules={"eligible_unit_types": []})
    trial(kind, "NOT_OWNER", begin=lambda story: told.filed(story, claimed=table(U=(1, 2), P1=(1, 2))))
    trial(kind, "NOT_OWNER", begin=lambda story: told.filed(story, claimed=table(P1=(1, 1))))
    trial(kind, "NOT_OWNER", begin=told.held)
    trial(kind, "RATIOS_NOT_WHOLE", income_ratio=ratios(U=(1, 2), P1=(1, 3)))
    trial(kind, "RATIOS_NOT_WHOLE", income_ratio=ratios(U=(1, 2), TEAM=(1, 2)))
    trial(kind, "RATIOS_NOT_WHOLE", internal_split=ratios(P1=(1, 2), P2=(1, 3)))
trial(
    "ownership_grant_applied",
    "UNIT_NOT_ELIGIBLE",
    begin=lambda story: told.filed(story, claimed=table(P1=(1, 1))),
    unit="P1",
)
trial("ownership_grant_applied", "DOUBLE_INCENTIVE", incentive_mode="transform_first")
trial("ownership_grant_applied", "DOUBLE_INCENTIVE", begin=told.alone, before=does("reward_claimed"))
STATE = {
    "unit": "S",
    "owners": table(S=(1, 2), P1=(1, 2)),
    "sign": "S P1",
    "begin": lambda story: told.filed(story, claimed=table(S=(1, 1))),
}
trial("ownership_grant_applied", "STATE_ASSET_BASIS_MISSING", **STATE)
trial("ownership_grant_applied", "STATE_ASSET_BASIS_MISSING", state_asset_basis=None, **STATE)
trial("ownership_grant_applied", "SHARE_NOT_EXACT", owners=table(U=(1, 17), P1=(16, 17)))
trial("ownership_grant_applied", "SHARES_NOT_WHOLE", owners=table(U=(1, 2), P1=(1, 3)))
trial("ownership_grant_applied", "SHARES_NOT_WHOLE", owners=[*table(U=(1, 2), P1=(1, 4)), *table(P1=(1, 4))])
trial("ownership_grant_applied", "UNIT_SHARE_MISSING", owners=table(P1=(1, 2), P2=(1, 2)))
trial("ownership_grant_applied", "UNIT_SHARE_MISSING", owners=table(P1=(1, 2), P2=(1, 2)), full_grant=False)
trial("ownership_grant_applied", "NOT_COMPLETER", owners=table(U=(1, 2), P1=(1, 4), P3=(1, 4)), sign="U P1 P3")
trial("ownership_grant_applied", "REPRESENTATIVE_INVALID", representative="P3", sign="U P1 P2 P3")
trial("ownership_grant_applied", "REPRESENTATIVE_INVALID", representative="P2", owners=table(U=(1, 2), P1=(1, 2)))
trial("ownership_grant_applied", "REPRESENTATIVE_INVALID", representative="U")
trial("use_grant_applied", "TERM_BELOW_MINIMUM", end="2036-03-31")
trial("use_grant_applied", "TERM_BELOW_MINIMUM", end="2035-04-01")  # nine years
trial("use_grant_applied", "TERM_BELOW_MINIMUM", end="2031-04-01", extension_years=5)
CUMULATIVE = {"use_mode": "cumulative"}
trial("use_grant_applied", "TERM_BELOW_MINIMUM", end="2031-03-31", extension_years=9, rules=CUMULATIVE)
trial("use_grant_applied", "TERM_BELOW_MINIMUM", end="2031-04-01", extension_years=4, rules=CUMULATIVE)
trial("use_grant_applied", "TERM_BELOW_MINIMUM", end="2036-03-31", rules=CUMULATIVE)
trial("use_grant_applied", "TERM_BELOW_MINIMUM", end="2026-03-31", extension_years=20, rules=CUMULATIVE)
trial("use_grant_applied", "PLAN_MISSING", plan=...)
trial("use_grant_applied", "PLAN_MISSING", plan=None)
trial("use_grant_applied", "NOT_COMPLETER", holders=["P1", "P3"], sign="U P1 P3")
trial("use_grant_applied", "IP_NOT_LISTED", ip=["I1", "I6"])
ALONE_EXCLUSIVE = both(told.alone, does("licence_granted", ["U", "B"], licensors=["U"], kind="exclusive"))
trial("use_grant_applied", "EXCLUSIVE_CONFLICT", begin=ALONE_EXCLUSIVE)
trial(
    "use_grant_applied",
    "EXCLUSIVE_CONFLICT",
    begin=lambda story: told.used(story, exclusivity="独占"),
    proposal="P9",
    use_right="U9",
)
trial(
    "use_grant_applied",
    "EXCLUSIVE_CONFLICT",
    begin=lambda story: told.used(story, exclusivity="排他"),
    proposal="P9",
    use_right="U9",
    start="2036-04-01",
    end="2046-04-01",
)
# ---- notice, objection, confirmation
CLOSED = does("filing_cancelled")
trial("notice_opened", "PROPOSAL_CLOSED", before=CLOSED)
trial("notice_opened", "PROPOSAL_CLOSED", begin=told.alone)
trial("notice_opened", "NOTICE_ALREADY_OPEN", before=does("notice_opened"))
trial("notice_opened", "NOTICE_ALREADY_OPEN", begin=told.ended)
trial("notice_opened", "CALENDAR_UNKNOWN", before=on("2026-12-17"))
trial("objection_raised", "PROPOSAL_CLOSED", before=CLOSED)
trial("objection_raised", "NOTICE_NOT_OPENED", begin=told.applied)
trial("objection_raised", "OBJECTION_LATE", before=on("2026-03-18T00:00:00+08:00"), values={"last_day": "2026-03-17"})
trial("objection_raised", "EVIDENCE_MISSING", documents=[])
trial("objection_withdrawn", "OBJECTION_CLOSED", before=does("objection_withdrawn"))
trial("objection_withdrawn", "OBJECTION_CLOSED", begin=told.noticed, before=does("objection_raised", [], by=None))
trial("objection_withdrawn", "OBJECTION_CLOSED", before=does("objection_decided"))
trial("objection_decided", "OBJECTION_CLOSED", before=does("objection_withdrawn"))
trial("objection_decided", "OBJECTION_CLOSED", begin=told.noticed, before=does("objection_raised", [], by=None))
trial("objection_decided", "SHARE_NOT_EXACT", result="UPHELD", owners=table(U=(1, 17), P1=(16, 17)))
trial("objection_decided", "SHARES_NOT_WHOLE", result="PARTLY_UPHELD", owners=table(U=(1, 2)))
trial("objection_decided", "SHARES_NOT_WHOLE", owners=table(U=(1, 2)))
trial("confirmed", "PROPOSAL_CLOSED", before=does("confirmed"))
trial("confirmed", "PROPOSAL_CLOSED", before=CLOSED)
trial("confirmed", "NOTICE_NOT_OPENED", begin=told.applied)
trial("confirmed", "OBJECTION_PENDING", begin=both(told.objected, on("2026-03-18")))
AMENDED = both(
    told.objected, does("objection_decided", result="PARTLY_UPHELD", owners=table(U=(1, 2), Q=(1, 2))), on("2026-03-18")
)
trial("confirmed", "REPUBLICITY_REQUIRED", begin=AMENDED, sign="U Q OF")
trial("confirmed", "PUBLICITY_RUNNING", before=on("2026-03-17T23:59:59+08:00"), values={"last_day": "2026-03-17"})
trial(
    "confirmed",
    "PUBLICITY_RUNNING",
    begin=both(AMENDED, does("notice_opened")),
    sign="U Q OF",
    values={"last_day": "2026-04-02"},
)
trial("confirmed", "FROZEN", before=freeze)


def overtaken(story: Story) -> None:
    """The holdings move while a grant is on its way."""
    told.alone(story)
    story.ok("ownership_grant_applied")
    story.ok("notice_opened", ["U"], proposal="PG")
    story.ok("succession_registered", ["OF", "S"], **{"from": "U"}, to=table(S=(1, 1)), basis="merger")
    story.on("2026-04-10")


trial("confirmed", "STALE_VERSION", begin=overtaken, proposal="PG", sign="U P1 P2 OF", values={"version": 2})
