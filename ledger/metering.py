"""How the ledger is, in numbers that an operator alarms on: gauges, and what this process has counted, for `/metrics`.

Each part is looked at on its own and for a bounded time. One that is away answers `zhengben_up{part="…"} 0`, and its
gauges are left out: an absent number alarms, a stale one does not. Nothing here names a person, a filing or a key.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ledger import measuring, sequencing, watching
from ledger.chain.fees import market
from ledger.chain.sender import GAS_CAP
from ledger.core.errors import ZhengbenError
from ledger.patience import Look, Patience
from ledger.service import Service
from ledger.store import database, figures, log, outbox, sightings, titles

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PARTS = ("database", "node", "log", "disk", "worker")

GAUGES: Mapping[str, str] = {
    "zhengben_up": "1 if the part answered just now, 0 if not: database, node, log, disk, worker.",
    "zhengben_build_info": "1; the version of the program is a label.",
    "zhengben_filings_waiting": "Filings received that have no place in the log yet.",
    "zhengben_filings_waiting_seconds": "How long the oldest of them has waited, 0 if none does.",
    "zhengben_log_entries": "Entries of the log by the newest checkpoint in the database.",
    "zhengben_log_published_entries": "Entries of the log by the published checkpoint.",
    "zhengben_log_staged_trees": "Trees whose tiles are staged in the database and not yet known to be published.",
    "zhengben_checkpoint_age_seconds": "Since the newest checkpoint was signed; absent before the first.",
    "zhengben_anchor_entries": "Entries that the last anchored head holds, as far as the chain was read.",
    "zhengben_anchor_lag_entries": "Entries that no anchored head holds yet.",
    "zhengben_anchor_lag_seconds": "How long the oldest head that is not anchored has been signed, 0 if all are.",
    "zhengben_index_block": "Newest block that the index has read.",
    "zhengben_index_lag_blocks": "Blocks of the chain that the index has not read yet.",
    "zhengben_chain_head_block": "Number of the chain's newest block.",
    "zhengben_chain_head_age_seconds": "Age of the chain's newest block; a chain that mines on demand may grow old.",
    "zhengben_chain_final_lag_blocks": "Blocks between the newest one and the newest final one.",
    "zhengben_outbox_open": "Transactions of ours without a final fate.",
    "zhengben_outbox_open_seconds": "How long the oldest of them was written ago, 0 if there is none.",
    "zhengben_outbox_nonce_gap": "Nonces that we have given and the chain's newest block has not seen.",
    "zhengben_payer_balance_wei": "What the paying account holds.",
    "zhengben_payer_transactions": "How many of the dearest transactions it can pay for today; absent without fees.",
    "zhengben_worker_last_tick_seconds": "Since the worker's last round that went well, or since its start.",
    "zhengben_database_connections_in_use": "Connections of our own pool in use.",
    "zhengben_database_connections_most": "Connections that our own pool opens at most.",
    "zhengben_disk_free_bytes": "Bytes free for us where the data folder lies.",
    "zhengben_disk_size_bytes": "Bytes of the file system where the data folder lies.",
    "zhengben_disk_free_inodes": "Files that can still be made where the data folder lies; absent where not counted.",
}
"""Every gauge with its help. `docs/operations.md` says what to alarm on; a test holds the two together."""

_PATIENCE = 3.0
_FRESH = 1.0  # seconds for which one answer serves every scraper
_log = structlog.get_logger(__name__)

Readings = dict[str, float]


@dataclass(frozen=True, eq=False)
class _Given(Collector):
    """Metrics that were read before."""

    metrics: list[Metric]

    def collect(self) -> Iterable[Metric]:
        return self.metrics


class Meter:
    """Reads one service's gauges, each part for at most three seconds, all at most once a second."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._patience: Patience[Readings] = Patience(_PATIENCE)
        self._lock = threading.Lock()
        self._read_at = -_FRESH
        self._answer = b""

    def read(self) -> bytes:
        """Everything in Prometheus's text format 0.0.4. Never raises for a part that is away."""
        with self._lock:
            if time.monotonic() - self._read_at >= _FRESH:
                gauges = CollectorRegistry()
                gauges.register(_Given(self._metrics()))
                self._answer = generate_latest(gauges) + generate_latest(measuring.REGISTRY)
                self._read_at = time.monotonic()
            return self._answer

    def _metrics(self) -> list[Metric]:
        looks: dict[str, Callable[[], Readings]] = {
            "database": self._database,
            "node": self._node,
            "log": self._published,
            "disk": self._disk,
            "worker": self._worker,
        }
        brought = self._patience.look_at_all(looks)
        readings = _joined(brought)
        if (silence := self._service.pulse.silence) is not None:  # told also of a worker that is stuck
            readings["zhengben_worker_last_tick_seconds"] = silence
        up = _gauge("zhengben_up", ("part",))
        for part, look in brought.items():
            up.add_metric([part], float(look.error is None))
            if look.error is not None:
                _log.warning("metrics.part_away", part=part, code=_code(look.error))
        build = _gauge("zhengben_build_info", ("version",))
        build.add_metric([_version()], 1.0)
        return [up, build, *(_plain(name, value) for name, value in readings.items() if name in GAUGES)]

    def _database(self) -> Readings:
        service, now = self._service, self._service.clock()
        with database.transaction(service.engine) as connection:
            latest, waits = log.latest(connection), figures.waiting(connection)
            seen = sightings.head(connection)
            anchor = None if seen is None else titles.last_anchor(connection, seen.number)
            since = figures.unanchored_since(connection, 0 if anchor is None else anchor.size)
            nonce = outbox.next_nonce(connection, service.keys.payer().address)
        pool = figures.pool(service.engine)
        size, anchored = 0 if latest is None else latest.head.size, 0 if anchor is None else anchor.size
        found: Readings = {
            "zhengben_filings_waiting": waits.filings,
            "zhengben_filings_waiting_seconds": _age(now, waits.filing_since),
            "zhengben_log_entries": size,
            "zhengben_log_staged_trees": waits.staged,
            "zhengben_anchor_entries": anchored,
            "zhengben_anchor_lag_entries": max(0, size - anchored),
            "zhengben_anchor_lag_seconds": _age(now, since),
            "zhengben_outbox_open": waits.transactions,
            "zhengben_outbox_open_seconds": _age(now, waits.transaction_since),
            "zhengben_index_block": service.deployment.first_block - 1 if seen is None else seen.number,
            "zhengben_database_connections_in_use": pool.in_use,
            "zhengben_database_connections_most": pool.most,
            "next_nonce": nonce,
        }
        return found if latest is None else found | {"zhengben_checkpoint_age_seconds": _age(now, latest.signed_at)}

    def _node(self) -> Readings:
        service, chain = self._service, self._service.chain
        service.contracts.require_chain()
        head, final = chain.head(), chain.final()
        payer = service.keys.payer().address
        balance, dearest = chain.balance(payer, head), GAS_CAP * market(chain).offer.cap
        found: Readings = {
            "zhengben_chain_head_block": head.number,
            "zhengben_chain_head_age_seconds": _age(service.clock(), head.time),
            "zhengben_chain_final_lag_blocks": max(0, head.number - final.number),
            "zhengben_payer_balance_wei": balance,
            "sent": chain.sent_by(payer, head),
        }
        return found | {"zhengben_payer_transactions": balance // dearest} if dearest else found

    def _published(self) -> Readings:
        return {
            "zhengben_log_published_entries": sequencing.published(self._service.tiles, self._service.log_key.key).size
        }

    def _disk(self) -> Readings:
        usage, counts = shutil.disk_usage(self._service.settings.data), os.statvfs(self._service.settings.data)
        found: Readings = {"zhengben_disk_free_bytes": usage.free, "zhengben_disk_size_bytes": usage.total}
        return found | {"zhengben_disk_free_inodes": counts.f_favail} if counts.f_files else found

    def _worker(self) -> Readings:
        watching.worker(self._service)
        return {}


def _joined(brought: Mapping[str, Look[Readings]]) -> Readings:
    """All readings together, with those that need two parts."""
    found: Readings = {}
    for look in brought.values():
        found |= look.value or {}
    if {"zhengben_chain_head_block", "zhengben_index_block"} <= set(found):
        lag = found["zhengben_chain_head_block"] - found["zhengben_index_block"]
        found["zhengben_index_lag_blocks"] = max(0, lag)
    if {"next_nonce", "sent"} <= set(found):
        found["zhengben_outbox_nonce_gap"] = max(0, found["next_nonce"] - found["sent"])
    return found


def _age(now: int, since: int | None) -> float:
    return 0 if since is None else max(0, now - since)


def _gauge(name: str, labels: tuple[str, ...] = ()) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, GAUGES[name], labels=labels)


def _plain(name: str, value: float) -> GaugeMetricFamily:
    gauge = _gauge(name)
    gauge.add_metric([], value)
    return gauge


@cache
def _version() -> str:
    try:
        return metadata.version("zhengben")
    except metadata.PackageNotFoundError:
        return "checkout"


def _code(error: Exception) -> str:
    return error.code if isinstance(error, ZhengbenError) else type(error).__name__
