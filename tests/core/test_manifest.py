"""Digest manifests: a line has one spelling, and a tree of lines commits to each of them in its place."""

import json
from base64 import urlsafe_b64encode
from contextlib import suppress
from hashlib import sha256
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import canonical, disclosure, filing_types, manifest, merkle
from ledger.core.encoding import to_base64url
from ledger.core.errors import Malformed, ProofInvalid, TooLarge

SEGMENTS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"), min_size=1, max_size=12)
    .map(lambda text: normalize("NFC", text))
    .filter(lambda text: text not in (".", ".."))
)
NAMES = st.lists(SEGMENTS, min_size=1, max_size=4).map("/".join)
SIZES = st.integers(0, canonical.MAX_INTEGER)
DIGEST = sha256(b"content").hexdigest()


def line(name: str = "a.txt", number: int = 0) -> manifest.Line:
    return manifest.make(number.to_bytes(16, "big"), name, number, DIGEST, DIGEST)


def spelled(value: object) -> str:
    return to_base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())


@given(salt=st.binary(min_size=16, max_size=16), name=NAMES, size=SIZES)
def test_a_line_is_always_the_disclosure_of_its_members_in_the_one_spelling(salt: bytes, name: str, size: int) -> None:
    made = manifest.make(salt, name, size, DIGEST, DIGEST[::-1])
    members = {"name": name, "size": size, "sha256": DIGEST, "sm3": DIGEST[::-1]}
    assert made.text == disclosure.make(salt, "line", members).text
    assert manifest.parse(made.text) == made
    assert len(made.text) <= manifest.MAX_LINE


def test_the_longest_name_fits_into_a_line() -> None:
    longest = '"' * manifest.MAX_NAME
    made = manifest.make(bytes(16), longest, canonical.MAX_INTEGER, DIGEST, DIGEST)
    assert manifest.parse(made.text).name == longest
    with pytest.raises(Malformed):
        line(longest + "x")
    with pytest.raises(TooLarge):
        manifest.parse(made.text + "A" * 400)


@pytest.mark.parametrize(
    "name",
    ["", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a\\b", "a\nb", "a\x00", "e\u0301", "\ud800", "x" * 4097],
)
def test_a_name_is_a_plain_relative_path(name: str) -> None:
    with pytest.raises(Malformed) as caught:
        line(name)
    assert caught.value.code == "LINE_MALFORMED"


MEMBERS = {"name": "a", "sha256": DIGEST, "size": 1, "sm3": DIGEST}
SALT = to_base64url(bytes(16))
WRONG = {
    "another disclosure": [SALT, "form/title", MEMBERS],
    "a short salt": [SALT[:20], "line", MEMBERS],
    "no salt": ["line", MEMBERS],
    "a member more": [SALT, "line", MEMBERS | {"mime": "text/plain"}],
    "a member less": [SALT, "line", {"name": "a", "size": 1, "sha256": DIGEST}],
    "a name that climbs": [SALT, "line", MEMBERS | {"name": "../a"}],
    "a name that is none": [SALT, "line", MEMBERS | {"name": 7}],
    "a negative size": [SALT, "line", MEMBERS | {"size": -1}],
    "a truth for a size": [SALT, "line", MEMBERS | {"size": True}],
    "a size beyond all": [SALT, "line", MEMBERS | {"size": 1 << 53}],
    "capitals": [SALT, "line", MEMBERS | {"sha256": DIGEST.upper()}],
    "a short digest": [SALT, "line", MEMBERS | {"sm3": DIGEST[:-1]}],
    "no list": {"line": MEMBERS},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_line_is_refused_with_its_number(what: str) -> None:
    tree = manifest.Tree()
    tree.add([line("a", 1).text, line("b", 2).text])
    with pytest.raises(Malformed) as caught:
        tree.add([line("c", 3).text, spelled(WRONG[what])])
    assert (caught.value.code, caught.value.values["line"]) == ("LINE_MALFORMED", 3)


@pytest.mark.parametrize(
    "text",
    ["", "!", "a", "é", line().text + "=", line().text[:-1], line().text + "\n", "AAAA" * 40, "_" * 41],
)
def test_what_is_no_base64url_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        manifest.parse(text)


def test_another_spelling_of_a_good_line_is_refused() -> None:
    good = [SALT, "line", MEMBERS]
    for other in (json.dumps(good), json.dumps(good, separators=(",", ":")).replace('"a"', '"\\u0061"')):
        with pytest.raises(Malformed) as caught:
            manifest.parse(urlsafe_b64encode(other.encode()).rstrip(b"=").decode())
        assert "RFC 8785" in caught.value.message
    twice = json.dumps(good, separators=(",", ":")).replace('"size":1', '"size":1,"size":1')
    with pytest.raises(Malformed):
        manifest.parse(to_base64url(twice.encode()))


@given(text=st.text(max_size=200) | st.binary(max_size=200).map(to_base64url))
def test_any_text_is_a_line_or_is_refused(text: str) -> None:
    with suppress(Malformed, TooLarge):
        assert manifest.parse(text).text == text


@given(count=st.integers(1, 70), pieces=st.lists(st.integers(1, 20)), data=st.data())
def test_every_line_is_always_proved_in_its_place_and_in_no_other(
    count: int, pieces: list[int], data: st.DataObject
) -> None:
    texts = [line(f"{number}.txt", number).text for number in range(count)]
    tree, left = manifest.Tree(), list(texts)
    for piece in [*pieces, count]:
        tree.add(left[:piece])
        del left[:piece]
    leaves = [merkle.leaf_hash(text.encode()) for text in texts]
    tree.demand(count, merkle.root(leaves).hex())
    number, other = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count - 1))
    merkle.verify_inclusion(number, count, tree.leaf(number), tree.path(number), tree.root)
    if other != number:
        with pytest.raises(ProofInvalid):
            merkle.verify_inclusion(other, count, tree.leaf(number), tree.path(number), tree.root)


def test_lines_in_another_order_or_number_are_not_the_manifest_that_was_signed() -> None:
    a, b = line("a", 1), line("b", 2)
    root = merkle.root([a.leaf, b.leaf]).hex()
    for texts, code in (([b.text, a.text], "MANIFEST_ROOT_WRONG"), ([a.text], "MANIFEST_COUNT_WRONG")):
        tree = manifest.Tree()
        tree.add(texts)
        with pytest.raises(ProofInvalid) as caught:
            tree.demand(2, root)
        assert caught.value.code == code


def test_a_name_stands_in_a_manifest_once() -> None:
    tree = manifest.Tree()
    tree.add([line("a", 1).text])
    with pytest.raises(Malformed) as caught:
        tree.add([line("a", 2).text])
    assert (caught.value.code, caught.value.values["line"]) == ("LINE_TWICE", 1)


def test_a_manifest_has_an_end() -> None:
    tree = manifest.Tree()
    tree.add(line(f"{number}", number).text for number in range(manifest.MAX_LINES))
    with pytest.raises(TooLarge) as caught:
        tree.add([line("one more").text])
    assert caught.value.code == "LINES_TOO_MANY"
    largest = filing_types.schema(manifest.TYPE)["properties"]["count"]["maximum"]
    assert largest == manifest.MAX_LINES == tree.count
