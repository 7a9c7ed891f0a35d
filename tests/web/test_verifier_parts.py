"""The parts of the page's verifier, against the public vectors and against Python, where no bundle leads."""

import hashlib
import json
import random
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ledger.certifying import draw
from ledger.core import canonical, manifest, merkle, note, signatures
from ledger.core.certificate import bundle_in
from ledger.core.encoding import decimal, from_base64, from_base64url, to_base64url
from ledger.core.errors import Malformed, ProofInvalid, TooLarge, Usage, ZhengbenError
from tests.authenticator import Passkey
from tests.core.test_webauthn import DIGEST, SIGNER
from tests.forgeries.world import AccountKey, CardKey
from tests.web import strange_pdfs
from tests.web.in_node import ask, raw

VECTORS = Path(__file__).parents[1] / "vectors"
FORGERIES = VECTORS.parent / "forgeries"


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


def hexed(content: bytes) -> str:
    return "0x" + content.hex()


def is_yes(answer: Any) -> bool:
    """Whether a demand was met; what says no says so as a refusal, not by falling over."""
    assert answer is True or answer["thrown"] == "Refused", answer
    return answer is True


# ---- public vectors


def test_public_inclusion_vectors() -> None:
    cases = vectors("tdev_merkle_inclusion")["cases"]
    asked = [
        (
            "inclusion",
            {"index": case["leafIdx"], "size": case["treeSize"], "leaf": case["leafHash"] or "",
             "path": case["proof"] or [], "root": case["root"] or ""},
        )
        for case in cases
    ]  # fmt: skip
    for case, answer in zip(cases, ask(asked), strict=True):
        assert is_yes(answer) is not case["wantErr"], case


def test_public_consistency_vectors() -> None:
    cases = vectors("tdev_merkle_consistency")["cases"]
    asked = [
        (
            "consistency",
            {"first": case["size1"], "second": case["size2"], "root1": case["root1"] or "",
             "root2": case["root2"] or "", "path": case["proof"] or []},
        )
        for case in cases
    ]  # fmt: skip
    for case, answer in zip(cases, ask(asked), strict=True):
        assert is_yes(answer) is not case["wantErr"], case


def test_typed_data_are_digested_as_wallets_do() -> None:
    read = vectors("typed_data")
    cases = read["cases"]
    asked = []
    for case in cases:
        if case["domain"] == "log":
            asked.append(("filingDigest", {"message": case["message"], "origin": read["logOrigin"]}))
        else:
            asked.append(("digest", case | {"domain": read["domains"][case["domain"]]}))
    on_chain = [case for case in cases if case["domain"] != "log"]
    hashes = ask([*asked, *(("structHash", case) for case in on_chain)])
    assert hashes == [case["digest"] for case in cases] + [case["structHash"] for case in on_chain]


def test_public_notes_and_cosignatures() -> None:
    cases = vectors("signed_notes")["notes"]
    for case in cases:
        keys = [case["vkey"]]
        name = case["vkey"].partition("+")[0]
        good, other, spoiled = ask(
            [
                ("note", {"content": case["note"], "keys": keys}),
                ("note", {"content": case["note"], "keys": []}),
                ("note", {"content": "x" + case["note"], "keys": keys}),
            ]
        )
        assert (good, other) == ([name], [])
        assert spoiled["key"] == "NOTE_SIGNATURE_INVALID"


def test_public_assertions_of_passkeys() -> None:
    for vector in vectors("webauthn")["assertions"]:
        read = {name: bytes.fromhex(value[2:]) for name, value in vector.items() if str(value).startswith("0x")}
        length = len(read["authenticatorData"]).to_bytes(2, "big")
        seal = read["r"] + read["s"] + length + read["authenticatorData"] + read["clientDataJSON"]
        signer = hexed(bytes(20) + read["x"] + read["y"])
        (answer,) = ask(
            [("signedPasskey", {"signer": signer, "digest": vector["challenge"], "signature": hexed(seal)})]
        )
        assert is_yes(answer) is vector["good"], vector["name"]


def test_canonical_json_of_others() -> None:
    for name, case in vectors("jcs_rfc8785")["cases"].items():
        (answer,) = ask([("decode", raw(case["input"].encode()))])
        try:
            expected: Any = raw(canonical.encode(canonical.decode(case["input"].encode())))
        except Malformed:
            assert answer["thrown"] == "Refused", name
            continue
        assert answer == expected, name
        assert b64decode(answer).decode() == case["canonical"], name


# ---- against Python


def test_digests_of_any_length() -> None:
    chance = random.Random("digests")
    contents = [chance.randbytes(size) for size in (*range(130), 1000, 4096, 65_537)]
    answers = ask([(name, raw(one)) for one in contents for name in ("sm3", "sha256")])
    assert answers == [hashlib.new(name, one).hexdigest() for one in contents for name in ("sm3", "sha256")]


