"""What is tried with transfers, priority, freezes, licences, pledges and contracts."""

from tests.core.docket import story as told
from tests.core.docket.story import confirm
from tests.core.docket.trying import THIRDS, both, cancelled, does, freeze, on, trial
from tests.core.docket.worlds import move, patent, table

# ---- conveyances
trial("share_conveyed", "NOT_CONFIRMED", begin=told.filed)
trial("share_conveyed", "NOT_CONFIRMED", begin=cancelled)
trial("share_conveyed", "NOT_OWNER", movements=[move("Q", "P2", (1, 10))], sign="Q P1 P2 OF U")
trial("share_conveyed", "FROZEN", before=freeze)
trial("share_conveyed", "STALE_VERSION", version=0, values={"version": 1})
trial("share_conveyed", "STALE_VERSION", version=2)
trial("share_conveyed", "SHARE_NOT_EXACT", movements=[move("P1", "P2", (1, 17))])
trial("share_conveyed", "INSUFFICIENT_SHARE", movements=[move("P1", "P2", (31, 100))])
trial("share_conveyed", "INSUFFICIENT_SHARE", movements=[move("P1", "P2", (2, 10)), move("P1", "U", (11, 100))])
trial("share_conveyed", "INSUFFICIENT_SHARE", movements=[move("P1", "P2", (3, 2))])
OUT = [move("P1", "Q", (1, 10))]
SALE = {"movements": OUT, "price_fen": 60_000_000, "sign": "P1 Q OF U P2"}
trial("share_conveyed", "ROFR_NOT_OFFERED", **SALE)
trial("share_conveyed", "ROFR_NOT_OFFERED", offers=[], **SALE)
trial("share_conveyed", "ROFR_NOT_OFFERED", basis="equity", **SALE)
LAPSED = both(told.offered, on("2026-04-03"))
trial("share_conveyed", "ROFR_RUNNING", begin=both(told.offered, on("2026-04-02")), offers=["O"], **SALE)
trial("share_conveyed", "ROFR_NOT_OFFERED", begin=LAPSED, **SALE)
trial("share_conveyed", "ROFR_EXERCISED", begin=told.taken, offers=["O"], **SALE)
trial("share_conveyed", "OFFER_CLOSED", begin=told.offered, before=does("offer_withdrawn"), offers=["O"], **SALE)
trial("share_conveyed", "TERMS_DIFFER", begin=LAPSED, offers=["O"], **{**SALE, "price_fen": 59_999_999})
trial("share_conveyed", "TERMS_DIFFER", begin=LAPSED, offers=["O"], **{**SALE, "price_fen": 60_000_001})
trial("share_conveyed", "TERMS_DIFFER", begin=LAPSED, offers=["O"], **{**SALE, "movements": [move("P1", "Q", (1, 20))]})
trial(
    "share_conveyed",
    "TERMS_DIFFER",
    begin=LAPSED,
    offers=["O"],
    movements=[move("P1", "P3", (1, 10))],
    price_fen=60_000_000,
    sign="P1 P3 OF U P2",
)
trial("share_conveyed", "PLEDGE_AFTER_MISSING", begin=told.pledged, sign="P1 P2 OF U BK")
trial(
    "share_conveyed", "PLEDGEE_CONSENT_MISSING", begin=told.pledged, pledge_after="released", values={"missing": ["BK"]}
)
trial("share_conveyed", "PLEDGEE_CONSENT_MISSING", begin=told.pledged, pledge_after="follows")
trial("share_conveyed", "CONSENT_MISSING", sign="P1 P2 OF", values={"missing": ["U"]})
trial(
    "share_conveyed",
    "CONSENT_MISSING",
    begin=LAPSED,
    offers=["O"],
    movements=OUT,
    price_fen=60_000_000,
    sign="P1 Q OF",
    values={"missing": ["P2", "U"]},
)
# ---- priority
trial("priority_offered", "NOT_CONFIRMED", begin=told.filed)
trial("priority_offered", "NOT_OWNER", seller="P3", sign="P3")
trial("priority_offered", "FROZEN", before=freeze)
trial("priority_offered", "SHARE_NOT_EXACT", share=[1, 17])
trial("priority_offered", "INSUFFICIENT_SHARE", share=[31, 100])
trial("priority_offered", "NO_PRIORITY", buyer="U", to=["P2"])
trial(
    "priority_offered",
    "NO_PRIORITY",
    begin=lambda story: confirm(story, table(U=(1, 1)), service=False),
    seller="U",
    to=[],
    sign="U",
)
trial("priority_offered", "OFFER_INCOMPLETE", to=["U"], values={"entitled": ["P2", "U"]})
trial("priority_offered", "OFFER_INCOMPLETE", to=["U", "P2", "Q"])
trial("priority_offered", "OFFER_INCOMPLETE", to=["U", "P2", "P2"])
trial("priority_offered", "OFFER_INCOMPLETE", begin=told.alone, seller="U", to=["P1"], sign="U")
trial("priority_offered", "OFFER_OPEN", before=does("priority_offered", offer="O1"))
trial("priority_offered", "OFFER_OPEN", begin=told.taken, offer="O3")
trial("priority_offered", "CALENDAR_UNKNOWN", before=on("2026-12-17"))
trial("priority_offered", "CALENDAR_UNKNOWN", stated_days=10**15)
for kind in ("priority_exercised", "priority_waived"):
    trial(kind, "NOT_ENTITLED", by="P3", sign="P3")
    trial(kind, "NOT_ENTITLED", by="P1", sign="P1")
    trial(kind, "OFFER_CLOSED", before=does("offer_withdrawn"))
    trial(kind, "ALREADY_ANSWERED", before=does("priority_exercised"))
    trial(kind, "ALREADY_ANSWERED", before=does("priority_waived"))
    trial(kind, "ROFR_LAPSED", before=on("2026-04-03T00:00:00+08:00"), values={"last_day": "2026-04-02"})
