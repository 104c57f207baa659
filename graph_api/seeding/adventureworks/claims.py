"""Claims on bicycles, so that an analyst finds when they came: told through the services, dated back to their days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from graph_api.domain.aftersales import Resolution
from graph_api.domain.claims import ClaimAction
from graph_api.seeding.adventureworks.history import shipments
from graph_api.seeding.adventureworks.source import Order, Sales
from graph_api.seeding.chance import draw

_YEARS: Final = timedelta(days=730)
_CLAIMED: Final = 40
"""Of so many orders of bicycles one comes with a claim."""
_PROBLEMS: Final = (
    "The rear wheel is out of true.",
    "A gear slips under load.",
    "The front brake squeals and pulls to one side.",
    "The paint of the frame blisters.",
    "The bottom bracket has play.",
    "The saddle clamp does not hold.",
)
_COURSES: Final[tuple[tuple[ClaimAction, ...], ...]] = (
    (),
    (ClaimAction.REVIEW, ClaimAction.APPROVE),
    (ClaimAction.REVIEW, ClaimAction.APPROVE, ClaimAction.START_WORK, ClaimAction.RESOLVE),
    (ClaimAction.REVIEW, ClaimAction.APPROVE, ClaimAction.START_WORK, ClaimAction.RESOLVE),
    (ClaimAction.REVIEW, ClaimAction.REJECT),
)
RESOLUTION: Final = Resolution.REPAIR


@dataclass(frozen=True, slots=True)
class Trouble:
    """A claim to be told: on which order, on which day, and how far it goes."""

    order: str
    day: date
    problem: str
    course: tuple[ClaimAction, ...]


def troubles(sales: Sales, today: date) -> Iterator[Trouble]:
    """The claims of the last two years, in the order of the sales. They come late more rarely than early."""
    for order in sales.orders:
        shipped = shipments(order)[0].day
        if shipped < today - _YEARS or not _has_bicycle(sales, order):
            continue
        if draw("claimed", order.number, below=_CLAIMED):
            continue
        after = draw("days", order.number, below=400) * draw("days again", order.number, below=400) // 400
        day = shipped + timedelta(days=1 + after)
        if day < today:
            problem = _PROBLEMS[draw("problem", order.number, below=len(_PROBLEMS))]
            yield Trouble(order.number, day, problem, _COURSES[draw("course", order.number, below=len(_COURSES))])


def _has_bicycle(sales: Sales, order: Order) -> bool:
    return any(sales.products[line.product].tracked for line in order.lines)
