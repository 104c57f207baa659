"""The graph as the services use it: every story's statements in one transaction, and the reads outside one."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from graph_api.store.analysing import AnalyticReads
from graph_api.store.audit_trail import AuditReads
from graph_api.store.bolt import Bolt
from graph_api.store.books import BookReads, BookStatements
from graph_api.store.catalogue import CatalogueReads
from graph_api.store.claims import ClaimReads, ClaimStatements
from graph_api.store.correcting import CorrectingStatements
from graph_api.store.covering import CoveringStatements
from graph_api.store.crediting import CreditReads, CreditStatements
from graph_api.store.effects import EffectReads
from graph_api.store.gaps import GapReads
from graph_api.store.holding import HoldingStatements
from graph_api.store.inquiry import InquiryReads
from graph_api.store.invoices import InvoiceStatements
from graph_api.store.ledger import LedgerStatements
from graph_api.store.listing_aftersales import AftersalesLists
from graph_api.store.listing_blanks import BlankLists
from graph_api.store.listing_catalogue import CatalogueLists
from graph_api.store.listing_documents import RecordLists
from graph_api.store.listing_returns import ReturnLists
from graph_api.store.listing_units import UnitLists
from graph_api.store.near_misses import NearMissReads
from graph_api.store.orders import OrderReads, OrderStatements
from graph_api.store.pieces import PiecesStatements
from graph_api.store.possibly import UnreadReads
from graph_api.store.posting import PostingStatements
from graph_api.store.publishing import PublishingReads, PublishingStatements
from graph_api.store.reading import ReadStatements
from graph_api.store.recall_units import RecallUnitReads
from graph_api.store.recalling import RecallReads
from graph_api.store.registration import RegistrationStatements
from graph_api.store.replacing import ReplacingStatements
from graph_api.store.replaying import ReplayReads
from graph_api.store.returning import ReturningStatements
from graph_api.store.returns import ReturnReads
from graph_api.store.reversing import ReversingStatements
from graph_api.store.sale_records import SaleRecordReads
from graph_api.store.setup import SetupStatements
from graph_api.store.slips import SlipStatements
from graph_api.store.starting import StartingStatements
from graph_api.store.statement import Statement
from graph_api.store.taking_back import TakingBackStatements
from graph_api.store.tracing import TraceReads
from graph_api.store.transferring import TransferringStatements
from graph_api.store.unit_lock import UnitLocks
from graph_api.store.units import UnitStatements
from graph_api.store.voiding import VoidingStatements
from graph_api.store.waiting import WaitingStatements

T = TypeVar("T")


class GraphTransaction(
    BookStatements,
    RegistrationStatements,
    CorrectingStatements,
    OrderStatements,
    SlipStatements,
    InvoiceStatements,
    PostingStatements,
    ReversingStatements,
    WaitingStatements,
    SetupStatements,
    HoldingStatements,
    PublishingStatements,
    LedgerStatements,
    ReadStatements,
    OrderReads,
    InquiryReads,
    CatalogueReads,
    UnitStatements,
    UnitLocks,
    SaleRecordReads,
    VoidingStatements,
    StartingStatements,
    CoveringStatements,
    TransferringStatements,
    BookReads,
    EffectReads,
    TakingBackStatements,
    CreditStatements,
    CreditReads,
    ClaimStatements,
    ReplacingStatements,
    ClaimReads,
    ReturningStatements,
    PiecesStatements,
    ReturnReads,
):
    """One write transaction with the statements of every story."""


class Graph(
    ReadStatements,
    OrderReads,
    InquiryReads,
    CatalogueReads,
    AuditReads,
    UnreadReads,
    NearMissReads,
    UnitStatements,
    SaleRecordReads,
    BookReads,
    EffectReads,
    CreditReads,
    ClaimReads,
    ReturnReads,
    ReturnLists,
    RecordLists,
    CatalogueLists,
    UnitLists,
    AftersalesLists,
    BlankLists,
    PublishingReads,
    ReplayReads,
    TraceReads,
    RecallReads,
    RecallUnitReads,
    AnalyticReads,
    GapReads,
):
    """Reads outside a transaction, and the one way to write."""

    def __init__(self, bolt: Bolt) -> None:
        self._bolt = bolt

    async def run(self, statement: Statement[T], /, **parameters: object) -> T:
        """Send one reading statement."""
        return await self._bolt.read(statement, **parameters)

    async def write(self, work: Callable[[GraphTransaction], Awaitable[T]]) -> T:
        """Run `work` in one transaction; it may be run again from the start."""
        return await self._bolt.write(work, GraphTransaction)
