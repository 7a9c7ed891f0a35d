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
        "contents": walk.leaf,