trial("offer_withdrawn", "OFFER_CLOSED", before=does("offer_withdrawn"))
trial("offer_withdrawn", "ROFR_EXERCISED", begin=told.taken)
trial("priority_settled", "FROZEN", before=freeze)
trial("priority_settled", "OFFER_CLOSED", before=does("priority_settled"))
trial("priority_settled", "NO_CLAIM", begin=LAPSED)
trial("priority_settled", "NO_CLAIM", begin=told.offered)
trial("priority_settled", "ROFR_RUNNING", begin=both(told.offered, does("priority_exercised")))
MOVED = does("succession_registered", ["OF", "Q"])
trial("priority_settled", "INSUFFICIENT_SHARE", before=MOVED)
PLEDGED_OFFER = both(told.taken, does("pledge_registered"))
trial("priority_settled", "PLEDGE_AFTER_MISSING", begin=PLEDGED_OFFER, sign="P1 U P2 OF BK")
trial(
    "priority_settled",
    "PLEDGEE_CONSENT_MISSING",
    begin=PLEDGED_OFFER,
    pledge_after="follows",
    values={"missing": ["BK"]},
)
trial("succession_registered", "NOT_CONFIRMED", begin=told.filed)
trial("succession_registered", "NOT_OWNER", **{"from": "P3"})
trial("succession_registered", "SHARE_NOT_EXACT", to=table(Q=(1, 17)), basis="court")
trial("succession_registered", "SHARES_NOT_WHOLE", to=table(Q=(2, 10)))
trial("succession_registered", "SHARES_NOT_WHOLE", to=table(Q=(2, 10)), basis="merger")
trial("succession_registered", "SHARES_NOT_WHOLE", to=[*table(Q=(1, 10)), *table(Q=(1, 10))], basis="court")
trial("succession_registered", "SHARES_NOT_WHOLE", to=[*table(Q=(1, 10)), *table(Q=(2, 10))])
trial("succession_registered", "INSUFFICIENT_SHARE", to=table(Q=(31, 100)), basis="court")
# ---- freezes and outside registers
trial("freeze_registered", "ACHIEVEMENT_CANCELLED", begin=cancelled)
trial("freeze_lifted", "FREEZE_CLOSED", before=does("freeze_lifted"))
trial("ip_granted", "ID_INVALID", grant_no="ZL202410000001.0")
trial("ip_granted", "IP_ALREADY_GRANTED", before=does("ip_granted"))
trial("ip_granted", "IP_ALREADY_GRANTED", ip="I2", grant_no="ZL" + patent(2, 2, 2022))
trial("ip_granted", "DATE_IN_FUTURE", granted_on="2026-03-03")
trial("ip_granted", "UNKNOWN_REF", ip="I6")
trial("legal_effect_registered", "NOT_CONFIRMED", begin=told.filed)
trial("legal_effect_registered", "FROZEN", before=freeze)
trial("legal_effect_registered", "IP_NOT_LISTED", ip="I6")
trial("legal_effect_registered", "DATE_IN_FUTURE", registered_on="2026-03-19")
trial("legal_effect_registered", "SHARE_NOT_EXACT", owners=table(U=(1, 17)))
trial("legal_effect_registered", "OWNERS_MISMATCH", owners=table(U=(1, 1)))
trial("legal_effect_registered", "OWNERS_MISMATCH", owners=table(U=(51, 100), P1=(19, 100), P2=(30, 100)))
trial("award_paid", "IP_NOT_GRANTED", begin=told.filed)
trial("award_paid", "AWARD_BELOW_MINIMUM", amount_fen=399_999, values={"least_fen": 400_000})
trial("award_paid", "DATE_IN_FUTURE", paid_on="2026-03-03")
# ---- licences
trial("licence_granted", "NOT_CONFIRMED", begin=told.ended)
trial("licence_granted", "NOT_OWNER", licensors=["P1", "P3"], sign="P1 P3 B")
trial("licence_granted", "NOT_OWNER", licensors=[], sign="B")
trial("licence_granted", "FROZEN", before=freeze)
trial("licence_granted", "DATES_INVALID", end="2026-03-31")
trial("licence_granted", "IP_NOT_LISTED", ip=["I1", "I6"])
EXCLUSIVE = both(
    told.held,
    does(
        "licence_granted",
        ["P1", "C", "U", "P2"],
        licence="LX",
        licensee="C",
        kind="exclusive",
        fields=["a", "b"],
        territories=["cn"],
    ),
)
trial("licence_granted", "EXCLUSIVE_CONFLICT", begin=EXCLUSIVE)
trial("licence_granted", "EXCLUSIVE_CONFLICT", begin=EXCLUSIVE, fields=["b"], territories=["cn", "us"])
trial("licence_granted", "EXCLUSIVE_CONFLICT", begin=EXCLUSIVE, start="2030-04-01", end="2031-04-01", fields=["a"])
trial("licence_granted", "EXCLUSIVE_CONFLICT", begin=EXCLUSIVE, start="2026-03-18", end="2026-04-01")
SOLE = both(told.held, does("licence_granted", ["P1", "C", "U", "P2"], licence="LX", licensee="C", kind="sole"))
trial("licence_granted", "EXCLUSIVE_CONFLICT", begin=SOLE)
trial("licence_granted", "CONSENT_MISSING", kind="exclusive", values={"missing": ["P2", "U"]})
trial("licence_granted", "CONSENT_MISSING", kind="sole", sign="P1 B U", values={"missing": ["P2"]})
trial("licence_granted", "PLEDGEE_CONSENT_MISSING", begin=told.pledged, values={"missing": ["BK"]})
trial("licence_granted", "CALENDAR_UNKNOWN", start="2026-10-01")
trial("sublicence_granted", "NOT_HOLDER", licensor="P1", sign="P1 C")
trial("sublicence_granted", "RIGHT_ENDED", before=does("licence_terminated"))
trial("sublicence_granted", "RIGHT_ENDED", before=on("2030-04-02"))
trial("sublicence_granted", "SUBLICENCE_NOT_AGREED", begin=both(told.held, does("licence_granted")))
trial(
    "sublicence_granted",
    "SUBLICENCE_NOT_AGREED",
    before=does("sublicence_granted", licence="L3"),
    parent="L3",
    licensor="C",
    licensee="Q",
    sign="C Q",
)
trial("sublicence_granted", "TERM_EXCEEDS_PARENT", start="2026-03-31")
trial("sublicence_granted", "TERM_EXCEEDS_PARENT", end="2030-04-02")
trial("sublicence_granted", "TERM_EXCEEDS_PARENT", start="2028-01-02", end="2028-01-01")
trial("licence_terminated", "RIGHT_ENDED", before=does("licence_terminated"))
trial("licence_terminated", "RIGHT_ENDED", before=on("2030-04-02"))
trial("licence_terminated", "NOT_HOLDER", by="B", sign="B")
trial("licence_terminated", "NOT_HOLDER", ground="renounced")
trial("licence_terminated", "NOT_HOLDER", ground="agreement", by="Q", sign="P1 B Q")
trial("licence_terminated", "SIGNATURE_MISSING", ground="agreement", sign="P1", values={"missing": ["B"]})
trial("use_right_extended", "RIGHT_ENDED", before=on("2036-04-02"))
trial("use_right_extended", "RIGHT_ENDED", begin=told.licensed, use_right="L", sign="P1 B")
trial("use_right_extended", "DATES_INVALID", new_end="2036-04-01")
# ---- pledges
trial("pledge_registered", "NOT_CONFIRMED", begin=told.ended)
trial("pledge_registered", "NOT_OWNER", pledged=table(P3=(1, 4)), sign="P3 BK OF U P1 P2")
trial("pledge_registered", "FROZEN", before=freeze)
trial("pledge_registered", "DATES_INVALID", debt_to="2026-03-17")
trial("pledge_registered", "IP_NOT_LISTED", ip=["I2", "I6"])
trial("pledge_registered", "IP_NOT_GRANTED", ip=["I1", "I2"])
trial("pledge_registered", "IP_NOT_GRANTED", begin=lambda story: confirm(story, THIRDS, ip=["I4"]), ip=["I4"])
trial("pledge_registered", "SHARE_NOT_EXACT", pledged=table(P1=(1, 17)))
trial("pledge_registered", "INSUFFICIENT_SHARE", pledged=table(P1=(31, 100)))
trial("pledge_registered", "INSUFFICIENT_SHARE", pledged=[*table(P1=(2, 10)), *table(P1=(11, 100))])
trial("pledge_registered", "ALREADY_PLEDGED", before=does("pledge_registered", pledge="PX"))
trial("pledge_registered", "ALREADY_PLEDGED", before=does("pledge_registered", pledge="PX", ip=["I2", "I3"]), ip=["I3"])
trial("pledge_registered", "DEBT_BEYOND_IP", debt_to="2032-03-16", values={"debt_to": "2032-03-16"})
trial("pledge_registered", "CONSENT_MISSING", sign="P1 BK OF", values={"missing": ["P2", "U"]})
trial("pledge_registered", "DATE_IN_FUTURE", registered_on="2026-03-19")
trial("pledge_released", "PLEDGE_CLOSED", before=does("pledge_released"))
# ---- contracts
trial("contract_registered", "NOT_CONFIRMED", begin=both(told.ended, on("2026-03-20")))
trial("contract_registered", "NOT_CONFIRMED", signed_on="2026-03-17")
trial("contract_registered", "ID_INVALID", reg_no="202662011200000")
trial("contract_registered", "DUPLICATE_CONTRACT", before=does("contract_registered", contract="CX"))
trial(
    "contract_registered", "DUPLICATE_CONTRACT", begin=told.contracted, before=does("contract_cancelled"), contract="C2"
)
trial("contract_registered", "CONTRACT_KIND", sub_kind="技术咨询")
trial("contract_registered", "CONTRACT_KIND", before=does("licence_granted"), licence="L")
trial("contract_registered", "AMOUNT_INVALID", tech_amount_fen=100_001)
trial("contract_registered", "CONTRACT_NOT_VALID", valid_from="2026-03-21")
trial("contract_registered", "CONTRACT_NOT_VALID", valid_to="2026-03-19")
trial("contract_registered", "CONTRACT_NOT_VALID", accepted_on="2026-03-18", valid_from="2026-03-18")
trial("contract_registered", "CONTRACT_NOT_VALID", accepted_on="2026-03-21")
trial("contract_registered", "APPLICANT_INVALID", applicant="B", sign="B U P1 P2 OF")
trial("contract_registered", "APPLICANT_INVALID", **{"import": True})
trial("contract_registered", "SELLER_OWNER_MISMATCH", sellers=["U"], values={"holders": ["P1", "P2", "U"]})
trial("contract_registered", "SELLER_OWNER_MISMATCH", sellers=["U"], authorised_by=["P1", "P2"])
trial("contract_registered", "SELLER_OWNER_MISMATCH", sellers=["U", "P1", "P2", "Q"], sign="U P1 P2 Q OF")
LICENCE = {"kind": "技术许可", "sub_kind": "专利实施许可", "licence": "L"}
trial("contract_registered", "SELLER_OWNER_MISMATCH", before=does("licence_granted"), sellers=["U"], **LICENCE)
trial(
    "contract_registered",
    "SELLER_OWNER_MISMATCH",
    sellers=["P1"],
    applicant="P1",
    **LICENCE,
    before=does("licence_granted", ["P1", "B", "U", "P2"], kind="sole"),
)
trial("contract_registered", "CALENDAR_UNKNOWN", before=on("2026-12-15"), accepted_on="2026-12-15")
trial("contract_changed", "CONTRACT_CLOSED", before=does("contract_cancelled"))
trial("contract_changed", "CONTRACT_KIND", sub_kind="技术咨询")
trial("contract_changed", "AMOUNT_INVALID", amount_fen=89_999)
trial("contract_changed", "AMOUNT_INVALID", amount_fen=None, tech_amount_fen=100_001)
trial("contract_cancelled", "CONTRACT_CLOSED", before=does("contract_cancelled"))
trial("evaluation_filed", "DATES_INVALID", valid_from="2026-03-03", valid_to="2026-03-02")
trial("evaluation_filed", "DATES_INVALID", valid_from="2026-02-01", valid_to="2026-03-01")
trial(
    "evaluation_filed", "EVALUATOR_RELATED", before=does("relation_declared", ["U"], b="EV"), values={"holders": ["U"]}
)
trial("evaluation_filed", "EVALUATOR_RELATED", evaluator="U", sign="U")
trial("evaluation_filed", "EVALUATOR_RELATED", begin=told.held, evaluator="P2", sign="P2", valid_to="2026-03-18")
trial("sales_reported", "CONTRACT_CLOSED", before=does("contract_cancelled"))
trial("sales_reported", "NOT_BUYER", enterprise="C", sign="C")
trial("sales_reported", "DATE_IN_FUTURE", sold_on="2026-03-21")
trial("sales_reported", "AMOUNT_INVALID", returns_fen=1_000_001)
trial("relation_declared", "DATE_IN_FUTURE", since="2026-03-03")
trial("relation_ended", "RELATION_CLOSED", before=does("relation_ended"))
trial("relation_ended", "DATES_INVALID", ended_on="2024-12-31")
trial("relation_ended", "DATE_IN_FUTURE", ended_on="2026-03-03")
