"""What one request asks for by key: aliases and several fields of a request are merged into one statement."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final, Generic, TypeVar

from strawberry.dataloader import DataLoader

from graph_api.domain.asking import FoundByCode
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.possibly import UnreadItems
from graph_api.domain.recall_views import RecallUnit
from graph_api.domain.recalling import RecallFilter
from graph_api.domain.views import PageOf, ProductView, RegistrationView
from graph_api.services.reading import Reads

L = TypeVar("L")
V = TypeVar("V")

MOST_KEYS: Final = 100
"""Keys in one statement; more are several statements, so that none runs into its timeout."""

_SLIP, _INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE


class _Lazy(Generic[L]):
    """A loader that a request makes when it first needs it, and keeps: most requests need one or two."""

    def __init__(self, make: Callable[[Reads], L]) -> None:
        self._make = make

    def __set_name__(self, owner: type[object], name: str) -> None:
        self._name = name

    def __get__(self, loaders: "Loaders", owner: type[object]) -> L:
        made = self._make(loaders.graph)
        loaders.__dict__[self._name] = made
        return made


class Loaders:
    """The loaders of one request, each made when it is first asked. What was read once in it is not read again."""

    slips = _Lazy(lambda graph: _by_key(partial(graph.documents_by_id, _SLIP)))
    slips_by_number = _Lazy(lambda graph: _by_key(partial(graph.documents_by_number, _SLIP)))
    slips_by_line = _Lazy(lambda graph: _by_key(partial(graph.documents_by_line, _SLIP)))
    invoices = _Lazy(lambda graph: _by_key(partial(graph.documents_by_id, _INVOICE)))
    invoices_by_number = _Lazy(lambda graph: _by_key(partial(graph.documents_by_number, _INVOICE)))
    invoices_by_line = _Lazy(lambda graph: _by_key(partial(graph.documents_by_line, _INVOICE)))
    credit_notes = _Lazy(lambda graph: _by_key(graph.credit_notes))
    credit_notes_by_number = _Lazy(lambda graph: _by_key(graph.credit_notes_by_number))
    credit_notes_of_invoices = _Lazy(lambda graph: _by_key(graph.credit_notes_of_invoices))
    claims = _Lazy(lambda graph: _by_key(graph.claims))
    claims_by_number = _Lazy(lambda graph: _by_key(graph.claims_by_number))
    returns = _Lazy(lambda graph: _by_key(graph.returns_by_id))
    returns_by_number = _Lazy(lambda graph: _by_key(graph.returns_by_number))
    returns_by_item = _Lazy(lambda graph: _by_key(graph.returns_by_item))
    orders = _Lazy(lambda graph: _by_key(graph.orders))
    orders_by_line = _Lazy(lambda graph: _by_key(graph.orders_by_line))
    books = _Lazy(lambda graph: _by_key(graph.books))
    units = _Lazy(lambda graph: DataLoader(load_fn=graph.units_by_id, max_batch_size=MOST_KEYS))
    near_misses = _Lazy(lambda graph: DataLoader(load_fn=graph.near_misses, max_batch_size=MOST_KEYS))
    unit_versions = _Lazy(lambda graph: _by_key(graph.versions_of_subjects))
    sale_records = _Lazy(lambda graph: _by_key(graph.sale_records))
    registrations = _Lazy(lambda graph: _by_key(graph.registrations_by_id))
    products = _Lazy(lambda graph: _by_key(graph.products))
    customers = _Lazy(lambda graph: _by_key(graph.customers))
    groups = _Lazy(lambda graph: _by_key(graph.groups))
    terms = _Lazy(lambda graph: _by_key(graph.terms_by_id))
    policies = _Lazy(lambda graph: _by_key(graph.policies_by_id))
    pages = _Lazy(lambda graph: {_SLIP: _pages(graph, _SLIP), _INVOICE: _pages(graph, _INVOICE)})
    _serials = _Lazy(lambda graph: DataLoader(load_fn=graph.units_by_serial, max_batch_size=MOST_KEYS))
    _codes = _Lazy(lambda graph: DataLoader(load_fn=graph.units_by_code, max_batch_size=MOST_KEYS))
    _products_by_code = _Lazy(lambda graph: _by_key(graph.products_by_code))

    def __init__(self, graph: Reads) -> None:
        self.graph = graph
        self._recalled: dict[RecallFilter, DataLoader[tuple[tuple[str, ...], PageOf], list[RecallUnit]]] = {}

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

    async def by_serials(
        self, product: str | None, serial_keys: Sequence[str]
    ) -> Mapping[str, tuple[UnitHistory, ...]]:
        """The same for many numbers at once, in one statement however many they are."""
        found = await self.graph.units_by_serial([(product, key) for key in serial_keys])
        return dict(zip(serial_keys, found, strict=True))

    async def unread_items(self, customer: str, product: str | None) -> tuple[UnreadItems, ...]:
        """What a customer holds without a known number (W12)."""
        return await self.graph.unread_items(customer, product)

    def recall_units(self, wanted: RecallFilter) -> DataLoader[tuple[tuple[str, ...], PageOf], list[RecallUnit]]:
        """Pages of units of the groups of one recall, each group by its lines."""
        if wanted not in self._recalled:
            load = partial(self.graph.recall_units, wanted)
            self._recalled[wanted] = DataLoader(load_fn=load, max_batch_size=MOST_KEYS)
        return self._recalled[wanted]

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
