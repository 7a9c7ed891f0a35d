"""The world in which the stories play: parties, nodes, officers, rights and documents, and the rules in force."""

import hashlib
from collections.abc import Sequence
from typing import Any

from ledger.core.calendar import china
from ledger.core.docket.reading import shapes, sm3
from ledger.core.identifiers import orcid_check_digit, organisation_check_digit, patent_check_digit, uscc_check_digit

Payload = dict[str, Any]
CAPABILITIES = shapes()["$defs"]["capability"]["enum"]
HOLIDAYS, WORKDAYS = (sorted(map(str, days)) for days in (china().holidays, china().workdays))


def table(**shares: tuple[int, int]) -> list[Payload]:
    """Holders: `U=(1, 2)`."""
    return [{"party": party, "share": list(share)} for party, share in shares.items()]


def ratios(**parts: tuple[int, int]) -> list[Payload]:
    return [{"party": party, "ratio": list(part)} for party, part in parts.items()]


def move(giver: str, receiver: str, share: tuple[int, int]) -> Payload:
    return {"from": giver, "to": receiver, "share": list(share)}


def uscc(serial: int) -> str:
    body = f"{serial:08d}"
    first = "12620100" + body + organisation_check_digit(body)
    return first + uscc_check_digit(first)


def orcid(serial: int) -> str:
    digits = f"00000000{serial:07d}"
    digits += orcid_check_digit(digits)
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def patent(kind: int, serial: int, year: int = 2024) -> str:
    first = f"{year}{kind}{serial:07d}"
    return f"{first}.{patent_check_digit(first)}"


def document(name: str, kind: str = "other", text: str | None = None) -> Payload:
    content = f"text of {name}"
    digests = (text or content).encode()
    return {
        "id": name,
        "title": name,
        "kind": kind,
        "content_utf8": content,
        "sha256": hashlib.sha256(digests).hexdigest(),
        "sm3": sm3(digests),
    }


def organisation(name: str, serial: int, kind: str, park: str | None = None, region: str = "620100") -> Payload:
    return {
        "id": name,
        "name_zh": name,
        "name_en": name,
        "uscc": uscc(serial),
        "type": kind,
        "region_code": region,
        "park": park,
    }


def person(name: str, serial: int, talent: Sequence[tuple[str, str]] = ()) -> Payload:
    periods = [{"from": start, "to": end} for start, end in talent]
    return {
        "id": name,
        "name_zh": name,
        "name_en": name,
        "orcid": orcid(serial),
        "employer": None,
        "talent": periods,
    }


def node(name: str, level: str, parent: str | None, park: str | None = None, sector: str | None = None) -> Payload:
    return {"id": name, "level": level, "parent": parent, "park": park, "sector": sector, "operator": "ADM"}


def grant(name: str, officer: str, at: str, capabilities: Sequence[str], scope: str = "below", **days: str) -> Payload:
    return {
        "grant": name,
        "officer": officer,
        "node": at,
        "capabilities": list(capabilities),
        "scope": scope,
        "from": days.get("start", "2025-01-01"),
        "to": days.get("end", "2028-12-31"),
    }


def right(name: str, kind: str, number: str, filed: str | None, granted: str | None = None, **more: str) -> Payload:
    return {
        "id": name,
        "type": kind,
        "title_zh": name,
        "number": number,
        "filed_on": filed,
        "granted_on": granted,
        "registry_owners": table(U=(1, 1)),
        **more,
    }


RULES: Payload = {
    "notice_days": 15,
    "roll_notice": True,
    "use_mode": "single",
    "use_min_years": 10,
    "use_first_min_years": 5,
    "priority_window_days": 15,
    "filing_deadline_months": 6,
    "filing_decision_workdays": 5,
    "licence_filing_months": 3,
    "recovery_delay_days": 7,
    "eligible_unit_types": ["university", "state_owned_enterprise"],
    "ip_years": {"invention_patent": 20, "utility_model": 10, "design": 15, "plant_variety_other": 20},
    "floors": {
        "national": {"transfer_bp": 5000, "self_bp": 500},
        "provinces": {"62": {"transfer_bp": 6000, "self_bp": 1000}},
        "hard_for": ["university"],
    },
    "distribution": {"rounding": "largest_remainder", "tail_fund": None, "stages": "two_stage"},
    "contract": {"decision_workdays": 15, "decision_workdays_large": 30, "large_fen": 500_000_000},
    "award": {"invention_fen": 400_000, "other_fen": 150_000, "months": 3},
    "subsidy": {"rate_bp": 500, "window": "I1", "cap_fen": None, "kinds": ["技术转让"]},
    "voucher": {"rate_bp": 5000, "annual_cap_fen": None},
}


