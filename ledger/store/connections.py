"""Connections that give up on a server which is connected and says nothing.

A process that was stopped, a disk that hangs, a path that swallows packets behind a proxy: the kernel on the other side
still answers, so neither the keepalives nor the server's own timeouts ever end such a wait.
"""

from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import Engine, event

AT_REST = 5.0
"""Seconds that an idle connection may take to show that it lives, and a new one to be made."""
AT_WORK = 35.0
"""Seconds that an answer may take in a transaction; longer than the server gives a statement."""

_Result = TypeVar("_Result")


class Impatient(psycopg.Connection[Any]):
    """A connection that is cut once the server has kept us waiting too long; what it was doing may have been done.

    :param patience: seconds for each answer, None for as long as it takes.
    """

    patience: float | None = AT_REST

    def wait(self, gen: PQGen[_Result], interval: float = 0.1, timeout: float | None = None) -> _Result:
        """As psycopg's, with an end.

        :raises psycopg.OperationalError: if the end comes first.
        """
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.errors._WaitTimeout:
            if timeout is not None:
                raise  # whoever gave it a time of its own expects this
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the server was silent for {self.patience:g} seconds") from None


def install(engine: Engine) -> None:
    """Has the engine make such connections."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> Impatient:
        return Impatient.connect(*arguments, **named)

    @event.listens_for(engine, "checkout")
    def work(connection: Impatient, *_: Any) -> None:
        connection.patience = AT_WORK

    @event.listens_for(engine, "checkin")
    def rest(connection: Impatient | None, _record: Any) -> None:
        if connection is not None:
            connection.patience = AT_REST
