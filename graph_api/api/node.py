"""Finding anything again by its global id."""

from collections.abc import Awaitable, Callable
from typing import Final

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


async def _unit(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.units.load(key)
    return None if found is None else Unit.of(found)


async def _registration(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.registrations.load(key)
    return None if found is None else Registration.of(found)


async def _slip(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.slips.load(key)
    return None if found is None else PackingSlip.of(found)


async def _slip_line(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.slips_by_line.load(key)
    return None if found is None else next(SlipLine.of(line, found) for line in found.lines if line.id == key)


async def _invoice(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.invoices.load(key)
    return None if found is None else Invoice.of(found)


async def _invoice_line(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.invoices_by_line.load(key)
    return None if found is None else next(InvoiceLine.of(line, found) for line in found.lines if line.id == key)


async def _credit_note(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.credit_notes.load(key)
    return None if found is None else CreditNote.of(found)


async def _claim(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.claims.load(key)
    return None if found is None else Claim.of(found)


async def _return(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.returns.load(key)
    return None if found is None else Return.of(found)


async def _return_item(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.returns_by_item.load(key)
    return None if found is None else ReturnItem.of(found.item(key), found)


async def _order(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.orders.load(key)
    return None if found is None else SalesOrder.of(found)


async def _order_line(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.orders_by_line.load(key)
    return None if found is None else next(OrderLine.of(line, found) for line in found.lines if line.id == key)


async def _product(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.products.load(key)
    return None if found is None else Product.of(found)


async def _customer(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.customers.load(key)
    return None if found is None else Customer.of(found)


async def _group(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.groups.load(key)
    return None if found is None else TrackingDimensionGroup.of(found)


async def _term(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.terms.load(key)
    return None if found is None else WarrantyTerm.of(found)


async def _policy(loaders: Loaders, key: str) -> Node | None:
    found = await loaders.policies.load(key)
    return None if found is None else ReturnPolicy.of(found)


def _record(kind: type[Node]) -> Callable[[Loaders, str], Awaitable[Node | None]]:
    """How one kind of what is on record of a sale is found: their ids are of one kind."""

    async def find(loaders: Loaders, key: str) -> Node | None:
        found = await loaders.sale_records.load(key)
        shown_as = None if found is None else sale_record(found.record)
        return shown_as if isinstance(shown_as, kind) else None

    return find


FINDERS: Final[dict[type[Node], Callable[[Loaders, str], Awaitable[Node | None]]]] = {
    Unit: _unit,
    Registration: _registration,
    PackingSlip: _slip,
    SlipLine: _slip_line,
    Invoice: _invoice,
    InvoiceLine: _invoice_line,
    CreditNote: _credit_note,
    Claim: _claim,
    Return: _return,
    ReturnItem: _return_item,
    SalesOrder: _order,
    OrderLine: _order_line,
    Product: _product,
    Customer: _customer,
    TrackingDimensionGroup: _group,
    WarrantyTerm: _term,
    ReturnPolicy: _policy,
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
