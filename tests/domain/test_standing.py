"""Where a registration stands: on what ships it, and on the invoice that has chosen it. Rules R1 and D8."""

from graph_api.domain.standing import find_invoice_line, find_standing
from tests.domain.books import (
    TODAY,
    book,
    direct,
    invoice,
    numbered,
)
from tests.domain.corrections import INVOICE, SHIPPED, SLIP, draft_of_slip, standing


def test_a_registration_of_a_slip_stands_on_the_slip_and_on_the_invoice_that_chose_it() -> None:
    """R1: whichever draft or posted invoice that is."""
    of = book(SHIPPED, draft_of_slip("a"))

    chosen, free = standing(of, "a"), standing(of, "c")

    assert [(document.name, line) for document, line in chosen.documents] == [("PS-1", "SL-1"), ("INV-1", "IL-1")]
    assert [(document.name, line) for document, line in free.documents] == [("PS-1", "SL-1")]
    assert (chosen.kind, chosen.sold_on) == (SLIP, TODAY)


def test_a_registration_of_an_invoice_without_a_slip_stands_on_it_alone() -> None:
    """D8: its sale begins when it is posted."""
    of = book(SHIPPED, invoice(direct(1, *numbered("d"), id="IL-9"), number="INV-9"))

    found = standing(of, "d")

    assert [(document.name, line) for document, line in found.documents] == [("INV-9", "IL-9")]
    assert (found.kind, found.posted, found.sold_on) == (INVOICE, False, None)


def test_a_registration_that_is_not_of_this_order_stands_nowhere() -> None:
    assert find_standing(book(SHIPPED, draft_of_slip("a")), "z") is None


def test_a_line_that_no_invoice_of_this_order_has_is_not_found() -> None:
    assert find_invoice_line(book(SHIPPED, draft_of_slip("a")), "IL-9") is None
