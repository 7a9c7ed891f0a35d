"""What happens on the ledger of the forgeries, and the genuine evidence of it.

An institute files a document and registers an achievement, which is confirmed for three holders, conveyed in part,
confirmed again for a use grant, and conveyed to two newcomers. Beside it stand filings that no honest log would have
taken, and further titles whose storage is overwritten at the end.
"""

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from ledger.chain.answered import Block
from ledger.core import acts, powers
from ledger.core.ethproof import mapping_slot
from ledger.core.evidence import (
    AnchorPart,
    AppointmentProof,
    Attachment,
    Bundle,
    ChainPart,
    FilingClaim,
    FilingPart,
    Instrument,
    LedgerName,
    PartySigner,
    Signers,
    TitleClaim,
    TitlePart,
)
from ledger.core.shares import WHOLE, Share, pack
from tests.forgeries.world import (
    CHAIN_ID,
    ORIGIN,
    SALT,
    AccountKey,
    Done,
    TestFiling,
    World,
    attachment_record,
    file,
)

REPORT = "测试报告:慢引出束流强度 10^9 /s。\n".encode()
MAJORITY, GIFT = 3, 3
OFFICER, INSTITUTE, LI, WANG, ZHAO, SUN = 2, 3, 4, 5, 6, 7
TENTH = WHOLE // 10


@dataclass
class Story:
    """Everything that happened.

    :param robbed: registration of a title that `lie` robs. :param unlogged: a good filing that no log took.
    :param bad: filings that no honest log would have taken.
    :param codes: code hash by contract. :param blocks: those that the trust file names; the honest one first.
    """

    world: World
    document: TestFiling
    registration: TestFiling
    other_registration: TestFiling
    robbed: TestFiling
    unlogged: TestFiling
    bad: dict[str, TestFiling]
    history: list[Done]
    other_registered: Done
    robbed_history: list[Done]
    codes: dict[str, bytes]
    blocks: list[Block]

    @property
    def confirmed_at(self) -> int:
        """A minute after the confirmation, before any conveyance."""
        return self.history[1].time + 60


def tell(world: World) -> Story:
    """Let it all happen."""
    world.enrol(AccountKey("officer"), 3)
    world.appoint(
        OFFICER, powers.mask(["register_party", "register_achievement", "confirm_title", "register_transfer"])
    )
    world.enrol(AccountKey("institute"), 2)
    world.enrol(AccountKey("li"), 1)
    world.enrol(world.card("wang"), 1)
    world.enrol(AccountKey("zhao"), 1)
    world.enrol(world.passkey("sun"), 1)

    institute = world.keys[INSTITUTE]
    document = file("document/1", _document(), institute, world.now)
    registration = file("achievement_filing/1", _achievement("重离子慢引出装置"), world.keys[WANG], world.now)
    other = file("achievement_filing/1", _achievement("熔盐泵"), institute, world.now)
    robbed = file("achievement_filing/1", _achievement("铜箔"), institute, world.now)
    unlogged = file("document/1", _document() | {"form/title": "没有入库的报告"}, institute, world.now)
    bad = _bad_filings(world)
    for filing in (document, registration, other, robbed):
        world.log.append(filing.entry)
    world.anchor()
    for filing in bad.values():
        world.log.append(filing.entry)
    world.anchor()

    history = _history(world, registration)
    other_registered = _register(world, other, [Share(INSTITUTE, WHOLE)])
    robbed_history = [_register(world, robbed, [Share(INSTITUTE, WHOLE)])]
    block = world.mine()
    codes = {name: world.account(name, [], block)[2] for name in world.addresses}
    return Story(
        world,
        document,
        registration,
        other,
        robbed,
        unlogged,
        bad,
        history,
        other_registered,
        robbed_history,
        codes,
        [block],
    )


def lie(story: Story) -> tuple[Block, tuple[int, bytes, int]]:
    """A block whose state lies: an anchor dated tomorrow, and a title robbed without any instrument.

    Anvil keeps no state from before an overwritten slot: take all proofs of earlier blocks before this.

    :returns: the block, and the anchor of tomorrow (size, root, time).
    """
    world = story.world
    later = file("document/1", _document() | {"form/title": "后来的报告"}, world.keys[INSTITUTE], world.now)
    world.log.append(later.entry)
    size, root = len(world.log.entries), world.log.root(len(world.log.entries))
    tomorrow = (size, root, world.now + 86_400)
    world.write_slot("AnchorLog", mapping_slot(size, 1), acts.anchor_commitment(*tomorrow))
    taken = pack([Share(SUN, WHOLE)])[0].to_bytes(32, "big")
    world.write_slot("TitleRegistry", mapping_slot(_number(story.robbed), 0, 2), taken)
    story.blocks.append(world.mine())
    return story.blocks[-1], tomorrow