def world(**rules: Any) -> Payload:
    """A dossier in which nothing has happened yet. `rules`: members of the table that are different."""
    parties = ["ADM", "U", "S", "B", "C", "BK", "EV", "P1", "P2", "P3", "Q"]
    return {
        "format": "zhengben-dossier/1",
        "dossier_id": "T-1",
        "fictional": True,
        "title_zh": "试",
        "title_en": "trial",
        "sector": "none",
        "clock": {"start": "2025-01-01", "time_zone": "Asia/Shanghai"},
        "calendar": {"covers": [2025, 2026], "holidays": HOLIDAYS, "workdays": WORKDAYS},
        "rules": {**RULES, **rules},
        "organisations": [
            organisation("ADM", 1, "public_institution"),
            organisation("U", 2, "university", "秦川"),
            organisation("S", 3, "state_owned_enterprise", "秦川"),
            organisation("B", 4, "private_enterprise", "中川"),
            organisation("C", 5, "private_enterprise"),
            organisation("BK", 6, "bank"),
            organisation("EV", 7, "evaluation_body"),
            organisation("X", 8, "private_enterprise"),
            {
                **organisation("BAD", 9, "private_enterprise"),
                "uscc": uscc(9)[:-1] + ("0" if uscc(9)[-1] != "0" else "1"),
            },
        ],
        "people": [
            person("P1", 1, [("2025-01-01", "2026-12-31")]),
            person("P2", 2),
            person("P3", 3),
            person("Q", 4),
            person("Y", 5),
            {**person("WRONG", 6), "orcid": orcid(6)[:-1] + ("0" if orcid(6)[-1] != "0" else "1")},
        ],
        "nodes": [
            node("CORE", "core", None),
            node("ZC", "regional", "CORE", "中川"),
            node("QC", "regional", "CORE", "秦川"),
            node("NEW", "regional", "CORE", "西岔"),
            node("PRO", "professional", "ZC", sector="铜箔"),
            node("NOPARK", "regional", "CORE"),
            node("NOSECTOR", "professional", "CORE"),
            node("DEEP", "regional", "ZC", "中川"),
            node("CORE2", "core", None),
            node("LATE", "professional", "NEW", sector="育种"),
            node("BELOWPRO", "professional", "PRO", sector="育种"),
        ],
        "officers": [{"id": name, "name_zh": name} for name in ("OF", "OQ", "ONONE", "OOLD", "OFEW", "OELSE")],
        "genesis": {
            "parties": [{"party": name, "key": f"{name.lower()}-1"} for name in parties],
            "nodes": ["CORE", "ZC", "QC"],
            "officer_grants": [
                grant("G-OF", "OF", "CORE", CAPABILITIES),
                grant("G-OQ", "OQ", "QC", CAPABILITIES, "own"),
                grant("G-OOLD", "OOLD", "CORE", CAPABILITIES, end="2025-06-30"),
                grant("G-OFEW", "OFEW", "CORE", ["freeze"]),
                grant("G-OELSE", "OELSE", "ZC", CAPABILITIES, "own"),
            ],
        },
        "ip": [
            right("I1", "invention_patent", patent(1, 1), "2024-05-20"),
            right("I2", "utility_model", patent(2, 2, 2022), "2022-03-15", "2022-11-18"),
            right("I3", "software_copyright", "2024SR123456", "2024-01-01"),
            right("I4", "plant_variety", "20241234567", "2024-01-01", plant_kind="other"),
            right("I5", "technical_secret", "free", None),
            right("I6", "invention_patent", patent(1, 6), "2024-06-06"),
            right("IBAD", "invention_patent", "202410000001.0", "2024-05-20"),
        ],
        "documents": [
            document("D"),
            document("D2"),
            document("EVAL", "evaluation"),
            document("DBAD", text="another text"),
        ],
        "events": [  # a file has at least one; stories are told past it
            {
                "seq": 1,
                "at": "2025-01-01T00:00:00+08:00",
                "type": "key_rotated",
                "payload": {"party": "P1", "new_key": "p1-2"},
                "signed_by": [],
                "expected": {"accepted": False, "code": "SIGNATURE_MISSING"},
            }
        ],
        "queries": [],
    }
