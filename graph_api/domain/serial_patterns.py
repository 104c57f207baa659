r"""
The pattern that a product's serials must fit: a small regular expression that cannot be made slow. Source: rule R6.

People know regular expressions, so this is a part of that language: literals, `.`, `\d`, `\w`, classes such as
`[A-Z0-9]` and `[^IO]`, groups, alternatives, and `? * + {n} {n,} {n,m}`. It always covers the whole serial number and
never looks at case. There are no look-arounds, back-references or lazy repeats. Matching does not backtrack: each part
of a pattern turns the set of places where it may begin into the set of places where it may end.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from graph_api.domain.serials import MAX_SERIAL_LENGTH, SerialNumber

MAX_PATTERN_LENGTH: Final = 200
_MAX_NESTED_REPEATS: Final = 2
_MAX_NESTED_GROUPS: Final = 10

_DIGITS: Final = (("0", "9"),)
_CLASS_ESCAPES: Final = {"d": _DIGITS, "w": (*_DIGITS, ("A", "Z"), ("a", "z"), ("_", "_"))}
_COUNTS: Final = {"?": (0, 1), "*": (0, MAX_SERIAL_LENGTH), "+": (1, MAX_SERIAL_LENGTH)}


@dataclass(frozen=True, slots=True)
class _OneOf:
    """One character out of ranges, both ends included; or, negated, one outside all of them."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def takes(self, char: str) -> bool:
        spellings = {char, char.lower(), char.upper()}
        return self.negated != any(low <= spelt <= high for spelt in spellings for low, high in self.ranges)


@dataclass(frozen=True, slots=True)
class _InTurn:
    parts: tuple["_Part", ...]


