"""Counting what happens in this process: requests, filings, ticks.

One counter for each thing that happens, called where it happens. No label ever holds what a caller chose: routes are
templates, methods the known ones, codes those of our errors.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.process_collector import ProcessCollector

REGISTRY = CollectorRegistry()
"""What this process counts. One for the process, whatever number of services a test opens in it."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LONG = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)

ProcessCollector(registry=REGISTRY)
_requests = Counter(
    "zhengben_http_requests_total",
    "Requests answered, by method, template of the route, and status.",
    ("method", "route", "status"),
    registry=REGISTRY,
)
_request_seconds = Histogram(
    "zhengben_http_request_seconds",
    "How long answers took, by template of the route.",
    ("route",),
    registry=REGISTRY,
    buckets=_QUICK,
)
_turned_away = Counter(
    "zhengben_requests_turned_away_total",
    "Requests refused before anything was done for them, because the service or their caller had too much in work.",
    ("code",),
    registry=REGISTRY,
)
_filings_accepted = Counter(
    "zhengben_filings_accepted_total",
    "Filings receipted: `new` ones were stored, those `again` had been before.",
    ("kind",),
    registry=REGISTRY,
)
_filings_refused = Counter(
    "zhengben_filings_refused_total", "Filings handed in and not receipted, by code.", ("code",), registry=REGISTRY
)
_queue = Gauge(
    "zhengben_intake_queue_filings",
    "Filings that were waiting to be stored when the last batch had been.",
    registry=REGISTRY,
)
_batch = Histogram(
    "zhengben_intake_batch_filings",
    "How many filings were stored in one transaction.",
    registry=REGISTRY,
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
_batch_seconds = Histogram(
    "zhengben_intake_batch_seconds",
    "How long it took to store a batch of filings, to its commit.",
    registry=REGISTRY,
    buckets=_QUICK,
)
_settled = Counter(
    "zhengben_outbox_settled_total",
    "Transactions of ours with a final fate, by what they carried (act, anchor, filler) and how it ended: mined, "
    "reverted, replaced.",
    ("kind", "outcome"),
    registry=REGISTRY,
)
_raised = Counter(
    "zhengben_outbox_replacements_total",
    "Further versions of waiting transactions that were written, for a better offer.",
    registry=REGISTRY,
)
_ticks = Counter("zhengben_worker_ticks_total", "Rounds of the worker that did all they had to.", registry=REGISTRY)
_tick_failures = Counter(
    "zhengben_worker_tick_failures_total",
    "Rounds of the worker that failed and are tried again, by code.",
    ("code",),
    registry=REGISTRY,
)
_tick_seconds = Histogram(
    "zhengben_worker_tick_seconds",
    "How long the worker's rounds took, the failed ones too.",
    registry=REGISTRY,
    buckets=_LONG,
)
_lines_lost = Counter(
    "zhengben_log_lines_lost_total", "Lines of the service's own log that could not be written.", registry=REGISTRY
)


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """A request was answered.

    :param route: template of the route, never the path that was asked for.
    :param status: 0 if the caller hung up before an answer.
    """
    _requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
    _request_seconds.labels(route).observe(seconds)


def turned_away(code: str) -> None:
    """A request was refused before anything was done for it. :param code: which bound was reached."""
    _turned_away.labels(code).inc()


def filing_accepted(*, is_new: bool) -> None:
    """A filing was receipted, after its transaction had committed."""
    _filings_accepted.labels("new" if is_new else "again").inc()


def filing_refused(code: str) -> None:
    """A filing was handed in and not receipted. :param code: of the error."""
    _filings_refused.labels(code).inc()


def gathered(count: int, left: int, seconds: float) -> None:
    """A batch of filings was stored or turned away. :param left: how many wait for the next one."""
    _batch.observe(count)
    _queue.set(left)
    _batch_seconds.observe(seconds)


def settled(kind: str, outcome: str) -> None:
    """A transaction of ours has its final fate; kind and outcome are those of the outbox."""
    _settled.labels(kind, outcome).inc()


def replacement_written() -> None:
    """A waiting transaction got a further version, with a better offer."""
    _raised.inc()


def ticked(seconds: float) -> None:
    """A round of the worker did all it had to."""
    _ticks.inc()
    _tick_seconds.observe(seconds)


def tick_failed(code: str, seconds: float) -> None:
    """A round of the worker failed. :param code: of the error, `UNFORESEEN` for one that is none of ours."""
    _tick_failures.labels(code).inc()
    _tick_seconds.observe(seconds)


def line_lost() -> None:
    """A line of the log could not be written."""
    _lines_lost.inc()
