"""What keeps a draft from being posted, as it is told while it is a draft: T2, T3, R2, D7, D11."""

import pytest

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.drafts import LineOfAnotherKind
from graph_api.domain.invoicing import decide_invoice_posting
from graph_api.domain.obstacles import obstacles_of, what_came_off
from graph_api.domain.shipping import RegistrationsMissing, decide_slip_posting
from graph_api.domain.tracking import SerialSettings
from graph_api.domain.views import LineView
from tests.domain.books import (
    BLANKS_ALLOWED,
    CONTROLLED,
    NOT_TRACKED,
    PUMP,
    TODAY,
    billed,
    book,
    direct,
    invoice,
    numbered,
    slip,
    slip_line,
)

DRAFT, POSTED = DocumentState.DRAFT, DocumentState.POSTED
SLIP, INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE


def test_a_draft_slip_tells_what_posting_it_would_be_refused_for() -> None:
    """D7: the same decision, over the same facts."""
    draft = slip(slip_line(3, *numbered("R-1")), state=DRAFT)
    order = book(draft)

    found = obstacles_of(order, SLIP, draft.id, TODAY)

    assert found == decide_slip_posting(order, draft, TODAY)
    assert [type(each) for each in found] == [RegistrationsMissing]


def test_a_draft_invoice_tells_what_posting_it_would_be_refused_for() -> None:
    """D7: a line that ships by itself, and one whose slip line was reversed."""
    draft = invoice(direct(2), billed(1, id="IL-2", position=2))
    order = book(slip(slip_line(1, taken_down=True)), draft)

    found = obstacles_of(order, INVOICE, draft.id, TODAY)

    assert found == decide_invoice_posting(order, draft, TODAY)
    assert {type(each) for each in found} == {RegistrationsMissing, LineOfAnotherKind}


def test_what_is_no_draft_has_no_obstacles() -> None:
    """Posted, or discarded and therefore not in its order's book; an id is looked for among its own kind."""
    posted = slip(slip_line(3), state=POSTED)
    draft = invoice(direct(2))
    order = book(posted, draft)

    assert obstacles_of(order, SLIP, posted.id, TODAY) == ()
    assert obstacles_of(order, SLIP, "id of another", TODAY) == ()
    assert obstacles_of(order, SLIP, draft.id, TODAY) == ()


def test_a_draft_that_can_be_posted_has_no_obstacles() -> None:
    draft = slip(slip_line(2, *numbered("R-1", "R-2")), state=DRAFT)
    assert obstacles_of(book(draft), SLIP, draft.id, TODAY) == ()


def line(
    quantity: int, registered: int, settings: SerialSettings = CONTROLLED, state: DocumentState = DRAFT
) -> LineView:
    return LineView("L-1", "D-1", state, 1, quantity, PUMP, settings, "OL-1", registered, 0)


@pytest.mark.parametrize(
    ("shown", "missing", "surplus"),
    [
        (line(5, 3), 2, 0),
        (line(5, 5), 0, 0),
        (line(5, 7), 0, 2),
        (line(5, 3, BLANKS_ALLOWED), 0, 0),
        (line(5, 7, BLANKS_ALLOWED), 0, 2),
        (line(5, 0, NOT_TRACKED), 0, 0),
        (line(5, 3, state=POSTED), 0, 0),
        (line(5, 7, state=DocumentState.DISCARDED), 0, 0),
    ],
)
def test_a_line_counts_what_it_lacks_and_what_is_too_much(shown: LineView, missing: int, surplus: int) -> None:
    """T2, T3, R2: of a draft alone; what was posted under other settings lacks nothing (T5)."""
    assert (shown.missing, shown.surplus) == (missing, surplus)


def test_a_draft_says_what_came_off_its_lines() -> None:
    """D11: line by line, and nothing of lines that lost none."""
    (told,) = what_came_off([(1, 0), (2, 3)])

    assert (told.code, told.rule, told.path) == ("CAME_OFF", "D11", ("id",))
    assert told.message.startswith("3 chosen for line 2 came off it")
