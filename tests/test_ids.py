"""Ids: of one form, never the same, and in the order in which they were made."""

import re
from itertools import chain

from graph_api.services.ids import new_id, new_ids


def test_ids_sort_in_the_order_in_which_they_were_made() -> None:
    """Also those that are made in one millisecond, one by one or many at once."""
    made = [*chain.from_iterable(new_ids(count) for count in range(200)), *(new_id() for _ in range(200))]

    assert made == sorted(set(made))


def test_an_id_is_a_ulid() -> None:
    """Crockford's alphabet leaves out what is easily misread; the first character holds three bits."""
    assert re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", new_id())
