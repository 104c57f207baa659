"""
Lists page by page, as Relay has them: what comes behind a cursor, by the key that the list is sorted by.

A cursor names its list and that key. It is compared letter by letter, so one that was changed, or that another list
gave, is refused and not guessed at.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Final, Generic, TypeAlias, TypeVar

import strawberry
from graphql import GraphQLError

from graph_api.api.context import MOST_ROWS, Context, Info
from graph_api.api.ids import decode, encode
from graph_api.api.problems import bad_input
from graph_api.api.types.fields import field
from graph_api.domain.listing import MOST_COUNTED
from graph_api.domain.views import PageOf

T = TypeVar("T")

DEFAULT_FIRST: Final = 50
MOST_ON_A_PAGE: Final = 200

First: TypeAlias = Annotated[
    int, strawberry.argument(description=f"How many: {DEFAULT_FIRST} where left out, {MOST_ON_A_PAGE} at most.")
]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="The cursor behind which to go on: `endCursor` of the page before.")
]


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    """The part that all pages have in common."""

    has_next_page: bool = strawberry.field(description="Whether more comes behind this page.")
    has_previous_page: bool = strawberry.field(description="Whether a cursor was given, so that something came before.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first entry; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last entry; null on an empty page.")


@strawberry.type(description="One entry of a page.")
class Edge(Generic[T]):
    """A node with its place in the list."""

    cursor: str = strawberry.field(description="The entry's place in this list, for `after`.")
    node: T = strawberry.field(description="What is listed.")


Counting: TypeAlias = Callable[[int], Awaitable[int]]
"""Counts a whole list: up to a most, and one more where there are more."""

_ROWS_OF_A_COUNT: Final = 100
"""What a count costs of the rows that one request may hold."""


@strawberry.type(description="How many entries a list has.")
class Count:
    """A number that costs no more for a long list than for one of ten thousand."""

    value: int = strawberry.field(description=f"How many; at most {MOST_COUNTED:,}.")
    capped: bool = strawberry.field(description="Whether there are more than that.")


async def counted(context: Context, counting: Counting) -> Count:
    """
    Count a list.

    Raises:
        GraphQLError: The request has counted enough.
    """
    if not context.afford(_ROWS_OF_A_COUNT):
        raise bad_input("count", f"This asks for more than {MOST_ROWS} rows in all: count in several requests.")
    found = await counting(MOST_COUNTED)
    return Count(value=min(found, MOST_COUNTED), capped=found > MOST_COUNTED)


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    """A page as Relay has it."""

    edges: list[Edge[T]] = strawberry.field(description="The entries, each with its cursor.")
    page_info: PageInfo = strawberry.field(description="Where this page stands in the list.")

    @field("The entries without their cursors.")
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]

    counting: strawberry.Private[Counting | None] = None

    @field(
        f"How many entries the whole list has, with the same filter: {MOST_COUNTED:,} at most. It is counted when it "
        "is asked for; null where a list is not counted."
    )
    async def count(self, info: Info) -> Count | None:
        return None if self.counting is None else await counted(info.context, self.counting)


class Page:
    """A page that was asked for. One row more than is shown is fetched, to know whether more comes."""

    def __init__(self, context: Context, name: str, first: int, after: str | None) -> None:
        if not 1 <= first <= MOST_ON_A_PAGE:
            raise bad_input(
                "first", f"first is from 1 to {MOST_ON_A_PAGE}, not {first}: page with after and endCursor."
            )
        if not context.afford(first):
            raise bad_input("first", f"This asks for more than {MOST_ROWS} rows in all: ask for smaller pages.")
        self.context = context
        self._name = name
        self._first = first
        self._after = after
        self.fetch = PageOf(first + 1, "" if after is None else self._key(after))

    def _cursor(self, key: str) -> str:
        return encode(f"{self._name}:{key}")

    def _key(self, cursor: str) -> str:
        name, colon, key = (decode(cursor) or "").partition(":")
        if not colon or name != self._name or not key:
            raise self.unusable()
        return key

    def unusable(self) -> GraphQLError:
        """What is answered to a cursor of this list whose key is none."""
        return bad_input("after", f"This is no cursor of {self._name}: take endCursor of the page before.")

    @property
    def number(self) -> int:
        """The key of a list that is sorted by a whole number; 0 where the list starts."""
        if not self.fetch.after:
            return 0
        if not (self.fetch.after.isascii() and self.fetch.after.isdigit() and len(self.fetch.after) < 18):  # noqa: PLR2004 -- below 2⁶³
            raise self.unusable()
        return int(self.fetch.after)

    def of(
        self, entries: Sequence[tuple[str, T]], last: str | None = None, counting: Counting | None = None
    ) -> Connection[T]:
        """
        The page.

        Args:
            entries: Pairs of the key that the list is sorted by and the node.
            last: The key behind which more may come, where a page may be short of entries before its list ends.
            counting: Counts the whole list, where that is asked for.
        """
        edges = [Edge(cursor=self._cursor(key), node=node) for key, node in entries[: self._first]]
        more = len(entries) > self._first
        end = edges[-1].cursor if edges else None
        info = PageInfo(
            has_next_page=more or last is not None,
            has_previous_page=self._after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=end if more or last is None else self._cursor(last),
        )
        return Connection(edges=edges, page_info=info, counting=counting)
