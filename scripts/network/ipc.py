"""JSON-RPC over a node's socket file: what may command a node is closed to the network and lies in its folder."""

import json
import socket
from pathlib import Path
from typing import Any

from ledger.core.errors import Refused, Unavailable

_SECONDS = 15.0


def ask(path: Path, method: str, *parameters: Any) -> Any:
    """The result of one call.

    :raises Unavailable: `NODE_AWAY` if nobody answers in fifteen seconds.
    :raises Refused: `RPC_ERROR` with the node's words.
    """
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).encode()
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_SECONDS)
            line.connect(str(path))
            line.sendall(body + b"\n")
            with line.makefile("rb") as heard:
                answer = json.loads(heard.readline())
    except (OSError, ValueError) as error:
        message = f"{method} at {path}: {error}"
        raise Unavailable("NODE_AWAY", message, next="see the log in the node's folder") from None
    if "error" in answer:
        raise Refused("RPC_ERROR", f"{method}: {answer['error'].get('message')}")
    return answer["result"]
