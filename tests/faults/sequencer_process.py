"""A sequencer that somebody started: `python -m tests.faults.sequencer_process URL FOLDER NOW BATCH`.

Works until stdin ends; tells the code of each refusal on stdout, and ends with 3 at what no later try can mend.
"""

import select
import sys
from pathlib import Path

from ledger import sequencing
from ledger.core.errors import Corrupt, ZhengbenError
from ledger.sequencing import Batch
from ledger.store import database
from tests.log_checks import KEY


def main() -> int:
    """Run it."""
    url, folder, now, batch = sys.argv[1:]
    engine = database.engine(url, pool_size=1)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not select.select([sys.stdin], [], [], 0.002)[0]:
        try:
            sequencing.integrate(engine, Path(folder), KEY, int(now), Batch(int(batch)))
        except ZhengbenError as error:
            sys.stdout.write(f"{error.code}\n")
            sys.stdout.flush()
            if isinstance(error, Corrupt):
                return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
