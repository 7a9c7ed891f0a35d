"""A tlog-policy says whom a reader believes, and a tlog-proof carries what the reader checks."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import checkpoint, merkle, tlog_policy, tlog_proof
from ledger.core.checkpoint import Checkpoint
from ledger.core.errors import Malformed, ProofInvalid
from ledger.core.note import Cosigner, Ed25519Signer
from ledger.core.tlog_proof import TlogProof

LOG = Ed25519Signer("log.example", bytes(32))
OTHER_LOG = Ed25519Signer("log.example", b"\xff" * 32)
NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
WITNESSES = {name: Cosigner(f"{name}.example", bytes([i]) * 32, 1_763_856_000 + i) for i, name in enumerate(NAMES, 1)}
ENTRIES = [b"entry %d" % i for i in range(5)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
HEAD = Checkpoint("log.example", 5, merkle.root(LEAVES))
LINES = "".join(f"witness {name} {cosigner.key.vkey}\n" for name, cosigner in WITNESSES.items())
TWO_LEVELS = f"""
# the two levels of the specification's example
log {LOG.key.vkey} https://log.example/
{LINES}
  group  X-witnesses 2 X1 X2 X3
group Y-witnesses\tany Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


@pytest.mark.parametrize("count", range(7))
def test_the_quorum_of_two_levels_is_judged_for_every_set_of_witnesses(count: int) -> None:
    policy = tlog_policy.parse(TWO_LEVELS)
    for names in combinations(NAMES, count):
        signed = checkpoint.sign(HEAD, [LOG, *(WITNESSES[name] for name in names)])
        x, y = (sum(name[0] == letter for name in names) for letter in "XY")
        if x >= 2 and y >= 1:
            assert policy.evaluate(signed).cosigned == {name: WITNESSES[name].time for name in names}
        else:
            with pytest.raises(ProofInvalid) as refusal:
                policy.evaluate(signed)
            assert refusal.value.code == "QUORUM_MISSED"
            assert refusal.value.values["cosigned"] == list(names)


def test_a_quorum_may_be_one_witness_or_none() -> None:
    one = tlog_policy.parse(f"log {LOG.key.vkey}\n{LINES}quorum Y2\n")
    with pytest.raises(ProofInvalid):
        one.evaluate(checkpoint.sign(HEAD, [LOG, WITNESSES["Y1"]]))
    assert one.evaluate(checkpoint.sign(HEAD, [LOG, WITNESSES["Y2"]])).checkpoint == HEAD
    none = tlog_policy.parse(f"log {LOG.key.vkey}\nquorum none\n")
    assert none.evaluate(checkpoint.sign(HEAD, [LOG])).cosigned == {}


def test_a_checkpoint_of_no_known_log_is_refused() -> None:
    policy = tlog_policy.parse(f"log {LOG.key.vkey}\n{LINES}quorum none\n")
    foreign_origin = checkpoint.sign(Checkpoint("other.example", 5, HEAD.root), [LOG])
    for signed in (checkpoint.sign(HEAD, [OTHER_LOG]), checkpoint.sign(HEAD, [WITNESSES["X1"]]), foreign_origin):
        with pytest.raises(ProofInvalid) as refusal:
            policy.evaluate(signed)
        assert refusal.value.code == "LOG_SIGNATURE_MISSING"
    with pytest.raises(ProofInvalid):
        tlog_policy.parse("quorum none").evaluate(checkpoint.sign(HEAD, [LOG]))


def test_a_policy_reads_back_as_itself() -> None:
    policy = tlog_policy.parse(TWO_LEVELS)
    assert tlog_policy.parse(policy.text) == policy
    assert tlog_policy.parse(policy.text.encode()) == policy


def test_names_may_be_any_octets() -> None:
    content = LINES.encode().replace(b"witness X1", b"witness \xe6\xad\xa3\xff") + b"quorum \xe6\xad\xa3\xff\n"
    assert tlog_policy.parse(content).witnesses[0].name == tlog_policy.parse(content).quorum


