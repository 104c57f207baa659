"""Ids of what we make: ULIDs, which sort in the order in which one process made them."""

from ulid import ULID


def new_id() -> str:
    """26 characters, unique, later ones greater."""
    return str(ULID())
