"""Who plays in the demo: the people, shares and documents of a dossier, each with keys made for this run."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from ledger.core.calendar import start_of_day
from ledger.core.shares import Share, units_of

DOSSIER = Path(__file__).parents[2] / "tests" / "scenarios" / "01_heavy_ion_slow_extraction.json"


@dataclass(frozen=True)
class Cast:
    """A dossier, read for what the walk needs of it."""

    dossier: dict[str, Any]

    @classmethod
    def read(cls, path: Path = DOSSIER) -> "Cast":
        """The cast of a dossier file (format `zhengben-dossier/1`)."""
        return cls(json.loads(path.read_text("utf-8")))

    @property
    def title(self) -> str:
        return str(self.dossier["title_zh"])

    @property
    def days_asked(self) -> list[str]:
        """The days for which the dossier asks who owned what, in its order."""
        asked = [query["input"]["at"] for query in self.dossier["queries"] if query["q"] == "owners_as_of"]
        return [at for at in asked if "T" not in at]

    def name(self, entity: str, lang: str) -> str:
        """What an organisation, person or officer is called, or its id where it has no name in that language."""
        for group in ("organisations", "people", "officers"):
            for member in self.dossier[group]:
                if member["id"] == entity:
                    return str(member.get(f"name_{lang}") or member["id"])
        return entity

    def organisation(self, entity: str) -> dict[str, Any]:
        """The organisation of that id."""
        return self._one("organisations", entity)

    def person(self, entity: str) -> dict[str, Any]:
        """The person of that id."""
        return self._one("people", entity)

    def document(self, entity: str) -> dict[str, Any]:
        """The document of that id: `title`, `content_utf8`, `sha256`, `sm3`."""
        return self._one("documents", entity)

    def event(self, kind: str, *, accepted: bool = True, last: bool = False) -> dict[str, Any]:
        """The first event (or the last) of that type that the dossier expects to be accepted (or refused)."""
        found = [e for e in self.dossier["events"] if e["type"] == kind and e["expected"]["accepted"] is accepted]
        return dict(found[-1 if last else 0])

    def owners(self, event: dict[str, Any], member: str = "owners") -> list[tuple[str, int]]:
        """The holders that an event names, with their units."""
        return [(o["party"], units_of(Fraction(*o["share"]))) for o in event["payload"][member]]

    def filing_form(self, event: dict[str, Any]) -> dict[str, Any]:
        """What an achievement's filing says, from the event of the dossier."""
        payload = event["payload"]
        unit, people = self.organisation("ORG-A"), [self.person(id) for id in payload["completers"]]
        return {
            "title": self.title,
            "category": payload["category"],
            "attribute": payload["attribute"],
            "stage": payload["stage"],
            "form": ["新装备"],
            "keywords": ["重离子", "慢引出", "束流控制"],
            "security_level": payload["security_level"],
            "completing_units": [unit["uscc"]],
            "completers": [{"name": person["name_zh"], "orcid": person["orcid"]} for person in people],
            "start_month": "2022-03",
            "end_month": "2025-12",
            "acceptance_date": payload["acceptance_on"],
            "acceptance_kind": "验收",
            "funding_source": "省",
            "park": "秦川",
            "achievement_reg_no": payload["reg_no"],
            "claimed": [{"holder": unit["name_zh"], "share": "1/1"}],
        }

    def _one(self, group: str, entity: str) -> dict[str, Any]:
        return dict(next(member for member in self.dossier[group] if member["id"] == entity))


def instant(event: dict[str, Any]) -> int:
    """An event's moment in seconds since 1970."""
    return int(datetime.fromisoformat(event["at"]).timestamp())


def day_start(day: str) -> int:
    """00:00 Asia/Shanghai of a day, in seconds since 1970."""
    return start_of_day(date.fromisoformat(day))


def percent(share: Share) -> str:
    """A share as people say it: 30 %, or 1/3 where percent would not be exact."""
    hundredths = share.fraction * 10_000
    if hundredths.denominator == 1:
        return f"{float(hundredths) / 100:g} %"
    return str(share.fraction)
