"""Every step fails once. What a promise of durability is worth shows where a call to the system fails.

test_files      each call that sequencer, keyring and trust file make on the disk: refused, refused although it took
                effect, refused from then on, or the last that the process ever made
test_full_disk  a disk that is really full, and one on which files may not grow
test_twins      two sequencers by mistake, and clocks that jump
test_database   PostgreSQL killed, stopped, cut off, full, closing, read-only, under a service that goes on

The faults are real: `strace` refuses calls of a real process (after Tessera's `integration/fault/posix`), small file
systems are full, servers get signals. What needs root or a tool that is not here says NOT RUN.

victim          fixture   a process that works on a log in children of its own, and can be watched at it
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.watching import Victim


@pytest.fixture(scope="session")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    """See above."""
    with Victim(tmp_path_factory.mktemp("victim")) as made:
        yield made


@pytest.fixture(scope="session")
def strace(victim: Victim, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A victim that may be watched.

    NOT RUN where there is no strace, or where it may not.
    """
    reason = victim.cannot_be_watched(tmp_path_factory.mktemp("strace"))
    if reason:
        pytest.skip(f"NOT RUN: {reason}")
    return Path()
