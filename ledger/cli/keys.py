"""`zhengben keys`: the reader's own keys, encrypted files that never leave the machine; and how commands open them."""

import os
import re
import stat
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli import files, voice
from ledger.cli.locales import unavailable, usage
from ledger.cli.options import DEFAULT_URL, AsJson, Keys, Lang, PasswordFile, Url, keys_directory
from ledger.cli.options import voice as speaking
from ledger.cli.voice import Voice

if TYPE_CHECKING:
    from ledger.keyring import Signer, SignerFile

PASSWORD_VARIABLE = "ZHENGBEN_PASSWORD"  # noqa: S105  the name of a variable, no password
_NAME = re.compile(r"\w[\w.-]{0,63}")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")

app = typer.Typer()


class KeyKind(StrEnum):
    """What a key is for: an account of the chain, or a P-256 key as hardware holds it."""

    account = "account"
    p256 = "p256"


@app.command("new", help="help.keys.new")
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="help.arg.key_name")],
    kind: Annotated[KeyKind, typer.Option("--kind", help="help.opt.key_kind")] = KeyKind.account,
    verifier: Annotated[str | None, typer.Option("--verifier", metavar="0x…", help="help.opt.verifier")] = None,
    keys: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make a key and keep it encrypted."""
    from ledger import keyring

    speak, folder = speaking(as_json, lang), keys_directory(keys)
    if not _NAME.fullmatch(name) or name.endswith(".json"):
        raise usage("KEY_NAME_WRONG", name=name)
    path = folder / f"{name}.json"
    if files.is_there(folder) and not files.is_folder(folder):
        raise usage("FILE_NOT_WRITABLE", path=str(path), cause=f"{folder} is no directory", zh=f"{folder} 不是文件夹")
    if files.is_there(path):
        raise usage("KEY_EXISTS", name=name)
    contract = _verifier(verifier, url) if kind is KeyKind.p256 else b""
    secret = password(password_file, name, speak, new=True)
    made = keyring.create_p256(path, secret, contract) if contract else keyring.create_account(path, secret)
    _warn_if_exposed(path, speak)

    def show(console: Any) -> None:
        console.print(speak.words("keys.made", name=name, path=path), markup=False)
        console.print(voice.pairs([(speak.words("label.signer"), shown(made)["signer"])]))
        console.print(speak.words("keys.keep"))

    speak.answer(shown(made), show)


@app.command("list", help="help.keys.list")
def list_keys(keys: Keys = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """List keys: name, kind and signer, nothing secret."""
    from ledger import keyring

    speak, folder = speaking(as_json, lang), keys_directory(keys)
    try:
        found = [shown(item) for item in keyring.listed(folder)] if files.is_folder(folder) else []
    except OSError as error:
        raise files.not_readable(folder, error) from None

    def show(console: Any) -> None:
        if not found:
            console.print(speak.words("keys.none", keys=folder), markup=False)
            return
        titles = [speak.words(f"label.{label}") for label in ("name", "kind", "signer")]
        console.print(voice.grid(titles, [[item["name"], item["kind"], item["signer"]] for item in found]))

    speak.answer({"keys": found}, show)


def shown(key: "SignerFile") -> dict[str, str]:
    """A key as it may be shown: `{name, kind, signer, path}`; an account's signer is its checksummed address."""
    from eth_utils.address import to_checksum_address

    raw = key.signer_bytes
    signer = to_checksum_address(raw) if len(raw) == 20 else "0x" + raw.hex()
    return {"name": key.path.stem, "kind": key.kind, "signer": signer, "path": str(key.path)}


def find(key: str | None, keys: Path | None, speak: Voice) -> Path:
    """The keystore that `--key` names: a path, or a name in the key directory.

    :raises Usage: `KEY_NEEDED` or `KEY_MISSING`.
    """
    if not key:
        raise usage("KEY_NEEDED")
    folder = keys_directory(keys)
    named = os.sep in key or "/" in key or key.endswith(".json")
    path = Path(key) if named else folder / f"{key}.json"
    if not files.is_there(path) or files.is_folder(path):
        raise usage("KEY_MISSING", name=key, keys=str(path.parent))
    _warn_if_exposed(path, speak)
    return path


def signer_bytes(path: Path) -> bytes:
    """The ERC-7913 bytes of a keystore, told without its password.

    :raises Usage: `KEY_FILE_MALFORMED`.
    """
    from ledger import keyring

    for key in keyring.listed(path.parent):
        if key.path == path:
            return key.signer_bytes
    raise usage("KEY_MALFORMED", path=str(path))


def open_key(path: Path, password_file: Path | None, speak: Voice) -> "Signer":
    """Open a keystore with its password.

    :raises Usage: `PASSWORD_NEEDED`, `PASSWORD_WRONG` and what the key file itself is refused for.
    """
    from ledger import keyring

    return keyring.load(path, password(password_file, path.stem, speak))


def opened(key: str | None, keys: Path | None, password_file: Path | None, speak: Voice) -> "Signer":
    """The key that `--key` names, opened: what every command does that signs or signs in.

    :raises Usage: as `find` and `open_key`.
    """
    return open_key(find(key, keys, speak), password_file, speak)


def password(file: Path | None, name: str, speak: Voice, *, new: bool = False) -> str:
    """The password of a key: from the file, from `ZHENGBEN_PASSWORD`, else asked for at the terminal.

    :param new: a password that is being chosen is asked for twice.
    :raises Usage: `PASSWORD_NEEDED`, `PASSWORD_EMPTY`, `PASSWORDS_DIFFER`.
    """
    given: str | None
    if file is not None:
        try:
            given = files.read(file, 1 << 16).decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise files.not_readable(file, error) from None
    else:
        given = os.environ.get(PASSWORD_VARIABLE)
    if given is None:
        given = _ask(name, speak, new=new)
    if not given:
        raise usage("PASSWORD_EMPTY")
    return given


def _ask(name: str, speak: Voice, *, new: bool) -> str:
    if not sys.stdin.isatty():
        raise usage("PASSWORD_NEEDED")
    question = speak.words("ask.new_password" if new else "ask.password", name=name)
    given: str = typer.prompt(question, hide_input=True, err=True)
    if new and typer.prompt(speak.words("ask.repeat"), hide_input=True, err=True) != given:
        raise usage("PASSWORDS_DIFFER")
    return given


def _warn_if_exposed(path: Path, speak: Voice) -> None:
    if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        speak.note("keys.exposed", path=path)


def _verifier(given: str | None, url: str) -> bytes:
    """The contract that checks P-256 signatures of this ledger: as given, else as the service's status names it."""
    if given is None:
        from ledger.client import Client

        with Client(url) as client:
            status = client.status()
        given = verifier_of(status)
        if given is None:
            raise unavailable("VERIFIER_UNKNOWN", url=url)
    if not _ADDRESS.fullmatch(given):
        raise usage("ADDRESS_WRONG", address=given)
    return bytes.fromhex(given[2:])


def verifier_of(status: Mapping[str, Any]) -> str | None:
    """The address of `P256Verifier` wherever the status names the ledger's contracts."""
    for name, value in status.items():
        if name == "P256Verifier":
            address = value.get("address") if isinstance(value, dict) else value
            return address if isinstance(address, str) else None
        if isinstance(value, dict) and (inner := verifier_of(value)) is not None:
            return inner
    return None
