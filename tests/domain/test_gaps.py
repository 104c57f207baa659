"""Lineage gaps: what an item lacks, and how whole all of them are together."""

import pytest

from graph_api.domain.gaps import GapFacts, LineageGapKind, gaps_of, score

NEVER, SLIP, INVOICE, NUMBER = LineageGapKind


@pytest.mark.parametrize(
    ("facts", "gaps"),
    [
        (GapFacts(posted=True, slip=True, invoiced=True, named=True), ()),
        (GapFacts(posted=True, slip=True, invoiced=False, named=True), (INVOICE,)),
        (GapFacts(posted=True, slip=False, invoiced=True, named=False), (SLIP, NUMBER)),
        (GapFacts(posted=False, slip=True, invoiced=False, named=True), (NEVER,)),
        (GapFacts(posted=False, slip=False, invoiced=False, named=False), (NEVER, NUMBER)),
    ],
)
def test_an_item_lacks_what_its_facts_say(facts: GapFacts, gaps: tuple[LineageGapKind, ...]) -> None:
    """A draft lacks its posting, and nothing that only posting brings."""
    assert gaps_of(facts) == gaps


def test_the_score_is_the_share_that_lacks_nothing() -> None:
    whole, blank = GapFacts(True, True, True, True), GapFacts(True, True, False, False)  # noqa: FBT003 -- a table of facts

    told = score([(whole, 3), (blank, 1)])

    assert (told.items, told.whole, told.share) == (4, 3, 0.75)
    assert told.counts == ((NEVER, 0), (SLIP, 0), (INVOICE, 1), (NUMBER, 1))


def test_of_nothing_all_is_whole() -> None:
    assert score([]).share == 1.0
