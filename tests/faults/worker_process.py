"""Does one piece of work for each line of stdin, each in a child that waits for SIGUSR1 once it is ready.

Answers with the child's process id, and with its exit code when it has ended. A child says how it ended by its exit
code alone: where every write fails, nobody could read more.
"""

import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ledger import durable, sequencing
from ledger.core.errors import ZhengbenError
from ledger.keyring import Keyring
from ledger.store import database
from tests.faults.watching import CODES, UNFORESEEN
from tests.log_checks import KEY, NOW

Work = Callable[[], object]


def prepared(order: dict[str, Any]) -> Work:
    """The work that was ordered, ready to be done: with modules loaded and a connection made."""
    folder = Path(order["folder"])
    if order["work"] == "keys":
        return Keyring(folder / "keys").master_key
    if order["work"] == "write":
        return lambda: durable.write(folder / "sub" / "trust.json", b"new")
    engine = database.engine(order["url"], pool_size=1, max_overflow=0)
    with database.transaction(engine):
        pass
    if order["work"] == "publish":
        return lambda: sequencing.publish(engine, folder, KEY)
    return lambda: sequencing.integrate(engine, folder, KEY, NOW + 1)


def end(work: Work) -> int:
    """Do it; the exit code that tells how it went."""
    try:
        work()
    except ZhengbenError as error:
        return CODES.get(error.code, UNFORESEEN)
    except BaseException:
        traceback.print_exc()
        return UNFORESEEN
    return 0


def main() -> None:
    """Work until stdin ends."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = UNFORESEEN
            try:
                order = json.loads(line)
                work = prepared(order)
                if "most" in order:
                    resource.setrlimit(resource.RLIMIT_FSIZE, (order["most"], order["most"]))
                os.write(1, f"{os.getpid()}\n".encode())
                signal.sigwait({signal.SIGUSR1})
                code = end(work)
            finally:
                os._exit(code)
        _, status = os.waitpid(pid, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
