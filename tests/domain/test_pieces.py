"""Rules T3 and V6: pieces without a registration come back by quantity, with the numbers that are found on them."""

from dataclasses import replace

import pytest

from graph_api.domain.line_facts import Entry
from graph_api.domain.outcomes import InvalidValue
from graph_api.domain.pieces import (
    MOST_ITEMS_OF_A_RETURN,
    Arrival,
    PiecesOfLine,
    SoldByItself,
    choose_line,
    decide_arrival,
    decide_numbers,
    decide_return_of_pieces,
    decide_room_for_the_rest,
)
from graph_api.domain.return_items import ReturnItemView
from graph_api.domain.verdicts import EvidenceKind, Fact
from tests.domain.books import serial
from tests.domain.histories import invoice, on, policy, slip, stay, unit
from tests.domain.returned import DAY, item

TODAY = on("2026-03-15")
SOLD = "2026-03-01"


def _line(**more: object) -> PiecesOfLine:
    sold = stay(invoice(SOLD), slip=slip(SOLD), policies=(policy(30),))
    line = PiecesOfLine("line-1", "line 1 of INV-1", unit(sold), "invoice-1", quantity=5, registered=1)
    return replace(line, **more)  # type: ignore[arg-type]


def _awaited(quantity: int = 3) -> ReturnItemView:
    return item(serial=None, registration_id=None, quantity=quantity)


def _entries(*numbers: str) -> list[Entry]:
    return [Entry(serial(each), ("serials", str(place))) for place, each in enumerate(numbers)]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (_line(), 4),
        (_line(returned=1, awaited=2), 1),
        (_line(registered=5), 0),
        (_line(credited=True), 0),
        (_line(returned=4, awaited=1), 0),
    ],
)
def test_what_has_no_registration_is_counted(line: PiecesOfLine, left: int) -> None:
    """V6: less what came back for good, with a registration or without, and what is on its way."""
    assert line.left == left


def test_the_oldest_invoice_with_enough_pieces_is_taken() -> None:
    """V6: where none has enough, the one that has most says how many."""
    first, second, third = _line(line_id="1", quantity=2), _line(line_id="2"), _line(line_id="3", quantity=4)

    assert choose_line([first, second, third], 1) is first
    assert choose_line([first, second, third], 3) is second
    assert choose_line([first, third, second], 9) is second


def test_pieces_come_back_as_a_unit_does_but_counted() -> None:
    """V2, V6: every condition is listed; nothing is said of a registration."""
    answer = decide_return_of_pieces(_line(), 4, TODAY, "C-7")

    assert answer.may_return
    assert [each.fact for each in answer.reasons] == [
        Fact.SOLD_BY_US,
        Fact.SALE_STANDS,
        Fact.INVOICED,
        Fact.PIECES_LEFT,
        Fact.POLICY_IN_FORCE,
        Fact.RETURNABLE,
        Fact.WINDOW_OPEN,
        Fact.ASKER_BOUGHT_IT,
    ]
    assert EvidenceKind.REGISTRATION not in [each.kind for each in answer.evidence]


@pytest.mark.parametrize(("quantity", "said"), [(5, "4 pieces have"), (2, "1 piece has")])
def test_more_than_is_left_does_not_come_back(quantity: int, said: str) -> None:
    """V6: the line is named, and how many it has left."""
    line = _line(awaited=5 - quantity if quantity < 4 else 0)
    answer = decide_return_of_pieces(line, quantity, TODAY, "C-7")
    (failing,) = (each for each in answer.reasons if not each.held)

    assert not answer.may_return
    assert (failing.rule, failing.fact) == ("V6", Fact.PIECES_LEFT)
    assert failing.statement.startswith(f"Of line 1 of INV-1 {said} no registration")


def test_pieces_arrive_all_or_in_part() -> None:
    """V6: with numbers, or without."""
    assert decide_arrival(_awaited(), None, ()) == Arrival(3, ())
    assert decide_arrival(_awaited(), 2, _entries("A", "B")) == Arrival(2, ("A", "B"))


@pytest.mark.parametrize("quantity", [0, -1, 4])
def test_no_more_pieces_arrive_than_are_awaited(quantity: int) -> None:
    (refused,) = decide_arrival(_awaited(), quantity, ())  # type: ignore[misc]
    assert isinstance(refused, InvalidValue)
    assert refused.path == ("quantity",)
    assert refused.expected.startswith("1 to 3")


def test_a_number_stands_on_one_piece() -> None:
    """V6: twice, or more numbers than pieces, is refused."""
    twice = decide_arrival(_awaited(), None, _entries("A", "a"))
    many = decide_arrival(_awaited(), 1, _entries("A", "B"))

    assert [each.path for each in twice] == [("serials", "1")]  # type: ignore[union-attr]
    assert [each.path for each in many] == [("serials",)]  # type: ignore[union-attr]


def test_what_is_sold_by_itself_is_none_of_the_pieces() -> None:
    """V4: one alone needs a decision, several are refused until it is received alone."""
    (known, unknown), sold = _entries("SN-1", "SN-2"), unit(stay(slip=slip(SOLD)))
    numbers = [(known, sold), (unknown, None)]

    alone = decide_numbers(_awaited(), Arrival(1, ("SN-1",)), numbers[:1], DAY)
    (refused,) = decide_numbers(_awaited(), Arrival(3, ("SN-1", "SN-2")), numbers, DAY)  # type: ignore[misc]

    assert alone == Arrival(1, ("SN-1",), differs=True)
    assert isinstance(refused, SoldByItself)
    assert (refused.serial_number, refused.path, refused.rule) == ("SN-1", ("serials", "0"), "V4")
    assert refused.message.startswith("SN-1 is sold with a registration of its own")


def test_a_number_that_is_not_sold_is_kept() -> None:
    """V6: also one whose sale has not begun on that day."""
    arrival = Arrival(1, ("SN-1",))
    later = unit(stay(slip=slip("2026-04-01")))

    assert decide_numbers(_awaited(1), arrival, [(_entries("SN-1")[0], None)], DAY) is arrival
    assert decide_numbers(_awaited(1), arrival, [(_entries("SN-1")[0], later)], DAY) is arrival


def test_the_rest_is_one_item_more() -> None:
    assert decide_room_for_the_rest(MOST_ITEMS_OF_A_RETURN - 1) == ()
    (refused,) = decide_room_for_the_rest(MOST_ITEMS_OF_A_RETURN)
    assert isinstance(refused, InvalidValue)
