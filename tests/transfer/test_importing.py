"""Loading histories into a real graph: whole orders or none, once, in the shapes that the stories read."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_api.api.schema import schema
from graph_api.domain.documents import DocumentKind
from graph_api.domain.past_imports import Collided
from graph_api.domain.product_codes import check_digit
from graph_api.store.bolt import Bolt
from graph_api.store.graph import Graph, GraphTransaction
from graph_api.store.importing import ImportingGraph
from graph_api.transfer import importing
from graph_api.transfer.importing import ImportReport, import_history
from graph_api.transfer.problems import ImportStopped
from tests.api.desk import COUNTS, Desk, office
from tests.transfer.histories import Rows, one_order, order_of, said, together, write

pytestmark = pytest.mark.anyio

LOOKUP = """
query ($serial: String!) {
  lookup(by: { serial: $serial }) { matches { ... on Unit {
    serialNumber saleStatus product { number }
    sales { day packingSlip { number } invoice { number } salesOrder { number externalReference } customer { number } }
    warranty { status lastDay }
  } } }
}
"""
LIST = "query ($number: String!) { packingSlip(number: $number) { lines { quantity registered notReadable } } }"


ELSEWHERE = "already stands on S-{}: take it off there, or check the label."
TOO_EARLY = "was sold until 2024-06-01: no sale of it can begin before that day."


@pytest.fixture
def mark(unique: Callable[[str], str]) -> str:
    """What sets one test's numbers apart."""
    return unique("H")


@pytest.fixture
def desk(graph: Graph, bolt: Bolt) -> Desk:
    return Desk(schema, office(graph), bolt)


def marked(mark: str, *serials: str | None) -> Rows:
    """One order with products, customers and numbers of its own."""
    rows = one_order(mark, [None if each is None else f"{mark}-{each}" for each in serials])
    rows["groups"][0]["number"] = rows["products"][0]["group"] = f"G-{mark}"
    rows["products"][0] |= {"number": f"P-{mark}", "gtins": ""}
    rows["order_lines"][0]["product"] = f"P-{mark}"
    rows["customers"][0]["number"] = rows["orders"][0]["customer"] = f"C-{mark}"
    return rows


async def load(bolt: Bolt, folder: Path, **more: Any) -> ImportReport:
    return await import_history(ImportingGraph(bolt), order_of(folder, **more), lambda _: None)


async def test_a_unit_of_a_history_is_looked_up_with_its_documents_and_its_verdict(
    bolt: Bolt, desk: Desk, mark: str, tmp_path: Path
) -> None:
    """W1: sold under the term that was in force on the day of sale, and known from its import (W11)."""
    rows = marked(mark, "a", "b", None)
    folder = write(tmp_path / "setup", {name: rows[name] for name in ("groups", "products", "customers")})
    assert said(await load(bolt, folder)) == []
    await desk.done(
        "publishWarrantyTerm",
        number=f"WT-{mark}",
        scope={"product": f"P-{mark}"},
        layer="COMMERCIAL",
        startBasis="INVOICE",
        coverages=[{"kind": "PARTS", "period": "P24M"}],
        validFrom="2024-01-01",
    )
    report = await load(bolt, write(tmp_path / "all", rows))
    assert (said(report), report.loaded["registrations"]) == ([], 3)

    (unit,) = (await desk.ask(LOOKUP, serial=f"{mark}-a".lower()))["lookup"]["matches"]

    assert unit == {
        "serialNumber": f"{mark}-a",
        "saleStatus": "SOLD",
        "product": {"number": f"P-{mark}"},
        "sales": [
            {
                "day": "2024-03-05",
                "packingSlip": {"number": f"S-{mark}"},
                "invoice": {"number": f"I-{mark}"},
                "salesOrder": {"number": f"SO-{mark}", "externalReference": "ERP-1"},
                "customer": {"number": f"C-{mark}"},
            }
        ],
        "warranty": {"status": "COVERED", "lastDay": "2026-03-08"},
    }
    slip = (await desk.ask(LIST, number=f"S-{mark}"))["packingSlip"]
    assert slip["lines"] == [{"quantity": 3, "registered": 3, "notReadable": 1}]


