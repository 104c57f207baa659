"""Which slips and invoices each order gets, with which pieces, on which days; without numbers and serials yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from graph_api.domain.documents import DocumentKind
from graph_api.seeding.chance import draw
from graph_api.seeding.days import working_day

_SPLIT_FROM_PIECES: Final = 60
"""Orders of fewer pieces go on one slip."""
_LINE_SPLIT_FROM: Final = 20
_STEPS: Final = 3
_OPEN, _BACKLOG, _BILLED, _IN_STEPS, _PAID = 1, 6, 8, 9, 10
_SHIPPED_ONLY: Final = 4
_BILLED_IN_PART: Final = frozenset({5, 7})
_NEVER_SHIPPED: Final = frozenset({0, 2, 3})


@dataclass(frozen=True, slots=True)
class OrderOutline:
    """An order as far as its documents depend on it: each line's position with its pieces."""

    number: str
    ordered_on: date
    status: int
    lines: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Take:
    """Pieces of an order's line on a document; for an invoice of slips also which of the order's slips, from 0."""

    position: int
    quantity: int
    slip: int | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """
    One slip or invoice of an order.

    Attributes:
        nth: Its place among the order's documents of its kind, from 0.
        opened_on: The day on which it was drafted, which is its day too where it was posted.
    """

    kind: DocumentKind
    order: str
    nth: int
    opened_on: date
    posted: bool
    takes: tuple[Take, ...]


def outline_documents(order: OrderOutline) -> tuple[Outline, ...]:
    """Every slip and invoice of one order; `seeds/oracle_oe/README.md` says what each status becomes."""
    if _without_slip(order):
        takes = tuple(Take(position, quantity) for position, quantity in order.lines)
        day = working_day(order.ordered_on, 1 + draw("direct", order.number, below=3))
        return (Outline(DocumentKind.INVOICE, order.number, 0, day, posted=True, takes=takes),)
    slips = _slips(order)
    return (*slips, *_invoices(order, [slip for slip in slips if slip.posted]))


def _without_slip(order: OrderOutline) -> bool:
    """D8: most of what is paid at once, and some of what is billed."""
    chance = {_PAID: 3, _BILLED: 1}.get(order.status, 0)
    return draw("without slip", order.number, below=4) < chance


def _slips(order: OrderOutline) -> tuple[Outline, ...]:
    if order.status in _NEVER_SHIPPED or (order.status == _OPEN and draw("open", order.number, below=2)):
        return ()
    shares = _backlog(order) if order.status == _BACKLOG else _shares(order)
    day, slips = order.ordered_on, []
    for nth, takes in enumerate(shares):
        day = working_day(day, (2 if nth == 0 else 4) + draw("slip day", order.number, nth, below=4))
        posted = order.status != _OPEN and not (order.status == _BACKLOG and nth > 0)
        # A draft is opened while the order is new: nothing of it may lie behind the newest posted document.
        opened_on = day if posted else working_day(order.ordered_on, 1)
        slips.append(Outline(DocumentKind.PACKING_SLIP, order.number, nth, opened_on, posted, takes))
    return tuple(slips)


def _shares(order: OrderOutline) -> tuple[tuple[Take, ...], ...]:
    """An order's pieces on one slip, or on two or three: long lines are split, short ones go whole."""
    pieces = sum(quantity for _, quantity in order.lines)
    count = 1 if pieces < _SPLIT_FROM_PIECES or order.status == _OPEN else 2 + draw("slips", order.number, below=2)
    shares: list[list[Take]] = [[] for _ in range(count)]
    for position, quantity in order.lines:
        if quantity < _LINE_SPLIT_FROM:
            shares[draw("share", order.number, position, below=count)].append(Take(position, quantity))
            continue
        for nth, share in enumerate(shares):
            share.append(Take(position, quantity * (nth + 1) // count - quantity * nth // count))
    return tuple(tuple(share) for share in shares if share)


def _backlog(order: OrderOutline) -> tuple[tuple[Take, ...], ...]:
    """What is shipped now, three fifths of each line, and for half of the orders a draft of the rest."""
    now = [(position, -(-quantity * 3 // 5), quantity) for position, quantity in order.lines]
    shipped = tuple(Take(position, part) for position, part, _ in now)
    rest = tuple(Take(position, quantity - part) for position, part, quantity in now if quantity > part)
    return (shipped, rest) if rest and draw("backlog", order.number, below=2) else (shipped,)


def _invoices(order: OrderOutline, slips: Sequence[Outline]) -> Iterator[Outline]:
    """Each invoice takes the next stretch of the slips' pieces, so that it leaves one slip in part at most (D2)."""
    pieces = [take for slip in slips for take in _pieces(slip)]
    earliest = order.ordered_on
    for nth, stretch in enumerate(_stretches(order, pieces)):
        newest_slip = max(slips[take.slip or 0].opened_on for take in stretch)
        earliest = working_day(max(newest_slip, earliest), 1 + draw("invoice day", order.number, nth, below=3))
        yield Outline(DocumentKind.INVOICE, order.number, nth, earliest, posted=True, takes=tuple(stretch))


def _pieces(slip: Outline) -> Iterator[Take]:
    return (Take(take.position, take.quantity, slip.nth) for take in slip.takes)


def _stretches(order: OrderOutline, pieces: Sequence[Take]) -> Iterable[Sequence[Take]]:
    total = sum(take.quantity for take in pieces)
    if not total or order.status in (_OPEN, _SHIPPED_ONLY):
        return []
    if order.status in _BILLED_IN_PART or order.status == _BACKLOG:
        # Some have not been invoiced yet, the others to a third or two.
        bounds = [0, total * draw("part", order.number, below=_STEPS) // _STEPS]
    elif order.status == _IN_STEPS:
        steps = min(_STEPS, total)
        bounds = [total * step // steps for step in range(steps + 1)]
    else:
        bounds = [0, total]
    return [stretch for first, last in pairwise(bounds) if (stretch := _cut(pieces, first, last))]


def _cut(pieces: Sequence[Take], first: int, last: int) -> list[Take]:
    """The pieces from the `first` to before the `last`, counted over all takes in turn."""
    cut, at = [], 0
    for take in pieces:
        begin, end = max(first, at), min(last, at + take.quantity)
        if begin < end:
            cut.append(Take(take.position, end - begin, take.slip))
        at += take.quantity
    return cut
