"""Forging: every way to break one link of the genuine evidence and to mend all others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import rlp
from eth_hash.auto import keccak
from trie import HexaryTrie

from ledger.core import acts, disclosure, note, seals, tlog_proof
from ledger.core.encoding import to_base64
from ledger.core.ethproof import mapping_slot
from ledger.core.evidence import Attachment, Bundle, FilingClaim, TitleClaim
from ledger.core.note import Cosigner, Ed25519Signer
from ledger.core.webauthn import UP, UV
from tests.forgeries.story import (
    INSTITUTE,
    LI,
    OFFICER,
    REPORT,
    SUN,
    WANG,
    ZHAO,
    Story,
    document_bundle,
    filing_bundle,
    lie,
    recode,
    title_bundle,
)
from tests.forgeries.world import START, AccountKey, Key, MemoryLog

DAY = 86_400


@dataclass(frozen=True)
class Forgery:
    """A forged bundle.

    :param check: the check that must refuse it. :param genuine: what it was made from.
    :param not_checked: checks that work on the broken part and therefore say NOT_CHECKED.
    """

    name: str
    check: int
    what: str
    content: Bundle | bytes
    genuine: str
    not_checked: tuple[int, ...] = ()


class Workshop:
    """The genuine bundles and what can be made of them."""

    def __init__(self, story: Story, elsewhere: Bundle) -> None:
        """:param elsewhere: evidence of a document on a chain of the forger's."""
        self.story = story
        self.elsewhere = elsewhere
        self.document = document_bundle(story)
        self.title = title_bundle(story, at=story.confirmed_at)

    def forgeries(self) -> Iterator[Forgery]:
        """Every forgery; those of lying blocks come last, because they spoil the chain."""
        for kind, make in (("filing", self.of_filing), ("title", self.of_title)):
            for name, check, what, content in make():
                yield Forgery(name, check, what, content, f"{kind}.json")
        yield from self.of_altered_parts()
        for name, check, what, content, kind in self.of_lying_blocks():
            yield Forgery(name, check, what, content, f"{kind}.json")

    def of_filing(self) -> Iterator[tuple[str, int, str, Bundle | bytes]]:
        good, story, log = self.document, self.story, self.story.world.log
        filing, anchor, chain = good.filing, good.anchor, good.chain
        assert filing is not None
        assert anchor is not None
        first, size, root, time = story.world.anchored[0][0], anchor.size, anchor.root, anchor.time
        assert chain is not None
        assert good.log_proof is not None

        raw = good.to_json().decode()
        twice = raw.replace('"claim": {', '"claim": {"kind": "filing", "leaf": "' + "0" * 64 + '"},\n "claim": {', 1)
        yield "member-twice", 1, "The claim stands there twice, the second time another.", twice.encode()
        yield (
            "another-ledger",
            2,
            "The bundle says to be of a ledger with another id.",
            replace(good, ledger=replace(good.ledger, salt=bytes(32))),
        )
        yield (
            "demo-mark-taken-off",
            2,
            "The bundle of a demonstration ledger says to have legal meaning.",
            replace(good, ledger=replace(good.ledger, demo=False)),
        )
        files = (Attachment("报告.txt", REPORT),)
        for name, check, what in (
            ("entry-spelled-otherwise", 10, "The log took an entry that is not canonical JSON."),
            ("signed-by-another", 12, "The log took a filing that another key signed than the filer's."),
            ("field-out-of-form", 13, "The log took a filing whose language is no language code."),
        ):
            yield name, check, what, filing_bundle(story, story.bad[name], attachments=files)
        yield "disclosure-altered", 11, "Another title is disclosed.", self._with_field("form/title", "别的标题")
        yield (
            "disclosure-of-nothing",
            11,
            "A description is disclosed that the filing never had.",
            self._with_field("form/description", "后来补的说明"),
        )
        altered = replace(filing, attachments=(Attachment("报告.txt", REPORT[:-1] + b"\r"),))
        yield "attachment-altered", 14, "One byte of the attached file is another.", replace(good, filing=altered)
        other = filing_bundle(story, story.other_registration)
        assert other.filing
        other_files = replace(other.filing, attachments=())
        yield (
            "evidence-of-another-filing",
            15,
            "Claim about one filing, good evidence of another.",
            replace(
                other, claim=good.claim, filing=replace(other_files, attachments=(Attachment("验收.pdf", b"%PDF"),))
            ),
        )

        stranger = Ed25519Signer(log.signer.name, b"\7" * 32)
        yield (
            "checkpoint-of-unknown-key",
            20,
            "The checkpoint is signed by a key that only has the log's name.",
            self._with_note(log.note(first, stranger, log.witness())),
        )
        yield (
            "checkpoint-signature-altered",
            20,
            "The log's signature has one bit flipped.",
            self._with_note(_flip_signature(log.note(first), log.signer.name)),
        )
        yield "witness-missing", 21, "No witness cosigned.", self._with_note(log.note(first, log.signer))
        liar = Cosigner("witness.example/w1", b"\5" * 32, START)
        yield (
            "witness-unknown",
            21,
            "A stranger cosigned under the witness's name.",
            self._with_note(log.note(first, log.signer, liar)),
        )
        yield (
            "witness-time-altered",
            21,
            "The witness's signature is moved to another second.",
            self._with_note(_shift_cosignature(log.note(first), "witness.example/w1")),
        )

        proof = tlog_proof.parse(good.log_proof)
        for name, what, path in (
            ("inclusion-truncated", "The last hash of the inclusion path is gone.", proof.path[:-1]),
            ("inclusion-extended", "The inclusion path goes on.", (*proof.path, bytes(32))),
            ("inclusion-reordered", "The hashes of the inclusion path are swapped.", proof.path[::-1]),
        ):
            yield name, 22, what, replace(good, log_proof=replace(proof, path=path).text)
        yield (
            "index-of-another-entry",
            22,
            "The path is said to start from another index.",
            replace(good, log_proof=replace(proof, index=proof.index + 1).text),
        )
        unlogged = story.unlogged
        never = replace(filing, entry=unlogged.entry, disclosures=unlogged.disclosures)
        yield (
            "entry-not-in-log",
            22,
            "A well-signed filing that no log ever took, with the path of another.",
            replace(good, claim=FilingClaim(unlogged.leaf), filing=never),
        )

        fork = MemoryLog([log.entries[0], unlogged.entry, *log.entries[2:first]])
        yield (
            "fork-of-the-log",
            23,
            "The log signed two trees of one size; the bundle shows the one that was not anchored.",
            replace(good, log_proof=fork.proof(fork.entries[0], first)),
        )
        forged_path = (bytes(32), *anchor.consistency[1:])
        yield (
            "consistency-forged",
            23,
            "A hash of the consistency path is another.",
            replace(good, anchor=replace(anchor, consistency=forged_path)),
        )
        grown = MemoryLog([*log.entries, unlogged.entry])
        yield (
            "checkpoint-after-the-anchor",
            23,
            "The checkpoint is larger than the anchored head, which therefore does not cover it.",
            replace(
                good,
                log_proof=grown.proof(log.entries[0], size + 1),
                anchor=replace(anchor, consistency=()),
            ),
        )

        yield (
            "header-altered",
            30,
            "The block's time is an hour later.",
            replace(good, chain=replace(chain, header=_later_header(chain.header, 3600))),
        )
        yield "chain-of-the-forger", 30, "Everything fits, on a chain that the forger ran himself.", self.elsewhere
        slots = [mapping_slot(size, 1)]
        nodes, _, _ = story.world.account("TitleRegistry", [], story.blocks[0])
        yield (
            "account-of-another-contract",
            31,
            "The account proof is that of the TitleRegistry.",
            replace(good, chain=replace(chain, anchor_log=nodes)),
        )
        own = _own_storage(slots[0], acts.anchor_commitment(size, root, time - 365 * DAY))
        yield (
            "storage-of-the-forger",
            31,
            "The anchor is a year older, in a storage trie that is not the contract's.",
            replace(good, anchor=replace(anchor, time=time - 365 * DAY, storage_proof=own)),
        )
        _, (older,), _ = story.world.account("AnchorLog", [mapping_slot(first, 1)], story.blocks[0])
        yield (
            "slot-of-another-size",
            32,
            "The storage proof is that of another anchor.",
            replace(good, anchor=replace(anchor, storage_proof=older.proof)),
        )
        yield (
            "anchor-backdated",
            32,
            "The anchor is said to be a day older than it is.",
            replace(good, anchor=replace(anchor, time=time - DAY)),
        )
        yield (
            "proof-with-a-needless-node",
            32,
            "The storage proof carries a node that is not on its path.",
            replace(good, anchor=replace(anchor, storage_proof=(*anchor.storage_proof, chain.anchor_log[0]))),
        )

    def of_altered_parts(self) -> Iterator[Forgery]:
        """One part is altered and nothing mended, so that further checks stumble over it and leave it to its own."""
        document, good = self.document, self.title
        title, chain, ledger_log = good.title, document.chain, self.story.world.log
        assert title is not None
        assert chain is not None
        capitals = good.to_json().replace(b'"value": "0x', b'"value": "0X', 1)
        yield Forgery("hex-in-capitals", 1, "A value is written with another prefix.", capitals, "title.json")
        earlier = self._with_field("filedAt", START - 365 * DAY)
        what = "The disclosed time of filing is a year earlier."
        yield Forgery("filing-time-altered", 11, what, earlier, "filing.json", (12,))
        first = self.story.world.anchored[0][0]
        other_root = ledger_log.note(first).replace(to_base64(ledger_log.root(first)), to_base64(bytes(32)))
        what = "The root in the checkpoint is another than the one that was signed."
        yield Forgery("checkpoint-root-altered", 20, what, self._with_note(other_root), "filing.json", (21, 22, 23))
        header = _later_header(chain.header, -365 * DAY)
        what = "The block's time is a year earlier, before the anchor's."
        moved = replace(document, chain=replace(chain, header=header))
        yield Forgery("header-before-the-anchor", 30, what, moved, "filing.json", (33,))

        head = int.from_bytes(title.head.value, "big") + (1 << 56)
        newer = replace(title, head=replace(title.head, value=head.to_bytes(32, "big")))
        what = "The head states a version that is still to come."
        yield Forgery("version-altered", 41, what, replace(good, title=newer), "title.json", (43,))
        word = (int.from_bytes(title.words[0].value, "big") + 1).to_bytes(32, "big")
        richer = replace(title, words=(replace(title.words[0], value=word), *title.words[1:]))
        what = "A word of holders names another party."
        yield Forgery("holder-altered", 42, what, replace(good, title=richer), "title.json", (45,))
        act = title.instruments[2]
        move = {**act.message["movements"][0], "units": act.message["movements"][0]["units"] - 1}
        less = replace(act, message={**act.message, "movements": [move]})
        history = replace(title, instruments=(*title.instruments[:2], less, *title.instruments[3:]))
        what = "A conveyance passes on one unit less."
        yield Forgery("movement-altered", 43, what, replace(good, title=history), "title.json", (45, 47))

    def of_title(self) -> Iterator[tuple[str, int, str, Bundle]]:
        good, story, world = self.title, self.story, self.story.world
        title, chain = good.title, good.chain
        assert title is not None
        assert chain is not None
        assert title.signers is not None
        block, acts_done = story.blocks[0], title.instruments

        nodes, _, _ = world.account("Authority", [], block)
        yield (
            "registry-of-another-contract",
            40,
            "The registry's account proof is that of the Authority.",
            replace(good, chain=replace(chain, title_registry=nodes)),
        )
        head = int.from_bytes(title.head.value, "big") ^ 1 << 168
        yield (
            "head-altered",
            41,
            "The head states an objection that is not there.",
            replace(good, title=replace(title, head=replace(title.head, value=head.to_bytes(32, "big")))),
        )
        other = acts.achievement_number(1, story.other_registration.leaf)
        _, (word,), _ = world.account("TitleRegistry", [mapping_slot(other, 0, 2)], block)
        words = (replace(title.words[0], proof=word.proof), *title.words[1:])
        yield (
            "word-of-another-achievement",
            42,
            "A word of holders is proved at another achievement.",
            replace(good, title=replace(title, words=words)),
        )
        yield (
            "instrument-dropped",
            43,
            "The confirmation of the use grant is left out.",
            replace(good, title=replace(title, instruments=acts_done[:3] + acts_done[4:])),
        )
        yield (
            "instruments-reordered",
            43,
            "A conveyance and a confirmation have changed places.",
            replace(
                good,
                title=replace(title, instruments=(*acts_done[:2], acts_done[3], acts_done[2], acts_done[4])),
            ),
        )
        backdated = replace(acts_done[0], time=acts_done[0].time - 30)
        yield (
            "instrument-backdated",
            43,
            "The registration is said to be half a minute older.",
            replace(good, title=replace(title, instruments=(backdated, *acts_done[1:]))),
        )
        borrowed = filing_bundle(story, story.robbed)
        assert borrowed.filing
        yield (
            "filing-of-another-achievement",
            44,
            "The filing is in the log, but it is that of another achievement.",
            replace(good, filing=borrowed.filing, log_proof=borrowed.log_proof),
        )
        parties = title.signers.parties
        swapped = replace(parties[3], slot=replace(parties[3].slot, proof=parties[4].slot.proof))
        yield (
            "signer-of-another-party",
            46,
            "A party's signer is proved at another party.",
            replace(
                good,
                title=replace(title, signers=replace(title.signers, parties=(*parties[:3], swapped, *parties[4:]))),
            ),
        )
        yield (
            "authority-of-another-contract",
            46,
            "The Authority's account proof is that of the AnchorLog.",
            replace(good, chain=replace(chain, authority=chain.anchor_log)),
        )
        convey = story.history[2]
        thief: dict[int, Any] = {3: AccountKey("thief")}
        stolen = world.seal(convey.kind, convey.message, [OFFICER, 3, 4, None], thief)
        yield "seal-of-another-key", 47, "The giver's seal is made with another key.", self._with_seals(2, stolen)
        unsigned = world.seal(convey.kind, convey.message, [OFFICER, None, 4, None])
        yield "seal-missing", 47, "The giver did not sign.", self._with_seals(2, unsigned)
        longer = story.history[4].seals + seals.blob([b""])
        yield "seal-without-seat", 47, "There is a seal more than seats.", self._with_seals(4, longer)
        yield from self.of_passkeys()
        yield (
            "asked-beyond-the-block",
            48,
            "The claim asks for a day after the block that the bundle proves.",
            replace(good, claim=TitleClaim(good.claim.achievement, story.blocks[0].time + DAY)),  # type: ignore[union-attr]
        )

    def of_passkeys(self) -> Iterator[tuple[str, int, str, Bundle]]:
        """A newcomer's seal is what his own passkey signed, but no assertion over the conveyance."""
        world, convey = self.story.world, self.story.history[4]
        ways: dict[str, tuple[dict[str, Any], str]] = {
            "over-another-challenge": ({"challenge": bytes(32)}, "The receiver's passkey was asked another challenge."),
            "of-a-registration": ({"kind": "webauthn.create"}, "The receiver's passkey signed its registration."),
            "without-presence": ({"flags": UV}, "The receiver's passkey signed without anybody present."),
            "without-verification": ({"flags": UP}, "The receiver's passkey did not ask who touched it."),
            "with-the-higher-s": ({"high": True}, "The receiver's signature is spelled with the higher s."),
            "over-the-digest": ({"raw": True}, "The receiver's key signed the digest itself, and no assertion."),
        }
        for name, (how, what) in ways.items():
            wrong: dict[int, Key] = {SUN: world.passkey("sun", **how)}
            blob = world.seal(convey.kind, convey.message, [OFFICER, INSTITUTE, LI, WANG, ZHAO, SUN], wrong)
            yield f"passkey-{name}", 47, what, self._with_seals(4, blob)

    def of_lying_blocks(self) -> Iterator[tuple[str, int, str, Bundle, str]]:
        story = self.story
        files = (Attachment("报告.txt", REPORT),)
        block, tomorrow = lie(story)
        late = filing_bundle(story, story.document, block=block, anchored=tomorrow, attachments=files)
        yield "anchor-of-tomorrow", 33, "The chain holds an anchor later than its block.", late, "filing"
        robbed = title_bundle(story, story.robbed, story.robbed_history, at=story.confirmed_at, block=block)
        yield (
            "robbed-without-instrument",
            45,
            "The chain states other holders than any instrument made.",
            robbed,
            "title",
        )
        block = recode(story)
        recoded = filing_bundle(story, story.document, block=block, anchored=tomorrow, attachments=files)
        yield "other-code", 31, "Other code stands at the address of AnchorLog.", recoded, "filing"

    def _with_field(self, name: str, value: str | int) -> Bundle:
        """The document with a disclosure of that field that the entry does not commit to."""
        assert self.document.filing
        kept = [text for text in self.document.filing.disclosures if disclosure.parse(text).name != name]
        false = disclosure.make(b"\1" * 16, name, value).text
        return replace(self.document, filing=replace(self.document.filing, disclosures=(false, *kept)))

    def _with_note(self, content: str) -> Bundle:
        assert self.document.log_proof
        proof = tlog_proof.parse(self.document.log_proof)
        return replace(self.document, log_proof=replace(proof, checkpoint=content).text)

    def _with_seals(self, position: int, blob: bytes) -> Bundle:
        title = self.title.title
        assert title
        done = list(title.instruments)
        done[position] = replace(done[position], seals=blob)
        return replace(self.title, title=replace(title, instruments=tuple(done)))


