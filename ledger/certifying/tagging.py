"""What the text of a PDF is (headings, paragraphs, tables, lists) for those who have it read to them.

A tree of structure elements as ISO 32000-1, 14.7 has it: every line of text that belongs to an element is marked
content of its page, under a number that leads back to the element. `fpdf` knows a flat list of such elements only; this
tree takes the place of that list.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Literal

from fpdf.structure_tree import NumberTree, StructTreeRoot
from fpdf.syntax import PDFArray, PDFObject, PDFString

Kind = Literal["Document", "H1", "H2", "H3", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "Figure"]


class Element(PDFObject):
    """One element; its attributes are the entries of its dictionary.

    :param parent: of which it becomes the last child.
    :param alt: what is said in place of a figure.
    """

    def __init__(self, kind: Kind, parent: PDFObject, alt: str | None = None) -> None:
        super().__init__()
        self.type, self.s = "/StructElem", f"/{kind}"
        self.p = parent
        self.k = PDFArray()
        self.alt = None if alt is None else PDFString(alt)
        self.a = "<</O /Table /Scope /Column>>" if kind == "TH" else None


class Mark(PDFObject):
    """Marked content of a page that belongs to an element. The writer of the file sets `pg`."""

    def __init__(self, number: int, page: int) -> None:
        super().__init__()
        self.type, self.m_c_i_d = "/MCR", number  # the library writes it /MCID
        self.pg: PDFObject | None = None
        self._page = page

    def page_number(self) -> int:
        """The page on which it stands, from 1."""
        return self._page


class Tree:
    """All elements of a document; to `fpdf` it looks like the builder of its own."""

    def __init__(self) -> None:
        self.struct_tree_root = StructTreeRoot()
        self.document = Element("Document", self.struct_tree_root)
        self.struct_tree_root.k.append(self.document)
        self._elements: list[Element] = [self.document]
        self._marks: list[Mark] = []
        self.doc_struct_elem = SimpleNamespace(k=self._marks)

    def add(self, kind: Kind, parent: Element, alt: str | None = None) -> Element:
        """A new last child."""
        made = Element(kind, parent, alt)
        parent.k.append(made)
        self._elements.append(made)
        return made

    def mark(self, element: Element, page: int) -> int:
        """The number of the next marked content of a page, which belongs to this element."""
        owners = self._numbers.nums[page - 1]
        made = Mark(len(owners), page)
        owners.append(element)
        element.k.append(made)
        self._marks.append(made)
        return made.m_c_i_d

    def empty(self) -> bool:
        """Whether nothing is marked."""
        return not self._marks

    def __iter__(self) -> Iterator[PDFObject]:
        yield self.struct_tree_root
        yield self._numbers
        yield from self._elements
        yield from self._marks

    @property
    def _numbers(self) -> NumberTree:
        return self.struct_tree_root.parent_tree
