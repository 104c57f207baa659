"""The query root. Each field names the duty that it asks for; the schema takes none that does not."""

from asyncio import gather
from typing import Annotated

import strawberry

from graph_api.api.arguments import By, GlobalID, HeldBy, Number, OfProduct
from graph_api.api.connections import DEFAULT_FIRST, After, Connection, First, Page
from graph_api.api.context import Info
from graph_api.api.exploring import Exploring
from graph_api.api.listing_audit import WantedEntries, list_audit_entries
from graph_api.api.lists import Lists
from graph_api.api.lookup import Lookup, SerialMatches, key_of, look_up, look_up_serials
from graph_api.api.node import find_node
from graph_api.api.problems import bad_input
from graph_api.api.replaying import (
    AskedAt,
    PolicyDraft,
    TermDraft,
    TriedOver,
    try_return_policy,
    try_warranty_term,
)
from graph_api.api.root import root
from graph_api.api.types.audit import AuditEntry, Viewer
from graph_api.api.types.claims import Claim
from graph_api.api.types.credit_notes import CreditNote
from graph_api.api.types.customers import Customer
from graph_api.api.types.documents import Invoice, PackingSlip
from graph_api.api.types.nodes import Node
from graph_api.api.types.orders import SalesOrder
from graph_api.api.types.products import Product, TrackingDimensionGroup
from graph_api.api.types.replays import ReturnPolicyReplay, WarrantyTermReplay
from graph_api.api.types.returns import Return
from graph_api.api.types.versions import ReturnPolicy, WarrantyTerm
from graph_api.domain.duties import Duty

MOST_IDS = 100


