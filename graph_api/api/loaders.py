"""What one request asks for by key: aliases and several fields of a request are merged into one statement."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from strawberry.dataloader import DataLoader

from graph_api.domain.documents import DocumentKind
from graph_api.domain.views import PageOf, RegistrationView
from graph_api.services.reading import Reads

K = TypeVar("K")
V = TypeVar("V")

MOST_KEYS = 100
"""Keys in one statement; more are several statements, so that none runs into its timeout."""


class Loaders:
    """The loaders of one request. What was read once in it is not read again."""

    def __init__(self, graph: Reads) -> None:
        slip, invoice = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE
        self.slips = _by_key(lambda keys: graph.documents_by_id(slip, keys))
        self.slips_by_number = _by_key(lambda keys: graph.documents_by_number(slip, keys))
        self.slips_by_line = _by_key(lambda keys: graph.documents_by_line(slip, keys))
        self.invoices = _by_key(lambda keys: graph.documents_by_id(invoice, keys))
        self.invoices_by_number = _by_key(lambda keys: graph.documents_by_number(invoice, keys))
        self.invoices_by_line = _by_key(lambda keys: graph.documents_by_line(invoice, keys))
        self.orders = _by_key(graph.orders)
        self.orders_by_line = _by_key(graph.orders_by_line)
        self.units = DataLoader(load_fn=graph.units_by_id, max_batch_size=MOST_KEYS)
        self.units_by_serial = DataLoader(load_fn=graph.units_by_serial, max_batch_size=MOST_KEYS)
        self.units_by_code = DataLoader(load_fn=graph.units_by_code, max_batch_size=MOST_KEYS)
        self.registrations = _by_key(graph.registrations_by_id)
        self.products = _by_key(graph.products)
        self.products_by_code = _by_key(graph.products_by_code)
        self.customers = _by_key(graph.customers)
        self.groups = _by_key(graph.groups)
        self.terms = _by_key(graph.terms_by_id)
        self.policies = _by_key(graph.policies_by_id)
        self.slip_pages = _pages(graph, slip)
        self.invoice_pages = _pages(graph, invoice)


def _by_key(load: Callable[[list[str]], Awaitable[Mapping[str, V]]]) -> DataLoader[str, V | None]:
    async def load_all(keys: list[str]) -> list[V | None]:
        found = await load(keys)
        return [found.get(key) for key in keys]

    return DataLoader(load_fn=load_all, max_batch_size=MOST_KEYS)


def _pages(graph: Reads, kind: DocumentKind) -> DataLoader[tuple[str, PageOf], list[RegistrationView]]:
    return DataLoader(load_fn=lambda pages: graph.registrations(kind, pages), max_batch_size=MOST_KEYS)