def _flip_signature(content: str, name: str) -> str:
    """The note with one bit of that signer's signature flipped."""
    return _resign(content, name, lambda blob: bytes([blob[0] ^ 1]) + blob[1:])


def _shift_cosignature(content: str, name: str) -> str:
    """The note with that witness's time a second later."""
    return _resign(content, name, lambda blob: (int.from_bytes(blob[:8], "big") + 1).to_bytes(8, "big") + blob[8:])


def _resign(content: str, name: str, change: Callable[[bytes], bytes]) -> str:
    read = note.parse(content)
    signatures = [replace(one, blob=change(one.blob)) if one.name == name else one for one in read.signatures]
    return replace(read, signatures=tuple(signatures)).content


def _later_header(header: bytes, seconds: int) -> bytes:
    fields = rlp.decode(header)
    fields[11] = (int.from_bytes(fields[11], "big") + seconds).to_bytes(4, "big")
    return bytes(rlp.encode(fields))


def _own_storage(slot: bytes, value: bytes) -> tuple[bytes, ...]:
    """A proof of the slot in a storage trie made for it."""
    trie = HexaryTrie({})
    for number in (slot, bytes(32)):
        trie[keccak(number)] = rlp.encode(value.lstrip(b"\0"))
    return tuple(rlp.encode(node) for node in trie.get_proof(keccak(slot)))
