"""Cells of files that people open in a spreadsheet."""

from typing import Final, TypeVar

T = TypeVar("T")

_ARMED: Final = ("=", "+", "-", "@", "\t", "\r")


def unarmed(cell: T | str) -> T | str:
    """A cell that no spreadsheet takes for a formula: what begins like one has an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_ARMED) else cell
