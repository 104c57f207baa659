"""Rule C2: what was shipped and not invoiced is taken back, and what stands beside it is frozen."""

from graph_api.domain.taking_back import RegistrationsFrozen, decide_not_frozen
from tests.domain.books import book, slip, slip_line


def test_what_stands_on_the_slips_of_an_order_line_is_frozen_once_an_item_was_taken_back() -> None:
    """C2: also on its other slips, and on no other line's."""
    order = book(slip(slip_line(2, taken_back=1)), slip(slip_line(2, id="SL-2", order_line="OL-2"), number="PS-2"))
    refusal = decide_not_frozen(order, "OL-1", ("lineId",))
    assert refusal == RegistrationsFrozen(order_line_id="OL-1", path=("lineId",))
    assert refusal.message.startswith("Items of this order line were taken back: no registration on its posted")
    assert decide_not_frozen(order, "OL-2") is None
