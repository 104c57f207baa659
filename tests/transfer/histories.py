"""Small histories in a folder, and a graph that has nothing: what is wrong with files is found without a database."""

# ruff: noqa: ARG002 -- a graph that has nothing looks at no argument

import asyncio
import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graph_api.domain.past_imports import FoundBefore
from graph_api.transfer.columns import FILES
from graph_api.transfer.importing import ImportOrder, ImportReport, import_history
from graph_api.transfer.mapping import OUR_OWN, ColumnMapping

TODAY = date(2026, 3, 2)
KEY = b"a key of the tests, outside the graph"

Rows = dict[str, list[dict[str, Any]]]


def one_order(mark: str = "1", serials: Sequence[str | None] = ("SN-1", "SN-2", None)) -> Rows:
    """An order of as many pumps as there are serials, one slip, one invoice; None is not readable."""
    order, slip, invoice, count = f"SO-{mark}", f"S-{mark}", f"I-{mark}", len(serials)
    stands = {"slip": slip, "slip_line": 1, "invoice": invoice, "invoice_line": 1}
    return {
        "groups": [{"number": "G", "active_in_sales_process": "true", "blank_issue_allowed": "no"}],
        "categories": [{"number": "PUMPS", "name": "Pumps", "parent": "GOODS"}],
        "products": [
            {"number": "PUMP", "name": "A pump", "group": "G", "category": "PUMPS", "gtins": "09521000007499"}
        ],
        "customers": [{"number": "C-1", "name": "Ada Example", "country": "DE", "buyer_kind": "CONSUMER"}],
        "orders": [{"number": order, "customer": "C-1", "ordered_on": "2024-03-01", "external_reference": "ERP-1"}],
        "order_lines": [{"order": order, "position": 10, "product": "PUMP", "quantity": count}],
        "slips": [{"number": slip, "order": order, "day": "2024-03-05"}],
        "slip_lines": [{"slip": slip, "position": 1, "order_line": 10, "quantity": count}],
        "invoices": [{"number": invoice, "order": order, "day": "2024-03-08"}],
        "invoice_lines": [
            {"invoice": invoice, "position": 1, "order_line": 10, "quantity": count, "slip": slip, "slip_line": 1}
        ],
        "serials": [
            {**stands, "serial_number": serial or "", "not_readable": "" if serial else "yes"} for serial in serials
        ],
    }


def together(*histories: Rows) -> Rows:
    """One history of several; what each sets up is said once."""
    joined: Rows = {}
    for history in histories:
        for file, rows in history.items():
            kept = joined.setdefault(file, [])
            kept.extend(row for row in rows if row not in kept)
    return joined


def write(folder: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    """The files of a history as CSV, each with every column."""
    folder.mkdir(parents=True, exist_ok=True)
    for spec in FILES:
        if spec.name in rows:
            with (folder / f"{spec.name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [column.name for column in spec.columns], restval="")
                writer.writeheader()
                writer.writerows(rows[spec.name])
    return folder


class Nothing:
    """A graph without anything in it."""

    async def find_import(self, digest: str) -> None:
        return None

    async def find_before(self, at: datetime, numbers: object, units: object) -> FoundBefore:
        return FoundBefore()

    async def find_sold_before(self, at: datetime, numbers: object) -> frozenset[str]:
        return frozenset()

    async def find_published(self) -> tuple[tuple[()], tuple[()]]:
        return (), ()

    async def _none(self, numbers: Sequence[str]) -> dict[str, Any]:
        return {}

    find_traded = groups = products = customers = _none


def order_of(folder: Path, *, check: bool = False, rejects: Path | None = None, **more: Any) -> ImportOrder:
    wanted: dict[str, Any] = {"mapping": OUR_OWN, "audit_key": KEY, "today": TODAY} | more
    return ImportOrder(folder=folder, check=check, rejects=rejects, **wanted)


def checked(folder: Path, mapping: ColumnMapping = OUR_OWN, rejects: Path | None = None) -> ImportReport:
    """What a check says of files alone."""
    order = order_of(folder, check=True, rejects=rejects, mapping=mapping)
    return asyncio.run(import_history(Nothing(), order, lambda _: None))  # type: ignore[arg-type]  # it writes nothing


def said(report: ImportReport) -> list[str]:
    """Every problem that is shown, as a sentence."""
    return [str(problem) for _, problems in report.problems for problem in problems]
