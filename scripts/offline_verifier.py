"""Write the verifier as one HTML file that works from a USB stick, the same that the service gives out.

python scripts/offline_verifier.py [FILE]        default build/zhengben-verify.html
"""

import sys
from pathlib import Path

from api import offline_verifier


def main() -> None:
    """Write it and tell its digest."""
    default = Path("build") / offline_verifier.FILE_NAME
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(offline_verifier.offline_html())
    print(f"{offline_verifier.sha256_hex()}  {target}")


if __name__ == "__main__":
    main()
