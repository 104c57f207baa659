"""What an import finds in the graph: how far it got before, what sales build on, and what they would collide with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from graph_api.domain.lineage import ProductFacts
from graph_api.domain.terms import Buyers
from graph_api.domain.tracking import SerialSettings


class Collided(Exception):
    """Somebody else gave a number, or sold a unit, while a batch was on its way: it is to be looked at again."""


@dataclass(frozen=True, slots=True)
class ImportState:
    """
    How far an import got.

    Attributes:
        batches: How many are in the graph, each in one transaction.
        started_at: The moment from which the graph knows all of it (W11).
        started_on: The business day of that moment: days after it are in the future.
        finished_at: None while it is not complete.
    """

    batches: int
    started_at: datetime
    started_on: date
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class TradedProduct:
    """A product as a sale needs it, with its categories, nearest first."""

    facts: ProductFacts
    settings: SerialSettings
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandingUnit:
    """
    A unit that the graph has.

    Attributes:
        serial_number: As it is shown.
        free_from: The first day on which it may be sold again; None where it was never sold before, or is sold now.
        document: The document that it stands on; None where it is free.
    """

    id: str
    serial_number: str
    free_from: date | None
    document: str | None


@dataclass(frozen=True, slots=True)
class FoundBefore:
    """
    Of some orders: who buys, and which numbers and units are there already.

    Attributes:
        units: By product and key of the serial number.
    """

    customers: Mapping[str, Buyers] = field(default_factory=dict)
    orders: frozenset[str] = frozenset()
    slips: frozenset[str] = frozenset()
    invoices: frozenset[str] = frozenset()
    units: Mapping[tuple[str, str], StandingUnit] = field(default_factory=dict)