@strawberry.type(
    description="What can be asked. An answer is data, also where it is no; `errors` are for what is wrong."
)
class Query(Lists, Exploring):
    """One statement a field; aliases and several fields of one request are merged."""

    @root(
        Duty.READ_REGISTER,
        "Look up whatever is at hand. An unknown serial number is answered, never empty and never an error.",
    )
    async def lookup(self, info: Info, by: By, product: OfProduct = None, customer: HeldBy = None) -> Lookup:
        return await look_up(info, by, product, customer)

    @root(
        Duty.READ_REGISTER,
        "What is known of 1 to 1,000 serial numbers, in their order: one statement for all. The same number twice is "
        "answered twice.",
    )
    async def lookup_serials(
        self,
        info: Info,
        serials: Annotated[list[str], strawberry.argument(description="Serial numbers, as typed.")],
        product: OfProduct = None,
    ) -> list[SerialMatches]:
        return await look_up_serials(info, serials, product)

    @root(Duty.READ_REGISTER, "Anything by its global id; null where nothing has it.")
    async def node(self, info: Info, id: GlobalID) -> Node | None:  # noqa: A002 -- Relay's name
        return await find_node(info.context.loaders, id)

    @root(
        Duty.READ_REGISTER, "Several by their global ids, in that order, null where nothing has one; 100 ids at most."
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids, as this API gave them.")],
    ) -> list[Node | None]:
        if len(ids) > MOST_IDS:
            raise bad_input("ids", f"{len(ids)} ids are more than the {MOST_IDS} of one call: send several calls.")
        return await gather(*(find_node(info.context.loaders, each) for each in ids))

    @root(Duty.READ_REGISTER, "A packing slip by its number.")
    async def packing_slip(self, info: Info, number: Number) -> PackingSlip | None:
        found = await info.context.loaders.slips_by_number.load(key_of(number) or "")
        return None if found is None else PackingSlip.of(found)

    @root(Duty.READ_REGISTER, "An invoice by its number.")
    async def invoice(self, info: Info, number: Number) -> Invoice | None:
        found = await info.context.loaders.invoices_by_number.load(key_of(number) or "")
        return None if found is None else Invoice.of(found)

    @root(Duty.READ_REGISTER, "A credit note by its number.")
    async def credit_note(self, info: Info, number: Number) -> CreditNote | None:
        found = await info.context.loaders.credit_notes_by_number.load(key_of(number) or "")
        return None if found is None else CreditNote.of(found)

    @root(Duty.READ_REGISTER, "A warranty claim by its number.")
    async def claim(self, info: Info, number: Number) -> Claim | None:
        found = await info.context.loaders.claims_by_number.load(key_of(number) or "")
        return None if found is None else Claim.of(found)

    @root(Duty.READ_REGISTER, "A return by its number.", name="return")
    async def authorised_return(self, info: Info, number: Number) -> Return | None:
        found = await info.context.loaders.returns_by_number.load(key_of(number) or "")
        return None if found is None else Return.of(found)

    @root(Duty.READ_REGISTER, "A sales order by its number.")
    async def sales_order(self, info: Info, number: Number) -> SalesOrder | None:
        found = await info.context.loaders.orders.load(key_of(number) or "")
        return None if found is None else SalesOrder.of(found)

    @root(Duty.READ_REGISTER, "A product by its number.")
    async def product(self, info: Info, number: Number) -> Product | None:
        found = await info.context.loaders.products.load(key_of(number) or "")
        return None if found is None else Product.of(found)

    @root(Duty.READ_REGISTER, "A customer by its number.")
    async def customer(self, info: Info, number: Number) -> Customer | None:
        found = await info.context.loaders.customers.load(key_of(number) or "")
        return None if found is None else Customer.of(found)

    @root(Duty.READ_REGISTER, "A tracking dimension group by its number.")
    async def tracking_dimension_group(self, info: Info, number: Number) -> TrackingDimensionGroup | None:
        found = await info.context.loaders.groups.load(key_of(number) or "")
        return None if found is None else TrackingDimensionGroup.of(found)

    @root(Duty.READ_REGISTER, "Every tracking dimension group, in order of the numbers.")
    async def tracking_dimension_groups(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[TrackingDimensionGroup]:
        page = Page(info.context, "trackingDimensionGroups", first, after)
        found = await info.context.office.graph.list_groups(page.fetch)
        return page.of([(each.number, TrackingDimensionGroup.of(each)) for each in found])

    @root(Duty.READ_REGISTER, "Every version of every warranty term, in order of publication.")
    async def warranty_terms(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[WarrantyTerm]:
        page = Page(info.context, "warrantyTerms", first, after)
        found = await info.context.office.graph.list_terms(page.fetch)
        return page.of([(each.id, WarrantyTerm.of(each)) for each in found])

    @root(Duty.READ_REGISTER, "Every version of every return policy, in order of publication.")
    async def return_policies(
        self, info: Info, first: First = DEFAULT_FIRST, after: After = None
    ) -> Connection[ReturnPolicy]:
        page = Page(info.context, "returnPolicies", first, after)
        found = await info.context.office.graph.list_policies(page.fetch)
        return page.of([(each.id, ReturnPolicy.of(each)) for each in found])

    @root(
        Duty.READ_REGISTER,
        "What a warranty term would have changed, had it been in force when these units were sold. Nothing is written.",
    )
    async def replay_warranty_term(
        self,
        info: Info,
        draft: TermDraft,
        over: TriedOver,
        valid_at: AskedAt = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> WarrantyTermReplay:
        page = Page(info.context, "replayWarrantyTerm", first, after)
        return await try_warranty_term(info, draft, over, valid_at, page)

    @root(
        Duty.READ_REGISTER,
        "What a return policy would have changed, had it been in force when these units were sold. Nothing is written.",
    )
    async def replay_return_policy(
        self,
        info: Info,
        draft: PolicyDraft,
        over: TriedOver,
        valid_at: AskedAt = None,
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> ReturnPolicyReplay:
        page = Page(info.context, "replayReturnPolicy", first, after)
        return await try_return_policy(info, draft, over, valid_at, page)

    @root(Duty.READ_AUDIT, "What was done to one subject, the oldest first (C4): a document, a product, a customer …")
    async def audit_entries(
        self,
        info: Info,
        subject: GlobalID,
        filter: WantedEntries = None,  # noqa: A002 -- what such an argument is called
        first: First = DEFAULT_FIRST,
        after: After = None,
    ) -> Connection[AuditEntry]:
        return await list_audit_entries(info, subject, filter, (first, after))

    @root(None, "Who asks, and what the roles of the token allow.")
    def viewer(self, info: Info) -> Viewer:
        return Viewer.of(info.context.actor)
