"""What doctor and audit can find, in English: each finding has a stable code, and says what to do next unless all is
well.

`ledger/cli` has the same sentences in Chinese, under the same codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.core.errors import ZhengbenError


@dataclass(frozen=True)
class Finding:
    """What one look found.

    :param name: what was looked at, stable.
    :param good: True if it is as it should be, False if not, None if it could not be judged; `message` says why.
    :param next: what to do; empty where nothing is to be done.
    :param code: of the sentence, stable; that of the refusal where one was met.
    :param values: the values in the sentence, JSON-ready.
    """

    name: str
    good: bool | None
    message: str
    next: str = ""
    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """`{name, good, code, message, next, values}`."""
        return {**vars(self), "values": dict(self.values)}


def found(name: str, good: bool | None, code: str, **values: Any) -> Finding:
    """The finding of that code."""
    message, following = SENTENCES[code]
    return Finding(name, good, message.format(**values), following.format(**values), code, values)


def refused(name: str, error: ZhengbenError) -> Finding:
    """The finding that an error makes; its code and words are the error's own."""
    return Finding(name, False, error.message, error.next, error.code, error.values)


SENTENCES: Mapping[str, tuple[str, str]] = {
    "PYTHON_FITS": ("{version}", ""),
    "PYTHON_UNFIT": ("{version} is not 3.11, 3.12 or 3.13", "run the ledger with one of these"),
    "SM3_THERE": ("available", ""),
    "SM3_MISSING": ("the OpenSSL of this Python has no SM3", "use a Python with OpenSSL 3"),
    "PROGRAMS_THERE": ("PostgreSQL, Node and Ganache are installed", ""),
    "DATA_MINE": ("{path}", ""),
    "DATA_NEW": ("{path} is not there yet; `zhengben up` makes it", ""),
    "DATA_NO_FOLDER": ("{path} is no directory", "choose another place with ZHENGBEN_DATA"),
    "DATA_OF_ANOTHER": (
        "{path} belongs to {owner}",
        "run as {owner}, or choose another place with ZHENGBEN_DATA",
    ),
    "DATA_CLOSED": ("{path} cannot be written", "make it writable, or choose another place with ZHENGBEN_DATA"),
    "DISK_ROOM": ("{free} MiB are free", ""),
    "DISK_FULL": (
        "only {free} MiB are free for {path}",
        "make room: the ledger wants at least {least} MiB, and stops taking filings on a full disk",
    ),
    "DISK_NO_INODES": (
        "only {free} more files can be made on the disk of {path}",
        "remove files there: at least {least} should be free, and without any no filing is taken",
    ),
    "KEYS_THERE": ("{count} in {path}, for their owner alone", ""),
    "KEYS_NEW": ("none in {path} yet; the first start makes them", ""),
    "KEYS_INCOMPLETE": (
        "{path} has no {missing}",
        "put them back from their backup before the next start, which would make new ones",
    ),
    "KEYS_FOLDER_OPEN": (
        "{path} has mode {mode}: others than its owner can reach into it",
        "find out who could; if nobody did, run chmod 700 {path}",
    ),
    "KEY_OF_ANOTHER": (
        "{path} belongs to {owner}, the data folder to {keeper}",
        "find out how it came there; if all is well, run chown {keeper} {path}",
    ),
    "SECRETS_EXPOSED": (
        "{path} has mode {mode}: others than its owner can read the passwords of the embedded parts",
        "find out who could; if nobody did, run chmod 600 {path}",
    ),
    "CALENDAR_KNOWN": ("the holidays are known to the end of {last}", ""),
    "CALENDAR_ENDS": (
        "the holidays are known to the end of {last} only, which is {days} days away",
        "add next year with `zhengben calendar add`, or install a newer version: beyond it no notice can be opened",
    ),
    "PARTS_AT_REST": (
        "the embedded database and chain run only while the ledger does, so they were not looked into",
        "start it with `zhengben up`, then ask again",
    ),
    "DATABASE_CURRENT": ("answers; its tables are those of this program ({revision})", ""),
    "DATABASE_EMPTY": ("answers, and has no tables yet", "`zhengben up` makes them"),
    "DATABASE_BEHIND": (
        "its tables are those of an older program ({revision}, now {newest})",
        "start the ledger with `zhengben up`, which brings them up to date",
    ),
    "DATABASE_AHEAD": (
        "its tables are those of a newer program ({revision}, here {newest})",
        "install that version of the program again",
    ),
    "DATABASE_DURABLE": ("PostgreSQL {version} has on disk what it acknowledged, whatever happens", ""),
    "DATABASE_UNSAFE": (
        "runs with {settings}: a crash can lose what was acknowledged",
        "set these to on in postgresql.conf, and reload it",
    ),
    "DATABASE_READ_ONLY": (
        "takes no writes: it is a standby, or was told so",
        "point ZHENGBEN_DATABASE_URL at the primary, or turn default_transaction_read_only off",
    ),
    "CONNECTIONS_LEFT": ("{free} of {most} connections are free", ""),
    "CONNECTIONS_FEW": (
        "only {free} of {most} connections are free",
        "raise max_connections, lower ZHENGBEN_DATABASE_POOL, or see who holds so many",
    ),
    "LEDGER_NONE": ("no ledger was founded in this database yet", "`zhengben up` founds one"),
    "NODE_ANSWERS": ("{node} answers in time", ""),
    "NODE_SLOW": (
        "{node} took {seconds} s for an answer that needs no work",
        "see what the node is busy with, or point ZHENGBEN_RPC_URL at another node of the same chain",
    ),
    "NODE_SYNCING": (
        "the node is still catching up: it is at block {at} of {newest}",
        "wait until it has, or point ZHENGBEN_RPC_URL at another node of the same chain",
    ),
    "NODE_ALONE": (
        "{node} knows no other node: if the chain has others, it no longer hears of their blocks",
        "see to the node's network, unless it is the only one of its chain",
    ),
    "CHAIN_OURS": ("chain {id} at block {block}, the one on which this ledger was founded", ""),
    "CONTRACTS_OURS": ("the code of {names} is what was recorded", ""),
    "CLOCK_RIGHT": ("agrees with the chain", ""),
    "CLOCK_BEHIND_CHAIN": (
        "this machine's clock is {seconds} s behind the chain's",
        "set the clock right; filings and anchors wait until it has caught up",
    ),
    "CLOCK_BEHIND_LOG": (
        "the last checkpoint was signed {seconds} s from now, by this machine's clock",
        "set the clock right; filings are kept, and enter the log once it has caught up. If it was ahead then and is "
        "right now, start once with ZHENGBEN_CLOCK_WAS_AHEAD={time}",
    ),
    "CLOCK_OR_CHAIN": (
        "the chain's newest block is {seconds} s old: it makes blocks on demand, has stopped, or this clock is ahead",
        "compare this machine's clock with another one",
    ),
    "KEYS_FIT": ("the service keys open the vault of this database and sign for this ledger's log", ""),
    "OPERATOR_CHANGED": (
        "party {party} signs anchors with {theirs} on the chain, and log-operator.key here is {ours}",
        "put the right log-operator.key back from its backup; until then the log grows, and nothing is anchored",
    ),
    "FINAL_NEAR": ("the final block is {lag} below the newest", ""),
    "FINAL_FAR": (
        "no block of the last {seconds} s is final; {lag} are not",
        "the chain has lost its finality, or ZHENGBEN_FINALITY does not fit it: ask who runs its validators",
    ),
    "INDEX_CLOSE": ("{lag} blocks behind the chain", ""),
    "INDEX_BEHIND": ("{lag} blocks behind the chain", "see that the service runs; if it does, read its log"),
    "FILINGS_IN_TIME": ("{count} wait for their place in the log", ""),
    "FILINGS_WAIT": (
        "{count} wait for their place in the log, the oldest for {seconds} s",
        "see that the service runs; if it does, read its log: nothing is lost meanwhile",
    ),
    "LOG_STAGED": (
        "the tiles of {count} trees are still staged in the database",
        "a running service writes them with its next tick, one at rest when it starts; if it does not, read its log",
    ),
    "LOG_PUBLISHED": ("{size} entries, published as they are in the database", ""),
    "LOG_UNPUBLISHED": (
        "{published} entries are published, {size} are in the database",
        "a running service publishes them with its next tick; if it does not, read its log",
    ),
    "LOG_AHEAD": (
        "{published} entries are published, but only {size} are in the database",
        "stop the service; if the database was put back, run `zhengben restore --adopt-published`",
    ),
    "LOG_OF_ANOTHER": (
        "the database never signed the published head of size {size}",
        "stop the service, keep both, and find out which of them was put back or changed",
    ),
    "LOG_SIGNED": ("{size} entries, signed with the log key that is here", ""),
    "STAGED_NONE": ("every staged tile is written", ""),
    "STAGED_LEFT": (
        "{count} staged tiles are not yet cleared away",
        "a running service writes them with its next tick; if it does not, read its log",
    ),
    "FILINGS_PLACED": ("{size} have their place in the log, {waiting} wait for theirs", ""),
    "FILINGS_BEYOND": (
        "{count} have a place beyond the newest head, of size {size}",
        "stop the service and restore the database from a backup",
    ),
    "HISTORY_WHOLE": ("{size} entries under {checkpoints} signed heads, each the growth of the one before it", ""),
    "HISTORY_BROKEN": (
        "the head of size {size} does not stand: {cause}",
        "stop the service and restore the database from a backup",
    ),
    "TIMES_FORWARD": ("each head was signed no earlier than the one before it", ""),
    "TIMES_BACK": (
        "{count} heads were signed at an earlier time than the one before them, first that of size {size}",
        "remember when this machine's clock was ahead; the anchors tell the right times",
    ),
    "TILES_WHOLE": ("all {count} are what the filings make up", ""),
    "TILES_BROKEN": (
        "{count} of {all} are missing or changed, first {path}",
        "keep a copy, then move {folder} aside: the service writes it anew from the database",
    ),
    "FILES_OURS": ("nothing else lies among them", ""),
    "FILES_LEFT": (
        "{count} were begun and not finished, first {path}",
        "harmless: the next start removes them",
    ),
    "FILES_FOREIGN": (
        "{count} belong to no checkpoint of the database, first {path}",
        "stop the service, keep a copy of {folder}, and find out who wrote them",
    ),
    "ANCHOR_CURRENT": ("{anchored} of {size} entries are anchored", ""),
    "ANCHOR_LATE": (
        "{anchored} of {size} entries are anchored; the rest has waited {seconds} s",
        "see that the service runs and its payer has funds; if both, read its log",
    ),
    "OUTBOX_MOVES": ("{count} transactions on their way, the oldest for {seconds} s; {gap} not in the chain yet", ""),
    "OUTBOX_STUCK": (
        "{count} transactions on their way, the oldest for {seconds} s; {gap} not in the chain yet; the node: {said}",
        "see that the service and the node run and what the node's log says; they are sent again until the chain keeps "
        "them",
    ),
    "FEE_CEILING": (
        "{count} transactions wait: the chain asks {asked} gwei for one gas, and no more than {ceiling} may be offered",
        "raise ZHENGBEN_FEE_CEILING_GWEI, or wait until the chain is cheaper; nothing is lost meanwhile",
    ),
    "NONCES_OF_ANOTHER": (
        "the chain has {count} transactions of {address} that this database does not know",
        "if the database was put back to an earlier day, this mends itself with the next transaction; if not, somebody "
        "else uses payer.key: take its funds to a new account",
    ),
    "PAYER_FUNDED": ("{address} holds {balance}, enough for {count} of the dearest transactions", ""),
    "PAYER_FREE": ("{address} pays nothing on this chain", ""),
    "PAYER_LOW": (
        "{address} holds {balance}, enough for no more than {count} of the dearest transactions",
        "send funds to it; nothing is lost when they run out, but acts and anchors wait",
    ),
    "SERVICE_READY": ("{url} answers and is ready", ""),
    "SERVICE_UNREADY": ("{url} answers, but is not ready: {reasons}", "see to what it names, or read its log"),
    "SERVICE_AWAY": ("nobody answers on {url}, and the port is free", "start the ledger with `zhengben up`"),
    "SERVICE_ANYWHERE": (
        "port 0 takes a free port at each start, and which one is not known here",
        "name the service's port by ZHENGBEN_PORT",
    ),
    "SERVICE_SLOW": ("{url} does not answer in time", "see what the service is busy with, or start it again"),
    "PORT_TAKEN": (
        "somebody else has {url}: {cause}",
        "end what listens there, or choose another port with ZHENGBEN_PORT",
    ),
    "PORT_OF_ANOTHER_LEDGER": (
        "on {url} another ledger answers, with the salt {salt}",
        "choose another port with ZHENGBEN_PORT, or the data and database of that ledger",
    ),
    "LOOK_FAILED": ("could not be looked at: {cause}", "see to that cause"),
}