async def test_a_check_says_what_a_load_would_say_and_writes_nothing(bolt: Bolt, mark: str, tmp_path: Path) -> None:
    rows = together(marked(mark, "a", "b"), marked(f"{mark}x", "c"))
    rows["orders"][0]["customer"] = "nobody"
    folder = write(tmp_path / "files", rows)
    before = await bolt.read(COUNTS)
    checked = await load(bolt, folder, check=True)
    assert await bolt.read(COUNTS) == before
    loaded = await load(bolt, folder)
    assert said(checked) == said(loaded) == ["orders, row 2, customer: D12: There is no customer nobody."]
    assert checked.loaded == loaded.loaded


async def test_what_was_rejected_is_mended_and_loaded_as_it_is(
    bolt: Bolt, desk: Desk, mark: str, tmp_path: Path
) -> None:
    rows = together(marked(mark, "a", "b"), marked(f"{mark}x", "c"))
    rows["serials"][1]["serial_number"] = "bad\x07number"
    rejects = tmp_path / "rejects"
    report = await load(bolt, write(tmp_path / "files", rows), rejects=rejects)
    assert (report.rejected_orders, report.rejected_rows, report.loaded["orders"]) == (1, 8, 1)
    assert sorted(path.name for path in rejects.iterdir()) == [
        "invoice_lines.csv", "invoices.csv", "order_lines.csv", "orders.csv", "problems.csv", "serials.csv",
        "slip_lines.csv", "slips.csv",
    ]  # fmt: skip
    serials = list(csv.DictReader((rejects / "serials.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["problem"].partition(" ")[0] for row in serials] == ["nothing", "“bad\\x07number”"]

    serials[1]["serial_number"] = f"{mark}-b"
    with (rejects / "serials.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, serials[0])
        writer.writeheader()
        writer.writerows(serials)
    again = await load(bolt, rejects)

    assert (said(again), again.loaded["registrations"]) == ([], 2)
    assert len((await desk.ask(LOOKUP, serial=f"{mark}-b"))["lookup"]["matches"]) == 1


async def test_the_same_files_are_loaded_once(bolt: Bolt, mark: str, tmp_path: Path) -> None:
    folder = write(tmp_path, marked(mark, "a"))
    assert not (await load(bolt, folder)).finished_before
    before = await bolt.read(COUNTS)
    assert (await load(bolt, folder)).finished_before
    assert await bolt.read(COUNTS) == before


async def test_what_the_graph_has_already_is_told_and_not_written_twice(bolt: Bolt, mark: str, tmp_path: Path) -> None:
    """D12 and R5."""
    rows = marked(mark, "a")
    await load(bolt, write(tmp_path / "first", rows))
    rows["customers"][0]["city"] = "Bonn"
    again = await load(bolt, write(tmp_path / "again", rows))
    assert said(again) == [
        f"orders, row 2, number: D12: Another sales order has the number SO-{mark}: choose another, or leave it out.",
        f"slips, row 2, number: D12: Another packing slip has the number S-{mark}: choose another, or leave it out.",
        f"invoices, row 2, number: D12: Another invoice has the number I-{mark}: choose another, or leave it out.",
        f"serials, row 2, serial_number: R5: {mark}-a {ELSEWHERE.format(mark)}",
    ]
    facts = (await Graph(bolt).customers([f"C-{mark}"]))[f"C-{mark}"]
    assert facts.city == "Bonn"


async def test_a_unit_that_is_free_again_is_sold_again_and_not_before_that_day(
    bolt: Bolt, desk: Desk, mark: str, tmp_path: Path
) -> None:
    """R5: a reversed slip ended its sale."""
    rows = marked(mark, "a")
    for file in ("invoices", "invoice_lines"):
        del rows[file]
    rows["serials"][0] |= {"invoice": "", "invoice_line": ""}
    await load(bolt, write(tmp_path / "first", rows))
    asked = "query ($number: String!) { packingSlip(number: $number) { id version } }"
    slip = (await desk.ask(asked, number=f"S-{mark}"))["packingSlip"]
    await desk.done(
        "cancelPackingSlip", id=slip["id"], version=slip["version"], day="2024-06-01", reason="it came back unopened"
    )
    again = marked(f"{mark}x", "a")
    again["products"][0]["number"] = again["order_lines"][0]["product"] = f"P-{mark}"
    again["serials"][0]["serial_number"] = f"{mark}-A"

    early = await load(bolt, write(tmp_path / "early", again))
    again["slips"][0]["day"] = again["invoices"][0]["day"] = "2024-06-01"
    late = await load(bolt, write(tmp_path / "late", again))

    assert said(early) == [f"serials, row 2, serial_number: R5: {mark}-a {TOO_EARLY}"]
    assert said(late) == []
    (unit,) = (await desk.ask(LOOKUP, serial=f"{mark}-a"))["lookup"]["matches"]
    assert (unit["saleStatus"], [sale["day"] for sale in unit["sales"]]) == ("SOLD", ["2024-06-01", "2024-03-05"])


async def test_numbers_of_our_own_sequences_are_not_given_again(
    bolt: Bolt, desk: Desk, mark: str, tmp_path: Path
) -> None:
    """D12."""
    rows = marked(mark, "a")
    rows["slips"][0]["number"] = rows["slip_lines"][0]["slip"] = "PS-000777"
    rows["serials"][0]["slip"] = rows["invoice_lines"][0]["slip"] = "PS-000777"
    assert said(await load(bolt, write(tmp_path, rows))) == []
    asked = "query ($number: String!) { packingSlip(number: $number) { number } }"
    assert (await desk.ask(asked, number="PS-000777"))["packingSlip"]["number"] == "PS-000777"

    async def next_place(tx: GraphTransaction) -> int:
        tx.roll_back(await tx.next_of_sequence(DocumentKind.PACKING_SLIP))

    assert await Graph(bolt).write(next_place) >= 778


async def test_a_run_that_stopped_between_two_batches_is_gone_on_with(
    bolt: Bolt, desk: Desk, mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another day changes nothing: what is in the future is judged as of the first run, and nothing is in twice."""
    monkeypatch.setattr("graph_api.transfer.assembling.ROWS_A_BATCH", 10)
    rows = together(*(marked(f"{mark}{each}", "a", "b") for each in "pqrs"))
    rows["orders"][3]["ordered_on"] = "2026-03-03"
    folder = write(tmp_path, rows)
    loads = 0

    class CutOff(ImportingGraph):
        async def load(self, work: Any) -> Any:
            nonlocal loads
            loads += 1
            if loads == 8:
                raise KeyboardInterrupt
            return await super().load(work)

    with pytest.raises(KeyboardInterrupt):
        await import_history(CutOff(bolt), order_of(folder), lambda _: None)
    report = await load(bolt, folder, today=date(2026, 5, 1))
    assert (report.rejected_orders, report.loaded["orders"], report.loaded["registrations"]) == (1, 3, 6)
    for each in "pqr":
        (unit,) = (await desk.ask(LOOKUP, serial=f"{mark}{each}-a"))["lookup"]["matches"]
        assert len(unit["sales"]) == 1
    assert (await desk.ask(LOOKUP, serial=f"{mark}s-a"))["lookup"]["matches"] == [{}]


async def test_a_batch_that_collides_while_it_is_written_is_looked_at_again(
    bolt: Bolt, mark: str, tmp_path: Path
) -> None:
    folder = write(tmp_path, marked(mark, "a"))
    tries = 0

    class Busy(ImportingGraph):
        async def load(self, work: Any) -> Any:
            nonlocal tries
            if "sales" in work.__qualname__ or work.__qualname__.startswith("_Import._write"):
                tries += 1
                if tries < importing._TRIES:
                    raise Collided
            return await super().load(work)

    report = await import_history(Busy(bolt), order_of(folder), lambda _: None)
    assert (said(report), report.loaded["orders"], tries) == ([], 1, importing._TRIES)


async def test_a_full_disk_is_told_with_what_to_do(bolt: Bolt, mark: str, tmp_path: Path) -> None:
    rows = marked(mark, "a")
    rows["orders"][0]["customer"] = "nobody"
    rejects = tmp_path / "rejects"
    rejects.mkdir()
    (rejects / "problems.csv").symlink_to("/dev/full")
    with pytest.raises(ImportStopped, match=r"No space left on device.*: free some space or name another folder"):
        await load(bolt, write(tmp_path / "files", rows), rejects=rejects)


async def test_products_are_made_changed_or_left_as_they_are(bolt: Bolt, mark: str, tmp_path: Path) -> None:
    """D12, as `saveProduct` does it; each has its audit entries (C4), and a GTIN one product (R6)."""
    graph, rows = Graph(bolt), marked(mark, "a")
    payload = f"0952{int(mark.partition('-')[2]):09d}"
    code = payload + check_digit(payload)
    rows["products"][0] |= {"gtins": code, "supplier": "S-1", "supplier_cover": "P2Y"}
    setup = {name: rows[name] for name in ("groups", "categories", "products")}

    first = await load(bolt, write(tmp_path / "first", setup))
    made = (await graph.products([f"P-{mark}"]))[f"P-{mark}"]
    setup["products"] = [
        {**rows["products"][0], "name": "A better pump"},
        {"number": f"Q-{mark}", "name": "Another", "gtins": code},
        {"number": f"R-{mark}", "name": "A third", "category": f"NEW-{mark}"},
    ]
    changed = await load(bolt, write(tmp_path / "changed", setup))
    del setup["products"][1]
    again = await load(bolt, write(tmp_path / "again", setup))

    assert (said(first), said(again)) == ([], [])
    assert (made.facts.name, made.facts.gtins, made.facts.group, made.facts.category) == (
        "A pump", (code,), f"G-{mark}", "PUMPS",
    )  # fmt: skip
    assert (made.supplier, str(made.supplier_cover and made.supplier_cover.period)) == ("S-1", "P2Y")
    assert said(changed) == [f"products, row 3, gtins: R6: The GTIN {code} belongs to P-{mark}."]
    found = await graph.products([f"P-{mark}", f"Q-{mark}", f"R-{mark}"])
    assert [(each.facts.name, each.facts.category) for each in found.values()] == [
        ("A better pump", "PUMPS"), ("A third", f"NEW-{mark}"),
    ]  # fmt: skip
    entries = await graph.audit_entries(f"Product:P-{mark}", 0, 10)
    assert [(each.action, each.actor) for each in entries] == [("saveProduct", "import")] * 2


async def test_settings_that_the_rules_refuse_are_told_at_their_row(bolt: Bolt, mark: str, tmp_path: Path) -> None:
    """T4: a group that a catch-weight product has is not made active."""
    rows = marked(mark, "a")
    rows["groups"][0]["active_in_sales_process"] = "no"
    rows["products"][0]["catch_weight"] = "yes"
    setup = {name: rows[name] for name in ("groups", "products")}
    assert said(await load(bolt, write(tmp_path / "first", setup))) == []
    rows["groups"][0]["active_in_sales_process"] = "yes"
    refused = await load(bolt, write(tmp_path / "again", {"groups": rows["groups"]}))
    told = f"T4: P-{mark} is a catch-weight product: it cannot have the group G-{mark}, active in sales."
    assert said(refused) == [f"groups, row 2, active_in_sales_process: {told}"]
