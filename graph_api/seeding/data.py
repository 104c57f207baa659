"""Whose sales a graph is seeded with."""

from enum import StrEnum


class SeedData(StrEnum):
    """A folder of `seeds`."""

    ORACLE_OE = "oracle_oe"
    ADVENTUREWORKS = "adventureworks"
