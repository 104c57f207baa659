"""Rule C4: every change is kept, and whoever rewrites one breaks the chain at that entry."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.audit import AuditEntry, ChainHead, Change, canonical, first_broken, seal_entry

KEY = b"a key outside the graph"
AT = datetime(2024, 5, 10, 12, 30, tzinfo=UTC)


def chain(length: int = 4, key: bytes = KEY) -> list[AuditEntry]:
    """A sound chain, each entry sealed upon the one before it."""
    head, entries = ChainHead(), []
    for place in range(length):
        change = Change("register", {"registered": place}, {"registered": place + 1})
        reason = "label replaced" if place == 2 else None
        entry = seal_entry(key, head, "slip 1", AT + timedelta(seconds=place), "clerk 7", reason, change)
        head = ChainHead(entry.sequence, entry.seal)
        entries.append(entry)
    return entries


def test_an_entry_says_who_when_what_before_and_after() -> None:
    """C4: the first entry of a chain follows nothing; the second names the first."""
    first, second = chain(2)
    assert first == AuditEntry(
        subject="slip 1",
        sequence=1,
        at=AT,
        actor="clerk 7",
        action="register",
        reason=None,
        before='{"registered":0}',
        after='{"registered":1}',
        previous="",
        seal=first.seal,
    )
    assert (second.sequence, second.previous) == (2, first.seal)


@pytest.mark.parametrize("length", [0, 1, 4])
def test_a_chain_that_nobody_touched_is_sound(length: int) -> None:
    """C4."""
    assert first_broken(KEY, chain(length)) is None


FORGED = {
    "subject": "slip 2",
    "sequence": 7,
    "at": AT - timedelta(microseconds=1),
    "actor": "clerk 8",
    "action": "post",
    "reason": "none",
    "before": '{"registered":9}',
    "after": '{"registered":9}',
    "previous": "0" * 64,
    "seal": "0" * 64,
}


@pytest.mark.parametrize("field", [each.name for each in fields(AuditEntry)])
@pytest.mark.parametrize("place", range(4))
def test_any_field_that_was_rewritten_names_its_entry(field: str, place: int) -> None:
    """C4: whichever entry, and whatever the field."""
    entries = chain()
    forged: dict[str, Any] = {field: FORGED[field]}
    entries[place] = replace(entries[place], **forged)
    assert first_broken(KEY, entries) == entries[place]


@pytest.mark.parametrize("forged", ["", "ä" * 64, "\ud800", "A" * 64])
def test_a_seal_that_is_no_hexadecimal_text_is_named_too(forged: str) -> None:
    """C4: whoever writes into the graph may write anything."""
    entries = chain()
    entries[1] = replace(entries[1], seal=forged)
    assert first_broken(KEY, entries) == entries[1]


def test_taking_the_reason_away_is_noticed() -> None:
    """C4: an empty reason is another text than none."""
    entries = chain()
    for other in (None, ""):
        forged = replace(entries[2], reason=other)
        assert first_broken(KEY, [*entries[:2], forged, entries[3]]) == forged


@pytest.mark.parametrize("place", range(3))
def test_a_removed_entry_is_noticed_at_the_one_behind_it(place: int) -> None:
    """C4. The last one is missed by the chain's head, which counts them."""
    entries = chain()
    behind = entries[place + 1]
    del entries[place]
    assert first_broken(KEY, entries) == behind


@pytest.mark.parametrize("place", range(3))
def test_a_removed_entry_is_noticed_also_where_the_rest_was_numbered_anew(place: int) -> None:
    """C4: the sequence is sealed with the rest."""
    entries = chain()
    del entries[place]
    renumbered = [replace(entry, sequence=at) for at, entry in enumerate(entries, start=1)]
    assert first_broken(KEY, renumbered) == renumbered[place]


@pytest.mark.parametrize("place", range(3))
def test_two_entries_that_were_swapped_are_noticed(place: int) -> None:
    """C4: the first of them in the new order is named."""
    entries = chain()
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert first_broken(KEY, entries) == entries[place]


@pytest.mark.parametrize("place", range(4))
def test_an_entry_that_was_put_in_between_is_noticed(place: int) -> None:
    """C4: a copy of an entry is no entry."""
    entries = chain()
    entries.insert(place + 1, entries[place])
    assert first_broken(KEY, entries) == entries[place + 1]


def test_a_chain_that_was_made_with_another_key_is_no_chain() -> None:
    """C4: the key is outside the graph, so a whole new chain cannot be forged in it."""
    forged = chain(key=b"another key")
    assert first_broken(KEY, forged) == forged[0]


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    """C4: what the database gives back may be written in another offset."""
    first, second = chain(2)
    elsewhere = replace(second, at=second.at.astimezone(timezone(timedelta(hours=-5))))
    assert first_broken(KEY, [first, elsewhere]) is None


@pytest.mark.parametrize(
    ("one", "text"),
    [
        ({"b": 1, "a": [True, None, "ö"]}, '{"a":[true,null,"ö"],"b":1}'),
        (None, "null"),
        ("\u2028", '"\u2028"'),
    ],
)
def test_equal_values_are_one_text(one: object, text: str) -> None:
    """C4: so that the seal can be made again."""
    assert canonical(one) == text  # type: ignore[arg-type]  # the three rows are JSON


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
tamper: dict[str, Callable[[list[AuditEntry], int], object]] = {
    "removed": lambda entries, place: entries.pop(place),
    "swapped": lambda entries, place: entries.insert(place + 1, entries.pop(place)),
    "copied": lambda entries, place: entries.insert(place, entries[-1]),
}


@given(st.lists(st.tuples(values, values), min_size=2, max_size=6), st.data())
def test_no_way_of_rearranging_a_chain_goes_unnoticed(
    changes: list[tuple[object, object]], data: st.DataObject
) -> None:
    """C4: whatever the changes were, even equal ones."""
    head, entries = ChainHead(), []
    for before, after in changes:
        entry = seal_entry(KEY, head, "s", AT, "a", None, Change("x", before, after))  # type: ignore[arg-type]
        head = ChainHead(entry.sequence, entry.seal)
        entries.append(entry)
    assert first_broken(KEY, entries) is None
    place = data.draw(st.integers(0, len(entries) - 2))
    tamper[data.draw(st.sampled_from(sorted(tamper)))](entries, place)
    assert first_broken(KEY, entries) is entries[place]
