"""The ledger of the demo kept open after its story, with keys in files, for whoever goes on in a browser."""

import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from ledger import keyring
from ledger.core.calendar import moment
from ledger.core.errors import ZhengbenError
from ledger.founding import PASSWORD, SCRYPT_WORK
from ledger.keyring import AccountSigner
from scripts.demo.desk import attachment
from scripts.demo.teller import Teller
from scripts.demo.walk import Walk

_DAY = 86_400
_MOST_DAYS = 366


def stay(walk: Walk, tell: Teller, url: str, out: Path, clock: Callable[[], int]) -> None:
    """Leave some work, say how to go on in a browser, and let days pass as they are asked for, until Ctrl-C.

    :param url: where the service answers.
    :param out: where the folder of the key files is made; it goes when this ends.
    :param clock: seconds since 1970 on the ledger.
    """
    _leave_work(walk)
    with tempfile.TemporaryDirectory(prefix="demo-keys-", dir=out) as folder:
        _tell(walk, tell, url, Path(folder), _write_keys(walk, Path(folder)))
        threading.Thread(target=_days, args=(walk, tell, clock), name="days", daemon=True).start()
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            tell.say("账本关闭。", "The ledger closes.")
        finally:
            signal.signal(signal.SIGTERM, before)


def _leave_work(walk: Walk) -> None:
    """A filing that an officer has to examine, and a conveyance that nobody has signed."""
    desk = walk.desk
    form = walk.cast.filing_form(walk.cast.event("achievement_filed"))
    form["title"] += "（二期）"
    del form["achievement_reg_no"]
    desk.file("ORG-A", "achievement_filing/1", desk.nodes["N-QC"], form, [attachment(walk.report)])
    conveyance = {
        "achievement": walk.achievement,
        "filing": walk.agreement,
        "basis": "gift",
        "movements": [{"from": desk.actors["P-101"].party, "to": desk.actors["P-102"].party, "share": "1/100"}],
        "appointment": desk.appointments["OF-QC"],
    }
    desk.client.sign_in(desk.actors["P-101"].key)
    desk.client.draft_act("convey", conveyance)
    desk.client.sign_out()


def _write_keys(walk: Walk, folder: Path) -> list[str]:
    """The accounts of the cast, each in a file; returns whose."""
    accounts = {id: actor.key for id, actor in walk.desk.actors.items() if isinstance(actor.key, AccountSigner)}
    for id, key in accounts.items():
        keyring.create_account(folder / f"{id}.json", PASSWORD, private_key=bytes(key.account.key), work=SCRYPT_WORK)
    return list(accounts)


def _tell(walk: Walk, tell: Teller, url: str, folder: Path, ids: list[str]) -> None:
    tell.scene("接着在浏览器里做", "Go on in a browser")
    tell.say(
        "账本还开着：一份转让等各方签名，经办台上有一份备案待审。用密钥文件登录，扮演其中一位。",
        "The ledger stays open: a conveyance waits for its signatures, and a filing waits at the officer's desk. Sign "
        "in with a key file to be one of them.",
    )
    address = url.replace("127.0.0.1", "localhost")
    tell.fact("首页", "first page", address)
    tell.fact("成果", "the achievement", f"{address}/achievements/{walk.achievement}")
    tell.fact("密钥文件", "key files", folder.resolve())
    tell.fact("密码", "password", PASSWORD)
    tell.rows(
        [("主体", "party"), ("是谁", "who"), ("密钥文件", "key file")],
        [[str(walk.desk.actors[id].party), walk.cast.name(id, tell.lang), f"{id}.json"] for id in ids],
    )
    tell.say(
        "按回车，账本上过一天；输入天数，过若干天；一小时后须重新登录。Ctrl-C 关闭账本，随后离线验证它留下的证据。",
        "Enter lets a day pass on the ledger, a number so many; after an hour one signs in anew. Ctrl-C closes the "
        "ledger, and what it left is verified offline.",
    )


def _days(walk: Walk, tell: Teller, clock: Callable[[], int]) -> None:
    """Let a day pass for every line that is read, until there are no more."""
    for line in sys.stdin:
        asked = line.strip() or "1"
        if not (asked.isascii() and asked.isdigit() and 0 < int(asked) <= _MOST_DAYS):
            tell.say(f"请输入 1 至 {_MOST_DAYS} 的天数。", f"A number of days from 1 to {_MOST_DAYS}, please.")
            continue
        try:
            walk.move_to(clock() + int(asked) * _DAY)
        except ZhengbenError as error:
            tell.refused(error)
        tell.fact("账本上现在是", "on the ledger it is now", moment(clock()))
