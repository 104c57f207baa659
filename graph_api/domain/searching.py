"""
Finding customers and products by words: what somebody types becomes a query of words alone.

Whatever is neither letter nor digit only parts words, and no word is in capitals: so no text is an operator, a field or
a pattern of the index's own language.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MOST_FOUND: Final = 200
"""Entries that one search ranks: who wants another one says more of it."""
LONGEST_SEARCH: Final = 200
MOST_WORDS: Final = 10

_WORD: Final = re.compile(r"\w+(?:[.']\w+)*")
_FROM_HOW_LONG_A_SLIP_IS_FORGIVEN: Final = 5
_NOT_DECOMPOSED: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i", "ħ": "h", "\u2019": "'"}
)
_UNINDEXED: Final = re.compile(
    "an?|and|are|as|at|be|but|by|for|if|in|into|is|it|no|not|of|on|or|such|that|the|their|then|there|these|they|this|to|"
    "was|will|with"
)
"""What the index leaves out: to ask for one of these would find nothing."""


@dataclass(frozen=True, slots=True)
class NotSearched:
    """Why a text cannot be searched for, and what could."""

    message: str


def search_query(text: str) -> str | NotSearched:
    """
    The query for what was typed: every word, whole, as a beginning, or with one slip of the keyboard.

    The length is looked at before anything costly, so size is no attack.
    """
    if len(text) > LONGEST_SEARCH:
        return NotSearched(f"{len(text):,} characters are too many: search for at most {LONGEST_SEARCH}.")
    words = list(dict.fromkeys(_WORD.findall(folded(text))))
    if not words:
        return NotSearched("There is no word in it: search for letters or digits.")
    if len(words) > MOST_WORDS:
        return NotSearched(f"{len(words)} words are too many: search for at most {MOST_WORDS}.")
    return " ".join(_clause(word) for word in words)


def folded(text: str) -> str:
    """A text as the index compares it: without case, and without marks on the letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_NOT_DECOMPOSED))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _clause(word: str) -> str:
    ways = [f"{word}^4", f"{word}*"]
    if len(word) >= _FROM_HOW_LONG_A_SLIP_IS_FORGIVEN and word.isalpha():
        ways.append(f"{word}~1")
    return f"{'' if _UNINDEXED.fullmatch(word) else '+'}({' '.join(ways)})"


def rank_of_key(key: str) -> tuple[float, str] | None:
    """The score and the number that the key of a ranked list is made of; None for what is no such key."""
    score, space, number = key.partition(" ")
    if not (space and number and re.fullmatch(r"\d{1,9}(\.\d{1,17})?(E-?\d{1,2})?", score, re.ASCII)):
        return None
    return float(score), number
