"""The planted bugs still fit the code that they are planted in; `make mutants` shows that each is caught."""

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.planted import ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: f"{each.rule}-{each.turned.strip()[:40]}")
def test_a_planted_bug_fits_one_line_and_changes_it(mutant: Mutant) -> None:
    """A catalogue that no longer fits would prove nothing."""
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    assert mutant.planted(text) != text
    assert "\n" not in mutant.line
    assert all((ROOT / "tests" / path.split("::")[0]).exists() for path in mutant.caught_by.split())


def test_the_catalogue_is_long_enough_to_mean_something() -> None:
    """At least thirty bugs, in the rules and in the Cypher, no two of them the same."""
    assert len({(each.file, each.line, each.turned) for each in MUTANTS}) == len(MUTANTS) >= 30
    assert {each.file.split("/")[1] for each in MUTANTS} >= {"domain", "store"}
