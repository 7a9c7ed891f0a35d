"""What a ledger holds while it is pictured. Each function returns the names that `pages.json` puts into addresses."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from ledger.core.shares import WHOLE
from scripts.demo.desk import attached_text
from scripts.demo.site import Site

LONG = "超长名称" * 12 + " Wort-ohne-jede-Trennung" + "x" * 80 + " مرحبا 👩\u200d🔬 é" * 3
_DAY = 86_400


def empty(site: Site) -> dict[str, str]:
    """People, nothing else."""
    return {"party": str(site.party("P-101"))}


def normal(site: Site) -> dict[str, str]:
    """The story of the demo, another achievement on notice, and a conveyance that waits for its signatures."""
    walk, desk = site.walk, site.desk
    walk.file_the_achievement()
    walk.register()
    walk.propose()
    walk.wait_and_confirm()
    walk.convey()
    on_notice = _on_notice(site, "另一项成果", [("ORG-A", WHOLE // 2), ("P-101", WHOLE - WHOLE // 2)])
    waiting = _waiting(site, walk.achievement, walk.agreement)
    content = b"a document of the pictures"
    leaf = _document(site, "一份文件", content)
    claim = desk.file(
        "ORG-A",
        "achievement_filing/1",
        desk.nodes["N-QC"],
        walk.cast.filing_form(walk.cast.event("achievement_filed")),
        [attached_text({"id": "report", "content_utf8": "a report"})],
    )
    desk.until(lambda: desk.client.filing(claim), lambda status: status["index"] is not None)
    desk.client.sign_in(site.key("ORG-A"))
    done = list(desk.client.acts(site.party("ORG-A")))[-1]["id"]
    return {
        "party": str(site.party("P-101")),
        "achievement": walk.achievement,
        "onNotice": on_notice,
        "day": walk.cast.days_asked[-1],
        "leaf": leaf,
        "claim": claim,
        "contents": walk.leaf,
        "digest": hashlib.sha256(content).hexdigest(),
        "act": waiting,
        "done": done,
    }


def long(site: Site) -> dict[str, str]:
    """Words without end, and everybody a holder."""
    people = ["ORG-A", "ORG-B", "P-101", "P-102", "OF-CORE", "OF-ZC"]
    part = WHOLE // 7
    table = [("ORG-ADM", WHOLE - part * len(people)), *((person, part) for person in people)]
    achievement = _on_notice(site, LONG, table)
    leaf = _document(site, LONG, b"long")
    objection = {"achievement": achievement, "filing": leaf, "party": site.party("P-101"), "ground": "completers"}
    act = _draft(site, "object", objection, "P-101")
    names = {"party": str(site.party("P-101")), "achievement": achievement, "leaf": leaf, "act": act}
    return names | {"contents": _longest_filing(site)}


PREPARED: Mapping[str, Callable[[Site], dict[str, str]]] = {"empty": empty, "normal": normal, "long": long}


def _document(site: Site, title: str, content: bytes) -> str:
    """A filed and anchored document of ORG-A's."""
    desk = site.desk
    attached = attached_text({"id": title[:40] or "document", "content_utf8": content.decode()})
    leaf = desk.file("ORG-A", "document/1", desk.nodes["N-QC"], {"title": title[:200]}, [attached])
    desk.until(lambda: desk.client.filing(leaf), lambda s: (s["anchored"] or {}).get("final"))
    return leaf


def _longest_filing(site: Site) -> str:
    """An achievement's filing by ORG-A with as much in every field as its form takes, and many files."""
    named = [f"{i + 1}、{LONG}" for i in range(50)]
    form = {
        "title": _cut(LONG * 3, 200),
        "category": "应用技术",
        "attribute": "国外引进消化吸收创新",
        "stage": "成熟应用",
        "form": ["新技术", "新工艺", "新产品", "新材料", "新装备", "农业生物新品种", "矿产新品种", "其他应用技术"],
        "keywords": [_cut(f"{i}{LONG}", 50) for i in range(3)],
        "security_level": "公开",
        "completing_units": ["12620100XN0000178T"],
        "completers": [{"name": _cut(name, 100), "orcid": "0000-0002-1825-0097"} for name in named],
        "start_month": "2023-05",
        "end_month": "2025-12",
        "acceptance_date": "2026-01-20",
        "acceptance_kind": "验收",
        "funding_source": "自选",
        "project_no": "X" * 100,
        "ip_list": [{"kind": "技术秘密", "number": _cut(name, 60)} for name in named],
        "park": "秦川",
        "achievement_reg_no": "9622026Y0107",
        "claimed": [{"holder": _cut(name + LONG, 200), "share": "1/16"} for name in named[:16]],
        "identifiers": [{"scheme": "DOI", "id": "10.5555/" + f"{i:02}" + "9" * 150} for i in range(20)],
    }
    attached = [attached_text({"id": _cut(f"{i}-{LONG * 2}", 250), "content_utf8": f"{i}"}) for i in range(60)]
    leaf = site.desk.file("ORG-A", "achievement_filing/2", site.desk.nodes["N-QC"], form, attached)
    site.desk.until(lambda: site.desk.client.filing(leaf), lambda told: (told["anchored"] or {}).get("final"))
    return leaf


def _cut(text: str, most: int) -> str:
    """The text as far as a field takes it, with no blank at its end."""
    return text[:most].rstrip().rstrip("\u200d")


def _on_notice(site: Site, title: str, table: list[tuple[str, int]]) -> str:
    """An achievement that is proposed to these and on public notice."""
    desk = site.desk
    leaf = _document(site, title, title.encode())
    claimed = [{"party": site.party("ORG-A"), "units": WHOLE}]
    fields: dict[str, Any] = {
        "node": desk.nodes["N-QC"],
        "filing": leaf,
        "filer": site.party("ORG-A"),
        "claimed": claimed,
        "appointment": desk.appointments["OF-QC"],
    }
    achievement = str(desk.act("register", fields, ["OF-QC", "ORG-A"])["act"]["achievement"])
    day = site.now - site.now % _DAY
    fields = {
        "achievement": achievement,
        "filing": leaf,
        "rule": "unanimous",
        "table": [{"party": site.party(who), "units": units} for who, units in table],
        "noticeUntil": day + 20 * _DAY,
    }
    desk.act("propose", fields, ["ORG-A"])
    return achievement


def _waiting(site: Site, achievement: str, filing: str) -> str:
    """A conveyance that nobody has signed yet."""
    movement = {"from": site.party("P-101"), "to": site.party("P-102"), "share": "1/100"}
    fields = {
        "achievement": achievement,
        "filing": filing,
        "basis": "gift",
        "movements": [movement],
        "appointment": site.desk.appointments["OF-QC"],
    }
    return _draft(site, "convey", fields, "P-101")


def _draft(site: Site, kind: str, fields: dict[str, Any], author: str) -> str:
    site.desk.client.sign_in(site.key(author))
    return str(site.desk.client.draft_act(kind, fields).id)
