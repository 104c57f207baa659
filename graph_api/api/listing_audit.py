"""The entries of an audit chain through GraphQL: by whom, of which operations, on which days (C4)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Annotated, TypeAlias

import strawberry

from graph_api.api.connections import Connection, Page
from graph_api.api.context import Info
from graph_api.api.listing import in_order, text_of_filter
from graph_api.api.node import audit_subject
from graph_api.api.problems import bad_input
from graph_api.api.types.audit import AuditEntry
from graph_api.domain.asking import EARLIEST, LATEST
from graph_api.domain.outcomes import Refusal
from graph_api.domain.views import ALL_ENTRIES, AuditFilter
from graph_api.services.inputs import read_name

MOST_ACTIONS = 100


@strawberry.input(description="Which entries are listed: those that meet every condition that is given.")
class AuditFilterInput:
    """Names are matched exactly."""

    actor: str | None = strawberry.field(default=None, description="By this subject of a token.")
    actions: list[str] | None = strawberry.field(
        default=None,
        description=f"Of one of these operations, as an entry's `action` says; {MOST_ACTIONS} at most.",
    )
    day_from: date | None = strawberry.field(default=None, description="Of this business day, or later (D9).")
    day_to: date | None = strawberry.field(default=None, description="Of this business day, or earlier.")


WantedEntries: TypeAlias = Annotated[
    AuditFilterInput | None, strawberry.argument(description="Which entries; all where left out.")
]


def _read(info: Info, given: AuditFilterInput | None) -> AuditFilter:
    """
    The filter as the graph is asked: a business day is from midnight to midnight where the seller is.

    Raises:
        GraphQLError: A name cannot be one, or the days cannot be asked.
    """
    if given is None:
        return ALL_ENTRIES
    first, last = given.day_from, given.day_to
    for name, day in (("dayFrom", first), ("dayTo", last)):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise bad_input(f"filter.{name}", f"{day} is out of reach: ask about a day from {EARLIEST} to {LATEST}.")
    in_order(first, last)
    if given.actions is not None and len(given.actions) > MOST_ACTIONS:
        raise bad_input("filter.actions", f"{len(given.actions)} are more than {MOST_ACTIONS} operations: name fewer.")
    return AuditFilter(
        actor=_actor(given.actor),
        actions=None if given.actions is None else tuple(_action(each) for each in given.actions),
        begins_at=None if first is None else _midnight(info, first),
        ends_before=None if last is None else _midnight(info, last + timedelta(days=1)),
    )


def _actor(text: str | None) -> str | None:
    refusals: list[Refusal] = []
    actor = read_name(text, ("filter", "actor"), refusals)
    if refusals:
        raise bad_input("filter.actor", refusals[0].message)
    return actor


def _action(text: str) -> str:
    return text_of_filter(text, "actions") or text


def _midnight(info: Info, day: date) -> datetime:
    return datetime.combine(day, time(), info.context.office.time_zone).astimezone(UTC)


async def list_audit_entries(
    info: Info, subject: str, given: AuditFilterInput | None, asked: tuple[int, str | None]
) -> Connection[AuditEntry]:
    """One page of what was done to one subject."""
    page, wanted = Page(info.context, "auditEntries", *asked), _read(info, given)
    number = page.number
    chain = await audit_subject(info.context.loaders, subject)
    graph = info.context.office.graph
    found = await graph.audit_entries(chain, number, page.fetch.first, wanted)
    entries = [(str(each.sequence), AuditEntry.of(each)) for each in found]
    return page.of(entries, counting=partial(graph.count_audit_entries, chain, wanted))
