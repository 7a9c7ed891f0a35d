"""A supervisor to be killed by tests: starts the stack on a folder, says how to reach it, and waits.

    supervised.py <data folder> [thread]

One JSON line on stdout: the process ids and the two URLs, or the code and message of the refusal.
"""

import json
import signal
import sys
import threading
from pathlib import Path

from ledger.core.errors import ZhengbenError
from ledger.local import LocalStack


def main() -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored if the tests run in a shell's background
    started: list[LocalStack] = []
    try:
        if "thread" in sys.argv:
            thread = threading.Thread(target=lambda: started.append(LocalStack.start(Path(sys.argv[1]))))
            thread.start()
            thread.join()
        else:
            started.append(LocalStack.start(Path(sys.argv[1])))
    except ZhengbenError as error:
        print(json.dumps({"code": error.code, "message": error.message, "next": error.next}), flush=True)
        return 1
    with started[0] as stack:
        facts = {"pids": stack.pids, "database": stack.database_url, "rpc": stack.rpc_url, "shift": stack.time_shift}
        print(json.dumps(facts), flush=True)
        threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
