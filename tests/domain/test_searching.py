"""Words that are searched for: a query of the index, whatever was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.searching import NotSearched, folded, rank_of_key, search_query


def test_every_word_is_asked_for_whole_as_a_beginning_and_with_a_slip() -> None:
    assert search_query("Müller  Søn, GmbH 17") == (
        "+(muller^4 muller* muller~1) +(son^4 son*) +(gmbh^4 gmbh*) +(17^4 17*)"
    )


def test_words_that_the_index_leaves_out_are_not_insisted_on() -> None:
    assert search_query("The Who and NOT") == "(the^4 the*) +(who^4 who*) (and^4 and*) (not^4 not*)"


@pytest.mark.parametrize("text", ["", "  ", "*:*", '"+-&&||!(){}[]^~?\\/', "\u200b\u0000"])
def test_a_text_without_a_word_is_refused(text: str) -> None:
    assert isinstance(search_query(text), NotSearched)


@pytest.mark.parametrize("text", ["x" * 201, "x" * 10_000_000, " ".join(map(str, range(11)))])
def test_a_text_that_is_too_long_is_refused(text: str) -> None:
    found = search_query(text)

    assert isinstance(found, NotSearched)
    assert "too many" in found.message


@given(st.text(max_size=200))
def test_no_text_is_an_operator_of_the_index(text: str) -> None:
    """Nothing but clauses of words comes out: no field, range, pattern or operator."""
    found = search_query(text)

    if isinstance(found, str):
        word = r"\w+(?:[.']\w+)*"
        assert re.fullmatch(rf"(\+?\({word}\^4 {word}\*( {word}~1)?\) ?)+", found)
        assert not re.search(r"\b(AND|OR|NOT|TO)\b", found)


def test_a_text_is_compared_without_case_and_marks() -> None:
    assert folded("STRASSE Éłøþ") == folded("straße elOTH")


@pytest.mark.parametrize(
    ("key", "rank"),
    [
        ("4.25 CUST-1", (4.25, "CUST-1")),
        ("1.0E-5 C", (0.00001, "C")),
        ("4.25", None),
        ("4.25 ", None),
        ("nan C", None),
        ("inf C", None),
        ("²3 C", None),
        ("9" * 400 + " C", None),
    ],
)
def test_a_key_of_ranks_begins_with_a_score(key: str, rank: tuple[float, str] | None) -> None:
    assert rank_of_key(key) == rank
