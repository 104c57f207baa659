"""What is printed is scanned again: pages in a real browser, their symbols decoded, and read as a scan is (D6, R3)."""

import io
import re
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from graph_api.app import create_app
from graph_api.domain.duties import Role
from graph_api.domain.scanning import ScanReading, read_scan
from graph_api.settings import Settings
from graph_api.web.server import ServerLimits, address, take_address, uvicorn_config
from tests.web.conftest import bearer, make_parts
from tests.web.printed import GTIN, paper

QUIET_ZONE = 12
A4 = (595, 842)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The application on a real socket."""
    taken = take_address("127.0.0.1", 0)
    app = create_app(Settings(), make_parts(prints=paper()))
    server = uvicorn.Server(uvicorn_config(app, ServerLimits()))
    thread = threading.Thread(target=server.run, args=([taken],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield address(taken)
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """As a clerk's browser shows it on paper; what it complains about fails the test."""
    context = browser.new_context(
        viewport={"width": 900, "height": 1200}, device_scale_factor=3, extra_http_headers=bearer(Role.CLERK)
    )
    found, complaints = context.new_page(), list[str]()
    found.on("console", lambda message: complaints.append(message.text))
    found.on("dialog", lambda dialog: complaints.append(dialog.message))
    found.emulate_media(media="print")
    yield found
    assert complaints == []
    context.close()


def decoded(page: Page, symbol: Locator) -> zxingcpp.Barcode:
    """What a scanner makes of a symbol, with the white around it."""
    symbol.scroll_into_view_if_needed()
    box = symbol.bounding_box()
    assert box is not None
    clip = {
        "x": box["x"] - QUIET_ZONE,
        "y": box["y"] - QUIET_ZONE,
        "width": box["width"] + 2 * QUIET_ZONE,
        "height": box["height"] + 2 * QUIET_ZONE,
    }
    image = Image.open(io.BytesIO(page.screenshot(clip=clip)))  # type: ignore[arg-type]  # its own name for four numbers
    (found,) = zxingcpp.read_barcodes(image.convert("L"), text_mode=zxingcpp.TextMode.Plain)
    return found


def scanned(page: Page) -> list[tuple[str, str | None]]:
    """Every unit's symbol, read as the API reads a scan: its serial number and its GTIN."""
    found = []
    for symbol in page.locator(".serial svg").all():
        barcode = decoded(page, symbol)
        reading = read_scan(f"{barcode.symbology_identifier}{barcode.text}")
        assert isinstance(reading, ScanReading), barcode
        assert reading.serial is not None
        found.append((reading.serial.text, None if reading.gtin is None else reading.gtin.digits))
    return found


def test_every_symbol_of_a_slip_is_read_as_the_serial_beside_it(site: str, page: Page) -> None:
    """With the GTIN where GS1 can say both; else the number alone."""
    page.goto(f"{site}/print/slips/PS/2026-0042")

    assert scanned(page) == [
        ("SN-1001", GTIN),
        ("SN-1003", GTIN),
        ("a serial of more than twenty characters", None),
        ("Größe 5/Ω", None),
        ("2112345", None),
    ]
    number = decoded(page, page.locator("header svg"))
    assert (number.format, number.text) == (zxingcpp.BarcodeFormat.Code128, "PS/2026-0042")


@pytest.mark.parametrize(
    ("path", "serials"),
    [
        ("invoices/INV-7", ["SN-1001", "SN-1003", "a serial of more than twenty characters", "Größe 5/Ω", "2112345"]),
        ("returns/RMA-1", ["SN-1001", "SN-1004"]),
        ("claims/CL-1", ["SN-1"]),
    ],
)
def test_the_other_papers_are_read_too(site: str, page: Page, path: str, serials: list[str]) -> None:
    page.goto(f"{site}/print/{path}")

    assert [serial for serial, _ in scanned(page)] == serials
    assert decoded(page, page.locator("header svg")).text == path.split("/")[1]


def test_a_thousand_serials_break_over_pages_of_a4_and_each_row_stays_whole(site: str, page: Page) -> None:
    page.goto(f"{site}/print/slips/PS-1000")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)

    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert 15 <= len(sizes) <= 25
    assert {(round(float(width)), round(float(height))) for width, height in sizes} == {A4}
    head, row = page.locator("thead").first, page.locator(".serials").first
    assert head.evaluate("each => getComputedStyle(each).display") == "table-header-group"
    assert row.evaluate("each => getComputedStyle(each).breakInside") == "avoid"


def test_nothing_of_a_page_is_wider_than_the_paper(site: str, page: Page) -> None:
    """Long numbers and hostile names break."""
    page.set_viewport_size({"width": 673, "height": 1000})
    for path in ("slips/PS/2026-0042", "returns/RMA-1", "claims/CL-1"):
        page.goto(f"{site}/print/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
