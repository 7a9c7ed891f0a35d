"""Titles for pages to show: one on notice, and one that was confirmed."""

from typing import Any
from uuid import uuid4

from ledger.core.shares import WHOLE
from scripts.demo.desk import attached_text
from scripts.demo.site import Site

_DAY = 86_400


def on_notice(site: Site) -> dict[str, Any]:
    """A title on notice, of two people who are proposed: its `number`, its filing's `leaf`, the `content` filed, and
    `until` when one may object."""
    desk, content = site.desk, uuid4().hex
    attached = attached_text({"id": "report", "content_utf8": content})
    leaf = desk.file("ORG-A", "document/1", desk.nodes["N-QC"], {"title": "A title to read"}, [attached])
    desk.until(lambda: desk.client.filing(leaf), lambda s: (s["anchored"] or {}).get("final"))
    fields: dict[str, Any] = {"node": desk.nodes["N-QC"], "filing": leaf, "filer": site.party("ORG-A")}
    fields["claimed"] = [{"party": site.party("ORG-A"), "units": WHOLE}]
    fields["appointment"] = desk.appointments["OF-QC"]
    number = desk.act("register", fields, ["OF-QC", "ORG-A"])["act"]["achievement"]
    third = WHOLE // 3
    table = [{"party": site.party("ORG-A"), "units": third}, {"party": site.party("P-101"), "units": WHOLE - third}]
    until = site.now - site.now % _DAY + 20 * _DAY
    terms = {"achievement": number, "filing": leaf, "rule": "unanimous", "table": table, "noticeUntil": until}
    desk.act("propose", terms, ["ORG-A"])
    return {"number": number, "leaf": leaf, "content": content.encode(), "until": until}


def confirmed(site: Site) -> dict[str, Any]:
    """A title whose notice ran out and that was confirmed, a day later."""
    title, desk = on_notice(site), site.desk
    site.move_to(title["until"] + _DAY)
    fields = {"achievement": title["number"], "filing": title["leaf"], "appointment": desk.appointments["OF-QC"]}
    desk.act("confirm", fields, ["OF-QC", "ORG-A", "P-101"])
    return title
