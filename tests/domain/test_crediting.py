"""Rule D10: a posted invoice is undone by a credit note, whole or by whole lines."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.crediting import Credit, CreditedBefore, CreditedByReturns, NotCreditable, decide_credit
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.outcomes import InvalidValue, UnknownRecord
from tests.domain.books import billed, book, direct, invoice, numbered, slip, slip_line

POSTED, CREDITED = DocumentState.POSTED, DocumentState.CREDITED
FIRST, SECOND, THIRD = billed(1), direct(2, id="IL-2", position=2), billed(1, id="IL-3", position=3)


def test_an_invoice_is_credited_whole() -> None:
    """D10: all its lines; it is credited then."""
    assert decide_credit(invoice(FIRST, SECOND, state=POSTED)) == Credit((FIRST, SECOND), CREDITED)


def test_an_invoice_is_credited_line_by_line() -> None:
    """D10: it is credited when none of them stands any more; a line that is named twice counts once."""
    gone = billed(1, credited=True)
    assert decide_credit(invoice(FIRST, SECOND, THIRD, state=POSTED), ["IL-3", "IL-1", "IL-3"]) == Credit(
        (FIRST, THIRD), POSTED
    )
    assert decide_credit(invoice(gone, SECOND, THIRD, state=POSTED), ["IL-2"]) == Credit((SECOND,), POSTED)
    assert decide_credit(invoice(gone, SECOND, state=POSTED), ["IL-2"]) == Credit((SECOND,), CREDITED)
    assert decide_credit(invoice(gone, SECOND, THIRD, state=POSTED)) == Credit((SECOND, THIRD), CREDITED)


def test_what_is_credited_stands_on_its_slip_again_or_waits_for_its_order_line() -> None:
    """D10, D4."""
    credit = Credit((FIRST, SECOND, THIRD), CREDITED)
    assert (credit.billed, credit.direct) == ((FIRST, THIRD), (SECOND,))


@pytest.mark.parametrize("state", [DocumentState.DRAFT, CREDITED, DocumentState.DISCARDED])
def test_only_a_posted_invoice_is_credited(state: DocumentState) -> None:
    """D10: twice is refused, and a draft is discarded."""
    refused = decide_credit(invoice(FIRST, state=state))
    assert refused == (NotCreditable(document="INV-1", state=state.value, path=("id",)),)
    assert refused[0].message == f"INV-1 is {state.value.lower()}: only what is posted on an invoice is credited."


def test_a_line_is_credited_once_and_is_one_of_the_invoice() -> None:
    """D10."""
    refused = decide_credit(invoice(billed(1, credited=True), SECOND, state=POSTED), ["IL-1", "IL-9"])
    kind = DocumentKind.INVOICE
    assert refused == (
        CreditedBefore(line_id="IL-1", document_kind=kind, position=1, document="INV-1", path=("lines", "0")),
        UnknownRecord(kind="line of this invoice", key="IL-9", path=("lines", "1")),
    )
    assert refused[0].message == "Line 1 of INV-1 is credited already: leave it out."


def test_no_lines_are_not_all_lines() -> None:
    """D10: an empty list asks for nothing."""
    assert decide_credit(invoice(FIRST, state=POSTED), []) == (
        InvalidValue(value="[]", expected="at least one line of the invoice", path=("lines",)),
    )


@given(st.data())
def test_what_is_credited_may_be_invoiced_anew(data: st.DataObject) -> None:
    """D10, D1: no more and no less, whatever is credited in whichever order."""
    quantities = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    names = [f"R-{n}" for n in range(sum(quantities))]
    items = [numbered(*names[sum(quantities[:n]) :][:each]) for n, each in enumerate(quantities)]
    going = data.draw(st.sets(st.sampled_from(range(len(quantities))), min_size=1))
    lines = [billed(each, *items[n], id=f"IL-{n}", position=n) for n, each in enumerate(quantities)]
    credit = decide_credit(invoice(*lines, state=POSTED), [f"IL-{n}" for n in sorted(going)])
    assert isinstance(credit, Credit)
    after = [
        billed(each, *items[n], id=f"IL-{n}", position=n, credited=n in going) for n, each in enumerate(quantities)
    ]
    order = book(slip(slip_line(sum(quantities), *numbered(*names))), invoice(*after, state=credit.state))
    assert order.billable("SL-1") == sum(line.quantity for line in credit.lines)
    assert set(names) - set(order.chosen()) == {each.id for line in credit.lines for each in line.registrations}
    assert (credit.state is CREDITED) == (len(going) == len(quantities))


def test_what_a_return_credited_is_left_out() -> None:
    """D10, V4: what came back for good is credited once, and does not stand un-invoiced again."""
    part, whole = replace(billed(3), returned=1), replace(billed(1, id="IL-2", position=2), returned=1)
    made = invoice(part, whole, state=POSTED)
    assert decide_credit(made) == Credit((part,), POSTED)
    refused = decide_credit(made, ["IL-2"])
    assert refused == (
        CreditedByReturns(
            line_id="IL-2",
            document_kind=DocumentKind.INVOICE,
            position=2,
            document="INV-1",
            path=("lines", "0"),
        ),
    )
    assert refused[0].message.startswith("All of line 2 of INV-1 came back")
    credited = replace(part, credited=True)
    after = book(slip(slip_line(3)), invoice(credited, state=CREDITED))
    assert (after.invoiced("SL-1"), after.billable("SL-1"), after.returned("SL-1")) == (1, 2, 1)
