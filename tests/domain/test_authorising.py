"""Rules V2 and V3: on which answer an item comes back, and against which it may be authorised."""

from dataclasses import replace

import pytest

from graph_api.domain.authorising import Authorisation, NotReturnable, decide_authorisation, decide_sale_returned
from graph_api.domain.drafts import DayOutOfRange
from graph_api.domain.duties import ROLE_DUTIES, Actor, Role
from graph_api.domain.lineage import EndKind, Registration
from graph_api.domain.outcomes import NotPermitted, Refusal
from graph_api.domain.returns import decide_return
from graph_api.domain.verdicts import Fact
from tests.domain.histories import invoice, on, policy, slip, stay, unit

AGENT = Actor("agent-1", ROLE_DUTIES[Role.SERVICE_DESK])
LEAD = Actor("lead-1", ROLE_DUTIES[Role.SERVICE_LEAD])
SOLD = stay(invoice("2026-03-14"), slip=slip("2026-03-10"), policies=(policy(30),))
PATH = ("items", "0")


def decided(
    registration: Registration,
    day: str,
    today: str | None = None,
    actor: Actor = AGENT,
    override: str | None = None,
    asker: str = "C-7",
) -> Authorisation | tuple[Refusal, ...]:
    answer, now = (decide_return(unit(registration), on(each), asker) for each in (day, today or day))
    return decide_authorisation("SN-1", answer, now, actor, override, PATH)


def refusal(of: Authorisation | tuple[Refusal, ...]) -> NotReturnable:
    assert isinstance(of, tuple)
    (refused,) = of
    assert isinstance(refused, NotReturnable)
    return refused


def test_an_item_comes_back_on_its_answer() -> None:
    answer = decide_return(unit(SOLD), on("2026-03-20"), "C-7")
    assert decided(SOLD, "2026-03-20") == Authorisation(answer)
    assert decided(SOLD, "2026-03-20", actor=LEAD, override="never needed") == Authorisation(answer)


def test_what_fails_is_named_with_the_last_day() -> None:
    """V2: every reason; V3: and that somebody else may let it come back."""
    refused = refusal(decided(SOLD, "2026-05-01", asker="C-8"))
    assert refused.failing == (Fact.WINDOW_OPEN, Fact.ASKER_BOUGHT_IT)
    assert (refused.last_day, refused.may_be_overridden, refused.path) == (on("2026-04-13"), True, PATH)
    assert refused.message.startswith("SN-1 may not come back. Invoice INV-1 of 2026-03-14 opened")
    assert refused.message.endswith("Who may authorise returns against the answer can do so, and says why (V3).")


def test_a_promise_is_overridden_by_whoever_has_the_duty() -> None:
    """V3."""
    answer = decide_return(unit(SOLD), on("2026-05-01"), "C-7")
    assert decided(SOLD, "2026-05-01", actor=LEAD, override="goodwill") == Authorisation(answer, overridden=True)
    assert decided(SOLD, "2026-05-01", override="goodwill") == (
        NotPermitted(duty="authorise returns against the answer", path=("override",)),
    )


@pytest.mark.parametrize(
    ("registration", "fact"),
    [
        (stay(slip=slip("2026-03-10"), policies=(policy(30),)), Fact.INVOICED),
        (stay(invoice("2026-03-14"), policies=(policy(30),), end=(EndKind.CREDITED, "2026-03-15")), Fact.SALE_STANDS),
        (stay(slip=slip(None)), Fact.SOLD_BY_US),
    ],
)
def test_no_override_makes_a_sale_or_an_invoice(registration: Registration, fact: Fact) -> None:
    """V2, V3: there would be nothing to come back from, or nothing to credit."""
    refused = refusal(decided(registration, "2026-03-20", actor=LEAD, override="all the same"))
    assert fact in refused.failing
    assert not refused.may_be_overridden
    assert "V3" not in refused.message


def test_what_happened_since_the_day_stands_in_the_way_too() -> None:
    """W11: a return that is dated back is none of a sale that has ended since."""
    ended = stay(invoice("2026-03-14"), policies=(policy(30),), end=(EndKind.RETURNED, "2026-03-20"))
    refused = refusal(decided(ended, "2026-03-18", "2026-03-25", LEAD, "all the same"))
    assert refused.failing == (Fact.SALE_STANDS, Fact.NOT_COME_BACK)
    assert isinstance(decided(SOLD, "2026-03-20", "2026-06-01"), Authorisation)


def test_an_item_comes_back_from_the_sale_that_stood_on_its_day_and_stands_still() -> None:
    """V2."""
    assert decide_sale_returned(unit(SOLD), on("2026-03-20"), on("2026-04-01"), PATH) is SOLD


def test_of_a_unit_that_was_sold_again_since_only_the_sale_that_stands_comes_back() -> None:
    """V2, W8: also where the earlier one might have come back on the day of the return."""
    first = replace(SOLD, end=stay(end=(EndKind.REVERSED, "2026-03-25")).end)
    again = stay(slip=slip("2026-03-30"), id="reg-2")
    history = unit(first, again)

    refused = decide_sale_returned(history, on("2026-03-20"), on("2026-04-01"), PATH)

    assert refused == DayOutOfRange(day=on("2026-03-20"), earliest=on("2026-03-30"), latest=on("2026-04-01"), path=PATH)
    assert decide_sale_returned(history, on("2026-03-31"), on("2026-04-01"), PATH) is again


def test_what_was_never_sold_comes_back_from_no_sale() -> None:
    """I2."""
    refused = decide_sale_returned(unit(), on("2026-03-20"), on("2026-04-01"), PATH)

    assert refused == DayOutOfRange(day=on("2026-03-20"), earliest=on("2026-04-01"), latest=on("2026-04-01"), path=PATH)
