"""The second demo: what is derived from the bicycle maker's sales, and how it gets into a graph."""

import csv
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from graph_api.embedded import start
from graph_api.resources import resource
from graph_api.seeding.adventureworks.history import shipments, weeks_to_move, write_sales, write_set_up
from graph_api.seeding.adventureworks.load import seed_bicycles
from graph_api.seeding.adventureworks.source import Sales, read_sales
from graph_api.seeding.errors import SeedRefused
from graph_api.store.bolt import Bolt, Connection
from graph_api.store.checking import check_audit, check_rules
from graph_api.store.importing import ImportingGraph
from graph_api.store.migrations import migrate, read_migrations
from graph_api.transfer.importing import ImportOrder, import_history
from graph_api.transfer.mapping import OUR_OWN
from tests.seeding.conftest import COUNT

pytestmark = pytest.mark.anyio

TODAY = date(2026, 3, 2)
KEY = b"a key of the tests, outside the graph"
_BICYCLES = 10_862
_RESELLERS = 32


class _CutOff(Exception):
    """What a test does to a seeding process in its middle."""


@pytest.fixture(scope="module")
def sales() -> Sales:
    found = read_sales()
    return found.moved(weeks_to_move(found, TODAY))


@pytest.fixture(scope="module")
def folder(sales: Sales, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    write_set_up(sales, folder)
    write_sales(sales, folder)
    return folder


@pytest.fixture(scope="module")
async def bolt(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bolt]:
    """An empty graph of its own: a policy for every product would decide sales of other tests."""
    with start(tmp_path_factory.mktemp("adventureworks") / "home") as child:
        async with Bolt(Connection(child.uri, child.user, child.password, transaction_timeout_seconds=60)) as opened:
            await migrate(opened, read_migrations(resource("schema", "migrations")))
            yield opened


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_bicycle_has_a_number_of_its_own_or_is_not_readable(folder: Path) -> None:
    rows = _rows(folder, "serials")
    read = [row["serial_number"] for row in rows if row["serial_number"]]
    assert len(rows) == _BICYCLES
    assert len(set(read)) == len(read)
    assert {row["not_readable"] for row in rows if not row["serial_number"]} == {"true"}
    assert 0.005 < 1 - len(read) / len(rows) < 0.02


def test_the_newest_document_falls_into_last_week_and_none_is_before_its_order(sales: Sales) -> None:
    made = [(order, each) for order in sales.orders for each in shipments(order)]
    newest = max(each.invoiced_on or each.day for _, each in made)
    assert TODAY - timedelta(days=7) <= newest < TODAY
    assert all(order.ordered_on < each.day <= (each.invoiced_on or each.day) for order, each in made)


def test_resellers_get_two_slips_of_which_some_are_not_invoiced_yet(sales: Sales) -> None:
    resellers = [(order, shipments(order)) for order in sales.orders if order.by_reseller]
    assert len(resellers) == _RESELLERS
    for order, made in resellers:
        assert len(made) == min(2, max(line.quantity for line in order.lines))
        assert {line.position: line.quantity for line in order.lines} == dict(
            sum((Counter(each.pieces) for each in made), Counter())
        )
    assert 0 < sum(made[-1].invoiced_on is None for _, made in resellers) < _RESELLERS / 2


def test_the_same_source_gives_the_same_files(sales: Sales, folder: Path, tmp_path: Path) -> None:
    write_set_up(sales, tmp_path)
    write_sales(sales, tmp_path)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {
        each.name: each.read_bytes() for each in folder.iterdir()
    }


async def test_the_whole_history_obeys_the_rules(bolt: Bolt, folder: Path) -> None:
    order = ImportOrder(folder, OUR_OWN, check=True, rejects=None, audit_key=KEY, today=TODAY)
    done = await import_history(ImportingGraph(bolt), order, lambda _: None)
    assert done.problems == []
    assert (done.loaded["orders"], done.loaded["registrations"]) == (16_491, _BICYCLES)


async def test_seeding_that_was_cut_off_goes_on_and_is_in_once(bolt: Bolt) -> None:
    source = read_sales()
    bought = [order for order in source.orders if any(source.products[line.product].tracked for line in order.lines)]
    newest = sorted(bought, key=lambda order: order.ordered_on)[-160:]
    orders = (*(order for order in source.orders if order.by_reseller), *newest)
    customers = {order.customer for order in orders}
    some = replace(
        source, orders=orders, customers=tuple(each for each in source.customers if each.number in customers)
    )

    def until_sold(sentence: str) -> None:
        if sentence.startswith("loaded"):
            raise _CutOff

    with pytest.raises(_CutOff):
        await seed_bicycles(bolt, today=TODAY, audit_key=KEY, report=until_sold, sales=some)
    with pytest.raises(SeedRefused, match="half done in this graph: seed an empty graph instead"):
        await seed_bicycles(bolt, today=TODAY, audit_key=KEY, report=lambda _: None, sales=source)
    done = await seed_bicycles(bolt, today=TODAY, audit_key=KEY, report=lambda _: None, sales=some)
    again = await seed_bicycles(bolt, today=TODAY, audit_key=KEY, report=lambda _: None, sales=some)

    counted = await bolt.read(COUNT)
    assert (done.seeded, again.seeded) == (True, False)
    assert counted["SalesOrder"] == len(orders)
    assert counted["WarrantyTerm"] == done.counts["terms and policies"] - 1
    assert counted["Claim"] == done.counts["claims"] > 0
    assert await check_rules(bolt) == ()
    assert await check_audit(bolt, KEY) == ()
