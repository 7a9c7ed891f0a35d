"""Signed notes and checkpoints are read and written as C2SP says, and nothing else passes for one."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import checkpoint, merkle, note
from ledger.core.checkpoint import Checkpoint
from ledger.core.errors import Malformed, ProofInvalid, TooLarge
from ledger.core.note import COSIGNATURE_V1, ED25519, Cosigner, Ed25519Signer, Signature, VerifierKey

VECTORS = Path(__file__).parents[1] / "vectors"
NOTES = json.loads((VECTORS / "signed_notes.json").read_text("utf-8"))["notes"]
LOG = Ed25519Signer("log.example/zhengben", bytes(range(32)))
WITNESS = Cosigner("witness.example", bytes(range(1, 33)), 1_763_856_000)
HEAD = Checkpoint("log.example/zhengben", 3, merkle.leaf_hash(b"root"))


@pytest.mark.parametrize("vector", NOTES, ids=lambda vector: f"type {vector['type']}")
def test_public_notes_verify(vector: dict) -> None:
    key = VerifierKey.parse(vector["vkey"])
    assert (key.type, key.vkey) == (vector["type"], vector["vkey"])
    read = note.parse(vector["note"])
    assert read.content == vector["note"]
    (verified,) = note.verify(read, [key])
    assert verified.time == vector.get("timestamp")


@pytest.mark.parametrize("vector", NOTES, ids=lambda vector: f"type {vector['type']}")
def test_a_public_note_with_another_text_is_refused(vector: dict) -> None:
    key = VerifierKey.parse(vector["vkey"])
    with pytest.raises(ProofInvalid) as refusal:
        note.open_note("x" + vector["note"], [key])
    assert refusal.value.code == "NOTE_SIGNATURE_INVALID"


def test_tessera_checkpoints_of_every_size_verify_and_are_written_the_same() -> None:
    vector = json.loads((VECTORS / "tessera_testlog_0_to_15.json").read_text("utf-8"))
    key = VerifierKey.parse(vector["vkey"])
    leaves = [merkle.leaf_hash(entry.encode()) for entry in vector["entries_utf8"]]
    assert len(vector["checkpoints_by_size"]) == 16
    for size, signed in vector["checkpoints_by_size"].items():
        read = checkpoint.open_signed(signed, key.name, [key])
        assert read == Checkpoint(key.name, int(size), merkle.root(leaves[: int(size)]))
        assert read.text == note.parse(signed).text


def test_log_and_witness_sign_what_others_verify() -> None:
    signed = checkpoint.sign(HEAD, [LOG, WITNESS])
    read = note.parse(signed.content.encode())
    assert checkpoint.parse(read.text) == HEAD
    assert read == signed
    verified = note.verify(read, [WITNESS.key, LOG.key])
    assert [(found.key.type, found.time) for found in verified] == [(ED25519, None), (COSIGNATURE_V1, WITNESS.time)]
    assert checkpoint.open_signed(signed.content, HEAD.origin, [LOG.key]).head.size == 3


@given(st.integers(0, 8 * 72 - 1))
def test_a_cosignature_with_any_bit_changed_is_refused(bit: int) -> None:
    (made,) = checkpoint.sign(HEAD, [WITNESS]).signatures
    blob = bytearray(made.blob)
    blob[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProofInvalid):
        WITNESS.key.verify(HEAD.text, Signature(made.name, made.key_id, bytes(blob)))


def test_unknown_keys_are_ignored_even_if_they_share_a_name_or_an_id() -> None:
    stranger = Ed25519Signer(LOG.name, bytes(32))
    same_id = Signature("else.example", LOG.key.key_id, b"whatever")
    signed = checkpoint.sign(HEAD, [stranger, LOG]).with_signatures([same_id, Signature("x", b"\0\0\0\6", b"ml-dsa")])
    assert [found.key for found in note.verify(signed, [LOG.key])] == [LOG.key]
    with pytest.raises(ProofInvalid) as refusal:
        note.open_note(signed.content, [WITNESS.key])
    assert refusal.value.code == "NOTE_UNSIGNED"


def test_one_failing_signature_of_a_known_key_spoils_the_note() -> None:
    wrong = Signature(LOG.name, LOG.key.key_id, bytes(64))
    for order in ([LOG], []):
        signed = checkpoint.sign(HEAD, [WITNESS, *order]).with_signatures([wrong])
        with pytest.raises(ProofInvalid) as refusal:
            note.open_note(signed.content, [LOG.key, WITNESS.key])
        assert refusal.value.code == "NOTE_SIGNATURE_INVALID"


def test_sixteen_signatures_and_more_are_read_but_not_without_end() -> None:
    signers = [Ed25519Signer(f"log{i}", bytes([i]) * 32) for i in range(note.MAX_SIGNATURES)]
    signed = note.sign("text\n", signers)
    assert len(note.parse(signed.content).signatures) == note.MAX_SIGNATURES >= 16
    with pytest.raises(TooLarge):
        note.parse(signed.with_signatures([Signature("one", b"more", b"x")]).content)


def test_text_ends_at_the_last_empty_line() -> None:
    signed = note.sign("above\n\nbelow\n", [LOG])
    assert note.parse(signed.content).text == "above\n\nbelow\n"


SIGNED = checkpoint.sign(HEAD, [LOG]).content


@pytest.mark.parametrize(
    "content",
    [
        "",
        HEAD.text,
        HEAD.text + "\n",
        SIGNED.removesuffix("\n"),
        SIGNED.replace("\N{EM DASH}", "-"),
        SIGNED.replace("log.example", "log.\texample"),
        SIGNED.replace("\n", "\r\n"),
        SIGNED + "\n",
        SIGNED + "trailing\n",
        SIGNED.replace("=\n\n", "=\n\n\N{EM DASH} name AAAA\n"),
        SIGNED.replace("=\n\n", "=\n\n\N{EM DASH}  AAAAAAAA\n"),
        SIGNED.replace("=\n\n", "=\n\n\N{EM DASH} na+me AAAAAAAA\n"),
        SIGNED.replace("=\n\n", "=\n\n\N{EM DASH} na\N{IDEOGRAPHIC SPACE}me AAAAAAAA\n"),
        SIGNED.encode().replace(b"log", b"\xff"),
        SIGNED.replace("log", "\ud800"),
    ],
)
def test_what_is_no_note_is_refused(content: bytes | str) -> None:
    with pytest.raises(Malformed):
        note.parse(content)


def test_a_note_larger_than_a_mebibyte_is_not_read() -> None:
    with pytest.raises(TooLarge):
        note.parse(b"x" * (note.MAX_SIZE + 1))


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        "name+530d903a",
        "name+530d903a+",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fo +530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+BukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
    ],
)
def test_what_is_no_vkey_is_refused(vkey: str) -> None:
    with pytest.raises(Malformed):
        VerifierKey.parse(vkey)


ROOT = b64encode(HEAD.root).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n3\n",
        f"origin\n3\n{ROOT}",
        f"\n3\n{ROOT}\n",
        f"origin\n03\n{ROOT}\n",
        f"origin\n+3\n{ROOT}\n",
        f"origin\n3 \n{ROOT}\n",
        f"origin\n٣\n{ROOT}\n",
        f"origin\n{1 << 63}\n{ROOT}\n",
        f"origin\n3\n{ROOT[:-1]}\n",
        f"origin\n3\n{ROOT[:-4]}\n",
        f"origin\n3\n{ROOT} \n",
        f"origin\n3\n{ROOT}\n\nextension\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        checkpoint.parse(text)


def test_extension_lines_are_read_and_signed() -> None:
    extended = Checkpoint(HEAD.origin, 3, HEAD.root, ("an extension", "and another"))
    signed = checkpoint.sign(extended, [LOG, WITNESS])
    assert checkpoint.open_signed(signed.content, HEAD.origin, [WITNESS.key]) == extended
    with pytest.raises(ProofInvalid):
        note.open_note(signed.content.replace("and another\n", ""), [WITNESS.key])


def test_a_checkpoint_of_another_log_is_refused() -> None:
    with pytest.raises(ProofInvalid) as refusal:
        checkpoint.open_signed(SIGNED, "log.example/other", [LOG.key])
    assert refusal.value.code == "ORIGIN_WRONG"


@pytest.mark.parametrize(
    "wrong", [Checkpoint("two\nlines", 3, HEAD.root), Checkpoint("", 3, HEAD.root), Checkpoint("o", -1, HEAD.root)]
)
def test_a_checkpoint_that_would_read_differently_is_not_signed(wrong: Checkpoint) -> None:
    with pytest.raises(Malformed):
        checkpoint.sign(wrong, [LOG])


def test_a_signer_does_not_show_its_seed() -> None:
    assert repr(LOG) == "Ed25519Signer('log.example/zhengben')"
    assert "x01" not in repr(WITNESS)
