"""Rule D4: what waits for an order line goes on by itself with the next line that is created for it."""

from dataclasses import replace

from graph_api.domain.documents import RegistrationFact
from graph_api.domain.tracking import SerialSettings
from graph_api.domain.waiting import NewLine, Takeover, Waiting, decide_takeover
from tests.domain.books import CONTROLLED, NOT_TRACKED, blank, book, numbered, ordered

AT = ("lines", "0")


def new(order_line: str = "OL-1", quantity: int = 5, id: str = "SL-1") -> NewLine:  # noqa: A002 -- as the field is called
    return NewLine(id, order_line, quantity, AT)


def take_over(*lines: NewLine, settings: SerialSettings = CONTROLLED, **waiting: tuple[Waiting, ...]) -> Takeover:
    of = book(lines=(ordered(id="OL-1", settings=settings), ordered(id="OL-2", position=2)))
    return decide_takeover(of, lines, {key.replace("_", "-"): each for key, each in waiting.items()})


def waits(*registrations: RegistrationFact, on: str | None = None) -> tuple[Waiting, ...]:
    return tuple(Waiting(each, on) for each in registrations)


def said(takeover: Takeover) -> list[tuple[str, str]]:
    assert {(notice.rule, notice.path) for notice in takeover.notices} <= {("D4", AT)}
    return [(notice.code, notice.message) for notice in takeover.notices]


def test_a_new_line_takes_over_all_that_waits_for_its_order_line() -> None:
    """D4: blanks too; what waits for another line waits on."""
    found = take_over(new(), OL_1=waits(*numbered("a"), blank("b")), OL_2=waits(*numbered("c")))
    assert found.taken == (("SL-1", numbered("a")[0]), ("SL-1", blank("b")))
    assert found.left == ()
    assert said(found) == [("TAKEN_OVER", "The new line took over 2 registrations that waited for its order line.")]


def test_a_line_that_nothing_waits_for_says_nothing() -> None:
    """D4."""
    assert take_over(new(), new("OL-2", id="SL-2")) == Takeover()


def test_the_first_of_two_lines_takes_all() -> None:
    """D4: nothing is dealt out by guessing."""
    found = take_over(new(quantity=1), new(quantity=1, id="SL-2"), OL_1=waits(*numbered("a", "b")))
    assert [line for line, _ in found.taken] == ["SL-1", "SL-1"]


def test_lines_of_several_order_lines_take_over_each_its_own() -> None:
    """D4."""
    found = take_over(new(), new("OL-2", id="SL-2"), OL_1=waits(*numbered("a")), OL_2=waits(*numbered("b")))
    assert [(line, each.id) for line, each in found.taken] == [("SL-1", "a"), ("SL-2", "b")]


def test_a_shorter_line_takes_more_than_its_items_and_says_so() -> None:
    """D4, R2: somebody chooses which to take off."""
    found = take_over(new(quantity=1), OL_1=waits(*numbered("a", "b", "c")))
    assert len(found.taken) == 3
    ((code, message),) = said(found)
    assert code == "TAKEN_OVER"
    assert message.endswith("for its order line, 2 more than it has items: choose which to take off (R2).")


def test_numbers_that_stand_elsewhere_meanwhile_are_left_behind_and_named() -> None:
    """D4, R5."""
    elsewhere = waits(*numbered("a"), on="PS-9")
    found = take_over(new(), OL_1=(*elsewhere, *waits(*numbered("b"))))
    assert ([each.id for _, each in found.taken], found.left) == (["b"], numbered("a"))
    assert said(found) == [
        ("TAKEN_OVER", "The new line took over 1 registration that waited for its order line."),
        ("LEFT_BEHIND", "SN a waited for this order line and is left behind: it stands on PS-9 meanwhile."),
    ]
    assert [code for code, _ in said(take_over(new(), OL_1=elsewhere))] == ["LEFT_BEHIND"]


def test_all_are_left_behind_where_the_product_takes_no_serials_any_more() -> None:
    """D4, T2: blanks too, whether or not a number stands elsewhere."""
    off = replace(NOT_TRACKED, serial_number_control=True)
    found = take_over(new(), settings=off, OL_1=(*waits(*numbered("a"), on="PS-9"), *waits(blank("b"))))
    why = "waited for this order line and is left behind: PUMP takes no serial numbers any more."
    assert (found.taken, found.left) == ((), (*numbered("a"), blank("b")))
    assert said(found) == [("LEFT_BEHIND", f"SN a {why}"), ("LEFT_BEHIND", f"A not readable one {why}")]


def test_a_unit_that_waits_for_two_order_lines_goes_on_where_it_was_registered_last() -> None:
    """D4, R5: it stands on one line at a time; the other order line hears that it is left behind."""
    earlier, later = numbered("a"), (replace(numbered("a")[0], id="b"),)
    found = take_over(new(), new("OL-2", id="SL-2"), OL_1=waits(*earlier), OL_2=waits(*later))
    assert (found.taken, found.left) == ((("SL-2", later[0]),), earlier)
    assert said(found) == [
        (
            "LEFT_BEHIND",
            "SN a waited for this order line and is left behind: it was registered for another order line meanwhile.",
        ),
        ("TAKEN_OVER", "The new line took over 1 registration that waited for its order line."),
    ]


def test_a_unit_that_waits_twice_for_one_order_line_goes_on_once() -> None:
    """D4, R4: as a number that came to a blank while it waited; nothing of it is lost, so nothing is said of it."""
    earlier, later = numbered("a"), (replace(numbered("a")[0], id="b"),)
    found = take_over(new(), OL_1=waits(*later, *earlier, blank("c")))
    assert ([each.id for _, each in found.taken], found.left) == (["b", "c"], earlier)
    assert [code for code, _ in said(found)] == ["TAKEN_OVER"]
