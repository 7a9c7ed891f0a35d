"""A disclosure shows one field and nothing else, and its digest is that of RFC 9901."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import disclosure
from ledger.core.errors import Malformed

SALT = bytes(range(16))


def encoded(content: str) -> str:
    return urlsafe_b64encode(content.encode()).rstrip(b"=").decode()


@given(st.binary(min_size=16, max_size=16), st.sampled_from(["filedAt", "form/title"]), st.integers(0, 9) | st.none())
def test_a_disclosure_reads_back_as_itself(salt: bytes, name: str, value: Any) -> None:
    made = disclosure.make(salt, name, value)
    assert disclosure.parse(made.text) == made
    assert len(made.digest) == 43


def test_the_example_of_the_standard_has_its_digest() -> None:
    # RFC 9901 §4.2.1 and §4.2.3. Its salt has 17 bytes, so it is none of ours.
    text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert disclosure.digest(text) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


def test_json_in_another_spelling_is_read_and_hashed_as_it_came() -> None:
    text = encoded('[ "AAECAwQFBgcICQoLDA0ODw", "name", {"b": 1, "a": "M\\u00f6bius"} ]')
    read = disclosure.parse(text)
    assert (read.salt, read.name, read.value) == (SALT, "name", {"a": "Möbius", "b": 1})
    assert read.digest == disclosure.digest(text) != disclosure.make(SALT, "name", read.value).digest


@pytest.mark.parametrize(
    "content",
    [
        '["AAECAwQFBgcICQoLDA0ODw","value"]',
        '["AAECAwQFBgcICQoLDA0ODw","name","value","more"]',
        '["AAECAwQFBgcICQoLDA0ODw",1,"value"]',
        '[1,"name","value"]',
        '{"salt":"AAECAwQFBgcICQoLDA0ODw"}',
        '["AAECAwQFBgcICQoLDA0O","name","value"]',
        '["AAECAwQFBgcICQoLDA0ODxA","name","value"]',
        '["AAECAwQFBgcICQoLDA0ODx","name","value"]',
        '["AAECAwQFBgcICQoLDA0ODw==","name","value"]',
        '["AAECAwQFBgcICQoLDA0ODw","name",1.5]',
        '["AAECAwQFBgcICQoLDA0ODw","name",{"a":1,"a":2}]',
        '["AAECAwQFBgcICQoLDA0ODw","name","A\u030a"]',
        "",
    ],
)
def test_what_is_no_disclosure_is_refused(content: str) -> None:
    with pytest.raises(Malformed):
        disclosure.parse(encoded(content))


@pytest.mark.parametrize("spoil", ["=", " ", "\n", "+", "A", "é"])
def test_another_spelling_of_base64url_is_refused(spoil: str) -> None:
    with pytest.raises(Malformed):
        disclosure.parse(disclosure.make(SALT, "name", "value").text + spoil)


def test_an_endless_disclosure_is_not_read() -> None:
    with pytest.raises(Malformed):
        disclosure.parse("A" * 10_000_000)


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(Malformed) as refusal:
        disclosure.make(SALT[:15], "name", "value")
    assert refusal.value.code == "SALT_SIZE_WRONG"
