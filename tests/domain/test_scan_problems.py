"""Rules R3 and R6: a scan that is refused is told with what was read of it."""

import pytest

from graph_api.domain.scanning import ScanReading, problem_of, read_scan


@pytest.mark.parametrize(
    ("scan", "problem"),
    [
        ("", "it is empty"),
        ("x" * 101, "it has 101 characters, 100 at most"),
        ("a\x00b", "character 2 is U+0000, which cannot be printed"),
        ("x" * 4_401, "it has 4401 characters, 4400 at most"),
        ("]Z1]d2", "“]d2” is no symbology identifier"),
        ("]é", "“]\\xe9” is no symbology identifier"),
        ("https://", "as a web address it is none"),
        ("https://example.com/about", "as a web address it names no product, package or other GS1 key in its path"),
        ("urn:epc:id:sgtin:1.2", "“urn:epc:id:sgtin:1.2” is no urn:epc:id:sgtin"),
        ("]E0123", "“123” has not the 8, 12, 13 or 14 digits of a product code"),
        ("]E09520123456789", "the check digit of 9520123456789 would be 8"),
        ("]d20109520123456789", "the check digit of (01)09520123456789 would be 8"),
        ("]d221A\x1d21B", "(21) stands in it twice, as “A” and as “B”"),
        ("]d2", "nothing follows the symbology identifier"),
        ("]d2019999", "“019999” is no GS1 element"),
        ("]d221A1\x1d99", "after (21)A1 it says “99”, which is no GS1 element"),
    ],
)
def test_what_is_wrong_is_said_in_words(scan: str, problem: str) -> None:
    refused = read_scan(scan)
    assert not isinstance(refused, ScanReading)
    assert problem_of(refused) == problem


def test_a_long_text_is_cut_and_escaped() -> None:
    refused = read_scan("]d2" + "\x07" * 100)
    assert not isinstance(refused, ScanReading)
    assert problem_of(refused) == "“" + 40 * "\\x07" + "” is no GS1 element"
