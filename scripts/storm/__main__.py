"""`make storm`: a seed and a number of rounds, each a kill at a drawn place; then the judgement.

    python -m scripts.storm [--seed N] [--rounds N] [--folder F] [--write]

A storm on a folder that holds one goes on where that one stopped.
"""

import argparse
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.core.deployment import Deployment
from ledger.genesis import Network
from scripts.storm import plan, report
from scripts.storm.acting import Holder
from scripts.storm.clients import Client, Filer, Voice, Watcher
from scripts.storm.executioner import Order
from scripts.storm.journal import Line
from scripts.storm.judgement import Court, Finding, hit_enough
from scripts.storm.weather import Weather
from scripts.storm.world import World, account, p256, raised

_PATIENCE = 12.0
"""Seconds that a round waits for a thread to come by its point."""
_GLANCE_EVERY = 50
_SETTLING = 120.0
"""Seconds in which everything has to come to its end once the storm is over."""
_HOLDERS = 2
_OF_FILINGS = {"intake", "sequencing", "tiles", "swap", "outbox", "send", "receipt"}
"""Points that are come by more often while more is filed, and so more is anchored."""


@dataclass
class Storm:
    """One run on a world.

    :param seed: draws the plan.
    """

    world: World
    seed: int
    weather: Weather
    hurry: threading.Event

    def round(self, number: int) -> str:
        """One kill; says what happened."""
        order = plan.draw(self.seed, number, plan.histogram(self.world.kills.lines()))
        self._help(order)
        self.world.mend()
        self.world.order(Order(**{**vars(order), "pids": self.world.pids()}))
        kill = self._landed(number)
        self._help(None)
        if kill is None:
            self.world.order(None)
            self.world.service.say_where()
            return f"{number}: nobody came by {order.point}"
        if order.victim == "service" and not self.world.service.wait_for_end(10):
            raise RuntimeError(f"round {number} killed the service, and it is still there")
        if order.victim in ("postgres", "node"):
            time.sleep(0.3)  # clients shall meet a service without it
        self.world.mend()
        return f"{number}: {order.victim} killed inside {order.point} ({order.where}) at {kill['at']}"

    def _help(self, order: Order | None) -> None:
        """Have what the round waits for happen more often."""
        wanted = None if order is None else order.point
        for event, points in ((self.weather.rough, {"rewind"}), (self.hurry, _OF_FILINGS)):
            event.set() if wanted in points else event.clear()

    def _landed(self, number: int) -> Line | None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if (kills := self.world.kills.lines()) and kills[-1]["round"] == number:
                return kills[-1]
            time.sleep(0.02)
        return None


def main(arguments: list[str] | None = None) -> int:
    """Play and judge; 0 if every promise was kept."""
    asked = _arguments(arguments)
    with ExitStack() as ends:
        folder = asked.folder or Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="storm-")))
        folder.chmod(0o755) if asked.folder is None else None
        print(f"seed {asked.seed}, {asked.rounds} rounds, in {folder}", flush=True)
        shown = play(folder, asked.seed, asked.rounds, plant=asked.plant)
        print(report.table(shown), flush=True)
        if asked.write:
            report.publish(shown)
    return 0 if shown["good"] else 1


def play(folder: Path, seed: int, rounds: int, *, plant: str | None = None, patience: float = _SETTLING) -> report.Json:
    """A storm on a folder, from where the last one there stopped; its result, which also stands in the folder.

    :param plant: `module:function` that spoils the service.
    :param patience: seconds in which everything has to come to its end once the storm is over.
    """
    with raised(folder, plant) as world:
        deployment, net = world.found()
        world.start_service()
        with _weather(world, seed) as weather:
            findings = [_rounds(world, deployment, net, weather, seed, rounds)]
            if findings[0].good:
                print("the clients rest; everything comes to its end", flush=True)
                findings += _verdict(world, deployment, weather, patience)
        findings.append(hit_enough(plan.histogram(world.kills.lines()), rounds))
        shown = _result(world, seed, rounds, findings)
        report.keep(shown, folder / "result.json")
        return shown


