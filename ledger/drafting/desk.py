"""What a message is made from, and the parts that the acts of several contracts begin with."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from ledger.answers import unknown_achievement, unknown_party, unknown_thing
from ledger.chain.answered import Block
from ledger.chain.contracts import Contracts
from ledger.chain.states import DAY, TitleState
from ledger.core import calendar, disclosure
from ledger.core.acts import Message
from ledger.core.errors import Refused
from ledger.drafting.fields import Fields, as_hash

Holidays = Callable[[], calendar.Calendar]

ZERO = "0x" + "00" * 32
_LIFE = 30 * DAY
_NOTICE_SLACK = 3 * DAY  # signatures take time: the notice may open so much later and still be long enough


@dataclass(frozen=True)
class Desk:
    """What a message is made from: the fields, and the chain at a block; `drafted` becomes `draftedAt`.

    :param holidays: asks for the calendar by which periods end.
    :param disclosures: of the commitments that were made here, for the drafter alone.
    """

    fields: Fields
    contracts: Contracts
    block: Block
    drafted: int
    proposed_terms: Callable[[bytes], Message]
    holidays: Holidays
    disclosures: list[str] = field(default_factory=list)

    def next_number(self, which: int) -> int:
        """The next free number of parties (0), nodes (1) or appointments (2)."""
        return self.counts[which] + 1

    def title(self, achievement: str) -> TitleState:
        """The head of a title.

        :raises NotFound: `ACHIEVEMENT_UNKNOWN`.
        """
        found = self.contracts.titles.title(raw(achievement), self.block)
        if found.status == 0:
            raise unknown_achievement(raw(achievement), self.block.number)
        return found

    def known(self, what: str, number: str, achievement: bytes) -> str:
        """The achievement of the offer, pledge or right that has the number, or the one that the drafter names.

        :param what: `offer`, `pledge` or `right`.
        :param achievement: as the chain has it: 32 bytes, zero where nothing has the number.
        :raises NotFound: `OFFER_UNKNOWN`, `PLEDGE_UNKNOWN`, `RIGHT_UNKNOWN`.
        """
        if not any(achievement):
            raise unknown_thing(what, raw(number), self.block.number)
        return self.fields.hash("achievement", hex32(achievement))

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """How many parties, nodes and appointments have a number."""
        return self.contracts.authority.counts(self.block)

    def party(self, name: str = "party") -> int:
        """The number of a party of which something is asked before the message is whole.

        :raises NotFound: `PARTY_UNKNOWN`.
        """
        number = self.fields.number(name)
        if not 1 <= number <= self.counts[0]:
            raise unknown_party(number)
        return number

    def commitment(self, name: str, default: str | None = None) -> str:
        """A salted commitment: 32 bytes as they were given, or made here from an object that says what is committed.

        What is made here is sha256 of a disclosure (`ledger.core.disclosure`), whose text the drafter alone gets.
        """
        given = self.fields.take(name, default)
        if not isinstance(given, Mapping):
            return as_hash(name, given)
        made = disclosure.make(secrets.token_bytes(disclosure.SALT_SIZE), name, dict(given))
        self.disclosures.append(made.text)
        return "0x" + sha256(made.text.encode("ascii")).hexdigest()

    def act(
        self,
        achievement: str,
        *,
        version: int | None = None,
        filing: str | None = None,
        appointment: int | None = None,
    ) -> Message:
        """What an act on title begins with."""
        return {
            "achievement": achievement,
            "version": self.title(achievement).version if version is None else version,
            "appointment": self.fields.number("appointment", appointment),
            "draftedAt": self.drafted,
            "deadline": self.deadline(self.contracts.titles.limits(self.block).longest_life),
            "filing": self.fields.hash("filing") if filing is None else filing,
        }

    def matter(self, achievement: str, *, officer: bool, filing: str | None = None, titled: bool = True) -> Message:
        """What an act begins with that is bound to no version.

        :param officer: whether one acts. :param filing: what stands there if no document is named.
        :param titled: whether it has to be about a title; otherwise zero stands for none.
        :raises NotFound: `ACHIEVEMENT_UNKNOWN`.
        """
        if titled or achievement != ZERO:
            self.title(achievement)
        return {
            "achievement": achievement,
            "appointment": self.fields.number("appointment", None if officer else 0),
            "draftedAt": self.drafted,
            "deadline": self.deadline(self.contracts.titles.limits(self.block).longest_life),
            "filing": self.fields.hash("filing", filing),
        }

    def deadline(self, longest: int) -> int:
        """The deadline, by default a month off; one at which the contract would take no signature is not drafted."""
        deadline = self.fields.number("deadline", self.drafted + min(_LIFE, longest))
        if not self.drafted <= deadline <= self.drafted + longest:
            raise Refused(
                "DEADLINE_OUT_OF_RANGE",
                f"the deadline {deadline} is not from {self.drafted} to {self.drafted + longest}",
                next="choose a deadline between these seconds, or leave it out",
                deadline=deadline,
                earliest=self.drafted,
                latest=self.drafted + longest,
            )
        return deadline


def raw(hash_: str) -> bytes:
    """The bytes of a 0x-hex."""
    return bytes.fromhex(hash_[2:])


def period_end(drafted: int, least: int, running: int, name: str, holidays: Holidays) -> int:
    """A period's end that leaves three days for signing, and is later than that of one that runs already. A period that
    is counted in days ends with a day in Shanghai that is not off.

    :param drafted: second since 1970. :param least: seconds that the period has to last.
    :param running: end of the period that runs, 0 if none does.
    :param name: of the field that gives the end instead. :param holidays: asked only if the period is counted in days.
    :raises Refused: `CALENDAR_UNKNOWN` if it would end in a year whose holidays are not known.
    """
    if least < DAY:
        return max(drafted + least + max(least // 2, 600), running + 1)
    opened = calendar.day_of(drafted + _NOTICE_SLACK)
    known = holidays()
    try:
        end = known.notice_until(opened, -(-least // DAY))
        later = calendar.end_of_day(known.rolled(calendar.day_of(running))) if running >= end else end
    except Refused as unknown:
        raise Refused(
            unknown.code,
            f"the end of the period cannot be proposed: {unknown.message}",
            next=f"give {name}, in seconds since 1970: the end of a day that is no holiday",
            **unknown.values,
        ) from None
    return later


def notice_end(drafted: int, least: int, running: int, holidays: Holidays) -> int:
    """The end of a public notice that nobody chose; see `period_end`."""
    return period_end(drafted, least, running, "noticeUntil", holidays)


def hex32(content: bytes) -> str:
    """32 bytes as 0x-hex."""
    return "0x" + content.hex()
