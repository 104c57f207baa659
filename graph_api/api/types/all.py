"""Every type of node by its name, for those who answer with them."""

from graph_api.api.types.aftersales import OwnershipTransfer, UnitCover, WarrantyStart, WarrantyVoid
from graph_api.api.types.claims import Claim
from graph_api.api.types.credit_notes import CreditNote
from graph_api.api.types.customers import Customer
from graph_api.api.types.documents import Invoice, PackingSlip
from graph_api.api.types.lines import InvoiceLine, Line, SlipLine
from graph_api.api.types.orders import OrderLine, SalesOrder
from graph_api.api.types.products import Product, TrackingDimensionGroup
from graph_api.api.types.registrations import Registration
from graph_api.api.types.returns import Return, ReturnItem
from graph_api.api.types.units import Unit
from graph_api.api.types.versions import ReturnPolicy, WarrantyTerm

__all__ = [
    "Claim",
    "CreditNote",
    "Customer",
    "Invoice",
    "InvoiceLine",
    "Line",
    "OrderLine",
    "OwnershipTransfer",
    "PackingSlip",
    "Product",
    "Registration",
    "Return",
    "ReturnItem",
    "ReturnPolicy",
    "SalesOrder",
    "SlipLine",
    "TrackingDimensionGroup",
    "Unit",
    "UnitCover",
    "WarrantyStart",
    "WarrantyTerm",
    "WarrantyVoid",
]
