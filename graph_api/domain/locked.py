"""What a transaction holds under its lock: the facts that a service decides on, and the audit chain it continues."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_api.domain.audit import ChainHead
from graph_api.domain.documents import OrderBook
from graph_api.domain.line_facts import LineFacts, UnitFacts
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.pieces import PiecesOfLine
from graph_api.domain.return_items import ReturnView
from graph_api.domain.staleness import LastChange
from graph_api.domain.tracking import SerialSettings


@dataclass(frozen=True, slots=True)
class LockedBook:
    """
    An order under its lock, and where the audit chains end.

    Attributes:
        subject: The document, or the order, that is being changed, and `chain` its end.
        chains: The ends of the order's chain and of all its documents', by subject.
        last: The last change of the subject.
    """

    book: OrderBook
    subject: str
    chain: ChainHead
    chains: Mapping[str, ChainHead] = field(default_factory=dict)
    last: LastChange | None = None


@dataclass(frozen=True, slots=True)
class LockedLine:
    """
    A line under its order's lock, and the end of its document's audit chain.

    Attributes:
        units: By key: the numbers of the call that the graph knew already, under their own locks.
        billed_chain: The end of the chain of the slip that an invoice's line bills.
    """

    line: LineFacts
    chain: ChainHead
    units: Mapping[str, UnitFacts] = field(default_factory=dict)
    billed_chain: ChainHead = field(default_factory=ChainHead)


@dataclass(frozen=True, slots=True)
class LockedUnit:
    """A unit under its lock and that of its orders, with its whole history and the end of its own audit chain."""

    history: UnitHistory
    chain: ChainHead


@dataclass(frozen=True, slots=True)
class LockedSales:
    """
    What items are returned from, under the locks of its orders and units; what is unknown is left out.

    Attributes:
        units: By id.
        blanks: By the id of the registration: a history of it alone, for its unit is not known.
        pieces: By the id of an invoice's or a slip's line: the invoices' lines from which its pieces come back.
    """

    units: Mapping[str, LockedUnit] = field(default_factory=dict)
    blanks: Mapping[str, UnitHistory] = field(default_factory=dict)
    pieces: Mapping[str, tuple[PiecesOfLine, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LockedReturn:
    """A return under its lock, the end of its audit chain and what that says last."""

    view: ReturnView
    chain: ChainHead
    last: LastChange | None = None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What an idempotency key stands for: a digest of what was asked, and the answer as JSON."""

    fingerprint: str
    answer: str


@dataclass(frozen=True, slots=True)
class LockedGroup:
    """
    A tracking dimension group under its lock.

    Attributes:
        catch_weight: A catch-weight product that has it, or None (T4).
    """

    created: bool
    name: str | None
    settings: SerialSettings
    catch_weight: str | None
    chain: ChainHead


@dataclass(frozen=True, slots=True)
class LockedProduct:
    """
    A product under its lock, with the group that it is to have.

    Attributes:
        group: The group that it has now; None for none, and for a new product.
        wanted: The settings of the group that it is to have; None where no such group exists.
        gtin_owners: Of the GTINs that it is to have, those that another product carries: GTIN and product.
    """

    created: bool
    group: str | None
    wanted: SerialSettings | None
    catch_weight: bool
    gtin_owners: tuple[tuple[str, str], ...]
    chain: ChainHead