def _rounds(world: World, deployment: Deployment, net: Network, weather: Weather, seed: int, rounds: int) -> Finding:
    """All rounds that are left; what keeps the storm from going on, if something does."""
    name, hurry = "goes on", threading.Event()
    storm = Storm(world, seed, weather, hurry)
    done = max((line["round"] for line in world.rounds.lines()), default=0)
    with _clients(world, deployment, net, hurry, seed):
        for number in range(done + 1, rounds + 1):
            began = time.monotonic()
            try:
                said = storm.round(number)
            except (TimeoutError, RuntimeError) as error:
                return Finding(name, number, (str(error),))
            seconds = round(time.monotonic() - began, 2)
            world.rounds.append(
                {"round": number, "seconds": seconds, "turns": weather.turns, "deepest": weather.deepest}
            )
            print(f"{said} ({seconds} s)", flush=True)
            if number % _GLANCE_EVERY == 0:
                seen = _glance(world, deployment)
                report.keep(_result(world, seed, number, seen), world.folder / "result.json")
                if wrong := [line for found in seen for line in found.wrong]:
                    return Finding(name, number, tuple(wrong))
    return Finding(name, rounds)


def _verdict(world: World, deployment: Deployment, weather: Weather, patience: float) -> list[Finding]:
    weather.calm.set()
    world.mend()
    with world.engine() as engine:
        court = Court(world, engine, deployment)
        settled = court.settle(patience)
        weather.stop()
        return [settled, *court.judge()]


def _glance(world: World, deployment: Deployment) -> list[Finding]:
    world.mend()
    with world.engine() as engine:
        return Court(world, engine, deployment).glance()


def _result(world: World, seed: int, rounds: int, findings: list[Finding]) -> report.Json:
    lines = world.rounds.lines()
    seconds = sum(line["seconds"] for line in lines)
    turns = [line["turns"] for line in lines]
    # The weather counts anew in every run on the folder.
    reorgs = sum(now for now, after in zip(turns, [*turns[1:], 0], strict=True) if after < now)
    figures = {
        "reorgs": reorgs,
        "deepestReorg": max((line["deepest"] for line in lines), default=0),
        "secondsPerRound": round(seconds / max(1, len(lines)), 2),
    }
    return report.result(seed=seed, rounds=rounds, kills=world.kills.lines(), findings=findings, figures=figures)


@contextmanager
def _weather(world: World, seed: int) -> Iterator[Weather]:
    weather = Weather(world, seed)
    weather.start()
    try:
        yield weather
    finally:
        weather.stop()


@contextmanager
def _clients(world: World, deployment: Deployment, net: Network, hurry: threading.Event, seed: int) -> Iterator[None]:
    ending = threading.Event()

    def voice() -> Voice:
        return Voice(world.url, world.complaints, ending)

    def filer(name: str, key: Any) -> Filer:
        origin = deployment.log_origin
        return Filer(name, voice(), world.promises, key=key, origin=origin, hurry=hurry, seed=seed)

    domains = {contract: deployment.domain(contract) for contract in ("Authority", "TitleRegistry")}
    clients: list[Client] = [filer("account", account("filer")), filer("p256", p256("filer", deployment))]
    clients.append(Watcher("watcher", voice(), world.promises))
    for number in range(_HOLDERS):
        name = f"holder-{number}"
        own = filer(f"{name}-files", account("filer"))
        clients.append(Holder(name, voice(), world.promises, net=net, domains=domains, filer=own, seed=seed))
    for client in clients:
        client.start()
    try:
        yield
    finally:
        ending.set()
        for client in clients:
            client.join(90)


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="storm", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 32), help="draws the plan")
    parser.add_argument("--rounds", type=int, default=60, help="kills to attempt")
    parser.add_argument(
        "--folder", type=Path, help="keeps the storm, so that it can go on; a temporary one if left out"
    )
    parser.add_argument("--write", action="store_true", help="renew docs/benchmarks/storm.json and the table")
    parser.add_argument("--plant", help="module:function that spoils the service, to see that it shows")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