def recode(story: Story) -> Block:
    """A block two days later, in which other code stands at the address of AnchorLog."""
    story.world.wait(2 * 86_400)
    story.world.chain.ask("anvil_setCode", story.world.addresses["AnchorLog"], "0x60006000fd")
    story.blocks.append(story.world.mine())
    return story.blocks[-1]


def filing_bundle(
    story: Story,
    filing: TestFiling,
    *,
    block: Block | None = None,
    checkpoint_size: int | None = None,
    anchored: tuple[int, bytes, int] | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Bundle:
    """The evidence of a filing, under the last anchor that the block has unless told."""
    world, block = story.world, block or story.blocks[0]
    size, root, time = anchored or [anchor for anchor in world.anchored if anchor[2] <= block.time][-1]
    small = checkpoint_size or size
    nodes, (slot,), _ = world.account("AnchorLog", [mapping_slot(size, 1)], block)
    return Bundle(
        claim=FilingClaim(filing.leaf),
        ledger=LedgerName(CHAIN_ID, SALT, ORIGIN, demo=True),
        filing=FilingPart(filing.entry, filing.disclosures, attachments),
        log_proof=world.log.proof(filing.entry, small),
        anchor=AnchorPart(size, root, time, tuple(world.log.consistency(small, size)), slot.proof),
        chain=ChainPart(world.header(block), nodes),
    )


def document_bundle(story: Story) -> Bundle:
    """The genuine evidence of the document: all disclosed, the file in it, a checkpoint older than the anchor."""
    first = story.world.anchored[0][0]
    file_given = (Attachment("报告.txt", REPORT),)
    return filing_bundle(story, story.document, checkpoint_size=first, attachments=file_given)


def title_bundle(
    story: Story,
    filing: TestFiling | None = None,
    history: list[Done] | None = None,
    *,
    at: int | None = None,
    block: Block | None = None,
    appointments: int = 1,
) -> Bundle:
    """The evidence of a title: the one of the story unless told. :param appointments: how many there are."""
    filing, history, block = filing or story.registration, history or story.history, block or story.blocks[0]
    world, number = story.world, _number(filing)
    base = filing_bundle(story, filing, block=block)
    heads, (head, trail), _ = world.account("TitleRegistry", [mapping_slot(number, 0, i) for i in (0, 1)], block)
    entries = int.from_bytes(head.value, "big") >> 16 & 0xFF
    offsets = range(2, 2 + (entries + 3) // 4)
    _, words, _ = world.account("TitleRegistry", [mapping_slot(number, 0, i) for i in offsets], block)
    parties, numbers = sorted(world.keys), range(1, appointments + 1)
    keys = [mapping_slot(party, 0) for party in parties] + [mapping_slot(number, 2) for number in numbers]
    authority, slots, _ = world.account("Authority", keys, block)
    assert base.chain is not None
    return replace(
        base,
        claim=TitleClaim(number, at),
        filing=FilingPart(filing.entry, filing.disclosures),
        chain=replace(base.chain, title_registry=heads, authority=authority),
        title=TitlePart(
            head=head,
            trail=trail,
            words=tuple(words),
            instruments=tuple(Instrument(act.kind, act.message, act.seals, act.time) for act in history),
            signers=Signers(
                tuple(PartySigner(party, slot) for party, slot in zip(parties, slots, strict=False)),
                tuple(
                    AppointmentProof(number, slot) for number, slot in zip(numbers, slots[len(parties) :], strict=True)
                ),
            ),
        ),
    )


def trust_file(story: Story) -> bytes:
    """What the reader believes: the log with one witness, the contracts, all blocks of the story, lying ones too."""
    world = story.world
    genesis = world.chain.ask("eth_getBlockByNumber", "0x0", False)["hash"]
    value = {
        "format": "zhengben-trust/1",
        "name": "the ledger of the forgeries",
        "demo": True,
        "chain": {
            "id": CHAIN_ID,
            "genesis": genesis,
            "blocks": [{"number": block.number, "hash": "0x" + block.hash.hex()} for block in story.blocks],
        },
        "ledger": {
            "salt": "0x" + SALT.hex(),
            "contracts": {
                name: {"address": address, "codeHash": "0x" + story.codes[name].hex()}
                for name, address in sorted(world.addresses.items())
            },
        },
        "log": {"policy": world.log.policy.text},
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _history(world: World, filing: TestFiling) -> list[Done]:
    number = _number(filing)
    registered = _register(world, filing, [Share(INSTITUTE, WHOLE)])

    table = [Share(INSTITUTE, 5 * TENTH), Share(LI, 3 * TENTH), Share(WANG, 2 * TENTH)]
    terms = _terms(acts.shares_message(table))
    _propose(world, number, 1, filing, terms, [INSTITUTE])
    confirmed = _confirm(world, number, 1, filing, terms, [INSTITUTE, LI, WANG])
    world.wait(3600)

    holders: list[int | None] = [INSTITUTE, LI, WANG]
    moves = [{"from": INSTITUTE, "to": LI, "units": TENTH}]
    conveyed = _convey(world, number, 2, filing, moves, [OFFICER, INSTITUTE, LI, None])
    world.wait(3600)

    grant = _terms([], use_grant=sha256(b"a use grant").digest())
    _propose(world, number, 3, filing, grant, [INSTITUTE, LI, WANG], round_=2)
    granted = _confirm(world, number, 3, filing, grant, holders)
    world.wait(3600)

    moves = [{"from": LI, "to": ZHAO, "units": TENTH}, {"from": WANG, "to": SUN, "units": TENTH}]
    spread = _convey(world, number, 4, filing, moves, [OFFICER, INSTITUTE, LI, WANG, ZHAO, SUN])
    return [registered, confirmed, conveyed, granted, spread]


def _register(world: World, filing: TestFiling, claimed: list[Share]) -> Done:
    message = {
        "act": world.head_of_act(_number(filing), 0, filing.leaf),
        "node": 1,
        "filer": INSTITUTE,
        "claimed": acts.shares_message(claimed),
    }
    return world.act("register", message, [OFFICER, INSTITUTE])


def _terms(table: list[dict[str, Any]], use_grant: bytes = bytes(32)) -> dict[str, Any]:
    return {"rule": MAJORITY, "delegate": 0, "table": table, "useGrant": "0x" + use_grant.hex()}


def _propose(
    world: World,
    number: bytes,
    version: int,
    filing: TestFiling,
    terms: dict[str, Any],
    seats: list[int | None],
    round_: int = 1,
) -> None:
    message = {
        "act": world.head_of_act(number, version, filing.leaf, appointment=0),
        "terms": terms,
        "round": round_,
        "noticeUntil": world.now + 2 * 86_400,
    }
    world.act("propose", message, seats)
    world.wait(3 * 86_400)


def _confirm(
    world: World, number: bytes, version: int, filing: TestFiling, terms: dict[str, Any], holders: list[int | None]
) -> Done:
    message = {"act": world.head_of_act(number, version, filing.leaf), "terms": terms}
    return world.act("confirm", message, [OFFICER, *holders])


def _convey(
    world: World,
    number: bytes,
    version: int,
    filing: TestFiling,
    moves: list[dict[str, int]],
    seats: list[int | None],
) -> Done:
    message = {
        "act": world.head_of_act(number, version, filing.leaf),
        "basis": GIFT,
        "price": "0x" + bytes(32).hex(),
        "movements": moves,
        "offers": [],
        "openings": [],
        "pledgeAfter": 0,
    }
    return world.act("convey", message, seats)


def _number(filing: TestFiling) -> bytes:
    return acts.achievement_number(1, filing.leaf)


def _document() -> dict[str, Any]:
    return {
        "form/title": "慢引出束流测试报告",
        "form/language": "zh-CN",
        "attachment/0": attachment_record("报告.txt", REPORT),
        "filer/party": INSTITUTE,
    }


def _achievement(title: str) -> dict[str, Any]:
    form = {
        "title": title,
        "category": "应用技术",
        "attribute": "原始性创新",
        "stage": "中期",
        "form": ["新技术"],
        "keywords": ["加速器"],
        "security_level": "公开",
        "completing_units": [],
        "completers": [{"name": "李某"}],
        "start_month": "2023-01",
        "end_month": "2026-05",
        "acceptance_date": "2026-06-30",
        "acceptance_kind": "验收",
        "funding_source": "自选",
        "park": "直属",
        "claimed": [{"holder": "研究所", "share": "1/1"}],
    }
    fields: dict[str, Any] = {f"form/{name}": value for name, value in form.items()}
    return fields | {
        "attachment/0": attachment_record("验收.pdf", b"%PDF", "application/pdf"),
        "filer/party": INSTITUTE,
    }


def _bad_filings(world: World) -> dict[str, TestFiling]:
    """Entries that only a log would take which does not look at what it takes."""
    institute, stranger = world.keys[INSTITUTE], AccountKey("stranger")
    spaced = lambda value: json.dumps(value, sort_keys=True).encode()  # noqa: E731
    wrong_form = _document() | {"form/language": "Chinese as it is spoken"}
    return {
        "entry-spelled-otherwise": file(
            "document/1", _document() | {"form/title": "带空格的条目"}, institute, world.now, spell=spaced
        ),
        "signed-by-another": file(
            "document/1", _document() | {"form/title": "别人签的"}, institute, world.now, sign_with=stranger
        ),
        "field-out-of-form": file("document/1", wrong_form, institute, world.now),
    }
