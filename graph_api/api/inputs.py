"""
What mutations are asked: GraphQL's inputs, and how they are read.

Whatever a caller sends is answered with a refusal that names the place, never with a fault: an id that is garbage or
of another type, a key or a reason that cannot be kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import strawberry

from graph_api.api.ids import read_id
from graph_api.api.problems import bad_input
from graph_api.domain.documents import DocumentKind
from graph_api.domain.entries import ListTooLong
from graph_api.domain.outcomes import InvalidValue, Path, Refusal, UnknownRecord
from graph_api.services.inputs import LONGEST_LIST, shown
from graph_api.services.registration_commands import LineRef

T = TypeVar("T")

LONGEST_KEY: Final = 200
LONGEST_REASON: Final = 500

SOLD_UNIT: Final = "The id of the unit."
UNIT_VERSION: Final = "The version of the unit that this is decided on; a stale one is refused (C4). Left out: any."
"""What every story after a sale asks for."""

_LINES: Final = {"SlipLine": DocumentKind.PACKING_SLIP, "InvoiceLine": DocumentKind.INVOICE}


@strawberry.input
class MutationInput:
    """What every mutation takes besides what it is to do."""

    idempotency_key: str | None = strawberry.field(
        default=None,
        description=(
            "1 to 200 printable characters of the caller's choice. The same request sent again with the same key is "
            "answered again and not done again."
        ),
    )
    dry_run: bool = strawberry.field(
        default=False, description="Decide and answer as if it were done, and change nothing. No key is used up."
    )
    reason: str | None = strawberry.field(
        default=None, description="Why: at most 500 printable characters, kept in the audit trail."
    )


@dataclass(slots=True)
class Reading:
    """One input while it is read; `refusals` collects everything that is wrong with it."""

    refusals: list[Refusal] = field(default_factory=list)

    def id(self, text: str, path: Path, kind: str) -> str:
        """The key within a global id of one type."""
        found = read_id(text)
        if found is not None and found[0] == kind:
            return found[1]
        self.refusals.append(_not_an_id(text, kind, path))
        return ""

    def ids(self, texts: Sequence[str], path: Path, kind: str) -> tuple[str, ...]:
        """The keys within a list of global ids."""
        return tuple(self.id(text, (*path, str(place)), kind) for place, text in enumerate(self.bounded(texts, path)))

    def bounded(self, entries: Sequence[T], path: Path) -> Sequence[T]:
        """A list that is not longer than one call takes; of a longer one nothing is read."""
        if len(entries) <= LONGEST_LIST:
            return entries
        self.refusals.append(ListTooLong(length=len(entries), longest=LONGEST_LIST, path=path))
        return ()

    def line(self, text: str, path: Path = ("lineId",)) -> LineRef:
        """A slip's or an invoice's line."""
        found = read_id(text)
        if found is not None and found[0] in _LINES:
            return LineRef(_LINES[found[0]], found[1])
        self.refusals.append(_not_an_id(text, "SlipLine or InvoiceLine", path))
        return LineRef(DocumentKind.PACKING_SLIP, "")

    def asked(self, given: MutationInput) -> None:
        """The idempotency key and the reason, which are taken as they are or not at all."""
        self._text(given.idempotency_key, "idempotencyKey", LONGEST_KEY, least=1)
        self._text(given.reason, "reason", LONGEST_REASON, least=0)

    def _text(self, text: str | None, name: str, longest: int, *, least: int) -> None:
        if text is None or (least <= len(text) <= longest and text.isprintable()):
            return
        expected = f"{least} to {longest} printable characters"
        self.refusals.append(InvalidValue(value=shown(text), expected=expected, path=(name,)))


def _not_an_id(text: str, kind: str, path: Path) -> Refusal:
    """An id of another type names a record that is not what is asked for here; anything else is no id."""
    found = read_id(text)
    if found is None:
        return InvalidValue(value=shown(text), expected=f"the id of a {kind}", path=path)
    return UnknownRecord(kind=kind, key=f"{found[0]} {shown(found[1])}", path=path)


def unit_of_filter(text: str | None) -> str | None:
    """
    The key of the unit that a filter names; None where it names none.

    Raises:
        GraphQLError: The text is no id of a unit.
    """
    if text is None:
        return None
    type_name, key = read_id(text) or ("", "")
    if type_name != "Unit":
        raise bad_input("filter.unit", "This is no id of a unit: take one that this API gave, as it is.")
    return key
