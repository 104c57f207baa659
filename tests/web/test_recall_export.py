"""A recall as a file over HTTP: what stands in it, and what is refused."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from starlette.testclient import TestClient

from graph_api.app import Parts
from graph_api.domain.documents import DocumentKind
from graph_api.domain.recall_views import RecallGroup, RecallLine, RecallUnit
from graph_api.domain.recalling import Fate, RecallFilter, RecallPlace, RecallTotals, Serials
from graph_api.domain.views import PageOf
from tests.web.test_exporting import Endless

Door = Callable[..., TestClient]
DAY = date(2026, 3, 2)
LINE = RecallLine("01L", 1, "P-1", 3, ((RecallPlace.AT_CUSTOMER, 2),), 1, 0)
GROUP = RecallGroup(DocumentKind.PACKING_SLIP, "01S", "PS-1", DAY, "SO-1", "C-1", ("INV-1",), (LINE,))


class Recalled:
    """A graph with one packing slip of two units and a blank; `asked` is what was looked for."""

    def __init__(self) -> None:
        self.asked: RecallFilter | None = None

    async def recall_groups(self, wanted: RecallFilter, page: PageOf) -> list[RecallGroup]:
        self.asked = wanted
        return [] if page.after or wanted.products == ("P-0",) else [GROUP]

    async def recall_units(
        self, _wanted: RecallFilter, pages: Sequence[tuple[tuple[str, ...], PageOf]]
    ) -> list[list[RecallUnit]]:
        numbers = ("=SN-1", "SN-2")
        units = [RecallUnit(each, each, each, "P-1", "01L", Fate(), None, "INV-1", "C-2") for each in numbers]
        return [units for _ in pages]

    async def recall_totals(self, wanted: RecallFilter) -> RecallTotals:
        raise AssertionError(wanted)

    async def recall_known(self, wanted: RecallFilter) -> dict[str, frozenset[str]]:
        raise AssertionError(wanted)


@pytest.fixture
def recalled() -> Recalled:
    return Recalled()


@pytest.fixture
def door(open_door: Door, make: Callable[..., Parts], recalled: Recalled) -> TestClient:
    return open_door(make(exported=Endless(), recalled=recalled))


def test_a_recall_is_a_file_that_a_spreadsheet_opens_safely(door: TestClient, recalled: Recalled) -> None:
    """Units, and what has no known number; no cell is a formula."""
    answer = door.get("/export/recall.csv?product=P-1&product=P-2&serialPrefix=S&soldFrom=2026-01-01")

    assert answer.headers["content-disposition"] == 'attachment; filename="recall.csv"'
    heading, *rows = answer.text.removeprefix("\ufeff").splitlines()
    assert heading == "serialNumber,product,state,items,packingSlip,invoice,salesOrder,customer,owner,soldOn"
    assert rows == [
        ",P-1,NOT_READABLE,1,PS-1,INV-1,SO-1,C-1,C-1,2026-03-02",
        "'=SN-1,P-1,AT_CUSTOMER,1,PS-1,INV-1,SO-1,C-1,C-2,2026-03-02",
        "SN-2,P-1,AT_CUSTOMER,1,PS-1,INV-1,SO-1,C-1,C-2,2026-03-02",
    ]
    assert recalled.asked == RecallFilter(
        products=("P-1", "P-2"), sold_from=date(2026, 1, 1), serials=Serials(prefix="s")
    )


def test_programs_read_it_as_it_is(door: TestClient) -> None:
    lines = door.get("/export/recall.ndjson?packingSlip=PS-1").text.splitlines()

    assert (len(lines), '"serialNumber":"=SN-1"' in lines[1]) == (3, True)


def test_a_recall_of_nothing_is_a_heading(door: TestClient) -> None:
    assert len(door.get("/export/recall.csv?product=P-0").text.splitlines()) == 1


@pytest.mark.parametrize(
    ("asked", "mistakes", "said"),
    [
        ("", 1, "filter: "),
        ("size=1&category=A&category=B&soldFrom=x", 3, "size is no filter"),
        ("product=P&soldFrom=2026-03-02&soldBefore=2026-03-02", 1, "a day after"),
        ("packingSlip=&serialFrom=%07", 2, "packingSlip: "),
    ],
)
def test_every_mistake_of_a_recall_is_told(
    door: TestClient, recalled: Recalled, asked: str, mistakes: int, said: str
) -> None:
    answer = door.get(f"/export/recall.csv?{asked}")

    (error,) = answer.json()["errors"]
    assert (answer.status_code, len(error["extensions"]["mistakes"]), recalled.asked) == (400, mistakes, None)
    assert said in error["message"]


def test_it_needs_a_reader_of_the_register(open_door: Door, make: Callable[..., Parts], recalled: Recalled) -> None:
    door = open_door(make(exported=Endless(), recalled=recalled), roles=())

    assert door.get("/export/recall.csv?product=P-1").status_code == 403
