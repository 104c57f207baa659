"""Policy replay through GraphQL: what a draft would have changed, before anybody publishes it (W1, V1)."""

import re
from datetime import date
from typing import Annotated, Final, TypeAlias

import strawberry

from graph_api.api.connections import Page
from graph_api.api.context import Info
from graph_api.api.problems import bad_input
from graph_api.api.setup import ReturnPolicyDraftInput, WarrantyTermDraftInput
from graph_api.api.types.replays import ReturnPolicyReplay, WarrantyTermReplay
from graph_api.domain.cohorts import ClaimedIn, Cohort, Days, Over, Start
from graph_api.services.replaying import replay_return_policy, replay_warranty_term

_KEY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\|[0-9A-Z]{26}", re.ASCII)


@strawberry.input(description="Claims by the day on which they were opened; each is answered as of that day.")
class ReplayClaimsInput:
    """A range of days, both included."""

    opened_from: date = strawberry.field(description="The first day.")
    opened_to: date = strawberry.field(description="The last day.")


@strawberry.input(description="Units by the day of their sale, in order of these days; all of them, or what is named.")
class ReplayCohortInput:
    """A range of days, both included."""

    sold_from: date = strawberry.field(description="The first day of sale.")
    sold_to: date = strawberry.field(description="The last day of sale.")
    product: str | None = strawberry.field(default=None, description="Only this product, by its number.")
    category: str | None = strawberry.field(
        default=None, description="Only products of this category or of one within it, by its number."
    )
    customer: str | None = strawberry.field(default=None, description="Only what this customer bought, by its number.")


@strawberry.input(one_of=True, description="What a draft is tried over: exactly one of these.")
class ReplayOverInput:
    """Past claims, or past sales."""

    claims: ReplayClaimsInput | None = strawberry.field(default=strawberry.UNSET, description="Claims.")
    cohort: ReplayCohortInput | None = strawberry.field(default=strawberry.UNSET, description="Sold units.")

    def read(self) -> Over:
        if isinstance(self.claims, ReplayClaimsInput):
            return ClaimedIn(Days(self.claims.opened_from, self.claims.opened_to))
        cohort = self.cohort
        if not isinstance(cohort, ReplayCohortInput):
            raise bad_input("over", "Name claims or a cohort.")
        return Cohort(Days(cohort.sold_from, cohort.sold_to), cohort.product, cohort.category, cohort.customer)


TermDraft: TypeAlias = Annotated[WarrantyTermDraftInput, strawberry.argument(description="The version to be tried.")]
PolicyDraft: TypeAlias = Annotated[ReturnPolicyDraftInput, strawberry.argument(description="The version to be tried.")]
TriedOver: TypeAlias = Annotated[ReplayOverInput, strawberry.argument(description="What it is tried over.")]
AskedAt: TypeAlias = Annotated[
    date | None,
    strawberry.argument(description="The day that sold units are asked about; today where left out."),
]


async def try_warranty_term(
    info: Info, draft: WarrantyTermDraftInput, over: ReplayOverInput, valid_at: date | None, page: Page
) -> WarrantyTermReplay:
    """Answer each sale or claim as it is held, and as it would be under the draft."""
    office = info.context.office
    start, now = _start(info, valid_at, page), office.now()
    return WarrantyTermReplay.of(
        await replay_warranty_term(office.graph, draft.command(), over.read(), start, now), page
    )


async def try_return_policy(
    info: Info, draft: ReturnPolicyDraftInput, over: ReplayOverInput, valid_at: date | None, page: Page
) -> ReturnPolicyReplay:
    """Answer each sale or claim as it is held, and as it would be under the draft."""
    office = info.context.office
    start, now = _start(info, valid_at, page), office.now()
    return ReturnPolicyReplay.of(
        await replay_return_policy(office.graph, draft.command(), over.read(), start, now), page
    )


def _start(info: Info, valid_at: date | None, page: Page) -> Start:
    office = info.context.office
    after = page.fetch.after
    if after and not (_KEY.fullmatch(after) and _is_day(after[:10])):
        raise bad_input("after", "This is no cursor of a replay: take endCursor of the page before.")
    return Start(office.day_of(office.now()) if valid_at is None else valid_at, after)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