@dataclass(frozen=True, slots=True)
class _EitherOf:
    ways: tuple["_Part", ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    part: "_Part"
    least: int
    most: int


_Part: TypeAlias = _OneOf | _InTurn | _EitherOf | _Repeat

_ANY: Final = _OneOf((), negated=True)


@dataclass(frozen=True, slots=True)
class SerialPattern:
    """A pattern that was read and found safe; made by `parse_pattern` only. `text` is what to show and to keep."""

    text: str
    part: _Part


@dataclass(frozen=True, slots=True)
class PatternRefused:
    """
    A pattern that is not in the language above.

    Attributes:
        position: Where reading stopped, from 0.
        problem: A sentence for whoever sets up the product.
    """

    position: int
    problem: str


def parse_pattern(text: str) -> SerialPattern | PatternRefused:
    """Read a pattern. `^` in front and `$` at the end are allowed and mean nothing: a pattern covers all anyway."""
    if len(text) > MAX_PATTERN_LENGTH:
        return PatternRefused(MAX_PATTERN_LENGTH, f"A pattern has at most {MAX_PATTERN_LENGTH} characters.")
    reader = _Reader(text)
    try:
        return SerialPattern(text, reader.whole())
    except _UnreadableError as unreadable:
        return PatternRefused(reader.at, str(unreadable))


def fits(pattern: SerialPattern, serial: SerialNumber) -> bool:
    """Whether the whole serial number, as shown and in either case, is what the pattern describes."""
    return bool(_Matching(serial.text).ends(pattern.part, 1) >> len(serial.text) & 1)


class _Matching:
    """One text. A set of places is an integer whose bit n stands for the place before the character n."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._taken: dict[_OneOf, int] = {}

    def ends(self, part: _Part, starts: int) -> int:
        match part:
            case _OneOf():
                return (starts & self._places(part)) << 1
            case _InTurn(parts):
                for each in parts:
                    starts = self.ends(each, starts)
                return starts
            case _EitherOf(ways):
                found = 0
                for way in ways:
                    found |= self.ends(way, starts)
                return found
            case _:
                return self._repeated(part, starts)

    def _repeated(self, repeat: _Repeat, starts: int) -> int:
        found = starts if repeat.least == 0 else 0
        for count in range(1, repeat.most + 1):
            following = self.ends(repeat.part, starts)
            if count >= repeat.least:
                found |= following
            if following == starts:  # Further rounds would give the same places again, and none is left at the latest
                return found | following  # when the text is used up: no loop runs longer than the text.
            starts = following
        return found

    def _places(self, one_of: _OneOf) -> int:
        if one_of not in self._taken:
            self._taken[one_of] = sum(1 << at for at, char in enumerate(self._text) if one_of.takes(char))
        return self._taken[one_of]


class _UnreadableError(Exception):
    """Carries a problem out of the reader; never leaves this module."""


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0
        self._open_groups = 0

    def whole(self) -> _Part:
        self._skip("^")
        part, _ = self._alternatives()
        self._skip("$")
        if self.at < len(self._text):
            raise _UnreadableError("This closes nothing, or does not stand at the end.")
        return part

    def _peek(self) -> str:
        return self._text[self.at : self.at + 1]

    def _take(self, what: str) -> str:
        char = self._peek()
        if not char:
            raise _UnreadableError(f"The pattern ends where {what} is expected.")
        self.at += 1
        return char

    def _skip(self, wanted: str) -> bool:
        found = self._text.startswith(wanted, self.at)
        self.at += len(wanted) if found else 0
        return found

    def _alternatives(self) -> tuple[_Part, int]:
        """Returns: the part, and how deep repeats stand in it."""
        ways = [self._sequence()]
        while self._skip("|"):
            ways.append(self._sequence())
        depth = max(depth for _, depth in ways)
        return (ways[0][0] if len(ways) == 1 else _EitherOf(tuple(way for way, _ in ways))), depth

    def _sequence(self) -> tuple[_Part, int]:
        parts, deepest = [], 0
        while self._peek() not in ("", "|", ")", "$"):
            part, depth = self._repeated(*self._single())
            parts.append(part)
            deepest = max(deepest, depth)
        return _InTurn(tuple(parts)), deepest

    def _repeated(self, part: _Part, depth: int) -> tuple[_Part, int]:
        begin = self.at
        counts = self._counts()
        if counts is None:
            return part, depth
        if self._peek() in ("?", "*", "+", "{"):
            raise _UnreadableError("A repeat cannot follow another; put the first into a group.")
        least, most = counts
        depth += most > 1  # An optional part is tried once, so it is no repeat.
        if depth > _MAX_NESTED_REPEATS:
            self.at = begin
            raise _UnreadableError(f"Repeats stand at most {_MAX_NESTED_REPEATS} deep in each other.")
        return _Repeat(part, least, most), depth

    def _counts(self) -> tuple[int, int] | None:
        if self._peek() in _COUNTS:
            return _COUNTS[self._take("a repeat")]
        if not self._skip("{"):
            return None
        least = self._number()
        most = least
        if self._skip(","):
            most = MAX_SERIAL_LENGTH if self._peek() == "}" else self._number()
        if not self._skip("}"):
            raise _UnreadableError("A count is written {n}, {n,} or {n,m}; write \\{ for the brace itself.")
        if not least <= most <= MAX_SERIAL_LENGTH:
            raise _UnreadableError(f"A count goes up, and to at most {MAX_SERIAL_LENGTH}.")
        return least, most

    def _number(self) -> int:
        digits = ""
        while "0" <= self._peek() <= "9":
            digits += self._take("a digit")
        if not 1 <= len(digits) <= len(str(MAX_SERIAL_LENGTH)):
            raise _UnreadableError("A count is one to three digits.")
        return int(digits)

    def _single(self) -> tuple[_Part, int]:
        match self._take("a character"):
            case "(":
                return self._group()
            case "[":
                return self._one_of(), 0
            case "\\":
                return _OneOf(self._escaped()), 0
            case ".":
                return _ANY, 0
            case ("?" | "*" | "+" | "{" | "^" | "]" | "}") as char:
                self.at -= 1
                raise _UnreadableError(f"Nothing stands before this; write \\{char} for the character itself.")
            case char:
                return _OneOf(((char, char),)), 0

    def _group(self) -> tuple[_Part, int]:
        if self._peek() == "?" and not self._skip("?:"):
            raise _UnreadableError("Look-arounds, names and options are not part of the language.")
        self._open_groups += 1
        if self._open_groups > _MAX_NESTED_GROUPS:
            raise _UnreadableError(f"Groups stand at most {_MAX_NESTED_GROUPS} deep in each other.")
        inside = self._alternatives()
        if not self._skip(")"):
            raise _UnreadableError("A group is not closed here.")
        self._open_groups -= 1
        return inside

    def _one_of(self) -> _OneOf:
        negated = self._skip("^")
        if self._peek() == "]":
            raise _UnreadableError("A class holds at least one character; write \\] for the bracket itself.")
        ranges: list[tuple[str, str]] = []
        while not self._skip("]"):
            ranges.extend(self._range())
        return _OneOf(tuple(ranges), negated)

    def _range(self) -> tuple[tuple[str, str], ...]:
        low = self._take("a closing ]")
        ranges = self._escaped() if low == "\\" else ((low, low),)
        if not self._text.startswith("-", self.at) or self._text.startswith("-]", self.at):
            return ranges
        self._skip("-")
        high = self._take("the end of the range")
        first, last = ranges[0]
        if high == "\\" or first != last or high < first:
            raise _UnreadableError("A range goes from a lower to a higher character.")
        return ((first, high),)

    def _escaped(self) -> tuple[tuple[str, str], ...]:
        char = self._take("a character")
        if char in _CLASS_ESCAPES:
            return _CLASS_ESCAPES[char]
        if char.isalnum():
            raise _UnreadableError(f"\\{char} is not part of the language; \\d and \\w are.")
        return ((char, char),)
