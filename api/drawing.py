"""Pictures of pages, as SVG that needs no style and no script: the ring of holders, and QR codes.

Colours come from classes of the sheet, so that they follow the reader's system and print. A picture never says alone
what it says: its title and description tell it, and the table beside it carries the same numbers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from markupsafe import Markup, escape

LEAST = 2.0
"""Degrees that the smallest slice takes, so that it is seen: so many are then drawn wider than they are."""
COLOURS = 8
"""Colours of slices; beyond the last they begin again, and numbers tell slices apart."""

_SIZE, _OUTER, _INNER, _LABEL = 280.0, 104.0, 62.0, 124.0
_APART = 17.0
_MIDDLE = _SIZE / 2
_QUIET = 4


@dataclass(frozen=True)
class Slice:
    """A holder in the ring.

    :param name: as the table beside the picture names it. :param units: more than none.
    :param pledged: how many of them are pledged; they are hatched.
    """

    name: str
    units: int
    pledged: int = 0


@dataclass(frozen=True)
class Arc:
    """Where a slice lies: degrees clockwise from the top."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        """Its middle."""
        return (self.start + self.end) / 2


def arcs(units: Sequence[int]) -> list[Arc]:
    """The arcs of the slices, one behind the other: together 360 degrees, each in proportion to its units, but none
    under `LEAST`, for which the larger ones give way.

    :param units: more than none each, at most 100 of them.
    """
    widths = [0.0] * len(units)
    free, rest = set(range(len(units))), 360.0
    while free:
        total = sum(units[i] for i in free)
        thin = {i for i in free if rest * units[i] / total < LEAST}
        if not thin or thin == free:
            for i in free:
                widths[i] = rest * units[i] / total
            break
        for i in thin:
            widths[i] = LEAST
        free -= thin
        rest -= LEAST * len(thin)
    found, at = [], 0.0
    for i, width in enumerate(widths):
        end = 360.0 if i == len(widths) - 1 else at + width
        found.append(Arc(at, end))
        at = end
    return found


def ring(slices: Sequence[Slice], *, title: str, description: str, centre: Sequence[str], name: str = "ring") -> Markup:
    """The holders as a ring, clockwise from the top in the order of the table, whose row numbers stand around it.

    :param title: what it is. :param description: what it shows, in words.
    :param centre: lines of text in the middle. :param name: unlike that of every other picture of the page.
    """
    places = arcs([each.units for each in slices])
    drawn = []
    for i, (each, arc) in enumerate(zip(slices, places, strict=True)):
        drawn.append(f'<path class="slice slice-{_colour(i, len(slices))}" d="{_sector(arc)}"/>')
        if each.pledged:
            part = Arc(arc.start, arc.start + (arc.end - arc.start) * min(1.0, each.pledged / each.units))
            drawn.append(f'<path class="pledged" fill="url(#{escape(name)}-hatch)" d="{_sector(part)}"/>')
    for i, (arc, angle) in enumerate(zip(places, _spread([arc.middle for arc in places]), strict=True)):
        drawn.append(_number(i + 1, arc.middle, angle, slices[i].name))
    lines = "".join(
        f'<text class="{"ring-main" if i == 0 else "ring-more"}" x="{_MIDDLE:g}" y="{_MIDDLE + 6 + 20 * i:g}" '
        f'text-anchor="middle">{escape(line)}</text>'
        for i, line in enumerate(centre)
    )
    hatch = (
        f'<defs><pattern id="{escape(name)}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch" width="3" height="6"/></pattern></defs>'
    )
    return Markup(  # noqa: S704  everything that came from elsewhere is escaped
        f'<svg class="ring" viewBox="0 0 {_SIZE:g} {_SIZE:g}" role="img" '
        f'aria-labelledby="{escape(name)}-title {escape(name)}-desc" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{escape(name)}-title">{escape(title)}</title>'
        f'<desc id="{escape(name)}-desc">{escape(description)}</desc>'
        f"{hatch}{''.join(drawn)}{lines}</svg>"
    )


def qr(text: str, *, title: str) -> Markup:
    """A QR code (ISO 18004, correction level M) with its quiet zone, dark on light whatever the page's colours.

    :param text: at most 1000 characters. :param title: what it holds, in words.
    """
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    size = len(rows) + 2 * _QUIET
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            begun = x
            while x < len(row) and row[x]:
                x += 1
            runs.append(f"M{begun + _QUIET} {y + _QUIET}h{x - begun}v1H{begun + _QUIET}z")
    return Markup(  # noqa: S704  everything that came from elsewhere is escaped
        f'<svg class="qr" viewBox="0 0 {size} {size}" role="img" shape-rendering="crispEdges" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path fill="#000" d="{"".join(runs)}"/></svg>'
    )


def _colour(i: int, count: int) -> int:
    """Neighbours differ, also the last one and the first."""
    colour = i % COLOURS
    return COLOURS // 2 if count > 1 and i == count - 1 and colour == 0 else colour


def _sector(arc: Arc) -> str:
    if arc.end - arc.start > 359.999:
        return _circle(_OUTER, 1) + _circle(_INNER, 0)
    large = int(arc.end - arc.start > 180)
    a, b = _at(arc.start, _OUTER), _at(arc.end, _OUTER)
    c, d = _at(arc.end, _INNER), _at(arc.start, _INNER)
    return f"M{a}A{_OUTER:g} {_OUTER:g} 0 {large} 1 {b}L{c}A{_INNER:g} {_INNER:g} 0 {large} 0 {d}Z"


def _circle(radius: float, sweep: int) -> str:
    top, bottom = _at(0, radius), _at(180, radius)
    half = f"A{radius:g} {radius:g} 0 0 {sweep}"
    return f"M{top}{half} {bottom}{half} {top}Z"


def _at(degrees: float, radius: float) -> str:
    angle = math.radians(degrees - 90)
    return f"{_MIDDLE + radius * math.cos(angle):.2f} {_MIDDLE + radius * math.sin(angle):.2f}"


def _spread(wanted: Sequence[float]) -> list[float]:
    """The angles, in their order, moved no further than it takes for neighbours to be `_APART` degrees from each other
    all the way round; evenly where there is no room for that."""
    count = len(wanted)
    apart = min(_APART, 360 / max(1, count))
    placed = list(wanted)
    for _ in range(200):
        moved = 0.0
        for i in range(count if count > 1 else 0):
            after = (i + 1) % count
            gap = placed[after] + (360 if after == 0 else 0) - placed[i]
            if gap < apart - 0.01:
                push = (apart - gap) / 2
                placed[i] -= push
                placed[after] += push
                moved += push
        if moved < 0.01:
            break
    return placed


def _number(number: int, true: float, shown: float, name: str) -> str:
    x, y = _at(shown, _LABEL).split(" ")
    bend = _at(true + (shown - true) / 3, _OUTER + 7)
    line = f'<path class="lead" d="M{_at(true, _OUTER + 1)}L{bend}L{_at(shown, _LABEL - 10)}"/>'
    return (
        f'{line}<text class="ring-number" x="{x}" y="{float(y) + 4.5:.2f}" text-anchor="middle">{number}'
        f"<title>{escape(name)}</title></text>"
    )
