"""Make the files of secrets that compose.yaml names, in `secrets/`; one that is there already is left alone.

    .venv/bin/python scripts/containers/make_secrets.py [folder]

The folder is closed to others (0700), and that is what protects the files: Compose mounts each with the mode it has
here, and the unprivileged users in the containers have to read them.
"""

import secrets
import sys
from pathlib import Path

from ledger import keyring

ROOT = Path(__file__).resolve().parents[2]


def main(folder: Path) -> None:
    """Make what is missing, and say so."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    for name, text in (
        ("postgres_password", secrets.token_urlsafe(24)),
        ("payer_key", secrets.token_hex(32)),
        ("core_password", secrets.token_urlsafe(24)),
    ):
        _write(folder / name, text)
    core = folder / "core_key"
    if not core.exists():
        keyring.create_account(core, (folder / "core_password").read_text())
        core.chmod(0o644)
        print(f"made {core}")


def _write(path: Path, text: str) -> None:
    if not path.exists():
        path.write_text(text)
        path.chmod(0o644)
        print(f"made {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "secrets")
