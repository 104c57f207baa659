"""
The article, rule by rule, through the front door: a test for each rule of the register, named by it.

They stand in `tests/article`, by the letters of the rules, and are run from here. What each rule is tested for in
detail stands in `tests/api`; here each is told as the article tells it, in one story.
"""

import pytest

from tests.api.conftest import desk, sell
from tests.article.claims_and_returns import *  # noqa: F403 -- the stories are collected here
from tests.article.corrections_and_duties import *  # noqa: F403
from tests.article.documents import *  # noqa: F403
from tests.article.products_and_numbers import *  # noqa: F403
from tests.article.warranties import *  # noqa: F403

__all__ = ["desk", "sell"]

pytestmark = pytest.mark.anyio

RULES = {"t": 5, "r": 7, "d": 12, "c": 4, "i": 3, "p": 1, "s": 4, "w": 12, "k": 3, "v": 6}
"""How many rules each letter has."""


@pytest.mark.parametrize(
    "rule", [f"{letter}{place}" for letter, count in RULES.items() for place in range(1, count + 1)]
)
def test_a_rule_has_a_story_that_is_named_by_it(rule: str) -> None:
    stories = [name for name in globals() if name.startswith(f"test_{rule}_")]

    assert len(stories) == 1
