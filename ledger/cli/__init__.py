"""The command line `zhengben`.

At import it needs Typer, Rich and the core only, so that `zhengben verify` works with the extra `verify` alone; each
command imports what else it needs when it runs.
"""

from ledger.cli.program import build, main

__all__ = ["build", "main"]
