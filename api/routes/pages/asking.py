"""“May this party…?” on a page: the question in its form, and the answer in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.requests import Request

from api.errors import described
from api.schemas.checks import Permission
from ledger import checking
from ledger.checking import Asked
from ledger.core.act_lines import Speech
from ledger.core.docket.disposing import ACTS
from ledger.core.errors import Malformed, ZhengbenError
from ledger.core.policy.grounds import OPEN
from ledger.core.shares import WRITTEN
from ledger.drafting.fields import units

FIELDS = ("act", "party", "to", "share")
KINDS = ACTS
_LONGEST = 40


@dataclass(frozen=True)
class Answered:
    """A question as it stands in the form, and what became of it.

    :param given: the form's fields as they were sent. :param answer: None where it could not be asked so.
    :param problem: code, title, detail and next step, where it could not.
    :param looked_up: for each point that the ledger does not know, the query that says that it was looked up.
    """

    given: Mapping[str, str]
    answer: Permission | None
    problem: Mapping[str, Any] | None
    looked_up: Mapping[str, str]


def asked(connection: Connection, request: Request, number: bytes, time: int | None, say: Speech) -> Answered | None:
    """The question in the page's query, answered; None if there is none."""
    query = request.query_params
    if not query.get("act"):
        return None
    given = {name: query.get(name, "").strip()[:_LONGEST] for name in FIELDS}
    settled = [point for point in query.getlist("settled") if point in OPEN]
    try:
        wish = Asked(
            act=given["act"],
            party=_party(given["party"], "party"),
            to=_party(given["to"], "to") if given["to"] else None,
            units=_units(given["share"]) if given["share"] else None,
            settled=frozenset(settled),
        )
        answer = Permission.of(checking.may(connection, number, wish, at=time))
    except ZhengbenError as error:
        return Answered(given, None, described(error, say.language), {})
    kept = [(name, value) for name, value in query.multi_items() if name not in ("lang", "cursor")]
    looked_up = {
        reason.rule: urlencode([*kept, ("settled", reason.rule)])
        for reason in answer.reasons
        if reason.kind == "unknown"
    }
    return Answered(given, answer, None, looked_up)


def _units(given: str) -> int:
    if re.fullmatch(WRITTEN, given, re.ASCII) is None:
        zh = f"{given!r} 不是份额，请写作 1/10 或 10%"
        message = f"{given!r} is no share"
        raise Malformed("FIELD_MALFORMED", message, next="write 1/10 or 10%", field="share", zh=zh)
    return units("share", {"share": given})


def _party(given: str, field: str) -> int:
    found = re.fullmatch(r"(?:party|主体)?\s*[:#]?\s*([1-9][0-9]{0,9})", given)
    if found is None or int(found[1]) > 0xFFFFFFFF:
        zh = f"{given!r} 不是主体编号" if given else "请填写主体编号"
        raise Malformed(
            "FIELD_MALFORMED", f"{given!r} is no number of a party", next="give its number", field=field, zh=zh
        )
    return int(found[1])
