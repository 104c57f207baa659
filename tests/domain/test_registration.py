"""Rules R1 to R7, T2 and T4: what a call registers on a line, and what it cannot."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.drafts import NotADraft
from graph_api.domain.line_facts import LineFacts, Spot, UnitFacts
from graph_api.domain.outcomes import Notice, Path, Refusal
from graph_api.domain.registration import Plan, decide_addition, decide_choice, decide_line
from graph_api.domain.registration_refusals import (
    ChosenElsewhere,
    DoesNotFit,
    NotASerial,
    NotOnTheSlip,
    StandsElsewhere,
    TakesNoSerials,
)
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.tracking import CatchWeightExcluded, SerialSettings
from tests.domain.books import (
    BLANKS_ALLOWED,
    NOT_TRACKED,
    PUMP,
    choosing,
    entries,
    line,
    serial,
    spot,
    units,
)
from tests.domain.calls import HERE, SLIP, add, already, exceeded

GTIN = "04006381333931"


def repeated(name: str, path: Path) -> Notice:
    message = f"{name} is in this call more than once: it counts once."
    return Notice(code="ALREADY_REGISTERED", rule="R7", message=message, path=path)


# Whether the line can be edited


@pytest.mark.parametrize("of", [line(), line(settings=BLANKS_ALLOWED), choosing()])
def test_a_draft_line_of_a_tracked_product_is_edited(of: LineFacts) -> None:
    """T2: with control, and with blank issue allowed (T3)."""
    assert decide_line(of) == ()


@pytest.mark.parametrize("of", [line(), choosing()])
@pytest.mark.parametrize("state", [each for each in DocumentState if each is not DocumentState.DRAFT])
def test_nothing_is_scanned_on_what_is_no_draft(of: LineFacts, state: DocumentState) -> None:
    """R3: neither mode works on a posted document."""
    assert decide_line(replace(of, state=state)) == (NotADraft(document="D-1", state=state.value),)


def test_a_product_that_is_not_tracked_takes_no_registration() -> None:
    """T2."""
    assert decide_line(line(settings=NOT_TRACKED)) == (
        TakesNoSerials(product="PUMP", line_id="L-1", document_kind=SLIP, position=1),
    )


def test_control_alone_without_selling_takes_no_registration() -> None:
    """T2: a group that controls serial numbers in inventory only is not active in the sales process."""
    of_inventory = SerialSettings(serial_number_control=True, active_in_inventory=True)
    (refusal,) = decide_line(line(settings=of_inventory))
    assert isinstance(refusal, TakesNoSerials)


def test_a_catch_weight_product_takes_no_registration() -> None:
    """T4, whatever its group says."""
    ham = replace(PUMP, number="HAM", catch_weight=True)
    assert decide_line(line(product=ham)) == (CatchWeightExcluded(product="HAM", group="SN"),)


def test_what_a_slip_shipped_before_its_group_was_switched_off_is_still_chosen() -> None:
    """T5: a change counts for what is posted after it."""
    assert decide_line(replace(choosing(), settings=NOT_TRACKED)) == ()


# Adding


def test_numbers_that_are_free_are_registered_in_the_order_of_the_call() -> None:
    """R1 and R3."""
    first, second = entries("B2", "A1")
    assert add(line(2), "B2", "A1") == Plan(register=(("unit B2", first), ("unit A1", second)))


def test_blanks_count_as_registrations() -> None:
    """R2 and R4: one number and one blank fill a line of two."""
    (entry,) = entries("A1")
    assert add(line(2), "A1", blanks=1) == Plan(register=(("unit A1", entry),), blanks=1)
    assert add(line(2), "A1", blanks=2) == Plan(refusals=(exceeded(2, 0, 3),))
    assert add(line(2, registered=2), blanks=1) == Plan(refusals=(exceeded(2, 2, 1),))


def test_a_list_that_would_take_the_line_over_is_refused_whole() -> None:
    """R2: not even the first of them is registered."""
    assert add(line(2, registered=1), "A1", "A2") == Plan(refusals=(exceeded(2, 1, 2),))


def test_a_number_registered_again_changes_nothing_also_when_the_line_is_full() -> None:
    """R7: scanners repeat; what is shown is what was first entered (R6)."""
    here = {"a1": spot(serial="A1", slip_line="L-1")}
    plan = decide_addition(
        line(1, registered=1), entries("a1"), {"a1": UnitFacts("unit A1", "A1", here["a1"], in_use=True)}, None
    )
    assert plan == Plan(notices=(already("A1", HERE),))


def test_a_number_registered_again_changes_nothing_also_when_the_line_has_too_many() -> None:
    """R7: a lowered quantity left three on a line of two (R2)."""
    plan = add(line(2, registered=3), "A1", at={"A1": spot(slip_line="L-1")})
    assert plan == Plan(notices=(already("A1", HERE),))


def test_a_number_that_one_list_repeats_is_registered_once() -> None:
    """R7, without regard to case (R6): the list of three fits the line of two."""
    first, _, third = entries("A1", "a1", "A2")
    assert decide_addition(line(2), entries("A1", "a1", "A2"), units("A1", "A2"), None) == Plan(
        register=(("unit A1", first), ("unit A2", third)), notices=(repeated("a1", ("serials", "1")),)
    )


def test_what_was_repeated_is_said_even_when_the_call_is_refused() -> None:
    """R7 beside R2."""
    here = {"A1": spot(slip_line="L-1")}
    plan = add(line(1, registered=1), "A1", "A2", at=here)
    assert plan == Plan(refusals=(exceeded(1, 1, 1),), notices=(already("A1", HERE),))


@pytest.mark.parametrize(
    ("stands", "document", "line_id", "kind"),
    [
        (spot(slip_line="SL-9"), "PS-9", "SL-9", SLIP),
        (spot(slip_line="SL-9", invoice_line="IL-9"), "PS-9", "SL-9", SLIP),
        (spot(invoice_line="IL-9"), "INV-9", "IL-9", DocumentKind.INVOICE),
        (spot(), "a draft", "", DocumentKind.INVOICE),
    ],
)
def test_a_number_that_stands_on_another_line_is_refused_naming_where(
    stands: Spot, document: str, line_id: str, kind: DocumentKind
) -> None:
    """R5: another line of the same document is another line too."""
    assert add(line(2), "A1", at={"A1": stands}).refusals == (
        StandsElsewhere(serial_number="A1", document=document, line_id=line_id, document_kind=kind, path=HERE),
    )


def test_an_invoice_without_a_slip_registers_its_own_and_knows_them_again() -> None:
    """R1 and R7: the line is told by the invoice, not by a slip."""
    own = line(2, registered=1, kind=DocumentKind.INVOICE)
    plan = add(own, "A1", "A2", at={"A1": spot(invoice_line="L-1")})
    assert plan == Plan(register=(("unit A2", entries("A1", "A2")[1]),), notices=(already("A1", HERE),))


def test_every_refused_entry_is_named_and_the_others_are_planned() -> None:
    """R5 and R6: what a partial list may still take is for the caller's mode to say."""
    pattern = parse_pattern(r"A\d")
    assert isinstance(pattern, SerialPattern)
    texts = ("A1", "A2", "B7")
    plan = decide_addition(line(3), entries(*texts), units(*texts, at={"A1": spot(slip_line="SL-9")}), pattern)
    assert plan == Plan(
        register=(("unit A2", entries(*texts)[1]),),
        refusals=(
            StandsElsewhere(serial_number="A1", document="PS-9", line_id="SL-9", document_kind=SLIP, path=HERE),
            DoesNotFit(serial_number="B7", pattern=r"A\d", path=("serials", "2")),
        ),
    )


