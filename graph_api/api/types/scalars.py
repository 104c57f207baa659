"""Days and moments, each in one spelling, so that nobody has to guess at a month or a time zone."""

import re
from datetime import date, datetime
from typing import Any, Final

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from graph_api.services.inputs import shown

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_day(value: object) -> date:
    """
    A day as `2026-03-02`, and no other spelling that ISO 8601 has for it.

    Raises:
        GraphQLError: It is none.
    """
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise GraphQLError(f"“{shown(str(value))}” is no day: write it as 2026-03-02.")


def read_moment(value: object) -> datetime:
    """
    A moment with its offset from UTC.

    Raises:
        GraphQLError: It is none, or has no offset.
    """
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        return moment
    raise GraphQLError(f"“{shown(str(value))}” is no moment with an offset: write it as 2026-03-02T11:00:00Z.")


def _iso(value: Any) -> str:
    text: str = value.isoformat()
    return text


SCALARS: Final[dict[object, ScalarDefinition]] = {
    date: strawberry.scalar(
        name="Date",
        description="A day of the calendar, as `2026-03-02`.",
        serialize=_iso,
        parse_value=read_day,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment with its offset from UTC, as `2026-03-02T11:00:00+00:00`.",
        serialize=_iso,
        parse_value=read_moment,
    ),
}
"""What replaces Strawberry's own scalars."""
