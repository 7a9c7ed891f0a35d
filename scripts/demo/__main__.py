"""`python -m scripts.demo`: play the walk on a throw-away ledger, then verify what it left with the network off."""

import argparse
import json
import logging
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import structlog
from rich.console import Console

from ledger import durable, keyring, settings
from ledger.client import Client
from ledger.core.errors import Usage, ZhengbenError
from ledger.keyring import AccountSigner
from ledger.opening import opened
from scripts.demo import report
from scripts.demo.cast import Cast, day_start
from scripts.demo.desk import Actor, Desk
from scripts.demo.serving import served
from scripts.demo.staying import stay
from scripts.demo.teller import Teller
from scripts.demo.walk import Walk

KINDS = {"ORG": "organisation", "OF-": "officer", "P-1": "person"}
PLAYERS = ("ORG-ADM", "OF-CORE", "ORG-A", "ORG-B", "OF-QC", "OF-ZC", "P-101", "P-102")
WITH_CARD = "P-102"
_BEFORE_THE_START = 86_400


def main(arguments: list[str] | None = None) -> int:
    """Play the demo; 0 if every promise held, 1 if not, 64 for paths that cannot be used, 130 on Ctrl-C."""
    options = _options(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    tell = Teller(Console(highlight=False, soft_wrap=False), options.lang)
    try:
        _check_paths(options)
        return 0 if _judge(options, tell, _play(options, tell)) else 1
    except ZhengbenError as error:
        print(f"{error.code}: {error.message} → {error.next}", file=sys.stderr)
        return 64 if isinstance(error, Usage) else 1
    except KeyboardInterrupt:
        return 130


def _check_paths(options: argparse.Namespace) -> None:
    """Find out before anything is started what would stop the story at its end."""
    if options.document is not None and not options.document.is_file():
        raise Usage("FILE_MISSING", f"{options.document} is no file", next="check the path")
    try:
        (options.out / "evidence").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{options.out / 'evidence'} cannot be made: {error.strerror}"
        raise Usage("FOLDER_UNUSABLE", message, next="name another folder with --out") from None


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo", description="From a filing to a proof that survives the service.")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the story")
    parser.add_argument("--document", type=Path, help="a file of yours in place of the evaluation report")
    parser.add_argument("--stay", action="store_true", help="keep the ledger open afterwards, for a browser")
    parser.add_argument("--out", type=Path, default=Path(), help="where evidence/ and trust.json are written")
    return parser.parse_args(arguments)


def _play(options: argparse.Namespace, tell: Teller) -> dict[str, bytes]:
    cast = Cast.read()
    with tempfile.TemporaryDirectory(prefix="zhengben-demo-") as folder:
        data = Path(folder) / "data"
        document = options.document or Path(folder) / "evaluation-report.pdf"
        if options.document is None:
            report.write(document, cast.title, [cast.document("DOC-EVAL")["content_utf8"]])
        core = keyring.new_account()
        begins = day_start(cast.dossier["clock"]["start"]) + _BEFORE_THE_START
        quick = settings.load(
            data=data, database_url=None, rpc_url=None, port=0, tick_seconds=0.1, anchor_every_seconds=1
        )
        tell.say("一切都在临时目录里:数据库、链、日志、密钥。", "All of it lives in a folder that is thrown away.")
        with opened(quick, tell.progress, core=core, chain_begins=begins) as ledger:
            verifier = bytes.fromhex(ledger.service.deployment.contracts["P256Verifier"].address[2:])
            with_card = None if options.stay else WITH_CARD  # whoever stays needs keys that lie in files
            actors = {
                id: Actor(id, keyring.new_p256(verifier) if id == with_card else _account(id, core), KINDS[id[:3]])
                for id in PLAYERS
            }
            actors["ORG-ADM"].party = 1
            with served(ledger) as url, Client(url, language=options.lang) as client:
                walk = Walk(Desk(client, actors), cast, tell, ledger.move_to, document)
                walk.run()
                if options.stay:
                    stay(walk, tell, url, options.out, ledger.service.clock)
                return walk.proofs


def _account(id: str, core: AccountSigner) -> AccountSigner:
    return core if id == "ORG-ADM" else keyring.new_account()


def _judge(options: argparse.Namespace, tell: Teller, proofs: dict[str, bytes]) -> bool:
    """Write the files, verify each offline, then break one byte and see it refused."""
    evidence = options.out / "evidence"
    trust = options.out / "trust.json"
    bundles = {name: content for name, content in proofs.items() if name != "trust"}
    durable.write(trust, proofs["trust"])
    for name, content in bundles.items():
        durable.write(evidence / f"{name}.json", content)
    tell.scene("离线验证", "Verified offline")
    cut_off = _cut_off()
    tell.say(
        "服务器已经关掉,数据已经删除,网络也断开了。" if cut_off else "服务器已经关掉,数据已经删除,套接字一律拒绝。",
        "The service is gone, its data deleted, and the network is off."
        if cut_off
        else "The service is gone, its data deleted, and every socket is refused.",
    )
    held = True
    for name in bundles:
        path = evidence / f"{name}.json"
        found = _verify(path, trust, cut_off)
        tell.verdict(str(path), found["verdict"], [])
        held &= found["verdict"] == "VALID"
    broken = evidence / "title-one-byte-broken.json"
    durable.write(broken, _broken(bundles["title"]))
    tell.scene("改动一个字节", "One byte is changed")
    found = _verify(broken, trust, cut_off)
    wrong = [check for check in found["checks"] if check["status"] == "INVALID"]
    tell.verdict(str(broken), found["verdict"], [f"{c['number']} {c['name']}: {c['reason']}" for c in wrong])
    held &= found["verdict"] == "INVALID" and len(wrong) == 1
    tell.say("您也试试:", "Try it yourself:")
    tell.fact("$", "$", f".venv/bin/zhengben verify {evidence / 'title.json'} --trust {trust} --lang {options.lang}")
    return held


def _broken(bundle: bytes) -> bytes:
    """The bundle with one hex digit of the proved trail changed, the rest as it was."""
    value = json.loads(bundle)["title"]["trail"]["value"]
    digit = "0" if value[-1] != "0" else "1"
    return bundle.replace(value.encode(), (value[:-1] + digit).encode(), 1)


_OFFLINE = """
import socket, sys
def refuse(*_, **__): raise OSError("the network is off")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from ledger.cli import main
sys.exit(main(sys.argv[1:]))
"""


def _cut_off() -> bool:
    """Whether the kernel lets us run a program in a network namespace of its own, where there is no network."""
    unshare = shutil.which("unshare")
    return unshare is not None and subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode == 0


def _verify(bundle: Path, trust: Path, cut_off: bool) -> dict[str, Any]:
    command = [sys.executable, "-c", _OFFLINE, "verify", str(bundle), "--trust", str(trust), "--json"]
    if cut_off:
        command = [shutil.which("unshare") or "unshare", "-rn", *command]
    done = subprocess.run(command, capture_output=True, text=True)
    if not done.stdout:
        raise ZhengbenError("VERIFIER_SILENT", done.stderr.strip()[-400:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    sys.exit(main())