CODED = line(product=replace(PUMP, number="4711", gtins=(GTIN,)))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("4711", "the product number 4711"),
        ("so-1", "the number of sales order SO-1"),
        ("D-1", "the number of packing slip D-1"),
        ("4006381333931", "the GTIN of 4711"),
        (GTIN, "the GTIN of 4711"),
    ],
)
def test_a_code_that_is_no_serial_number_is_answered_as_what_it_is(text: str, what: str) -> None:
    """R6: the product's own code, or a document's number."""
    assert add(CODED, text).refusals == (NotASerial(serial_number=text, what=what, path=HERE),)


def test_an_invoice_is_called_an_invoice() -> None:
    """R6: the number of the document that is being edited."""
    plan = add(line(kind=DocumentKind.INVOICE), "D-1")
    assert plan.refusals == (NotASerial(serial_number="D-1", what="the number of invoice D-1", path=HERE),)


def test_a_gtin_of_eight_digits_is_told_too() -> None:
    """R6: the shortest GTIN, printed as it is and kept with 14 digits."""
    small = line(product=replace(PUMP, gtins=("00000096385074",)))
    assert add(small, "96385074").refusals == (
        NotASerial(serial_number="96385074", what="the GTIN of PUMP", path=HERE),
    )


@pytest.mark.parametrize("text", ["004711", "47110", "6381333931", "1", "0"])
def test_leading_zeros_make_another_number(text: str) -> None:
    """R6: leading zeros count, so 004711 is not the product number 4711."""
    assert add(CODED, text).register == ((f"unit {text}", entries(text)[0]),)


# What no list of cases can show

numbers = st.sampled_from(["A1", "a1", "A2", "A3", "B1", "B2", "B3"])
places = st.sampled_from(["free", "here", "elsewhere", "chosen elsewhere"])


