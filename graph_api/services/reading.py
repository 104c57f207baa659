"""What the reading side needs of the graph: complete, bounded values, each by one statement however many keys."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.views import (
    DocumentView,
    OrderView,
    PageOf,
    RegistrationView,
)


class Reads(Protocol):
    """The graph's way to read. Unknown keys are left out of a mapping, and are None or empty in a list."""

    async def documents_by_id(self, kind: DocumentKind, ids: Sequence[str]) -> Mapping[str, DocumentView]: ...
    async def documents_by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> Mapping[str, DocumentView]: ...
    async def documents_by_line(self, kind: DocumentKind, line_ids: Sequence[str]) -> Mapping[str, DocumentView]: ...
    async def documents_of_state(
        self, kind: DocumentKind, state: DocumentState, page: PageOf
    ) -> Sequence[DocumentView]: ...
    async def orders(self, numbers: Sequence[str]) -> Mapping[str, OrderView]: ...
    async def list_orders(self, page: PageOf) -> Sequence[OrderView]: ...
    async def registrations(
        self, kind: DocumentKind, pages: Sequence[tuple[str, PageOf]]
    ) -> Sequence[Sequence[RegistrationView]]: ...
    async def units_by_serial(self, keys: Sequence[tuple[str | None, str]]) -> Sequence[tuple[UnitHistory, ...]]: ...
    async def units_by_id(self, ids: Sequence[str]) -> Sequence[UnitHistory | None]: ...