X1, X2 = WITNESSES["X1"].key.vkey, WITNESSES["X2"].key.vkey


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no quorum"),
        ("quorum none\nquorum none\n", "second quorum"),
        ("quorum X1\n", "not defined"),
        (f"quorum X1\nwitness X1 {X1}\n", "not defined"),
        (f"witness X1 {X1}\nwitness X1 {X2}\nquorum X1\n", "taken"),
        (f"witness none {X1}\nquorum none\n", "taken"),
        (f"witness A {X1}\nwitness B {X1}\nquorum A\n", "twice"),
        (f"log {LOG.key.vkey}\nlog {LOG.key.vkey}\nquorum none\n", "twice"),
        (f"witness A {LOG.key.vkey}\nquorum A\n", "type 0x01"),
        (f"witness A {X1}\ngroup G 2 A\nquorum G\n", "threshold"),
        (f"witness A {X1}\ngroup G 0 A\nquorum G\n", "threshold"),
        (f"witness A {X1}\ngroup G 01 A\nquorum G\n", "threshold"),
        (f"witness A {X1}\ngroup G some A\nquorum G\n", "threshold"),
        (f"witness A {X1}\ngroup G any\nquorum G\n", "no line of a policy"),
        (f"witness A {X1}\ngroup G any A A\nquorum G\n", "member already"),
        (f"witness A {X1}\ngroup G any A\ngroup H any A\nquorum H\n", "member already"),
        (f"witness A {X1}\ngroup G any G\nquorum G\n", "not defined"),
        ("group G any none\nquorum G\n", "not defined"),
        ("quorum none none\n", "no line of a policy"),
        ("mirror none\n", "no line of a policy"),
        ("quorum none\r\n", "control"),
        ("quorum none\x7f\n", "control"),
        ("#" * 70_000, "at most"),
    ],
)
def test_what_is_no_policy_is_refused(content: str, why: str) -> None:
    with pytest.raises(Malformed, match=why) as refusal:
        tlog_policy.parse(content)
    assert refusal.value.code == "POLICY_MALFORMED"


POLICY = tlog_policy.parse(f"log {LOG.key.vkey}\n{LINES}quorum X1\n")
SIGNED = checkpoint.sign(HEAD, [LOG, WITNESSES["X1"]]).content


def proof(index: int, extra: bytes | None = None) -> TlogProof:
    return TlogProof(index, tuple(merkle.inclusion_path(index, 5, merkle.in_memory(LEAVES))), SIGNED, extra)


@given(st.integers(0, 4), st.none() | st.binary(max_size=40))
def test_a_proof_reads_back_as_itself_and_verifies(index: int, extra: bytes | None) -> None:
    made = proof(index, extra)
    read = tlog_proof.parse(made.text)
    assert read == made
    assert read.verify(LEAVES[index], POLICY).checkpoint == HEAD


def test_a_proof_looks_as_the_specification_shows_it() -> None:
    lines = proof(4, b"x").text.split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra eA==", "index 4"]
    assert lines[4:6] == ["", "log.example"]


def test_a_proof_shows_no_other_entry_and_satisfies_no_other_policy() -> None:
    with pytest.raises(ProofInvalid):
        proof(2).verify(LEAVES[3], POLICY)
    with pytest.raises(ProofInvalid):
        TlogProof(3, proof(2).path, SIGNED).verify(LEAVES[2], POLICY)
    with pytest.raises(ProofInvalid):
        proof(2).verify(LEAVES[2], tlog_policy.parse(f"log {LOG.key.vkey}\n{LINES}quorum X2\n"))


TEXT = proof(2).text


@pytest.mark.parametrize(
    "content",
    [
        "",
        TEXT.replace("@v1", "@v2"),
        TEXT.replace("index 2\n", ""),
        TEXT.replace("index 2", "index 02"),
        TEXT.replace("index 2", "index -2"),
        TEXT.replace("index 2\n", "index 2\nextra eA==\n"),
        TEXT.replace("index 2\n", "index 2\nAAAA\n"),
        TEXT.replace("index 2\n", "index 2\n" + ("A" * 43 + "=\n") * 64),
        TEXT.replace("\n\nlog.example\n", "\nlog.example\n"),
        TEXT.replace("log.example\n5", "log.example\n05"),
        TEXT[:-1],
    ],
)
def test_what_is_no_proof_is_refused(content: str) -> None:
    with pytest.raises(Malformed):
        tlog_proof.parse(content)
