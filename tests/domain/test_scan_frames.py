"""Rule R3: what a scanner is set up to put around the data is cut off, the whole of it or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.scanning import Frame, ScanReading, read_scan

TEXT = st.text(st.characters(codec="ascii", exclude_categories=["Cc", "Zs"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("frame", "data", "inside"),
    [
        (Frame(), "SN-1", "SN-1"),
        (Frame("~"), "~SN-1", "SN-1"),
        (Frame("", "#"), "SN-1#", "SN-1"),
        (Frame("~", "#"), "~SN-1#", "SN-1"),
        (Frame("~", "#"), "~~SN-1##", "~SN-1#"),
        (Frame("~", "#"), "SN-1", "SN-1"),
        (Frame("~", "#"), "~SN-1", "~SN-1"),
        (Frame("~", "#"), "SN-1#", "SN-1#"),
        (Frame("~", "#"), "~#", ""),
        (Frame("aba", "ab"), "abab", "abab"),
    ],
)
def test_the_whole_frame_is_cut_off_once(frame: Frame, data: str, inside: str) -> None:
    """A number that was typed comes without it, and a part of it belongs to the number."""
    assert frame.inside(data) == inside


@given(TEXT, TEXT, TEXT)
def test_whatever_is_framed_is_found_inside(prefix: str, data: str, suffix: str) -> None:
    assert Frame(prefix, suffix).inside(prefix + data + suffix) == data


@pytest.mark.parametrize("raw", ["~]d221SN-1#\r\n", " ~ ]d221SN-1 # ", "]d221SN-1"])
def test_a_scan_is_read_within_its_frame_and_kept_with_it(raw: str) -> None:
    """The frame stands before the symbology identifier, and behind it come Enter or Tab."""
    reading = read_scan(raw, Frame("~", "#"))
    assert isinstance(reading, ScanReading)
    assert reading.serial is not None
    assert (reading.serial.text, reading.symbology, reading.raw) == ("SN-1", "]d2", raw)
