"""Refusals are values: each names its rule, and carries what its sentence needs."""

import pkgutil
import re
from importlib import import_module
from typing import get_type_hints

import pytest

import graph_api.domain
from graph_api.domain.outcomes import InvalidValue, KeyReused, NotPermitted, Refusal, UnknownRecord

MODULES = [
    import_module(each.name)
    for each in pkgutil.walk_packages(graph_api.domain.__path__, f"{graph_api.domain.__name__}.")
]
# A dataclass with slots is made a second time, so `__subclasses__` would name what is no longer used.
KINDS = sorted(
    {
        kind
        for module in MODULES
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (UnknownRecord(kind="packing slip", key="PS-9"), "There is no packing slip PS-9."),
        (InvalidValue(value="-1", expected="a number"), "'-1' cannot be taken: expected a number."),
        (
            NotPermitted(duty="maintain packing slips and invoices"),
            (
                "This needs the duty “maintain packing slips and invoices”. "
                "Ask an administrator for a role that carries it."
            ),
        ),
        (KeyReused(idempotency_key="k1"), "The idempotency key k1 was used for another request: send a new key."),
    ],
)
def test_a_refusal_that_every_operation_knows_says_what_to_do(refusal: Refusal, message: str) -> None:
    """D7, D12 and S1."""
    assert refusal.message == message


@pytest.mark.parametrize("kind", KINDS)
def test_every_refusal_names_one_rule_and_is_described(kind: type[Refusal]) -> None:
    """A client shows the rule, and its type's description is the class's docstring."""
    assert re.fullmatch(r"[TRDCIPSWKVG]\d{1,2}", kind.rule)
    assert (kind.__doc__ or "").strip()
    assert not (kind.__doc__ or "").startswith(f"{kind.__name__}(")


def test_no_two_refusals_have_one_name() -> None:
    """The name is the code that programs go by."""
    names = [kind.__name__ for kind in KINDS]
    assert len(names) == len(set(names))
    assert len(names) > 20


def test_a_fact_of_one_name_has_one_type() -> None:
    """A client may select the facts of several kinds at once, and one name cannot have two types there."""
    types: dict[str, set[object]] = {}
    for kind in KINDS:
        for name, hint in get_type_hints(kind).items():
            types.setdefault(name, set()).add(hint)
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_equal_refusals_are_equal_values() -> None:
    """So that a test, and a caller, can compare them."""
    assert UnknownRecord(kind="product", key="P") == UnknownRecord(kind="product", key="P")
    assert UnknownRecord(kind="product", key="P") != UnknownRecord(kind="product", key="P", path=("lines", "0"))