def spoiled(seal: bytes, chance: random.Random) -> bytes:
    how = chance.randrange(4)
    if how == 0:
        return seal[: chance.randrange(len(seal))]
    if how == 1:
        return seal + chance.randbytes(1)
    at = chance.randrange(len(seal))
    return seal[:at] + bytes([seal[at] ^ 1 << chance.randrange(8)]) + seal[at + 1 :]


def test_seals_with_one_bit_changed() -> None:
    chance, account, passkey = random.Random("seals"), AccountKey("seals"), Passkey("test", bytes(20))
    card = CardKey("seals", bytes(20))
    pairs = [
        (account.signer, account.sign(DIGEST)),
        (card.signer, card.sign(DIGEST)),
        (SIGNER, passkey.sign_digest(DIGEST)),
    ]
    asked = [(signer, seal if i == 0 else spoiled(seal, chance)) for signer, seal in pairs for i in range(60)]
    questions = [("signed", {"signer": hexed(k), "digest": hexed(DIGEST), "signature": hexed(s)}) for k, s in asked]
    for (signer, seal), answer in zip(asked, ask(questions), strict=True):
        try:
            signatures.verify(signer, DIGEST, seal)
            expected = True
        except (Malformed, ProofInvalid):
            expected = False
        assert is_yes(answer) is expected, seal.hex()


ORDER = 2**252 + 27742317777372353535851937790883648493


def test_ed25519_takes_no_signature_that_openssl_refuses() -> None:
    """Larger s, and keys and points of small order: of the eight, and in spellings that are not canonical."""
    signer = note.Ed25519Signer("log.example", bytes(range(32)))
    good = signer.sign("text\n")
    r, s = good.blob[:32], int.from_bytes(good.blob[32:], "little")
    small = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ]
    keys = [signer.key, *(note.VerifierKey("log.example", note.ED25519, bytes.fromhex(one)) for one in small)]
    blobs = [good.blob, r + (s + ORDER).to_bytes(32, "little"), r[::-1] + good.blob[32:], good.blob[:63], b"x" * 64]
    blobs += [bytes.fromhex(one) + (0).to_bytes(32, "little") for one in small]
    cases = [(key, blob) for key in keys for blob in blobs]
    questions = []
    for key, blob in cases:
        content = note.Note("text\n", (note.Signature(key.name, key.key_id, blob),)).content
        questions.append(("note", {"content": content, "keys": [key.vkey]}))
    for (key, blob), answer in zip(cases, ask(questions), strict=True):
        try:
            key.verify("text\n", note.Signature(key.name, key.key_id, blob))
            expected: Any = [key.name]
        except ProofInvalid:
            expected = None
        assert (answer if isinstance(answer, list) else None) == expected, (key.public.hex(), blob.hex())


def test_texts_of_bytes_have_one_spelling() -> None:
    texts = ["", "AA==", "AB==", "AAA=", "AAB=", "AAAA", "AAA", "AA", "A", "A===", "====", "AA=A", "A A=", "AA==\n",
             "é===", "AAAAAA==", "-_-_", "+/+/", "AA", "AB", "AAA", "AAB", "_w", "_x", "__8", "__9"]  # fmt: skip
    numbers = ["0", "00", "1", "-1", "+1", "1 ", "١", "9223372036854775807", "9223372036854775808", "1" * 30, "", "1.0"]
    asked = [(name, text) for text in texts for name in ("base64", "base64url")] + [("decimal", one) for one in numbers]
    readers = {
        "base64": lambda text: from_base64(text, "x").hex(),
        "base64url": lambda text: from_base64url(text, "x").hex(),
        "decimal": lambda text: str(decimal(text, "x")),
    }
    for (name, text), answer in zip(asked, ask(asked), strict=True):
        try:
            expected: Any = readers[name](text)
        except Malformed:
            assert answer["thrown"] == "Refused", (name, text)
            continue
        assert answer == expected, (name, text)


def line(plain: str) -> str:
    return to_base64url(plain.encode("utf-8", "surrogatepass"))


SALT, DIGITS = "A" * 22, "0f" * 32
LINES = [
    f'["{salt}","line",{{"name":"{name}","sha256":"{DIGITS}","size":{size},"sm3":"{DIGITS}"}}]'
    for salt, name, size in (
        *((SALT, name, 1) for name in ("a", "图/流强.png", "a/../b", "/a", "a/", "", ".", "a//b", "\\\\", '\\"',
                                     "\\n", "\\u0061", "e\u0301", "a\x7f", "\u2028", "\ud800", "x" * 4096, "x" * 4097,
                                     "é" * 2049)),
        *((SALT, "a", size) for size in (0, "00", -1, 9007199254740991, 9007199254740992, "1.0", 9999999999999999)),
        ("A" * 21 + "B", "a", 1),
        ("A" * 23, "a", 1),
    )
]  # fmt: skip


