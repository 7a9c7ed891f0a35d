"""Ports on the loopback address."""

import socket

from ledger.core.errors import Unavailable

LOOPBACK = "127.0.0.1"


def free() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def check_free(port: int, what: str) -> int:
    """`port` itself.

    :raises Unavailable: `PORT_IN_USE` if somebody listens on it.
    """
    with socket.socket() as probe:
        # As servers do it: a connection that lingers after a restart is no neighbour.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise Unavailable(
                "PORT_IN_USE",
                f"{what} cannot listen on {LOOPBACK}:{port}: {error.strerror}",
                next="end the program that listens there, or choose another port (0 takes a free one)",
                port=port,
            ) from None
    return port
