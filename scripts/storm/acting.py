"""Who moves shares while the ledger is killed: achievements are registered, confirmed, and conveyed to and fro.

Every step is the API's: drafted with a session, signed seat by seat, submitted, followed. A draft that the state has
overtaken (the chain turned below it) is left lying with its signatures, as people would, and drafted anew.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from ledger.client import text_digest
from ledger.core import acts
from ledger.core.acts import ContractDomain
from ledger.genesis import Network
from ledger.keyring import Signer
from scripts.storm.clients import Client, Filer, Json, Voice
from scripts.storm.journal import Journal
from scripts.storm.world import NOTICE

_CONVEYANCES = 12
"""Conveyances of an achievement before the next one is registered."""
_THERE = ("included", "final")
_PATIENCE = 60.0


class Overtaken(Exception):
    """The act cannot take effect any more; it is drafted anew."""


class Holder(Client):
    """Acts for everybody in the network, with their keys.

    :param domains: of the contracts, by name.
    """

    def __init__(
        self,
        name: str,
        voice: Voice,
        promises: Journal,
        *,
        net: Network,
        domains: Mapping[str, ContractDomain],
        filer: Filer,
        seed: int,
    ) -> None:
        super().__init__(name, voice, promises)
        self._net, self._domains, self._filer = net, domains, filer
        self._rng = random.Random(f"{seed}/{name}/{time.time_ns()}")  # noqa: S311

    def live(self) -> None:
        """Achievement after achievement."""
        while True:
            try:
                self._one_achievement()
            except Overtaken:
                self.voice.wait(1)  # its acts were promised and are judged; life goes on with another

    def _one_achievement(self) -> None:
        self._insist(self._sign_in)
        leaf = self._in_log(self._filer.file())
        achievement = "0x" + acts.achievement_number(1, bytes.fromhex(leaf)).hex()
        self._insist(lambda: self._register(leaf))
        self.promises.append({"achievement": achievement})
        self._insist(lambda: self._propose(achievement, leaf))
        self._insist(lambda: self._confirm(achievement, leaf))
        for turn in range(_CONVEYANCES):
            self._insist(partial(self._convey, achievement, leaf, turn))

    # The acts

    def _register(self, leaf: str) -> None:
        university, desk = self._net.parties["university"], self._net.appointments["desk"]
        claimed = [{"party": university, "share": "1/1"}]
        fields = {"node": 1, "filing": leaf, "filer": university, "claimed": claimed, "appointment": desk}
        self._act("register", fields, ("university", "officer"))

    def _propose(self, achievement: str, leaf: str) -> None:
        shares = {"university": "1/2", "lin": "1/4", "wang": "1/4"}
        table = [{"party": self._net.parties[name], "share": share} for name, share in shares.items()]
        until = int(time.time()) + NOTICE + 4  # long enough to be signed and sent through a few kills
        fields = {
            "achievement": achievement,
            "filing": leaf,
            "table": table,
            "rule": "unanimous",
            "noticeUntil": until,
        }
        self._act("propose", fields, ("university",))

    def _confirm(self, achievement: str, leaf: str) -> None:
        fields = {"achievement": achievement, "filing": leaf, "appointment": self._net.appointments["desk"]}
        self._act("confirm", fields, ("university", "lin", "wang", "officer"))

    def _convey(self, achievement: str, leaf: str, turn: int) -> None:
        names = ("university", "lin", "wang")
        giver, taker = names[turn % 3], names[(turn + 1) % 3]
        movement = {"from": self._net.parties[giver], "to": self._net.parties[taker], "units": 1 + turn}
        fields = {
            "achievement": achievement,
            "filing": leaf,
            "basis": "sale",
            "movements": [movement],
            "appointment": self._net.appointments["desk"],
        }
        self._act("convey", fields, (*names, "officer"))

    def _act(self, kind: str, fields: Json, signers: Sequence[str]) -> None:
        drafted = self._ask("POST", "/v1/acts", {"kind": kind, "fields": fields})
        act, message = drafted["id"], drafted["message"]
        self.promises.append({"act": act, "kind": kind})
        known = acts.kind(kind)
        digest = acts.digest(known.primary_type, message, self._domains[known.contract])
        for name in signers:
            party = self._net.parties[name]
            signature = "0x" + self._key(name).sign_digest(digest).hex()
            self._ask("POST", f"/v1/acts/{act}/signatures", {"party": party, "signature": signature})
            self.promises.append({"act": act, "party": party, "signature": signature})
        self._ask("POST", f"/v1/acts/{act}/submit", {})
        self.promises.append({"act": act, "submitted": True})
        self._follow(act)

    def _follow(self, act: str) -> None:
        """Until it is in the chain."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            status = self._ask("GET", f"/v1/acts/{act}")["status"]
            if status in _THERE:
                return
            if status in ("failed", "expired"):
                raise Overtaken(f"{act} is {status}")
            self.voice.wait(0.15)
        raise Overtaken(f"{act} is not in the chain after {_PATIENCE:.0f} s")

    # Underneath

    def _insist(self, step: Callable[[], None]) -> None:
        """Again until it is done, forty times at most."""
        for _ in range(40):
            try:
                step()
                return
            except Overtaken:
                self.voice.wait(0.3)
        step()

    def _ask(self, method: str, path: str, body: Json | None = None) -> Json:
        answer = self.voice.ask(method, path, body)
        if answer.status == 401:
            self._sign_in()
            raise Overtaken(answer.code)
        if answer.status in (404, 409, 422) or answer.code == "NO_SEAT":  # the roll of a state that was turned back
            raise Overtaken(f"{answer.code}: {answer.body.get('detail')}")
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {answer.body}")
        return answer.body

    def _sign_in(self) -> None:
        self.voice.token = None
        key = self._key("officer")
        asked = self.voice.ask("POST", "/v1/sessions/challenge", {"signer": "0x" + key.signer_bytes.hex()}).body
        signature = key.sign_digest(text_digest(asked["message"]))
        body = {"challenge": asked["challenge"], "signature": "0x" + signature.hex()}
        answer = self.voice.ask("POST", "/v1/sessions", body)
        if answer.status >= 300:
            raise Overtaken(answer.code)  # the answer was lost on its way, and a challenge is taken once
        self.voice.token = answer.body["token"]

    def _in_log(self, leaf: str) -> str:
        while self.voice.ask("GET", f"/v1/filings/{leaf}").body.get("index") is None:
            self.voice.wait(0.1)
        return leaf

    def _key(self, name: str) -> Signer:
        return self._net.signers[self._net.parties[name]]
