"""The lists of the query root: each page by page, filtered, sorted and counted."""

import strawberry

from graph_api.api.arguments import State, Wanted
from graph_api.api.connections import DEFAULT_FIRST, After, Connection, First
from graph_api.api.context import Info
from graph_api.api.listing import ByAge, ByNumber, DocumentsSorted, SalesOrdersSorted
from graph_api.api.listing_aftersales import list_claims
from graph_api.api.listing_blanks import Blank, WantedBlanks, list_blanks
from graph_api.api.listing_catalogue import WantedCustomers, WantedProducts, list_customers, list_products
from graph_api.api.listing_documents import (
    WantedDocuments,
    WantedSalesOrders,
    list_documents,
    list_sales_orders,
)
from graph_api.api.listing_returns import WantedReturns, list_returns
from graph_api.api.listing_units import UnitsSorted, WantedUnits, list_units
from graph_api.api.root import root
from graph_api.api.types.claims import Claim
from graph_api.api.types.customers import Customer
from graph_api.api.types.documents import Invoice, PackingSlip
from graph_api.api.types.orders import SalesOrder
from graph_api.api.types.products import Product
from graph_api.api.types.returns import Return
from graph_api.api.types.units import Unit
from graph_api.domain.documents import DocumentKind
from graph_api.domain.duties import Duty
from graph_api.domain.listing import AgeSort


@strawberry.type
class Lists:
    """A list costs what its page holds: keys by an index, then what is shown of them."""

    @root(Duty.READ_REGISTER, "Packing slips that meet every condition of a filter; drafts where nothing is said.")
    async def packing_slips(
        self,
        info: Info,
        state: State = None,
        filter: WantedDocuments = None,  # noqa: A002 -- what such an argument is called
        sort: DocumentsSorted = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[PackingSlip]:
        kind = DocumentKind.PACKING_SLIP
        return await list_documents(info, kind, PackingSlip, filter, state, sort, (first, after))

    @root(Duty.READ_REGISTER, "Invoices that meet every condition of a filter; drafts where nothing is said.")
    async def invoices(
        self,
        info: Info,
        state: State = None,
        filter: WantedDocuments = None,  # noqa: A002 -- what such an argument is called
        sort: DocumentsSorted = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[Invoice]:
        return await list_documents(info, DocumentKind.INVOICE, Invoice, filter, state, sort, (first, after))

    @root(Duty.READ_REGISTER, "Sales orders that meet every condition of a filter.")
    async def sales_orders(
        self,
        info: Info,
        filter: WantedSalesOrders = None,  # noqa: A002 -- what such an argument is called
        sort: SalesOrdersSorted = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[SalesOrder]:
        return await list_sales_orders(info, filter, sort, (first, after))

    @root(Duty.READ_REGISTER, "Products, by number or by words.")
    async def products(
        self,
        info: Info,
        filter: WantedProducts = None,  # noqa: A002 -- what such an argument is called
        sort: ByNumber = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[Product]:
        return await list_products(info, filter, sort, (first, after))

    @root(Duty.READ_REGISTER, "Customers, by number or by words.")
    async def customers(
        self,
        info: Info,
        filter: WantedCustomers = None,  # noqa: A002 -- what such an argument is called
        sort: ByNumber = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[Customer]:
        return await list_customers(info, filter, sort, (first, after))

    @root(Duty.READ_REGISTER, "Units with one sale that meets every condition of a filter, each with its verdicts.")
    async def units(
        self,
        info: Info,
        filter: WantedUnits = None,  # noqa: A002 -- what such an argument is called
        sort: UnitsSorted = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[Unit]:
        return await list_units(info, filter, sort, (first, after))

    @root(Duty.READ_REGISTER, "Warranty claims that meet every condition of a filter, in the order of their opening.")
    async def claims(
        self,
        info: Info,
        filter: Wanted = None,  # noqa: A002 -- what such an argument is called
        sort: ByAge = AgeSort.OLDEST_FIRST,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[Claim]:
        return await list_claims(info, filter, sort, (first, after))

    @root(Duty.READ_REGISTER, "Returns with an item that meets every condition of a filter, in order of authorisation.")
    async def returns(
        self,
        info: Info,
        filter: WantedReturns = None,  # noqa: A002 -- what such an argument is called
        sort: ByAge = AgeSort.OLDEST_FIRST,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[Return]:
        return await list_returns(info, filter, sort, (first, after))

    @root(
        Duty.READ_REGISTER,
        "Items whose serial number could not be read, and is still to be filled in, by `fillNotReadable` (R4).",
    )
    async def blanks(
        self,
        info: Info,
        filter: WantedBlanks = None,  # noqa: A002 -- what such an argument is called
        sort: ByAge = AgeSort.OLDEST_FIRST,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[Blank]:
        return await list_blanks(info, filter, sort, (first, after))
