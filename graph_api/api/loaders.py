"""What one request asks for by key: aliases and several fields of a request are merged into one statement."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final, TypeVar

from strawberry.dataloader import DataLoader

from graph_api.domain.asking import FoundByCode
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.views import PageOf, ProductView, RegistrationView
from graph_api.services.reading import Reads

V = TypeVar("V")

MOST_KEYS: Final = 100
"""Keys in one statement; more are several statements, so that none runs into its timeout."""

_SLIP, _INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE


class Loaders:
    """The loaders of one request. What was read once in it is not read again."""

    def __init__(self, graph: Reads) -> None:
        self.slips = _by_key(partial(graph.documents_by_id, _SLIP))
        self.slips_by_number = _by_key(partial(graph.documents_by_number, _SLIP))
        self.slips_by_line = _by_key(partial(graph.documents_by_line, _SLIP))
        self.invoices = _by_key(partial(graph.documents_by_id, _INVOICE))
        self.invoices_by_number = _by_key(partial(graph.documents_by_number, _INVOICE))
        self.invoices_by_line = _by_key(partial(graph.documents_by_line, _INVOICE))
        self.orders = _by_key(graph.orders)
        self.orders_by_line = _by_key(graph.orders_by_line)
        self.books = _by_key(graph.books)
        self.units = DataLoader(load_fn=graph.units_by_id, max_batch_size=MOST_KEYS)
        self.registrations = _by_key(graph.registrations_by_id)
        self.products = _by_key(graph.products)
        self.customers = _by_key(graph.customers)
        self.groups = _by_key(graph.groups)
        self.terms = _by_key(graph.terms_by_id)
        self.policies = _by_key(graph.policies_by_id)
        self.pages = {_SLIP: _pages(graph, _SLIP), _INVOICE: _pages(graph, _INVOICE)}
        self._serials = DataLoader(load_fn=graph.units_by_serial, max_batch_size=MOST_KEYS)
        self._codes = DataLoader(load_fn=graph.units_by_code, max_batch_size=MOST_KEYS)
        self._products_by_code = _by_key(graph.products_by_code)

    async def there(self, loader: DataLoader[str, V | None], key: str) -> V:
        """
        What the graph named itself a moment ago.

        Raises:
            LookupError: It is gone since; asked again, the request finds another graph.
        """
        found = await loader.load(key)
        if found is None:
            raise LookupError("what the graph had named was gone when it was read")
        return found

    async def by_serial(self, product: str | None, serial_key: str) -> tuple[UnitHistory, ...]:
        """Every unit that carries a number, of one product or of any."""
        return await self._serials.load((product, serial_key))

    async def by_code(self, code: str, serial_key: str) -> FoundByCode:
        """The units that carry a number, of the product that carries a GTIN."""
        return await self._codes.load((code, serial_key))

    async def product_of_code(self, code: str) -> ProductView | None:
        """The product that carries a GTIN."""
        return await self._products_by_code.load(code)


def _by_key(load: Callable[[list[str]], Awaitable[Mapping[str, V]]]) -> DataLoader[str, V | None]:
    async def load_all(keys: list[str]) -> list[V | None]:
        found = await load(keys)
        return [found.get(key) for key in keys]

    return DataLoader(load_fn=load_all, max_batch_size=MOST_KEYS)


def _pages(graph: Reads, kind: DocumentKind) -> DataLoader[tuple[str, PageOf], list[RegistrationView]]:
    return DataLoader(load_fn=partial(graph.registrations, kind), max_batch_size=MOST_KEYS)
