"""Lists of claims through GraphQL, in either direction, and counted."""

from functools import partial

from graph_api.api.claims import ClaimFilterInput, read_filter
from graph_api.api.connections import Connection, Page
from graph_api.api.context import Info
from graph_api.api.listing import by_keys, list_name
from graph_api.api.types.claims import Claim
from graph_api.domain.listing import AgeSort, order_named


async def list_claims(
    info: Info, given: ClaimFilterInput | None, sort: AgeSort, asked: tuple[int, str | None]
) -> Connection[Claim]:
    """One page of the claims that a filter asks for."""
    graph, wanted, order = info.context.office.graph, read_filter(given), order_named(sort)
    counting = partial(graph.count_claims, wanted, order)
    if not order.descending:
        page = Page(info.context, "claims", *asked)
        found = await graph.list_claims(wanted, page.fetch)
        return page.of([(each.id, Claim.of(each)) for each in found], counting=counting)
    page = Page(info.context, list_name("claims", order), *asked)
    return await by_keys(page, partial(graph.claim_keys, wanted, order), graph.claims, Claim.of, counting)
