"""What mutations answer: one shape for all of them, and the one way to have a mutation performed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Self, TypeVar

import strawberry

from graph_api.api.context import Graph, Info
from graph_api.api.ids import make_id
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.loaders import Loaders
from graph_api.api.refusals import Notice, Refusal, notice, refusal
from graph_api.api.types.aftersales import SaleRecord, sale_record
from graph_api.api.types.claims import Claim
from graph_api.api.types.credit_notes import CreditNote
from graph_api.api.types.customers import Customer
from graph_api.api.types.documents import Invoice, PackingSlip
from graph_api.api.types.effects import Effects
from graph_api.api.types.lines import Line, line_of
from graph_api.api.types.orders import SalesOrder
from graph_api.api.types.products import Product, TrackingDimensionGroup
from graph_api.api.types.returns import Return
from graph_api.api.types.units import Unit
from graph_api.api.types.verdicts import shown
from graph_api.api.types.versions import ReturnPolicy, WarrantyTerm
from graph_api.domain import claims, terms
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import CustomerFacts
from graph_api.domain.return_items import ReturnView
from graph_api.domain.views import DocumentView, GroupView, LineView, OrderView, ProductView
from graph_api.services.crediting import Credited
from graph_api.services.performing import Performed, Request
from graph_api.services.recording import Recorded

C = TypeVar("C")
N = TypeVar("N")
T = TypeVar("T")


async def perform(
    info: Info,
    given: MutationInput,
    reading: Reading,
    story: Callable[[Graph, bytes, Request, C], Awaitable[Performed[T]]],
    command: C,
) -> Performed[T]:
    """
    Have a service perform what was asked, unless the input could not be read.

    What earlier fields of the same request have loaded is forgotten: this one changes it.
    """
    reading.asked(given)
    if reading.refusals:
        return Performed(refusals=tuple(reading.refusals), dry_run=given.dry_run)
    context = info.context
    office = context.office
    request = office.request(
        context.actor, idempotency_key=given.idempotency_key, dry_run=given.dry_run, reason=given.reason
    )
    performed = await story(office.graph, office.audit_key, request, command)
    context.loaders = Loaders(office.graph)
    for book in performed.foreseen.books if performed.foreseen else ():
        context.loaders.books.prime(book.number, book)
    return replace(performed, dry_run=given.dry_run)


@strawberry.interface(description="What every mutation answers, besides what it changed.")
class Payload:
    """What changed is null where nothing did."""

    refusals: list[Refusal] = strawberry.field(
        description="Why nothing was changed, all at once; or which entries of a list were not taken."
    )
    notices: list[Notice] = strawberry.field(description="What should be heard although it stopped nothing.")
    dry_run: bool = strawberry.field(description="Whether nothing was changed because only a dry run was asked for.")
    replayed: bool = strawberry.field(
        description="Whether this was done before, under the same idempotency key, and not done again."
    )
    effects: Effects | None = strawberry.field(
        description="What it would do to documents and units; null unless it is a dry run that is not refused."
    )


@strawberry.type(description="What saving a tracking dimension group answers.")
class TrackingDimensionGroupPayload(Payload):
    """A group or refusals."""

    tracking_dimension_group: TrackingDimensionGroup | None = strawberry.field(description="The group as it is now.")

    @classmethod
    def of(cls, performed: Performed[GroupView]) -> Self:
        return cls(tracking_dimension_group=_shown(TrackingDimensionGroup.of, performed), **_said(performed))


@strawberry.type(description="What saving a product answers.")
class ProductPayload(Payload):
    """A product or refusals."""

    product: Product | None = strawberry.field(description="The product as it is now.")

    @classmethod
    def of(cls, performed: Performed[ProductView]) -> Self:
        return cls(product=_shown(Product.of, performed), **_said(performed))


@strawberry.type(description="What saving a customer answers.")
class CustomerPayload(Payload):
    """A customer or refusals."""

    customer: Customer | None = strawberry.field(description="The customer as it is now.")

    @classmethod
    def of(cls, performed: Performed[CustomerFacts]) -> Self:
        return cls(customer=_shown(Customer.of, performed), **_said(performed))


@strawberry.type(description="What publishing a warranty term answers.")
class WarrantyTermPayload(Payload):
    """A version or refusals."""

    warranty_term: WarrantyTerm | None = strawberry.field(description="The version that was published.")

    @classmethod
    def of(cls, performed: Performed[terms.WarrantyTerm]) -> Self:
        return cls(warranty_term=_shown(WarrantyTerm.of, performed), **_said(performed))


@strawberry.type(description="What publishing a return policy answers.")
class ReturnPolicyPayload(Payload):
    """A version or refusals."""

    return_policy: ReturnPolicy | None = strawberry.field(description="The version that was published.")

    @classmethod
    def of(cls, performed: Performed[terms.ReturnPolicy]) -> Self:
        return cls(return_policy=_shown(ReturnPolicy.of, performed), **_said(performed))


@strawberry.type(description="What saving a sales order answers.")
class SalesOrderPayload(Payload):
    """An order or refusals."""

    sales_order: SalesOrder | None = strawberry.field(description="The sales order as it is now.")

    @classmethod
    def of(cls, performed: Performed[OrderView]) -> Self:
        return cls(sales_order=_shown(SalesOrder.of, performed), **_said(performed))


@strawberry.type(description="What a mutation of a packing slip answers.")
class PackingSlipPayload(Payload):
    """A slip or refusals."""

    packing_slip: PackingSlip | None = strawberry.field(description="The packing slip as it is now.")

    @classmethod
    def of(cls, performed: Performed[DocumentView]) -> Self:
        return cls(packing_slip=_shown(PackingSlip.of, performed), **_said(performed))


@strawberry.type(description="What a mutation of an invoice answers.")
class InvoicePayload(Payload):
    """An invoice or refusals."""

    invoice: Invoice | None = strawberry.field(description="The invoice as it is now.")

    @classmethod
    def of(cls, performed: Performed[DocumentView]) -> Self:
        return cls(invoice=_shown(Invoice.of, performed), **_said(performed))


@strawberry.type(description="What crediting an invoice answers.")
class CreditNotePayload(Payload):
    """A credit note with its invoice, or refusals."""

    credit_note: CreditNote | None = strawberry.field(description="The new credit note.")
    invoice: Invoice | None = strawberry.field(description="The invoice as it is now.")

    @classmethod
    def of(cls, performed: Performed[Credited]) -> Self:
        note = _shown(lambda credited: CreditNote.of(credited.note, credited.invoice), performed)
        invoice = _shown(lambda credited: Invoice.of(credited.invoice), performed)
        return cls(credit_note=note, invoice=invoice, **_said(performed))


@strawberry.type(description="What opening a claim, or a step of one, answers.")
class ClaimPayload(Payload):
    """A claim or refusals."""

    claim: Claim | None = strawberry.field(
        description="The claim as it is now. A dry run shows it as it would be, without the step's entry in `steps`."
    )

    @classmethod
    def of(cls, performed: Performed[claims.Claim]) -> Self:
        return cls(claim=_shown(Claim.of, performed), **_said(performed))


@strawberry.type(description="What recording something of a unit's sale answers, or undoing it.")
class SaleRecordPayload(Payload):
    """What is on record with its unit, or refusals."""

    record: SaleRecord | None = strawberry.field(description="What is on record, as it is now.")
    unit: Unit | None = strawberry.field(description="The unit as it is now.")

    @classmethod
    def of(cls, performed: Performed[Recorded]) -> Self:
        record = _shown(lambda recorded: sale_record(recorded.record), performed)
        unit = _shown(lambda recorded: Unit.of(recorded.unit), performed)
        return cls(record=record, unit=unit, **_said(performed))


@strawberry.type(description="What a mutation of a return answers.")
class ReturnPayload(Payload):
    """A return or refusals."""

    authorised_return: Return | None = strawberry.field(name="return", description="The return as it is now.")

    @classmethod
    def of(cls, performed: Performed[ReturnView]) -> Self:
        return cls(authorised_return=_shown(Return.of, performed), **_said(performed))


@strawberry.type(description="What registering on a line answers.")
class RegistrationPayload(Payload):
    """A line with what came and went, or refusals."""

    line: Line | None = strawberry.field(description="The line as it is now.")
    added_ids: list[strawberry.ID] = strawberry.field(
        description="The ids of the registrations that came to the line, in the order of the call."
    )
    removed_ids: list[strawberry.ID] = strawberry.field(description="The ids of those that left it.")

    @classmethod
    def of(cls, performed: Performed[LineView], kind: DocumentKind) -> Self:
        line = _shown(partial(line_of, kind), performed)
        added, removed = (_registration_ids(performed.detail.get(each, ())) for each in ("added", "removed"))
        return cls(line=line, added_ids=added, removed_ids=removed, **_said(performed))


def _registration_ids(keys: Sequence[str]) -> list[strawberry.ID]:
    return [make_id("Registration", key) for key in keys]


def _said(performed: Performed[Any]) -> dict[str, Any]:
    """The fields that all payloads have."""
    return {
        "refusals": [refusal(each) for each in performed.refusals],
        "notices": [notice(each) for each in performed.notices],
        "dry_run": performed.dry_run,
        "replayed": performed.replayed,
        "effects": None if performed.foreseen is None else shown(Effects, performed.foreseen.effects),
    }


def _shown(show: Callable[[T], N], performed: Performed[T]) -> N | None:
    return None if performed.value is None else show(performed.value)
