"""Rules R2, R3 and R6: what is said of an entry that cannot be looked up at all."""

import pytest

from graph_api.domain.entries import AnotherProduct, EntryRefusal, InvalidSerial, ListTooLong, ScanNotUnderstood


@pytest.mark.parametrize(
    ("refusal", "rule", "message"),
    [
        (
            InvalidSerial(value="A\\x00", problem="it contains U+0000"),
            "R6",
            "“A\\x00” is no serial number: it contains U+0000.",
        ),
        (
            ScanNotUnderstood(scan="]d201", problem="the GTIN is cut off"),
            "R3",
            "The scan “]d201” cannot be read (the GTIN is cut off): scan again, or type the serial number.",
        ),
        (
            AnotherProduct(gtin="04006381333931", scanned_product="VALVE", product="PUMP"),
            "R6",
            "The scan is of VALVE (GTIN 04006381333931); this line is for PUMP.",
        ),
        (
            AnotherProduct(gtin="04006381333931", product="PUMP"),
            "R6",
            "The scan is of a product that is not set up (GTIN 04006381333931); this line is for PUMP.",
        ),
        (
            ListTooLong(length=1001, longest=1000),
            "R2",
            "One call takes 1 to 1000 entries, not 1001: send several calls for more.",
        ),
    ],
)
def test_an_entry_that_cannot_be_read_says_what_is_wrong_with_it(
    refusal: EntryRefusal, rule: str, message: str
) -> None:
    """R2, R3 and R6."""
    assert (refusal.rule, refusal.message, refusal.path) == (rule, message, ())
