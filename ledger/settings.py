"""Settings of the service: environment variables with the prefix `ZHENGBEN_`, each with a working default.

What the ledger was set up with (chain, contracts, log origin) is a record in the database, and a setting never
overrides it. Secrets are keys in files (`ledger.keyring`), not settings; the two URLs may carry passwords and are
therefore left out of every representation.
"""

from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ledger.core.errors import Usage


class Settings(BaseSettings):
    """All settings; `load()` reads them and explains what is wrong with them."""

    model_config = SettingsConfigDict(env_prefix="ZHENGBEN_", frozen=True, extra="ignore", hide_input_in_errors=True)

    data: Path = Field(Path("data"), description="Folder of keys, log files, and the embedded database and chain.")
    database_url: str | None = Field(
        None, repr=False, description="postgresql://…; without it PostgreSQL is embedded under the data folder."
    )
    rpc_url: str | None = Field(
        None,
        repr=False,
        description="http(s)://… of an EVM node; without it a chain is embedded under the data folder.",
    )
    host: str = Field("127.0.0.1", description="Address on which the service listens.")
    port: int = Field(8000, ge=0, le=65535, description="Port on which the service listens; 0 takes a free one.")
    public_url: str | None = Field(
        None,
        pattern=r"^https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?$",
        description="Address under which readers know the service and which sign-in texts name; not needed locally.",
    )
    log_origin: str = Field(
        "zhengben.localhost/log",
        pattern=r"^[^\s+\x00-\x1f]{1,200}$",
        description="Name of the log (C2SP origin: its URL without scheme). Read once, when the ledger is set up.",
    )
    finality: str = Field(
        "finalized",
        pattern=r"^(finalized|instant|depth:[0-9]{1,6})$",
        description="When a block of your own chain is final: `finalized` (its tag), `instant`, `depth:<blocks>`.",
    )
    core_key: Path | None = Field(
        None, description="Key file of the core node's operator; only to found a ledger on a chain of your own."
    )
    password: str | None = Field(None, repr=False, description="Password of that key file.")
    demo: bool = Field(False, description="Demo identities and a clock that follows the embedded chain.")

    metrics: Literal["local", "open", "off"] = Field(
        "local",
        description="Who may read /metrics: callers on this machine that come through no proxy, everybody, or nobody.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least that the log on stderr tells."
    )

    clock_was_ahead: int | None = Field(
        None,
        description="Time of a checkpoint that was signed while this machine's clock was ahead; it holds up nothing. "
        "The log of the service names it; only to start once with.",
    )
    tick_seconds: float = Field(1.0, gt=0, description="Pause between two ticks of the worker.")
    batch_entries: int = Field(4096, ge=1, le=65536, description="At most so many filings enter the log at once.")
    batch_bytes: int = Field(16 << 20, ge=65535, description="At most so many bytes of entries enter the log at once.")
    anchor_every_seconds: int = Field(60, ge=1, description="A new head is anchored at the latest after so long …")
    anchor_every_entries: int = Field(1000, ge=1, description="… or once it holds so many new entries.")
    fee_patience_seconds: int = Field(
        60, ge=1, description="A transaction that waited so long behind the market gets a better offer."
    )
    fee_ceiling_gwei: int = Field(
        500, ge=0, le=10**9, description="Most that is offered for one gas, in gwei (10^9 wei); beyond it, we wait."
    )

    intake_waiting: int = Field(
        512, ge=1, le=65536, description="At most so many filings are in work at once; beyond it the answer is 503."
    )
    intake_share: int = Field(
        256, ge=1, le=65536, description="Of them one address may have so many; beyond it the answer is 429."
    )
    intake_backlog: int = Field(
        100_000,
        ge=1,
        description="No more filings are taken (503) while more than that wait for their place in the log.",
    )
    erasures: Path | None = Field(
        None, description="File in which erased filings are listed; keep it on another disk than the database."
    )

    calendar: Path | None = Field(
        None, description="Folder of the years of holidays that were added; by default `calendar` in the data folder."
    )

    max_request_bytes: int = Field(1 << 20, ge=1 << 16, description="Largest body of a request.")
    database_pool: int = Field(10, ge=1, le=200, description="Database connections kept open; as many again in a rush.")

    @property
    def keys(self) -> Path:
        """Folder of the service's keys."""
        return self.data / "keys"

    @property
    def log(self) -> Path:
        """Folder of the published log: `checkpoint` and `tile/`."""
        return self.data / "log"

    @property
    def erased_list(self) -> Path:
        """The list of erased filings, which a restore obeys."""
        return self.erasures or self.data / "erased.txt"

    @property
    def holidays(self) -> Path:
        """Folder of the years that were added to the calendar."""
        return self.calendar or self.data / "calendar"

    def shown(self) -> dict[str, Any]:
        """The settings for people to read: passwords, paths and queries of URLs left out."""
        plain = self.model_dump(mode="json")
        del plain["password"]
        return plain | {name: without_secrets(plain[name]) for name in ("database_url", "rpc_url")}


def load(**overrides: Any) -> Settings:
    """The settings of the environment; arguments go first.

    :raises Usage: `SETTING_WRONG` naming each variable and what is wrong with it, never its value.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        wrong = {".".join(map(str, item["loc"])): item["msg"] for item in error.errors(include_input=False)}
        listed = "; ".join(f"ZHENGBEN_{name.upper()}: {message}" for name, message in wrong.items())
        raise Usage("SETTING_WRONG", listed, next="correct the environment variables", settings=wrong) from None


def without_secrets(url: str | None) -> str | None:
    """Scheme, host and port of a URL: its password, path and query may be secrets."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "…"
    return urlunsplit((parts.scheme, host if port is None else f"{host}:{port}", "", "", "")) + "/…"