def test_lines_of_manifests() -> None:
    texts = [line(plain) for plain in LINES] + [line(LINES[0]) + "=", line(" " + LINES[0]), line("[]"), "", "?"]
    for text, answer in zip(texts, ask(("line", text) for text in texts), strict=True):
        try:
            manifest.parse(text)
            expected = True
        except (Malformed, TooLarge):
            expected = False
        assert is_yes(answer) is expected, text


# ---- certificates


REFUSALS = {
    "CERTIFICATE_AMBIGUOUS": "verify_pdf_ambiguous",
    "CERTIFICATE_LOCKED": "verify_pdf_locked",
    "CERTIFICATE_UNREADABLE": "verify_pdf_unreadable",
    "CERTIFICATE_WITHOUT_BUNDLE": "verify_pdf_without",
}


def of_certificates(certificates: Mapping[str, bytes]) -> dict[str, bytes | str]:
    """What both take out of each, or by which name both refuse it."""
    said: dict[str, bytes | str] = {}
    answers = ask(("pdf", raw(one)) for one in certificates.values())
    for (name, one), answer in zip(certificates.items(), answers, strict=True):
        try:
            taken = bundle_in(one)
        except Usage as refusal:
            said[name], expected, answered = refusal.code, REFUSALS[refusal.code], answer["key"]
        else:
            said[name], expected, answered = taken, raw(taken), answer
        assert answered == expected, name
    return said


def test_the_bundle_comes_out_of_a_certificate_as_python_takes_it_out() -> None:
    bundle = (FORGERIES / "filing.json").read_bytes()
    drawn = draw(bundle, (FORGERIES / "trust.json").read_bytes(), "zh", now=1_800_000_000)
    (again,) = ask([("savedAgain", raw(drawn))])
    by_another = b64decode(again)
    assert b"/ObjStm" in by_another
    certificates = {"drawn": drawn, "saved by another program": by_another, "cut": drawn[:500]}
    assert of_certificates(certificates) == {
        "drawn": bundle,
        "saved by another program": bundle,
        "cut": "CERTIFICATE_UNREADABLE",
    }


def test_an_encrypted_certificate_is_refused_by_both_even_where_it_opens_without_a_password() -> None:
    assert set(of_certificates(strange_pdfs.encrypted()).values()) == {"CERTIFICATE_LOCKED"}


def test_of_every_strange_pdf_both_take_out_the_same_or_refuse_it_by_the_same_name() -> None:
    said = of_certificates(strange_pdfs.strange())
    assert said["plain"] == said["deflated"] == said["the name in UTF-16"] == strange_pdfs.BUNDLE
    assert set(REFUSALS) - {"CERTIFICATE_LOCKED"} <= set(said.values())


# ---- whatever bytes


def test_entries_and_seals_of_any_bytes_are_refused_and_never_fall_over() -> None:
    from ledger.core import filing, sealproof

    chance = random.Random("bytes")
    good = b64decode(json.loads((FORGERIES / "filing.json").read_text("utf-8"))["filing"]["entry"])
    entries = [good, b"", b"{}", *(spoiled(good, chance) for _ in range(150))]
    blobs = [
        b"",
        b"\0\0",
        b"\0",
        b"\0\1x",
        b"\xff\xff",
        b"\0\0" * 64,
        b"\0\0" * 65,
        *(chance.randbytes(9) for _ in range(100)),
    ]
    answers = ask([*(("entry", raw(one)) for one in entries), *(("split", raw(one)) for one in blobs)])
    for one, answer in zip(entries, answers, strict=False):
        try:
            expected = filing.read_entry(one).signature_digest is not None
        except ZhengbenError:
            expected = False
        assert is_yes(answer) is expected, one
    for one, answer in zip(blobs, answers[len(entries) :], strict=True):
        try:
            count: int | None = len(sealproof.split(one))
        except ProofInvalid:
            count = None
        assert (answer if isinstance(answer, int) else None) == count, one


def test_leaves_of_large_trees_are_found_by_numbers_of_any_size() -> None:
    leaf, root = bytes(32), b64encode(merkle.leaf_hash(b"")).decode()
    huge = (1 << 63) - 1
    of_all = {"index": str(huge - 1), "size": str(huge), "leaf": raw(leaf), "root": root}
    asked = [("inclusion", of_all | {"path": [raw(leaf)] * count}) for count in (0, 1, 62, 63)]
    for (_, question), answer in zip(asked, ask(asked), strict=True):
        assert is_yes(answer) is False
        with pytest.raises(ProofInvalid):
            merkle.verify_inclusion(huge - 1, huge, leaf, [leaf] * len(question["path"]), merkle.leaf_hash(b""))