def stand(on: LineFacts, text: str, place: str) -> Spot | None:
    mine: dict[str, dict[str, str]] = {
        "here": {"slip_line": "SL-1", "invoice_line": "L-1"} if on.chooses else {"slip_line": "L-1"},
        "elsewhere": {"slip_line": "SL-9"},
        "chosen elsewhere": {"slip_line": "SL-1", "invoice_line": "IL-9"},
    }
    if place == "free":
        return spot(f"R-{text}", text, slip_line="SL-1") if on.chooses else None
    return spot(f"R-{text}", text, **mine[place])


@given(
    of=st.sampled_from([line(), choosing()]),
    quantity=st.integers(1, 5),
    registered=st.integers(0, 6),
    texts=st.lists(numbers, max_size=8),
    at=st.dictionaries(numbers.map(str.upper), places),
    blanks=st.integers(0, 3),
)
def test_a_call_never_takes_a_line_over_its_quantity_nor_plans_anything_twice(
    of: LineFacts, quantity: int, registered: int, texts: list[str], at: dict[str, str], blanks: int
) -> None:
    """R2 and R7; a line that had too many already is left as it is."""
    on = replace(of, quantity=quantity, registered=registered)
    known = {
        serial(each).key: UnitFacts(f"unit {each}", each, stand(on, each, at.get(each, "free")))
        for each in {text.upper() for text in texts}
    }
    plan = decide_addition(on, entries(*texts), known, None, blanks)
    planned = [*(unit for unit, _ in plan.register), *plan.choose]
    assert len(planned) == len(set(planned))
    assert plan.growth == len(planned) + plan.blanks
    assert plan.growth == 0 or registered + plan.growth <= quantity
    assert not plan.take_off
    assert not plan.unchoose


@given(
    quantity=st.integers(1, 4),
    registered=st.integers(0, 5),
    add=st.lists(st.sampled_from("abcd"), max_size=6),
    remove=st.lists(st.sampled_from("abcdxy"), max_size=6),
)
def test_a_choice_by_id_never_grows_a_line_over_its_quantity(
    quantity: int, registered: int, add: list[str], remove: list[str]
) -> None:
    """R2, D11: no id is chosen twice or given back twice, and what is given back stood there."""
    spots = {each: spot(each, each, slip_line="SL-1") for each in "abcd"}
    spots |= {each: spot(each, each, slip_line="SL-1", invoice_line="L-1") for each in "xy"}
    plan = decide_choice(
        choosing(quantity, registered), [(("add",), spots[each]) for each in add], [((), spots[e]) for e in remove]
    )
    assert len(set(plan.choose)) == len(plan.choose)
    assert len(set(plan.unchoose)) == len(plan.unchoose)
    assert set(plan.unchoose) <= {"x", "y"}
    assert plan.growth <= 0 or registered + plan.growth <= quantity


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            exceeded(5, 3, 4),
            "The line has 3 of 5 registered: 2 more fit, not 4. Nothing was registered.",
        ),
        (
            exceeded(2, 3, 1),
            "The line has 3 of 2 registered: 0 more fit, not 1. Nothing was registered.",
        ),
        (
            TakesNoSerials(product="PUMP", line_id="L-1", document_kind=SLIP, position=1),
            "PUMP has no tracking dimension group that is active in the sales process: nothing to register.",
        ),
        (
            StandsElsewhere(serial_number="A1", document="PS-9", line_id="SL-9", document_kind=SLIP),
            "A1 already stands on PS-9: take it off there, or check the label.",
        ),
        (
            DoesNotFit(serial_number="B7", pattern=r"A\d"),
            r"B7 does not look like a serial number of this product (A\d).",
        ),
        (
            NotASerial(serial_number="4711", what="the product number 4711"),
            "4711 is the product number 4711, not a serial number: scan the serial number's own code.",
        ),
        (
            NotOnTheSlip(serial_number="A1"),
            "A1 does not stand on the packing slip line that this invoice line bills.",
        ),
        (ChosenElsewhere(serial_number="A1", invoice="INV-9"), "A1 is already on invoice INV-9."),
    ],
)
def test_a_refused_registration_says_what_to_do(refusal: Refusal, message: str) -> None:
    """R2 to R6, T2, D11."""
    assert refusal.message == message


@pytest.mark.parametrize(("in_use", "shown"), [(False, "sn-7"), (True, "SN-7")])
def test_a_number_is_shown_as_it_was_first_entered_on_a_document(in_use: bool, shown: str) -> None:  # noqa: FBT001 -- a case
    """R6: what a draft let go of showed nothing."""
    known = UnitFacts("unit 7", "SN-7", in_use=in_use)

    assert known.shown_as(serial("sn-7")) == shown
