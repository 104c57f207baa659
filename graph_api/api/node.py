"""Finding anything again by its global id."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias, TypeVar

from strawberry.dataloader import DataLoader

from graph_api.api.ids import read_id
from graph_api.api.loaders import Loaders
from graph_api.api.problems import bad_input
from graph_api.api.types.aftersales import OwnershipTransfer, UnitCover, WarrantyStart, WarrantyVoid, sale_record
from graph_api.api.types.claims import Claim
from graph_api.api.types.credit_notes import CreditNote
from graph_api.api.types.customers import Customer
from graph_api.api.types.documents import Invoice, PackingSlip
from graph_api.api.types.lines import InvoiceLine, SlipLine
from graph_api.api.types.nodes import Node
from graph_api.api.types.orders import OrderLine, SalesOrder
from graph_api.api.types.products import Product, TrackingDimensionGroup
from graph_api.api.types.registrations import Registration
from graph_api.api.types.returns import Return, ReturnItem
from graph_api.api.types.units import Unit
from graph_api.api.types.versions import ReturnPolicy, WarrantyTerm
from graph_api.domain import terms
from graph_api.services.inputs import shown

V = TypeVar("V")


Finder: TypeAlias = Callable[[Loaders, str], Awaitable[Node | None]]


def _by_key(loader: Callable[[Loaders], DataLoader[str, V | None]], show: Callable[[V], Node]) -> Finder:
    """What a loader finds by its key, as GraphQL shows it."""

    async def find(loaders: Loaders, key: str) -> Node | None:
        found = await loader(loaders).load(key)
        return None if found is None else show(found)

    return find


async def _slip_line(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.slips_by_line.load(key)
    return None if found is None else next(SlipLine.of(line, found) for line in found.lines if line.id == key)


async def _invoice_line(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.invoices_by_line.load(key)
    return None if found is None else next(InvoiceLine.of(line, found) for line in found.lines if line.id == key)


async def _return_item(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.returns_by_item.load(key)
    return None if found is None else ReturnItem.of(found.item(key), found)


async def _order_line(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.orders_by_line.load(key)
    return None if found is None else next(OrderLine.of(line, found) for line in found.lines if line.id == key)


def _record(kind: type[Node]) -> Finder:
    """How one kind of what is on record of a sale is found: their ids are of one kind."""

    async def find(loaders: Loaders, key: str) -> Node | None:
        found = await loaders.sale_records.load(key)
        shown_as = None if found is None else sale_record(found.record)
        return shown_as if isinstance(shown_as, kind) else None

    return find


FINDERS: Final[dict[type[Node], Finder]] = {
    Unit: _by_key(lambda loaders: loaders.units, Unit.of),
    Registration: _by_key(lambda loaders: loaders.registrations, Registration.of),
    PackingSlip: _by_key(lambda loaders: loaders.slips, PackingSlip.of),
    SlipLine: _slip_line,
    Invoice: _by_key(lambda loaders: loaders.invoices, Invoice.of),
    InvoiceLine: _invoice_line,
    CreditNote: _by_key(lambda loaders: loaders.credit_notes, CreditNote.of),
    Claim: _by_key(lambda loaders: loaders.claims, Claim.of),
    Return: _by_key(lambda loaders: loaders.returns, Return.of),
    ReturnItem: _return_item,
    SalesOrder: _by_key(lambda loaders: loaders.orders, SalesOrder.of),
    OrderLine: _order_line,
    Product: _by_key(lambda loaders: loaders.products, Product.of),
    Customer: _by_key(lambda loaders: loaders.customers, Customer.of),
    TrackingDimensionGroup: _by_key(lambda loaders: loaders.groups, TrackingDimensionGroup.of),
    WarrantyTerm: _by_key(lambda loaders: loaders.terms, WarrantyTerm.of),
    ReturnPolicy: _by_key(lambda loaders: loaders.policies, ReturnPolicy.of),
    WarrantyVoid: _record(WarrantyVoid),
    WarrantyStart: _record(WarrantyStart),
    UnitCover: _record(UnitCover),
    OwnershipTransfer: _record(OwnershipTransfer),
}
"""How each type of node is found; the schema's test sees that no type of node is missing."""

_BY_NAME: Final = {kind.__name__: finder for kind, finder in FINDERS.items()}


async def find_node(loaders: Loaders, text: str) -> Node | None:
    """
    What has an id; None where nothing has it.

    Raises:
        GraphQLError: The text is no id of ours, or another spelling of one.
    """
    type_name, key = read_id(text) or ("", "")
    finder = _BY_NAME.get(type_name)
    if finder is None:
        raise bad_input("id", f"“{shown(text)}” is no id: take one that this API gave, as it is.")
    return await finder(loaders, key)


async def audit_subject(loaders: Loaders, text: str) -> str:
    """
    The name of the audit chain that is kept of a node.

    Raises:
        GraphQLError: No chain is kept under this id.
    """
    type_name, key = read_id(text) or ("", "")
    if type_name in {"PackingSlip", "Invoice", "CreditNote", "Claim", "Return"}:
        return key
    if type_name in {"SalesOrder", "Product", "Customer", "TrackingDimensionGroup", "Unit"}:
        return f"{type_name}:{key}"
    version: terms.WarrantyTerm | terms.ReturnPolicy | None = None
    if type_name == "WarrantyTerm":
        version = await loaders.terms.load(key)
    elif type_name == "ReturnPolicy":
        version = await loaders.policies.load(key)
    if version is None:
        raise bad_input("subject", f"No audit entries are kept of “{shown(text)}”: ask for those of a document.")
    return f"{type_name}:{version.number}"
