"""`python -m ledger.cli`: the program without its installed name."""

import sys

from ledger.cli import main

sys.exit(main())
