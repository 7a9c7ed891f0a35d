"""The verifier of the pages says of every bundle what Python says: the verdict, and the status of every check.

Both read the same files: the forgeries with the genuine bundles beside them. What nobody made is made here: bundles
with one value changed, lists cut, parts mixed, and JSON that is meant to be read otherwise.
"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.core.checks import CHECKS
from ledger.core.errors import Usage
from ledger.core.sealproof import split
from ledger.core.seals import blob
from ledger.core.trust import parse as parse_trust
from scripts import verifier_definitions
from tests.core.test_verify_bundles import PLACES, change, copy, get, lists, put
from tests.web.in_node import ask, by_javascript, by_python, raw, verifying

FORGERIES = Path(__file__).parents[1] / "forgeries"
FOLDERS = (FORGERIES, FORGERIES / "first")
TRUST = (FORGERIES / "trust.json").read_bytes()
NO_BUNDLES = {"manifest.json", "trust.json"}
CHANGED, CUT, MIXED, SEALED, VERY_MANY = 90, 60, 40, 80, 2000


def bundles() -> Iterator[tuple[str, bytes, bytes]]:
    for folder in FOLDERS:
        trust = (folder / "trust.json").read_bytes()
        for path in sorted(folder.glob("*.json")):
            if path.name not in NO_BUNDLES:
                yield f"{folder.name}/{path.name}", path.read_bytes(), trust


def compare(cases: list[tuple[str, bytes, bytes]]) -> list[str]:
    """Demand one answer of both. :returns: the verdicts."""
    answers = ask(verifying(bundle, trust) for _, bundle, trust in cases)
    for (name, bundle, trust), answer in zip(cases, answers, strict=True):
        assert by_javascript(answer) == by_python(bundle, trust), (name, answer["checks"])
    return [answer["verdict"] for answer in answers]


def test_the_definitions_are_those_of_python() -> None:
    assert verifier_definitions.TARGET.read_text("utf-8") == verifier_definitions.make(), "run the script"


def test_every_forgery_and_every_genuine_bundle_gets_one_answer_from_both() -> None:
    cases = list(bundles())
    verdicts = dict(zip((name for name, _, _ in cases), compare(cases), strict=True))
    genuine = {name for name, verdict in verdicts.items() if verdict == "VALID"}
    assert {name.rpartition("/")[2] for name in genuine} == {
        "filing.json", "title.json", "line.json", "year.json", "struck.json",
    }  # fmt: skip
    assert len(cases) > 100


def test_every_sentence_is_whole_in_both_languages() -> None:
    told = [told for answer in ask(verifying(b, t) for _, b, t in bundles()) for told in answer["told"]]
    assert all("{" not in reason + next and "undefined" not in reason for reason, next in told)
    (words,) = ask([("words", None)])
    for key, (zh, en) in words.items():
        assert zh, key
        assert en, key
        assert set(_places(zh)) == set(_places(en)), key


def _places(sentence: str) -> list[str]:
    return [part.split("}")[0] for part in sentence.split("{")[1:]]


def test_what_is_shown_of_a_good_bundle_is_what_python_shows() -> None:
    from ledger.core.verify import verify

    for name in ("filing", "title", "line", "year", "struck"):
        bundle = (FORGERIES / f"{name}.json").read_bytes()
        (answer,) = ask([verifying(bundle, TRUST)])
        assert answer["answer"] == verify(bundle, TRUST).answer


def test_bundles_with_one_value_changed() -> None:
    chance = random.Random("one value changed")
    cases = []
    for i in range(CHANGED):
        name, path = chance.choice(PLACES)
        bundle = copy(name)
        put(bundle, path, change(get(bundle, path), chance))
        cases.append((f"{i}: {name} {path}", json.dumps(bundle, ensure_ascii=False).encode(), TRUST))
    assert "VALID" not in compare(cases)


def test_bundles_with_lists_cut_stretched_and_turned() -> None:
    chance = random.Random("lists")
    cases = []
    for i in range(CUT):
        name = chance.choice(["filing", "title", "line"])
        bundle = copy(name)
        path = chance.choice([path for path in lists(bundle) if get(bundle, path)])
        items = get(bundle, path)
        how = chance.choice(["drop", "repeat", "reverse", "empty"])
        if how == "drop":
            del items[chance.randrange(len(items))]
        elif how == "repeat":
            items.insert(chance.randrange(len(items) + 1), chance.choice(items))
        elif how == "reverse":
            items.reverse()
        else:
            items.clear()
        cases.append((f"{i}: {name} {path} {how}", json.dumps(bundle).encode(), TRUST))
    compare(cases)


def test_seals_and_signers_changed_in_a_long_history() -> None:
    """No trail covers the seals: what is wrong with them, check 47 alone can tell."""
    chance = random.Random("seals of a year")
    year, cases = json.loads((FORGERIES / "year.json").read_text("utf-8")), []
    for i in range(SEALED):
        bundle = json.loads(json.dumps(year))
        act = chance.choice(bundle["title"]["instruments"])
        seals = split(bytes.fromhex(act["seals"][2:]))
        for _ in range(chance.randrange(1, 3)):
            at = chance.randrange(len(seals))
            how = chance.choice(["empty", "spoil", "drop", "add", "swap", "other"])
            if how == "empty":
                seals[at] = b""
            elif how == "spoil" and seals[at]:
                where = chance.randrange(len(seals[at]))
                seals[at] = seals[at][:where] + bytes([seals[at][where] ^ 1]) + seals[at][where + 1 :]
            elif how == "drop" and len(seals) > 1:
                del seals[at]
            elif how == "add":
                seals.append(chance.choice(seals))
            elif how == "swap":
                seals[at], seals[0] = seals[0], seals[at]
            else:
                seals[at] = chance.choice(split(bytes.fromhex(bundle["title"]["instruments"][0]["seals"][2:])))
        act["seals"] = "0x" + blob(seals).hex()
        signers = bundle["title"]["signers"]
        if chance.random() < 0.4:
            part = chance.choice([signers["parties"], signers["appointments"]])
            del part[chance.randrange(len(part))]
        cases.append((f"{i}", json.dumps(bundle).encode(), TRUST))
    compare(cases)


def test_bundles_mixed_of_two_and_bundles_without_a_part() -> None:
    chance = random.Random("mixed")
    cases = []
    for i in range(MIXED):
        bundle = copy(chance.choice(["filing", "title", "line"]))
        source, place = chance.choice(PLACES)
        target = chance.choice(PLACES)[1]
        try:
            put(bundle, target, get(copy(source), place))
        except (KeyError, IndexError, TypeError):
            continue
        cases.append((f"mixed {i}: {source} {place} at {target}", json.dumps(bundle).encode(), TRUST))
    for name in ("filing", "title", "line"):
        for part in list(copy(name)):
            bundle = copy(name)
            del bundle[part]
            cases.append((f"{name} without {part}", json.dumps(bundle).encode(), TRUST))
    for part in ("signers",):
        bundle = copy("title")
        del bundle["title"][part]
        del bundle["chain"]["authorityProof"]
        cases.append((f"title without {part}", json.dumps(bundle).encode(), TRUST))
    compare(cases)


def test_other_trust_files() -> None:
    believed = json.loads(TRUST)
    others: list[Any] = []

    def other(**changes: Any) -> None:
        others.append(json.loads(json.dumps(believed)) | changes)

    for check in CHECKS:
        other(require=[check.name])
    other(chain=believed["chain"] | {"blocks": []})
    other(demo=False)
    for name in list(believed["ledger"]["contracts"]):
        contracts = dict(believed["ledger"]["contracts"])
        contracts.pop(name)
        other(ledger=believed["ledger"] | {"contracts": contracts})
        contracts = believed["ledger"]["contracts"] | {
            name: {"address": "0x" + "Ab" * 20, "codeHash": "0x" + "cd" * 32}
        }
        other(ledger=believed["ledger"] | {"contracts": contracts})
    policy = believed["log"]["policy"]
    for changed in (
        policy.replace("quorum w1", "quorum none"),
        policy.replace("quorum w1", "group g any w1\nquorum g"),
        policy.replace("quorum w1", "group g 2 w1\nquorum g"),
        policy.replace("witness w1", "# witness w1").replace("quorum w1", "quorum none"),
        policy.replace("log.example", "log\u00a0.example"),
        policy.replace("\n", "\r\n"),
        policy + policy,
        "",
    ):
        other(log={"policy": changed})
    cases, refused = [], []
    for trust in others:
        written = json.dumps(trust).encode()
        try:
            parse_trust(written)
        except Usage:
            refused.append(written)
            continue
        cases += [
            (name, (FORGERIES / f"{name}.json").read_bytes(), written) for name in ("filing", "title", "line", "year")
        ]
    compare(cases)
    assert len(refused) > 5
    assert all(answer["thrown"] == "Refused" for answer in ask(("trust", raw(trust)) for trust in refused))


GOOD = (FORGERIES / "filing.json").read_bytes()
TITLE = (FORGERIES / "title.json").read_bytes()
ATTACKS: dict[str, bytes] = {
    "nothing": b"",
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "no UTF-8": GOOD.replace(b'"demo": true', b'"demo": true, "\xff": 1'),
    "an encoded surrogate": GOOD.replace(b'"demo": true', b'"demo": "\xed\xa0\x80"'),
    "something behind": GOOD + b"{}",
    "a comma too many": GOOD.replace(b'"timestamps": []', b'"timestamps": [],'),
    "a member twice": GOOD.replace(b'"timestamps": []', b'"timestamps": [], "timestamps": []'),
    "a member twice by an escape": GOOD.replace(b'"timestamps": []', b'"timestamps": [], "t\\u0069mestamps": []'),
    "__proto__ at the top": GOOD.replace(b'"timestamps": []', b'"timestamps": [], "__proto__": {}'),
    "__proto__ for the claim": GOOD.replace(b'"claim":', b'"__proto__":', 1),
    "__proto__ with the members": b'{"__proto__": ' + GOOD + b"}",
    "__proto__ in a message": TITLE.replace(b'"message": {', b'"message": {"__proto__": {"version": 0}, ', 1),
    "constructor as a kind": TITLE.replace(b'"kind": "convey"', b'"kind": "constructor"', 1),
    "toString as a kind": TITLE.replace(b'"kind": "convey"', b'"kind": "toString"', 1),
    "__proto__ as a kind": TITLE.replace(b'"kind": "convey"', b'"kind": "__proto__"', 1),
    "hasOwnProperty beside": GOOD.replace(b'"timestamps": []', b'"timestamps": [], "hasOwnProperty": 1'),
    "a length beside a list": GOOD.replace(b'"timestamps": []', b'"timestamps": {"length": 0}'),
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "deep objects": b'{"a":' * 33 + b"1" + b"}" * 33,
    "deep inside": GOOD.replace(b'"timestamps": []', b'"timestamps": ' + b"[" * 32 + b"]" * 32),
    "brackets in a string": GOOD.replace(b"log.example/forgeries", b"[" * 50, 1),
    "a huge number": GOOD.replace(b'"timestamps": []', b'"timestamps": ' + b"9" * 10_000),
    "2^53": TITLE.replace(b'"version": 1', b'"version": 9007199254740993', 1),
    "one as a fraction": TITLE.replace(b'"version": 1', b'"version": 1.0', 1),
    "one with an exponent": TITLE.replace(b'"version": 1', b'"version": 1e0', 1),
    "minus zero": TITLE.replace(b'"version": 0', b'"version": -0', 1),
    "a leading zero": TITLE.replace(b'"version": 1', b'"version": 01', 1),
    "a plus": TITLE.replace(b'"version": 1', b'"version": +1', 1),
    "not a number": TITLE.replace(b'"version": 1', b'"version": NaN', 1),
    "true for one": TITLE.replace(b'"version": 1', b'"version": true', 1),
    "a string for one": TITLE.replace(b'"version": 1', b'"version": "1"', 1),
    "a string for one, in hex": TITLE.replace(b'"version": 1', b'"version": "0x01"', 1),
    "a list for a number": TITLE.replace(b'"version": 1', b'"version": [1]', 1),
    "another negative": TITLE.replace(b'"version": 1', b'"version": -1', 1),
    "half a pair": GOOD.replace(b"log.example/forgeries", b"\\ud800", 1),
    "no NFC": GOOD.replace(b"log.example/forgeries", "e\u0301".encode(), 1),
    "no NFC in a name": GOOD.replace(b'"timestamps": []', '"timestamps": [], "e\u0301": 1'.encode()),
    "a comment": b"// all is well\n" + GOOD,
    "a control character": GOOD.replace(b"log.example/forgeries", b"log.example\x01forgeries", 1),
    "a strange space": GOOD.replace(b'"timestamps"', b'\x0b"timestamps"', 1),
    "a wide space": GOOD.replace(b'"timestamps"', "\u00a0".encode() + b'"timestamps"', 1),
    "single quotes": GOOD.replace(b'"', b"'"),
    "a wrong escape": GOOD.replace(b"log.example/forgeries", b"\\x41", 1),
    "an escape cut short": GOOD.replace(b"log.example/forgeries", b"\\u12", 1),
    "capital escapes": GOOD.replace(b"log.example", b"\\u006C\\u006fg.example"),
    "spaces everywhere": json.dumps(json.loads(GOOD), indent=7).encode(),
    "many marks": b"[" + b"0," * ((1 << 20) + 1) + b"0]",
    "capitals in hex": TITLE.replace(b"0xff429c94", b"0xFF429C94"),
    "base64 without padding": GOOD.replace(b'="', b'"'),
    "null for a part": GOOD.replace(b'"timestamps": []', b'"timestamps": [], "title": null'),
    "an empty title": GOOD.replace(b'"timestamps": []', b'"timestamps": [], "title": {}'),
    "no list": b'"zhengben-evidence/1"',
    "a number": b"1",
    "null": b"null",
}  # fmt: skip


def test_json_that_is_meant_to_be_read_otherwise() -> None:
    verdicts = dict(zip(ATTACKS, compare([(name, attack, TRUST) for name, attack in ATTACKS.items()]), strict=True))
    valid = {name for name, verdict in verdicts.items() if verdict == "VALID"}
    assert valid == {"capital escapes", "spaces everywhere"}


def test_files_that_the_reader_holds() -> None:
    bundle = copy("filing")
    (given,) = bundle["filing"].pop("attachments")
    import base64

    content = base64.b64decode(given["content"])
    written = json.dumps(bundle).encode()
    for files in ({given["name"]: content}, {given["name"]: content + b" "}, {"__proto__": content}, {}):
        (answer,) = ask([verifying(written, TRUST, files)])
        assert by_javascript(answer) == by_python(written, TRUST, files)


@pytest.mark.slow
def test_very_many_bundles_with_values_changed() -> None:
    chance = random.Random("very many")
    cases = []
    for i in range(VERY_MANY):
        name, path = chance.choice(PLACES)
        bundle = copy(name)
        for _ in range(chance.randrange(1, 3)):
            put(bundle, path, change(get(bundle, path), chance))
            path = chance.choice([place for of, place in PLACES if of == name])
        cases.append((f"{i}: {name} {path}", json.dumps(bundle, ensure_ascii=False).encode(), TRUST))
    for start in range(0, len(cases), 200):
        compare(cases[start : start + 200])
