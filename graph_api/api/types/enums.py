"""The domain's enumerations as GraphQL shows them: what the whole means, and each of its values."""

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

import strawberry

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.duties import Duty
from graph_api.domain.lineage import EndKind, SaleStatus
from graph_api.domain.point_of_sale import SerialPrompt
from graph_api.domain.return_items import Disposition, ReturnDecision
from graph_api.domain.scanning import ScanKind
from graph_api.domain.terms import BuyerKind, CoverageKind, Layer, ReturnBasis, StartBasis
from graph_api.domain.verdicts import EvidenceKind, Fact
from graph_api.domain.warranty import WarrantyStatus
from graph_api.services.registration_commands import ListMode, ScanMode

E = TypeVar("E", bound=Enum)


def describe(kind: type[E], description: str, values: Mapping[E, str]) -> type[E]:
    """
    Make an enumeration of the domain one of the schema.

    Raises:
        KeyError: A value has no description.
    """
    strawberry.enum(kind, description=description)
    definition = kind.__strawberry_definition__  # type: ignore[attr-defined]  # strawberry.enum has just set it
    for value in definition.values:
        value.description = values[kind(value.value)]
    return kind


describe(
    DocumentKind,
    "What kind of document.",
    {
        DocumentKind.SALES_ORDER: "What a customer ordered.",
        DocumentKind.PACKING_SLIP: "What was packed and shipped.",
        DocumentKind.INVOICE: "What was invoiced.",
        DocumentKind.CREDIT_NOTE: "What undid an invoice, or lines of it.",
        DocumentKind.CLAIM: "A warranty claim on a unit (K1).",
        DocumentKind.RETURN: "What authorises items to come back (V4).",
    },
)
describe(
    DocumentState,
    "The state of a packing slip or an invoice. A draft is posted or discarded; a posted one may be undone.",
    {
        DocumentState.DRAFT: "In preparation: it can be edited, and nothing is shipped or invoiced by it.",
        DocumentState.POSTED: "Shipped or invoiced. It is never edited again.",
        DocumentState.CANCELLED: "A packing slip that was reversed with all its lines.",
        DocumentState.CREDITED: "An invoice that was credited with all its lines.",
        DocumentState.DISCARDED: "A draft that was given up.",
    },
)
describe(
    ReturnState,
    "Where an item of a return is (V4). Nothing leaves the last three.",
    {
        ReturnState.AUTHORISED: "It may come back, and is awaited.",
        ReturnState.RECEIVED: "It arrived, and what becomes of it is not decided.",
        ReturnState.DISPOSED: "It was decided what becomes of it, and whether it is credited.",
        ReturnState.REFUSED: "It was not taken: it goes home, and sale and warranty stand.",
        ReturnState.CANCELLED: "It is awaited no more.",
    },
)
describe(
    Disposition,
    "What becomes of an item that came back (V4).",
    {
        Disposition.RESTOCK: "It is put to stock; its unit may be sold again (V5).",
        Disposition.REPAIR: "It is repaired for its owner and goes home.",
        Disposition.REPLACE: "Another unit came for it, and stands in its sale since (W7); it has come back for good.",
        Disposition.SCRAP: "It is scrapped; its unit is never sold again.",
        Disposition.SEND_BACK: "It goes home as it is.",
    },
)
describe(
    ReturnDecision,
    "What an item is taken for that is not what was authorised (V4, V6).",
    {
        ReturnDecision.AS_RECEIVED: "For the unit whose number was found on it.",
        ReturnDecision.AS_AUTHORISED: "For the item that was authorised; the number found on it stays on the return.",
    },
)
describe(
    SerialPrompt,
    "What a point of sale asks when it sells a product (P1).",
    {
        SerialPrompt.NONE: "Nothing: its serial numbers are not registered when selling.",
        SerialPrompt.OPTIONAL: "A serial number; the prompt may stay empty (T3).",
        SerialPrompt.REQUIRED: "A serial number for each piece, or that it is not readable (T2, R4).",
    },
)
describe(
    EndKind,
    "Why a registration no longer stands on its document.",
    {
        EndKind.TAKEN_OFF: "It was taken off a draft.",
        EndKind.DISCARDED: "The draft that it stood on was discarded.",
        EndKind.REVERSED: "Its packing slip line was reversed (D3).",
        EndKind.TAKEN_BACK: "It was taken back before it was invoiced (C2).",
        EndKind.CREDITED: "Its invoice was credited (D10).",
        EndKind.RETURNED: "The unit came back for good (V5).",
        EndKind.REPLACED: "Another unit came for it and stands in its sale since (W7).",
    },
)
describe(
    SaleStatus,
    "Whether we sold a unit, as of one day (I2).",
    {
        SaleStatus.SOLD: "A sale of it stands.",
        SaleStatus.REPLACED_BY: "Another unit stepped into its sale, and it was not sold again (W7).",
        SaleStatus.NO_LONGER_SOLD: "We sold it, and every sale of it has ended.",
        SaleStatus.NOT_SOLD_BY_US: "No posted document names it. A number on drafts alone is not sold.",
        SaleStatus.POSSIBLY_OURS: "Nothing names it, but the customer holds items whose numbers are not known (W12).",
    },
)
describe(
    WarrantyStatus,
    "The status of a warranty verdict (W10).",
    {
        WarrantyStatus.COVERED: "A warranty covers it on the day asked.",
        WarrantyStatus.NOT_STARTED: "What starts the warranty has not happened: neither covered nor expired.",
        WarrantyStatus.VOID: "The warranty was voided (W6), or did not follow the unit to a new owner (W9).",
        WarrantyStatus.EXPIRED: "Every warranty of the sale has ended.",
        WarrantyStatus.NO_TERM: "No warranty term was in force on the day of sale.",
        WarrantyStatus.REPLACED_BY: "Another unit stepped into its sale (W7).",
        WarrantyStatus.NO_LONGER_SOLD: "We sold it, and its last sale has ended.",
        WarrantyStatus.POSSIBLY_OURS: "The customer named holds items of the product without a number (W12).",
        WarrantyStatus.NOT_SOLD_BY_US: "No sale of it had begun by the day asked.",
    },
)
describe(
    BuyerKind,
    "Whom a law protects (W1).",
    {
        BuyerKind.CONSUMER: "Who buys for a purpose outside trade and profession.",
        BuyerKind.BUSINESS: "Who buys for a trade or a profession.",
    },
)
describe(
    Layer,
    "Warranties that run side by side, each from its own start (W5).",
    {
        Layer.STATUTORY: "What the law gives.",
        Layer.COMMERCIAL: "What the seller or the maker promises.",
        Layer.EXTENDED: "What was bought on top.",
        Layer.GOODWILL: "What was granted without an obligation.",
    },
)
describe(
    StartBasis,
    "The event that starts a warranty (W2).",
    {
        StartBasis.PACKING_SLIP: "The posting of the packing slip, or of the invoice that ships the goods.",
        StartBasis.INVOICE: "The first posted invoice of the sale.",
        StartBasis.OWNER_REGISTRATION: "The owner's registration.",
        StartBasis.INSTALLATION: "The installation.",
    },
)
describe(
    ReturnBasis,
    "The day from which a return window is counted (V1).",
    {
        ReturnBasis.PACKING_SLIP: "The day of the packing slip, or of the invoice that ships the goods.",
        ReturnBasis.INVOICE: "The day of the first posted invoice of the sale.",
    },
)
describe(
    CoverageKind,
    "What a warranty pays for (W4).",
    {
        CoverageKind.PARTS: "Spare parts.",
        CoverageKind.LABOUR: "The work of a repair.",
        CoverageKind.TRANSPORT: "The way to the workshop and back.",
    },
)
describe(
    Fact,
    "The condition that a reason is about.",
    {
        Fact.SOLD_BY_US: "A posted document sold it by the day asked.",
        Fact.POSSIBLY_OURS: "The customer holds items whose numbers are not known (W12).",
        Fact.POSTED: "The document that names it is posted.",
        Fact.NUMBER_STANDS: "The number was not corrected to another.",
        Fact.CAME_FOR: "It stepped into the sale of another unit (W7).",
        Fact.SALE_STANDS: "The sale had not ended on the day asked.",
        Fact.TERM_IN_FORCE: "A warranty term was in force on the day of sale.",
        Fact.COVER_GIVEN: "Cover was bought or granted for this sale alone.",
        Fact.STARTED: "What starts the warranty has happened.",
        Fact.FOLLOWS_OWNER: "The cover follows the unit to a new owner (W9).",
        Fact.NOT_VOIDED: "The warranty was not voided by the day asked (W6).",
        Fact.LENGTHENED: "A repair lengthened the cover, once (W5).",
        Fact.WITHIN_PERIOD: "The day asked lies within the period of cover.",
        Fact.LAYER_WINS: "Of several layers this one counts.",
        Fact.INVOICED: "An invoice stands for it.",
        Fact.NOT_COME_BACK: "It has neither come back for good nor been replaced.",
        Fact.NOT_ON_ITS_WAY: "No return of it is open.",
        Fact.PIECES_LEFT: "So many pieces without a registration are neither back nor on their way (V6).",
        Fact.POLICY_IN_FORCE: "A return policy was in force on the day of sale.",
        Fact.RETURNABLE: "The policy allows returns.",
        Fact.WINDOW_OPEN: "The day asked lies within the return window.",
        Fact.ASKER_BOUGHT_IT: "The customer who asks is the one who bought it.",
    },
)
describe(
    EvidenceKind,
    "What kind of record proves a reason.",
    {
        EvidenceKind.PACKING_SLIP: "A packing slip.",
        EvidenceKind.INVOICE: "An invoice.",
        EvidenceKind.SALES_ORDER: "A sales order.",
        EvidenceKind.WARRANTY_TERM: "A version of a warranty term.",
        EvidenceKind.RETURN_POLICY: "A version of a return policy.",
        EvidenceKind.REGISTRATION: "The registration of the serial number on a document.",
        EvidenceKind.WARRANTY_VOID: "What voided a warranty from a day on.",
        EvidenceKind.WARRANTY_START: "The owner's registration, or the installation.",
        EvidenceKind.UNIT_COVER: "Cover that was bought or granted for one sale.",
        EvidenceKind.OWNERSHIP_TRANSFER: "What gave the unit to a new owner.",
        EvidenceKind.CLAIM: "A claim that was resolved by a repair.",
        EvidenceKind.REPLACEMENT: "The registration of the unit that came for it, or for which it came.",
    },
)
describe(
    ScanKind,
    "The form in which scanned data came (R3).",
    {
        ScanKind.PLAIN: "A plain number.",
        ScanKind.GS1_ELEMENT_STRING: "GS1 elements, as a symbol holds them.",
        ScanKind.GS1_BRACKETED: "GS1 elements with their identifiers in brackets, as printed below a symbol.",
        ScanKind.DIGITAL_LINK: "A web address that is a GS1 Digital Link.",
        ScanKind.SGTIN_URN: "An EPC URN with product and serial number.",
    },
)
describe(
    ScanMode,
    "What a scan does with the number (R3).",
    {
        ScanMode.ADD: "Register it, or choose it on an invoice of packing slips.",
        ScanMode.REMOVE: "Take it off a draft, or give it back on an invoice of packing slips.",
    },
)
describe(
    ListMode,
    "How a list is taken where some of it is refused.",
    {
        ListMode.ALL_OR_NOTHING: "Whole, or not at all.",
        ListMode.EACH: "Each entry for itself: what is refused is named, the rest is done.",
    },
)
describe(
    Duty,
    "A right that an operation asks for. Roles carry duties.",
    {
        Duty.READ_REGISTER: "Read everything but what identifies people.",
        Duty.READ_PERSONAL_DATA: "Read names and addresses of customers.",
        Duty.READ_AUDIT: "Read who changed what, when and why.",
        Duty.MAINTAIN_SETUP: "Maintain products, tracking dimension groups, warranty terms and return policies.",
        Duty.MAINTAIN_ORDERS: "Maintain customers and sales orders.",
        Duty.MAINTAIN_DOCUMENTS: "Maintain packing slips and invoices, and register serial numbers on them (S1).",
        Duty.CORRECT_SERIALS: "Change a number, or fill a blank, that stands on a posted document (S2).",
        Duty.RECORD_AFTER_SALES: "Record owners, installations and cover that was bought (W2, W5, W9).",
        Duty.VOID_WARRANTIES: "Void a unit's warranty, and lift that (W6).",
        Duty.WORK_CLAIMS: "Open, decide and resolve claims (K1).",
        Duty.GRANT_GOODWILL: "Cover by goodwill, and resolve claims by it (K3).",
        Duty.WORK_RETURNS: "Authorise, receive and dispose of returns (V4).",
        Duty.OVERRIDE_RETURNS: "Authorise a return against the answer (V3).",
        Duty.REGISTER_NOT_READABLE: "Register that a number is not readable (S3).",
        Duty.INTROSPECT: "Read the schema.",
    },
)
