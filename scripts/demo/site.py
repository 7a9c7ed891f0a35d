"""A served ledger with its people, for whoever looks at it through a browser: tests, pictures."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from ledger import keyring, settings
from ledger.client import Client
from ledger.keyring import AccountSigner
from ledger.opening import Opened, opened
from scripts.demo.cast import Cast, day_start
from scripts.demo.desk import Actor, Desk
from scripts.demo.serving import served
from scripts.demo.teller import Teller
from scripts.demo.walk import Walk

BEGINS = "2026-03-02"
"""Monday on which the chain of every site starts: days are counted by the calendar that is shipped."""
KINDS = {"ORG": "organisation", "OF-": "officer", "P-1": "person"}
PLAYERS = ("ORG-ADM", "OF-CORE", "ORG-A", "ORG-B", "OF-QC", "OF-ZC", "P-101", "P-102")
_NINE = 9 * 3600


@dataclass
class Site:
    """A served ledger and the keys of its people.

    :param url: `http://localhost:PORT`; passkeys want a name, not a number.
    :param desk: the people at their own programs, for what is not done in the browser.
    :param walk: the story of the demo, of which nothing but the settling in has happened.
    """

    url: str
    ledger: Opened
    desk: Desk
    walk: Walk

    def key(self, actor: str) -> AccountSigner:
        """The key of a person of the cast."""
        found = self.desk.actors[actor].key
        assert isinstance(found, AccountSigner)  # noqa: S101 - `site` makes no others
        return found

    def party(self, actor: str) -> int:
        """The party of a person of the cast."""
        return self.desk.actors[actor].party

    def session(self, actor: str) -> str:
        """The token of a new session of that person, as the browser's cookie takes it."""
        with Client(self.url, language="zh") as client:
            return client.sign_in(self.key(actor)).token

    def move_to(self, second: int) -> None:
        """Move the clock of the ledger forward; sessions of the hour before are over then."""
        self.ledger.move_to(second)
        self.desk.client.sign_out()  # whoever acts at his own program signs in anew

    @property
    def now(self) -> int:
        """The clock of the ledger."""
        return self.ledger.service.clock()


@contextmanager
def site(folder: Path, document: Path) -> Iterator[Site]:
    """One ledger: five organisations and officers, two researchers, two parks.

    :param document: what the walk files as its report.
    """
    core, cast = keyring.new_account(), Cast.read()
    quick = settings.load(
        data=folder / "data", database_url=None, rpc_url=None, port=0, tick_seconds=0.2, anchor_every_seconds=1
    )
    tell = Teller(Console(file=io.StringIO()), "zh")
    with opened(quick, lambda *_: None, core=core, chain_begins=day_start(BEGINS) + _NINE) as ledger:
        actors = {id: Actor(id, core if id == "ORG-ADM" else keyring.new_account(), KINDS[id[:3]]) for id in PLAYERS}
        actors["ORG-ADM"].party = 1
        with served(ledger) as url, Client(url, language="zh") as client:
            desk = Desk(client, actors)
            walk = Walk(desk, cast, tell, ledger.move_to, document)
            walk.settle_in()
            yield Site(url.replace("127.0.0.1", "localhost"), ledger, desk, walk)
