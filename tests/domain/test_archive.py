"""What an archive says of a value, and what it takes for one."""

import pytest

from graph_api.domain.archive import KEYS, KINDS, Facts, ValueType, facts_of, is_of

SAID = Facts(
    {"id": "U1", "pieces": 3, "share": 0.5, "open": True, "coverages": ["PARTS|P1Y|100"]},
    {"freeFrom": "2026-02-28"},
    {"createdAt": "2026-02-28T10:00:00.123456Z"},
)


def test_facts_that_were_put_together_are_told_apart_by_their_types() -> None:
    assert facts_of(SAID.together(), SAID.types()) == SAID


def test_each_value_is_of_its_type_and_of_no_other() -> None:
    for name, value in SAID.together().items():
        texts = {ValueType.TEXT} if isinstance(value, str) else set()
        assert {type_ for type_ in ValueType if is_of(type_, value)} == {SAID.types()[name]} | texts


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (ValueType.DAY, "2026-02-31"),
        (ValueType.DAY, 20260228),
        (ValueType.MOMENT, "2026-02-28T25:00Z"),
        (ValueType.MOMENT, "2026-02-28T10:00+02:00"),
        (ValueType.TEXTS, ["one", 2]),
        (ValueType.INTEGER, None),
        (ValueType.TEXT, {"a": 1}),
    ],
)
def test_what_is_no_value_of_a_type_is_none(type_: ValueType, value: object) -> None:
    assert not is_of(type_, value)


def test_links_name_a_record_by_the_first_part_of_its_key() -> None:
    assert {kind.label: kind.key[0] for kind in KINDS} == KEYS
    assert (KEYS["SalesOrder"], KEYS["Registration"]) == ("number", "id")
