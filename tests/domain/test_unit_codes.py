"""What a printed symbol says, and that a scan of it is read as that unit (D6, R3)."""

import pytest

from graph_api.domain.scanning import ScanReading, read_scan
from graph_api.domain.unit_codes import UnitCode, unit_code

GTIN = "04012345678901"


def read(scan: str) -> tuple[str | None, str | None]:
    """The serial number and the GTIN that a scan is read as."""
    scanned = read_scan(scan)
    assert isinstance(scanned, ScanReading)
    serial, gtin = scanned.serial, scanned.gtin
    return None if serial is None else serial.text, None if gtin is None else gtin.digits


def test_with_a_gtin_a_symbol_says_both_as_gs1_has_it() -> None:
    code = unit_code("SN-1", [GTIN, "09501101530003"])

    assert code.elements == f"[01]{GTIN}[21]SN-1"
    assert read(f"]d201{GTIN}21SN-1") == ("SN-1", GTIN)


def test_a_shorter_gtin_is_filled_up_to_fourteen_digits() -> None:
    assert unit_code("SN-1", ["4012345678901"]).gtin == GTIN


@pytest.mark.parametrize("serial", ["x" * 21, "Größe 5", "A B", "S[1]", "S\N{GREEK CAPITAL LETTER OMEGA}"])
def test_what_gs1_does_not_allow_stands_alone(serial: str) -> None:
    """More than twenty characters, or others than GS1's eighty-two."""
    assert unit_code(serial, [GTIN]) == UnitCode(serial)
    assert UnitCode(serial).elements is None


def test_without_a_gtin_a_number_stands_alone_and_is_read_as_it_is() -> None:
    """A serial number without its product is no GS1 element string; a plain 2112345 is not 12345."""
    code = unit_code("2112345", [])

    assert code.elements is None
    assert read(f"]d1{code.serial}") == ("2112345", None)
