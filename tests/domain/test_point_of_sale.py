"""Rule P1: the prompt for a serial number, and where a sale's refusals point."""

import pytest

from graph_api.domain.documents import DocumentKind
from graph_api.domain.drafts import NothingOnIt
from graph_api.domain.point_of_sale import SerialPrompt, place_refusals, prompt_for
from graph_api.domain.registration_refusals import NotASerial
from graph_api.domain.shipping import RegistrationsMissing
from graph_api.domain.tracking import SerialSettings
from tests.domain.books import BLANKS_ALLOWED, CONTROLLED, NOT_TRACKED, direct, invoice

AN_INVOICE = invoice(direct(1, id="IL-1", position=1), direct(2, id="IL-2", position=2))


def lacking(line: str, position: int) -> RegistrationsMissing:
    return RegistrationsMissing(
        line_id=line, document_kind=DocumentKind.INVOICE, position=position, quantity=2, registered=0, path=("id",)
    )


@pytest.mark.parametrize(
    ("settings", "prompt"),
    [
        (NOT_TRACKED, SerialPrompt.NONE),
        (SerialSettings(blank_issue_allowed=True), SerialPrompt.NONE),
        (BLANKS_ALLOWED, SerialPrompt.OPTIONAL),
        (CONTROLLED, SerialPrompt.REQUIRED),
    ],
)
def test_only_a_product_that_is_active_in_sales_prompts_and_blank_issue_lets_it_stay_empty(
    settings: SerialSettings, prompt: SerialPrompt
) -> None:
    """P1, T2, T3."""
    assert prompt_for(settings) is prompt


def test_a_refusal_of_posting_points_at_the_line_that_the_caller_gave() -> None:
    """P1, D7."""
    (placed, other) = place_refusals(AN_INVOICE, [lacking("IL-2", 2), NothingOnIt(document="POS-1", path=("id",))], [])
    assert placed.path == ("lines", "1")
    assert other.path == ("id",)


def test_a_line_whose_numbers_were_refused_is_not_said_to_lack_them_as_well() -> None:
    """P1: one mistake, one refusal."""
    refused = NotASerial(serial_number="PUMP", what="the product number", path=("lines", "1", "serialNumbers", "0"))
    told = place_refusals(AN_INVOICE, [lacking("IL-1", 1), lacking("IL-2", 2)], [refused])
    assert [each.path for each in told] == [("lines", "1", "serialNumbers", "0"), ("lines", "0")]
