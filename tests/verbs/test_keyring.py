"""Keys: made once, readable by their owner only, never shown; and signing as the contracts and the log verify."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from eth_account import Account

from ledger import keyring
from ledger.core import signatures
from ledger.core.errors import Conflict, Malformed, ProofInvalid, Usage
from ledger.keyring import AccountSigner, Keyring

DIGEST = bytes(range(32))
VERIFIER = b"\xee" * 20


def test_keys_are_made_on_first_use_and_stay(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "data" / "keys")
    made = [ring.master_key(), ring.index_key(), ring.log_key("o").seed]
    made += [signer.account.key for signer in (ring.payer(), ring.log_operator())]
    assert len({bytes(key) for key in made}) == 5
    assert ring.master_key() == made[0]
    assert ring.payer().address == Keyring(ring.folder).payer().address
    assert {path.stat().st_mode & 0o777 for path in ring.folder.iterdir()} == {0o600}
    assert ring.folder.stat().st_mode & 0o777 == 0o700
    assert not [path for path in ring.folder.iterdir() if path.suffix != ".key"]


def test_of_many_first_users_one_makes_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: Keyring(tmp_path).master_key(), range(32)))
    assert len(keys) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_a_key_that_others_reach_is_refused_by_name(tmp_path: Path, mode: int) -> None:
    ring = Keyring(tmp_path)
    key = ring.master_key()
    (tmp_path / "master.key").chmod(mode)
    with pytest.raises(Usage) as caught:
        ring.master_key()
    assert caught.value.code == "KEY_FILE_EXPOSED"
    assert "chmod 600" in caught.value.next
    assert key.hex() not in str(caught.value.to_dict())


@pytest.mark.parametrize("content", ["", "00", "zz" * 32, "00" * 33, "geheim"])
def test_a_broken_key_file_is_refused_without_showing_it(tmp_path: Path, content: str) -> None:
    path = tmp_path / "log.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(Usage) as caught:
        Keyring(tmp_path).log_key("o")
    assert caught.value.code == "KEY_FILE_MALFORMED"
    assert "geheim" not in str(caught.value.to_dict())


def test_a_folder_in_place_of_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.key").mkdir()
    with pytest.raises(Usage) as caught:
        Keyring(tmp_path).log_key("o")
    assert caught.value.code == "KEY_FILE_UNREADABLE"


def test_no_key_shows_in_a_representation(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    for signer, secret in ((ring.payer(), "payer.key"), (ring.log_key("o"), "log.key")):
        assert (tmp_path / secret).read_text().strip() not in repr(signer)


def test_an_account_signs_what_the_core_verifies() -> None:
    signer = AccountSigner(bytes([7]) * 32)
    assert signer.address == Account.from_key(bytes([7]) * 32).address
    assert signer.signer_bytes.hex() == signer.address[2:].lower()
    signature = signer.sign_digest(DIGEST)
    signatures.verify(signer.signer_bytes, DIGEST, signature)
    with pytest.raises(ProofInvalid):
        signatures.verify(signer.signer_bytes, bytes(32), signature)


@pytest.mark.parametrize("raw", [b"", bytes(32), bytes([255]) * 32, bytes([1]) * 33])
def test_what_is_no_private_key_makes_no_account(raw: bytes) -> None:
    with pytest.raises(Malformed):
        AccountSigner(raw)


def test_an_account_file_opens_with_its_password_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "me.json"
    made = keyring.create_account(path, "right", work=4)
    opened = keyring.load(path, "right")
    assert opened.signer_bytes == made.signer_bytes
    signatures.verify(made.signer_bytes, DIGEST, opened.sign_digest(DIGEST))
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Usage) as caught:
        keyring.load(path, "wrong")
    assert caught.value.code == "PASSWORD_WRONG"


def test_a_given_private_key_is_kept_as_a_keystore_that_wallets_read(tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    keyring.create_account(path, "pw", private_key=bytes([9]) * 32, work=4)
    assert bytes(Account.decrypt(path.read_text(), "pw")) == bytes([9]) * 32


def test_a_p256_file_opens_with_its_password_only(tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    made = keyring.create_p256(path, "right", VERIFIER, work=4)
    opened = keyring.load(path, "right")
    assert opened.signer_bytes == made.signer_bytes
    assert made.signer_bytes[:20] == VERIFIER
    for digest in (DIGEST, bytes(32), bytes([255]) * 32):
        signatures.verify(made.signer_bytes, digest, opened.sign_digest(digest))
    assert "ENCRYPTED PRIVATE KEY" in path.read_text()
    with pytest.raises(Usage) as caught:
        keyring.load(path, "wrong")
    assert caught.value.code == "PASSWORD_WRONG"


def test_a_p256_file_with_another_public_half_is_refused(tmp_path: Path) -> None:
    one, two = (
        keyring.create_p256(tmp_path / "1.json", "pw", VERIFIER, work=4),
        keyring.create_p256(tmp_path / "2.json", "pw", VERIFIER, work=4),
    )
    text = one.path.read_text().replace(one.signer_bytes[20:].hex(), two.signer_bytes[20:].hex())
    one.path.write_text(text)
    with pytest.raises(Usage) as caught:
        keyring.load(one.path, "pw")
    assert caught.value.code == "KEY_FILE_MALFORMED"


@pytest.mark.parametrize("change", [{"n": 1 << 40}, {"r": 0}, {"salt": "no hex"}, {"salt": None}, {"n": "many"}])
def test_a_p256_file_with_absurd_parameters_is_refused_at_once(tmp_path: Path, change: dict) -> None:
    path = keyring.create_p256(tmp_path / "key.json", "pw", VERIFIER, work=4).path
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"scrypt": content["scrypt"] | change}))
    with pytest.raises(Usage):
        keyring.load(path, "pw")


def test_an_existing_key_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "me.json"
    keyring.create_account(path, "pw", work=4)
    before = path.read_bytes()
    for make in (
        lambda: keyring.create_account(path, "pw", work=4),
        lambda: keyring.create_p256(path, "pw", VERIFIER, work=4),
    ):
        with pytest.raises(Conflict):
            make()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["me.json"]


def test_listing_needs_no_password_and_leaves_out_strangers(tmp_path: Path) -> None:
    account = keyring.create_account(tmp_path / "a.json", "pw", work=4)
    p256 = keyring.create_p256(tmp_path / "b.json", "pw", VERIFIER, work=4)
    for name, content in (("c.json", "{}"), ("d.json", "no json"), ("e.json", "[]"), ("f.txt", "")):
        (tmp_path / name).write_text(content)
    assert keyring.listed(tmp_path) == [account, p256]
    assert keyring.listed(tmp_path / "nowhere") == []
    for name in ("c.json", "d.json", "e.json", "missing.json"):
        with pytest.raises(Usage):
            keyring.load(tmp_path / name, "pw")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Exception, match="cannot be written"):
        Keyring(tmp_path / "keys").master_key()
