"""Forging lines of digest manifests: the genuine evidence of a line, and every way to break it.

Filed after everything else, so that no other evidence changes: the institute's manifest of five files, another one, and
two that no honest service would have taken.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from ledger.core import acts, canonical, disclosure, manifest, merkle
from ledger.core.encoding import to_base64url
from ledger.core.ethproof import mapping_slot
from ledger.core.evidence import Attachment, Bundle, LinePart
from tests.forgeries.story import INSTITUTE, Story, filing_bundle
from tests.forgeries.workshop import Forgery
from tests.forgeries.world import TestFiling, file

NAMES = ("原始数据/束流-1.csv", "原始数据/束流-2.csv", "图/流强.png", "说明.txt", "附录/标定.csv")
SHOWN = 2


@dataclass(frozen=True)
class Manifest:
    """A manifest as the log took it."""

    filing: TestFiling
    lines: tuple[str, ...]

    def line(self, index: int) -> LinePart:
        """One of its lines with its path."""
        leaves = [merkle.leaf_hash(text.encode()) for text in self.lines]
        path = merkle.inclusion_path(index, len(leaves), merkle.in_memory(leaves))
        return LinePart(index, self.lines[index], tuple(path))


class ManifestWorkshop:
    """The genuine evidence of a line and what can be made of it. Anvil's chain goes on from where `recode` left it."""

    def __init__(self, story: Story, code: str) -> None:
        """:param code: that of AnchorLog, which is put back."""
        self.story = story
        good = _lines("")
        self.manifest = self._file("束流数据", good)
        self.other = self._file("另一批数据", _lines("other "))
        self.short = self._file("行数不足", good, count=SHOWN)
        self.spaced = self._file("别样写法", (*good[:SHOWN], _spaced(good[SHOWN]), *good[SHOWN + 1 :]))
        for one in (self.manifest, self.other, self.short, self.spaced):
            story.world.log.append(one.filing.entry)
        size, root = len(story.world.log.entries), story.world.log.root(len(story.world.log.entries))
        self.anchored = (size, root, story.world.now)
        story.world.chain.ask("anvil_setCode", story.world.addresses["AnchorLog"], code)
        story.world.write_slot("AnchorLog", mapping_slot(size, 1), acts.anchor_commitment(*self.anchored))
        story.blocks.append(story.world.mine())
        self.genuine = self._bundle(self.manifest, self.manifest.line(SHOWN))

    def forgeries(self, document: Bundle) -> Iterator[Forgery]:
        """:param document: the genuine evidence of a filing that is no manifest."""
        line, good = self.manifest.line(SHOWN), self.manifest
        told = manifest.parse(line.disclosure)
        richer = manifest.make(b"\2" * 16, told.name, told.size, sha256(b"another picture").hexdigest(), told.sm3)
        bundles = [
            ("line-altered", "The line tells of another file.", replace(line, disclosure=richer.text), (14,)),
            ("line-of-another-manifest", "Line and path are those of another.", self.other.line(SHOWN), (14,)),
            ("line-path-truncated", "The last hash of the path is gone.", replace(line, path=line.path[:-1]), ()),
            ("line-path-extended", "The path goes on.", replace(line, path=(*line.path, bytes(32))), ()),
            ("line-path-reordered", "The path's hashes are swapped.", replace(line, path=line.path[::-1]), ()),
            ("line-index-of-another", "The line is said to be another.", replace(line, index=SHOWN + 1), ()),
            ("line-beyond-the-count", "The line is said to follow the last one.", replace(line, index=5), ()),
        ]
        for name, what, part, others in bundles:
            yield Forgery(name, 16, what, self._bundle(good, part), "line.json", others)
        what = "The manifest is signed for fewer lines than the tree of its root has."
        yield Forgery("line-not-counted", 16, what, self._bundle(self.short, self.short.line(SHOWN)), "line.json")
        what = "The manifest commits to a line that is not in its one spelling."
        spaced = self._bundle(self.spaced, self.spaced.line(SHOWN))
        yield Forgery("line-spelled-otherwise", 16, what, spaced, "line.json", (14,))
        assert document.filing
        with_line = replace(document, filing=replace(document.filing, line=line))
        what = "A line and its path beside a filing that is no manifest."
        yield Forgery("line-without-manifest", 16, what, with_line, "filing.json")

    def _bundle(self, of: Manifest, line: LinePart) -> Bundle:
        files = (Attachment(NAMES[SHOWN].rpartition("/")[2], _content(NAMES[SHOWN])),)
        block = self.story.blocks[-1]
        bundle = filing_bundle(self.story, of.filing, block=block, anchored=self.anchored, attachments=files)
        assert bundle.filing
        return replace(bundle, filing=replace(bundle.filing, line=line))

    def _file(self, title: str, lines: tuple[str, ...], count: int | None = None) -> Manifest:
        root = merkle.root(merkle.leaf_hash(text.encode()) for text in lines).hex()
        fields = {
            "form/title": title,
            "form/count": len(lines) if count is None else count,
            "form/root": root,
            "filer/party": INSTITUTE,
        }
        world = self.story.world
        return Manifest(file(manifest.TYPE, fields, world.keys[INSTITUTE], world.now), lines)


def _content(name: str, seed: str = "") -> bytes:
    return f"{seed}{name} 的内容\n".encode()


def _lines(seed: str) -> tuple[str, ...]:
    made = []
    for name in NAMES:
        content = _content(name, seed)
        salt = sha256(b"salt of a line" + content).digest()[: disclosure.SALT_SIZE]
        digests = sha256(content).hexdigest(), hashlib.new("sm3", content).hexdigest()
        made.append(manifest.make(salt, name, len(content), *digests).text)
    return tuple(made)


def _spaced(text: str) -> str:
    """The same line with a space after each comma."""
    read = disclosure.parse(text)
    plain = canonical.encode([to_base64url(read.salt), read.name, read.value])
    return to_base64url(plain.replace(b',"', b', "'))
