"""
Refusals and notices as GraphQL shows them: one type for each kind of refusal of the domain, made from it.

A kind's docstring describes its type, and what its fields are annotated with describes its fields, so that the
domain alone says what a refusal is.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

import strawberry

from graph_api.api.ids import make_id
from graph_api.api.types import enums  # noqa: F401 -- describes the enumerations that facts are of
from graph_api.domain import outcomes
from graph_api.domain.documents import DocumentKind
from graph_api.services.refusals import REFUSALS


@strawberry.interface(
    description="Why nothing was changed, or why one entry of a list was not taken. Each kind adds its own facts."
)
class Refusal:
    """The part that all kinds have in common."""

    code: str = strawberry.field(description="Which kind it is, for programs: `QUANTITY_EXCEEDED`. It never changes.")
    rule: str = strawberry.field(description="The rule that it comes from, as the documentation numbers them: `R2`.")
    message: str = strawberry.field(description="One sentence that says what is wrong, and where it helps, what to do.")
    path: list[str] = strawberry.field(
        description=(
            "Where in the input it is: names of fields, and places in lists counted from 0. What is wrong with a "
            "document as it stands is told at its `id`, and the kind's own facts name its line; empty where the input "
            "is refused as a whole."
        )
    )


@strawberry.type(description="What the caller should hear although it stopped nothing.")
class Notice:
    """Such as: the number is already on this line (R7)."""

    code: str = strawberry.field(description="Which notice it is, for programs: `ALREADY_REGISTERED`.")
    rule: str = strawberry.field(description="The rule that it comes from.")
    message: str = strawberry.field(description="What happened, in one sentence.")
    path: list[str] = strawberry.field(description="Where in the input it is, as refusals tell it.")


def _code(kind: type[outcomes.Refusal]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).upper()


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


_IDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "order_line_id": lambda _told: "OrderLine",
    "slip_line_id": lambda _told: "SlipLine",
    "cover_id": lambda _told: "UnitCover",
    "void_id": lambda _told: "WarrantyVoid",
    "line_id": lambda told: "InvoiceLine" if told.document_kind is DocumentKind.INVOICE else "SlipLine",
}
"""The facts that name a node, and of which type: a caller gets the id by which it asks for it."""


def _facts(kind: type[outcomes.Refusal]) -> dict[str, tuple[Any, str]]:
    """A kind's own fields: their types and descriptions."""
    hints = get_type_hints(kind, include_extras=True)
    return {each.name: _fact(each.name, hints[each.name]) for each in fields(kind) if each.name != "path"}


def _fact(name: str, hint: Any) -> tuple[Any, str]:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"a refusal's field needs a description: {hint}")
    shown, description, *_ = get_args(hint)
    if name in _IDS:
        return strawberry.ID, description
    if get_origin(shown) is tuple:
        return list[get_args(shown)[0]], description  # type: ignore[misc]  # a type that is made, not written
    return shown, description


def _type(kind: type[outcomes.Refusal]) -> type[Refusal]:
    facts = _facts(kind)
    members: dict[str, Any] = {name: strawberry.field(description=text) for name, (_, text) in facts.items()}
    members["__annotations__"] = {name: shown for name, (shown, _) in facts.items()}
    members["__module__"] = __name__
    made = type(kind.__name__, (Refusal,), members)
    return strawberry.type(made, description=inspect.cleandoc(kind.__doc__ or ""))


_TYPES: Final[Mapping[str, type[Refusal]]] = {name: _type(kind) for name, kind in REFUSALS.items()}

REFUSAL_TYPES: Final = tuple(_TYPES.values())
"""For `strawberry.Schema(types=…)`: nothing in the schema names an implementer of an interface."""


def refusal(told: outcomes.Refusal) -> Refusal:
    """One refusal of the domain as GraphQL shows it."""
    kind = type(told)
    facts = {name: _value(told, name) for name in _facts(kind)}
    path = [_camel(part) for part in told.path]
    return _TYPES[kind.__name__](code=_code(kind), rule=told.rule, message=told.message, path=path, **facts)


def _value(told: outcomes.Refusal, name: str) -> Any:
    value = getattr(told, name)
    if name in _IDS:
        return make_id(_IDS[name](told), value)
    return list(value) if isinstance(value, tuple) else value


def notice(told: outcomes.Notice) -> Notice:
    """One notice of the domain as GraphQL shows it."""
    return Notice(code=told.code, rule=told.rule, message=told.message, path=[_camel(part) for part in told.path])
