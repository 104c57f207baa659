"""What is printed comes from the graph: every registration of a line, items of a return, the sale of a claim (D6)."""

from collections.abc import Callable

import pytest

from graph_api.domain.documents import DocumentKind
from graph_api.services import printing
from graph_api.services.printing import PrintedDocument, TooLong, claim_to_print, document_to_print, return_to_print
from tests.api.claiming import claimed, take, unit_id
from tests.api.conftest import Sell
from tests.api.credits import posted
from tests.api.desk import Desk
from tests.api.returns import authorised, with_policy

pytestmark = pytest.mark.anyio
Unique = Callable[[str], str]
SLIP, INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE


def listed(found: PrintedDocument | TooLong | None) -> list[tuple[str | None, str | None]]:
    assert isinstance(found, PrintedDocument)
    (line,) = found.registrations.values()
    return [(each.serial_number, each.ended and each.ended.value) for each in line]


async def test_a_slip_and_its_invoice_list_what_stands_and_what_was_replaced(
    desk: Desk, sell: Sell, unique: Unique, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the list is longer than a page of it."""
    sale = await sell(3)
    await with_policy(desk, sale, unique)
    slip = await sale.posted([["SN-1", "SN-2"]], blanks=1)
    invoice = await posted(sale)
    claim = await claimed(desk, await unit_id(sale, "SN-1"), "IN_PROGRESS")
    await take(desk, claim, "resolveClaim", resolution="REPLACEMENT", replacementSerial="SN-9")
    found = await authorised(sale, "SN-2")
    graph, everything = desk.office.graph, [("SN-1", "REPLACED"), ("SN-2", None), (None, None), ("SN-9", None)]
    monkeypatch.setattr(printing, "_PAGE", 2)

    assert listed(await document_to_print(graph, SLIP, slip["number"])) == everything
    assert listed(await document_to_print(graph, INVOICE, invoice["number"])) == everything
    came_back = await return_to_print(graph, found["number"])
    assert came_back is not None
    assert [item.serial_number for item in came_back.view.items] == ["SN-2"]
    assert set(came_back.products) == {sale.products[0]}
    on_it = await claim_to_print(graph, claim["number"])
    assert on_it is not None
    assert (on_it.claim.serial_number, on_it.replacement, on_it.sale.order.number) == ("SN-1", "SN-9", sale.order)


async def test_a_document_with_more_than_is_printed_is_not_read_to_its_end(
    desk: Desk, sell: Sell, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = await sell(3)
    slip = await sale.posted([["SN-1", "SN-2", "SN-3"]])
    monkeypatch.setattr(printing, "MOST_SERIALS", 2)

    assert await document_to_print(desk.office.graph, SLIP, slip["number"]) == TooLong(2)


async def test_unknown_numbers_find_nothing(desk: Desk, unique: Unique) -> None:
    graph, number = desk.office.graph, unique("NONE")

    assert await document_to_print(graph, SLIP, number) is None
    assert await document_to_print(graph, INVOICE, "\x00") is None
    assert await return_to_print(graph, number) is None
    assert await claim_to_print(graph, number) is None
