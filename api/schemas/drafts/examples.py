"""One valid draft of each kind, for the reference and the tests."""

from typing import Any

from api.schemas.common import ACCOUNT, ACHIEVEMENT, LEAF, NOON

_NUMBER = "0x" + "3d" * 32
_PRICE = {"amount": "1200000.00", "currency": "CNY"}
_YEAR = 31_536_000
_DESK = {"filing": LEAF, "appointment": 2}
_TITLE = {"achievement": ACHIEVEMENT, **_DESK}

_FIELDS: dict[str, dict[str, Any]] = {
    "enrol": {"signer": ACCOUNT, "identity": "0x" + "17" * 32, "kind": "person", "voucher": 3},
    "rotate": {"party": 6, "signer": ACCOUNT},
    "withdraw": {"party": 6},
    "entrust": {"party": 6, "guardian": "node:2", "recoveryDays": 60},
    "recover": {"party": 6, "signer": ACCOUNT, "ground": "lost", "evidence": LEAF},
    "cancelRecovery": {"party": 6},
    "admit": {"parent": 1, "operator": 4, "kind": "regional"},
    "handOver": {"node": 2, "operator": 7},
    "closeNode": {"node": 2},
    "appoint": {
        "node": 2,
        "officer": 5,
        "powers": ["register_achievement", "confirm_title"],
        "from": NOON,
        "until": NOON + _YEAR,
    },
    "endAppointment": {"appointment": 2, "by": 4, "until": NOON},
    "register": {"node": 2, "filing": LEAF, "filer": 6, "claimed": [{"party": 6, "share": "1/1"}], "appointment": 2},
    "cancel": {**_TITLE, "ground": "error"},
    "propose": {
        "achievement": ACHIEVEMENT,
        "rule": "two_thirds",
        "table": [{"party": 6, "share": "30/100"}, {"party": 7, "share": "70/100"}],
        "filing": LEAF,
    },
    "confirm": _TITLE,
    "convey": {
        **_TITLE,
        "movements": [{"from": 6, "to": 8, "share": "10/100"}],
        "basis": "sale",
        "price": _PRICE,
    },
    "settle": {"offer": _NUMBER, **_DESK},
    "amendRule": {**_TITLE, "rule": "majority", "sharesFree": True},
    "enforce": {
        **_TITLE,
        "judge": 5,
        "ground": "judgment",
        "movements": [{"from": 6, "to": 7, "share": "10/100"}],
    },
    "migrate": {**_TITLE, "successor": "0x" + "5b" * 20},
    "prolong": {**_TITLE, "noticeUntil": NOON + 30 * 86_400},
    "object": {"achievement": ACHIEVEMENT, "filing": LEAF, "party": 8, "ground": "shares"},
    "retract": {"achievement": ACHIEVEMENT, "party": 8},
    "decide": {**_TITLE, "party": 8, "outcome": "upheld", "effect": "amend"},
    "freeze": {**_TITLE, "until": NOON + 90 * 86_400, "ground": "lawsuit"},
    "lift": {**_TITLE, "number": 1},
    "offer": {"achievement": ACHIEVEMENT, "seller": 6, "share": "10/100", "buyer": 9, "price": _PRICE},
    "take": {"offer": _NUMBER, "party": 7},
    "waive": {"offer": _NUMBER, "party": 7},
    "withdrawOffer": {"offer": _NUMBER},
    "announce": {
        **_TITLE,
        "judge": 5,
        "ground": "judgment",
        "movements": [{"from": 6, "to": 7, "share": "10/100"}],
    },
    "recordEffect": {**_TITLE, "since": NOON},
    "pledge": {**_TITLE, "pledgee": 9, "parts": [{"party": 6, "share": "20/100"}]},
    "release": {"pledge": _NUMBER},
    "grant": {
        "achievement": ACHIEVEMENT,
        "filing": LEAF,
        "kind": "licence",
        "exclusivity": "ordinary",
        "sublicensable": True,
        "licensors": [6],
        "licensees": [9],
        "until": NOON + _YEAR,
    },
    "sublicense": {"parent": _NUMBER, "filing": LEAF, "licensor": 9, "licensees": [10]},
    "extend": {"right": _NUMBER, "filing": LEAF, "until": NOON + 2 * _YEAR},
    "end": {"right": _NUMBER, "ground": "renounced", "by": 9},
    "registerContract": {
        "achievement": ACHIEVEMENT,
        **_DESK,
        "node": 2,
        "kind": "transfer",
        "subKind": "patent",
        "basis": "holders_today",
        "applicant": 6,
        "sellers": [6, 7],
        "buyers": [9],
        "terms": _PRICE,
    },
    "stateContract": {"contractNumber": _NUMBER, "party": 9, "kind": "sales", "commitment": _PRICE},
    "changeContract": {"contractNumber": _NUMBER, **_DESK, "terms": _PRICE},
    "cancelContract": {"contractNumber": _NUMBER, **_DESK, "ground": "terminated"},
}

EXAMPLES: dict[str, dict[str, Any]] = {kind: {"kind": kind, "fields": fields} for kind, fields in _FIELDS.items()}
