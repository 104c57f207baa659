"""Scans, and how what was read of them is compared."""

from hypothesis import strategies as st

from graph_api.domain.scanning import ScanReading, ScanRefused, read_scan

GTIN = "09520123456788"
GS = "\x1d"
ARABIC_NINE = "\N{ARABIC-INDIC DIGIT NINE}"
ANY_TEXT = st.text(st.characters(codec=None))


def read(raw: str) -> ScanReading:
    reading = read_scan(raw)
    assert isinstance(reading, ScanReading), reading
    return reading


def found(reading: ScanReading | ScanRefused) -> tuple[str | None, str | None, str | None]:
    """Serial, product and package, in short; raises for a refusal."""
    assert isinstance(reading, ScanReading), reading
    return (
        reading.serial.text if reading.serial else None,
        reading.gtin.digits if reading.gtin else None,
        reading.sscc,
    )
