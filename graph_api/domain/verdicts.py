"""
What every verdict is made of: reasons with their facts, the evidence, and the nearest change (W10, V2).

A statement is a sentence that an agent can read aloud. It names documents and days, and never a person (G1).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph_api.domain.terms import ReturnPolicy, WarrantyTerm


class Fact(StrEnum):
    """The condition that a reason is about. `Reason.held` says whether it was met on the day asked."""

    SOLD_BY_US = "SOLD_BY_US"
    POSSIBLY_OURS = "POSSIBLY_OURS"
    POSTED = "POSTED"
    NUMBER_STANDS = "NUMBER_STANDS"
    CAME_FOR = "CAME_FOR"
    SALE_STANDS = "SALE_STANDS"
    TERM_IN_FORCE = "TERM_IN_FORCE"
    COVER_GIVEN = "COVER_GIVEN"
    STARTED = "STARTED"
    FOLLOWS_OWNER = "FOLLOWS_OWNER"
    NOT_VOIDED = "NOT_VOIDED"
    LENGTHENED = "LENGTHENED"
    WITHIN_PERIOD = "WITHIN_PERIOD"
    LAYER_WINS = "LAYER_WINS"
    INVOICED = "INVOICED"
    NOT_COME_BACK = "NOT_COME_BACK"
    NOT_ON_ITS_WAY = "NOT_ON_ITS_WAY"
    PIECES_LEFT = "PIECES_LEFT"
    POLICY_IN_FORCE = "POLICY_IN_FORCE"
    RETURNABLE = "RETURNABLE"
    WINDOW_OPEN = "WINDOW_OPEN"
    ASKER_BOUGHT_IT = "ASKER_BOUGHT_IT"


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition of a rule, met or not. `on` is the day of the fact itself, not the day asked."""

    rule: str
    fact: Fact
    statement: str
    on: date | None
    held: bool


class EvidenceKind(StrEnum):
    """What kind of thing proves a reason."""

    PACKING_SLIP = "PACKING_SLIP"
    INVOICE = "INVOICE"
    SALES_ORDER = "SALES_ORDER"
    WARRANTY_TERM = "WARRANTY_TERM"
    RETURN_POLICY = "RETURN_POLICY"
    REGISTRATION = "REGISTRATION"
    WARRANTY_VOID = "WARRANTY_VOID"
    WARRANTY_START = "WARRANTY_START"
    UNIT_COVER = "UNIT_COVER"
    OWNERSHIP_TRANSFER = "OWNERSHIP_TRANSFER"
    CLAIM = "CLAIM"
    REPLACEMENT = "REPLACEMENT"


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    One thing that was walked to reach a verdict.

    `id` is the number itself for a sales order, which is keyed by it (D12). `number` is the serial number for a
    registration, and None for what has none. `day` is the first day in force for a term or a policy, and None for a
    draft and for a registration. A replacement is the registration of the other unit, with the day of the swap.
    """

    kind: EvidenceKind
    id: str
    number: str | None
    day: date | None


@dataclass(frozen=True, slots=True)
class VersionUsed:
    """The version of a warranty term or a return policy that a sale is held to for good (W1, V1)."""

    id: str
    number: str
    version: int


@dataclass(frozen=True, slots=True)
class TermUsed(VersionUsed):
    """The same of a warranty term. `source` is what it is taken from, such as a law; None where it says none."""

    source: str | None = None


@dataclass(frozen=True, slots=True)
class NearestChange:
    """
    The nearest fact that changes the answer.

    `on` is the first day with another answer: the day after the last covered one. It is None where the fact has not
    happened, and would change the answer whenever it does.
    """

    fact: str
    on: date | None


def term_used(term: WarrantyTerm) -> TermUsed:
    """Which version of a term it is, without what it promises."""
    return TermUsed(term.id, term.number, term.version, term.source)


def version_used(version: ReturnPolicy) -> VersionUsed:
    """Which version of a policy it is, without what it says."""
    return VersionUsed(version.id, version.number, version.version)
