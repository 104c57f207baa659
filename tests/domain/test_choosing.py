"""Rules R1, R2, R3, R7 and D11: choosing on an invoice of slips, and taking off, by number and by id."""

import pytest

from graph_api.domain.documents import DocumentKind
from graph_api.domain.line_facts import LineFacts, Spot, UnitFacts
from graph_api.domain.outcomes import Notice, Path
from graph_api.domain.registration import Plan, decide_choice, decide_removal
from graph_api.domain.registration_refusals import ChosenElsewhere, NotOnTheSlip
from tests.domain.books import choosing, entries, line, spot, units
from tests.domain.calls import HERE, add, already, exceeded


def not_there(name: str, path: Path) -> Notice:
    return Notice(code="NOT_THERE", rule="R3", message=f"{name} is not on this line: nothing changed.", path=path)


def test_a_scan_on_an_invoice_of_slips_chooses_what_stands_on_the_slip() -> None:
    """R3: nothing is registered anew."""
    assert add(choosing(), "A1", at={"A1": spot("R-1", slip_line="SL-1")}) == Plan(choose=("R-1",))


@pytest.mark.parametrize("stands", [None, spot(slip_line="SL-2"), spot(invoice_line="IL-9")])
def test_a_number_on_none_of_the_slips_registrations_is_refused(stands: Spot | None) -> None:
    """R3: an unknown number, one of another slip line, and one of an invoice without a slip."""
    plan = add(choosing(), "A1", at={"A1": stands} if stands else None)
    assert plan == Plan(refusals=(NotOnTheSlip(serial_number="A1", path=HERE),))


def test_choosing_again_changes_nothing_also_when_the_line_is_full() -> None:
    """R7."""
    here = spot(slip_line="SL-1", invoice_line="L-1")
    assert add(choosing(1, registered=1), "A1", at={"A1": here}) == Plan(notices=(already("A1", HERE),))


def test_what_another_invoice_has_chosen_is_refused_naming_it() -> None:
    """D11."""
    there = spot(slip_line="SL-1", invoice_line="IL-9")
    assert add(choosing(), "A1", at={"A1": there}) == Plan(
        refusals=(ChosenElsewhere(serial_number="A1", invoice="INV-9", path=HERE),)
    )


def test_an_invoice_chooses_no_more_than_its_items() -> None:
    """R1 and R2."""
    at = {each: spot(f"R-{each}", each, slip_line="SL-1") for each in ("A1", "A2")}
    assert add(choosing(1), "A1", "A2", at=at) == Plan(refusals=(exceeded(1, 0, 2, DocumentKind.INVOICE),))


def test_a_blank_is_not_made_on_an_invoice_of_slips() -> None:
    """R3: such a line chooses the slip's blanks; one that stood on the invoice alone would stand on no slip."""
    assert add(choosing(), blanks=1) == Plan(refusals=(NotOnTheSlip(serial_number="Not readable", path=("count",)),))


# Removing


def test_removing_takes_a_number_off_a_draft() -> None:
    """R3: the mode REMOVE; what a list repeats is taken off once."""
    here = {"A1": spot("R-1", slip_line="L-1")}
    assert decide_removal(line(), entries("A1", "a1"), units("A1", at=here)) == Plan(take_off=("R-1",))


def test_removing_gives_a_number_back_to_its_slip() -> None:
    """R3: nothing leaves a slip by an invoice."""
    here = {"A1": spot("R-1", slip_line="SL-1", invoice_line="L-1")}
    assert decide_removal(choosing(), entries("A1"), units("A1", at=here)) == Plan(unchoose=("R-1",))


@pytest.mark.parametrize("of", [line(), choosing()])
@pytest.mark.parametrize("known", [{}, units("A1"), units("A1", at={"A1": spot(slip_line="SL-9")})])
def test_removing_what_is_not_there_changes_nothing_and_says_so(of: LineFacts, known: dict[str, UnitFacts]) -> None:
    """R3: an unknown number, a free one, and one on another line."""
    assert decide_removal(of, entries("A1"), known) == Plan(notices=(not_there("A1", HERE),))


# By id


def test_blanks_are_chosen_by_their_ids() -> None:
    """D2: registrations, blanks among them."""
    free = spot("R-1", None, slip_line="SL-1")
    assert decide_choice(choosing(), [(("add", "0"), free)], []) == Plan(choose=("R-1",))


def test_an_id_that_is_given_twice_is_chosen_once() -> None:
    """R7: a second edge to the same invoice line would count it twice."""
    free = spot("R-1", "A1", slip_line="SL-1")
    plan = decide_choice(choosing(1), [(("add", "0"), free), (("add", "1"), free)], [])
    assert plan == Plan(choose=("R-1",), notices=(already("A1", ("add", "1")),))


def test_one_is_given_back_and_another_chosen_in_one_call_on_a_full_line() -> None:
    """R2: what counts is what the line holds afterwards."""
    here = spot("R-1", "A1", slip_line="SL-1", invoice_line="L-1")
    free = spot("R-2", None, slip_line="SL-1")
    plan = decide_choice(choosing(1, registered=1), [(("add", "0"), free)], [(("remove", "0"), here)])
    assert plan == Plan(choose=("R-2",), unchoose=("R-1",))


def test_two_are_not_chosen_for_one_given_back_on_a_full_line() -> None:
    """R2: refused whole, so the one that was to go stays."""
    here = spot("R-1", "A1", slip_line="SL-1", invoice_line="L-1")
    wanted = [(("add", each), spot(each, None, slip_line="SL-1")) for each in ("R-2", "R-3")]
    plan = decide_choice(choosing(1, registered=1), wanted, [(("remove", "0"), here)])
    assert plan == Plan(refusals=(exceeded(1, 1, 1, DocumentKind.INVOICE),))


def test_registrations_are_taken_off_a_draft_by_their_ids() -> None:
    """R2: so a line with too many becomes postable again; blanks have no other name than their id."""
    here = spot("R-1", None, slip_line="L-1")
    twice = [(("remove", "0"), here), (("remove", "1"), here)]
    assert decide_choice(line(1, registered=3), [], twice) == Plan(take_off=("R-1",))


def test_giving_back_what_is_not_there_changes_nothing_and_says_so() -> None:
    """R3."""
    elsewhere = [(("remove", "0"), spot(slip_line="SL-1", invoice_line="IL-9")), (("remove", "1"), spot(serial=None))]
    assert decide_choice(choosing(), [], elsewhere) == Plan(
        notices=(not_there("A1", ("remove", "0")), not_there("Not readable", ("remove", "1")))
    )


def test_a_line_that_registers_its_own_chooses_nothing() -> None:
    """R3: there is no slip to choose from."""
    plan = decide_choice(line(), [(("add", "0"), spot(serial=None, slip_line="L-1"))], [])
    assert plan == Plan(refusals=(NotOnTheSlip(serial_number="Not readable", path=("add", "0")),))
