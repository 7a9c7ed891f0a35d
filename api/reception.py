"""Where filings are handed in: from the event loop to the thread that stores them, and back with the receipt."""

import asyncio
from contextlib import suppress

from ledger.gathering import Answers, Gatherer
from ledger.intake import Examined, Receipt
from ledger.service import Service


class Reception:
    """The way from a request to the gatherer and back; answers reach the event loop one batch at a time."""

    def __init__(self, service: Service) -> None:
        settings = service.settings
        self._gatherer = Gatherer(
            service.engine, _answer, capacity=settings.intake_waiting, backlog=settings.intake_backlog
        )

    async def close(self) -> None:
        """Take no more; everything taken is stored and answered."""
        await asyncio.to_thread(self._gatherer.stop)

    def check(self) -> None:
        """Demand that another filing would be taken now, before any work is done for it.

        :raises Unavailable: as `Gatherer.check`.
        """
        self._gatherer.check()

    async def store(self, examined: Examined) -> Receipt:
        """The receipt of a filing, once it is stored durably.

        :raises ZhengbenError: what is wrong with it, or `Gatherer.hand_in`'s refusals.
        """
        waiting: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._gatherer.hand_in(examined, waiting)
        self._gatherer.start()
        return await waiting


def _answer(answers: Answers) -> None:
    for loop in {waiting.get_loop() for waiting, _ in answers}:
        with suppress(RuntimeError):  # the loop has ended, and nobody waits in it any more
            loop.call_soon_threadsafe(_resolve, [one for one in answers if one[0].get_loop() is loop])


def _resolve(answers: Answers) -> None:
    for waiting, outcome in answers:
        if waiting.done():  # the caller hung up; the filing is stored all the same
            continue
        if isinstance(outcome, Receipt):
            waiting.set_result(outcome)
        else:
            waiting.set_exception(outcome)
