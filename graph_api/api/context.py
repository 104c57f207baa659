"""What every resolver is given: who asks, the office that answers, and the loaders of one request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Protocol, TypeAlias
from zoneinfo import ZoneInfo

import strawberry

from graph_api.api.loaders import Loaders
from graph_api.domain.duties import Actor
from graph_api.domain.scanning import NO_FRAME, Frame
from graph_api.services.analysing import ReadsAnalytics
from graph_api.services.authorising import Authorising
from graph_api.services.claims import Claiming
from graph_api.services.correcting import Correcting
from graph_api.services.covering import CoveringUnits
from graph_api.services.crediting import Crediting
from graph_api.services.invoices import Invoicing
from graph_api.services.orders import Ordering
from graph_api.services.performing import Request, Writes
from graph_api.services.point_of_sale import Selling
from graph_api.services.publishing import Publishing
from graph_api.services.reading import Reads
from graph_api.services.registration import Registering
from graph_api.services.replaying import Replaying
from graph_api.services.return_cases import Returning
from graph_api.services.reversing import Reversing
from graph_api.services.setup import SettingUp
from graph_api.services.slips import Shipping
from graph_api.services.starting import StartingWarranties
from graph_api.services.taking_back import TakingBack
from graph_api.services.transferring import Transferring
from graph_api.services.voiding import Voiding


class Stories(
    Selling,
    SettingUp,
    Publishing,
    Ordering,
    Shipping,
    Invoicing,
    Registering,
    Correcting,
    Reversing,
    TakingBack,
    Crediting,
    Claiming,
    Voiding,
    StartingWarranties,
    CoveringUnits,
    Transferring,
    Authorising,
    Returning,
    Protocol,
):
    """What the mutations together need of a transaction."""


class Graph(Reads, Replaying, ReadsAnalytics, Writes[Stories], Protocol):
    """What the API needs of the store."""


@dataclass(frozen=True, slots=True)
class Office:
    """
    What outlives a request: the graph, the key of the audit chains, the clock and the seller's time zone.

    Attributes:
        now: The present moment, in UTC.
        frame: What the seller's scanners put around the data (R3).
    """

    graph: Graph
    audit_key: bytes = field(repr=False)
    now: Callable[[], datetime]
    time_zone: ZoneInfo
    frame: Frame = NO_FRAME

    def request(
        self,
        actor: Actor,
        idempotency_key: str | None = None,
        dry_run: bool = False,  # noqa: FBT001, FBT002 -- in the order of `Request`
        reason: str | None = None,
    ) -> Request:
        """What a mutation is performed with: one moment, and the business day that it falls on."""
        now = self.now()
        return Request(actor, now, self.day_of(now), idempotency_key, dry_run, reason, self.frame)

    def day_of(self, moment: datetime) -> date:
        """The business day of a moment (D9)."""
        return moment.astimezone(self.time_zone).date()


MOST_ROWS: Final = 20_000
"""Rows that the pages of one request may hold together, pages within pages included."""


class Context:
    """One request."""

    def __init__(self, office: Office, actor: Actor, request_id: str) -> None:
        self.office = office
        self.actor = actor
        self.request_id = request_id
        self.now = office.now()
        self.today = office.day_of(self.now)
        self.loaders = Loaders(office.graph)
        self._rows_left = MOST_ROWS

    def afford(self, rows: int) -> bool:
        """Whether a page of so many rows fits into what one request may hold; it counts from then on."""
        self._rows_left -= rows
        return self._rows_left >= 0


Info: TypeAlias = strawberry.Info[Context, None]


def context_maker(office: Office) -> Callable[[Actor, str], Context]:
    """The function by which the endpoint makes a request's context."""
    return lambda actor, request_id: Context(office, actor, request_id)
