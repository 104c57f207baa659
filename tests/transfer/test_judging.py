"""A history that breaks a rule is reported, by file, row and column, and not bent (T, R, D, W)."""

from pathlib import Path
from typing import Any

import pytest

from tests.transfer.histories import Rows, checked, one_order, said, together, write


def _changed(file: str, at: int = 0, /, **cells: Any) -> Rows:
    """The good history, with some cells of one row changed."""
    rows = one_order()
    rows[file][at] |= cells
    return rows


def _without(file: str) -> Rows:
    rows = one_order()
    del rows[file]
    return rows


CASES = [
    (_changed("orders", customer="C-9"), "orders, row 2, customer: D12: There is no customer C-9."),
    (_changed("orders", ordered_on="2027-01-01"), "orders, row 2, ordered_on: W11: The document's day 2027-01-01"),
    (_changed("orders", ordered_on="yesterday"), "orders, row 2, ordered_on: D12: 'yesterday' cannot be taken"),
    (_changed("order_lines", product="NONE"), "order_lines, row 2, product: D12: There is no product NONE."),
    (_changed("order_lines", quantity=2), "order_lines, row 2, quantity: D1: Of 2 ordered, 0 are shipped"),
    (_changed("order_lines", quantity="2.5"), "order_lines, row 2, quantity: D12: '2.5' cannot be taken"),
    (_changed("order_lines", quantity=0), "order_lines, row 2, quantity: D12: '0' cannot be taken"),
    (_without("order_lines"), "orders, row 2: D12: '0' cannot be taken: expected 1 to 1000 rows of it in order_lines"),
    (_changed("slips", day="2024-02-01"), "slips, row 2, day: W11: The document's day 2024-02-01 is not between"),
    (_changed("slips", day="2026-03-03"), "slips, row 2, day: W11: The document's day 2026-03-03 is not between"),
    (_changed("slips", order="SO-9"), "slips, row 2, order: D12: There is no order SO-9 in the files"),
    (_changed("slip_lines", order_line=11), "slip_lines, row 2, order_line: D12: There is no line of this sales order"),
    (_changed("slip_lines", quantity=2), "slip_lines, row 2, quantity: R2: Line 1 has 1 registrations more"),
    (_changed("slip_lines", slip="S-9"), "slip_lines, row 2, slip: D12: There is no slip S-9 in the files"),
    (_changed("invoices", day="2024-03-04"), "invoices, row 2, day: W11"),
    (_changed("invoice_lines", slip_line=2), "invoice_lines, row 2, slip_line: D12: There is no packing slip of this"),
    (_changed("invoice_lines", quantity=4), "slip_lines, row 2, quantity: D1: Of 3 shipped, 0 are invoiced"),
    (_changed("serials", slip_line=2), "serials, row 2, slip_line: R1: There is no line 2 on packing slip S-1"),
    (_changed("serials", invoice_line=2), "serials, row 2, invoice_line: R1: There is no line 2 on invoice I-1"),
    (_changed("serials", slip="", slip_line=""), "serials, row 2, invoice_line: R1: The invoice's line does not bill"),
    (
        _changed("serials", slip="", slip_line="", invoice="", invoice_line=""),
        "serials, row 2: R1: It stands on no slip and on no invoice of the files",
    ),
    (_changed("serials", serial_number=""), "serials, row 2, serial_number: D12: '' cannot be taken"),
    (_changed("serials", not_readable="true"), "serials, row 2, serial_number: D12: 'SN-1' cannot be taken"),
    (_changed("serials", 1, serial_number="sn-1"), "serials, row 3, serial_number: R5: sn-1 already stands on S-1"),
    (_changed("serials", serial_number="SO-1"), "serials, row 2, serial_number: R6: SO-1 is the number of sales order"),
    (
        _changed("serials", serial_number="9521000007499"),
        "serials, row 2, serial_number: R6: 9521000007499 is the GTIN",
    ),
    (_changed("serials", serial_number="x" * 101), "serials, row 2, serial_number: R6"),
    (_changed("serials", serial_number="a\u200bb"), "serials, row 2, serial_number: R6"),
    (_changed("products", serial_pattern=r"SN-\d\d"), "serials, row 2, serial_number: R6: SN-1 does not look like"),
    (_changed("products", serial_pattern="("), "products, row 2, serial_pattern: D12"),
    (_changed("products", group="NONE"), "products, row 2, group: D12: There is no tracking dimension group NONE."),
    (_changed("products", catch_weight="yes"), "products, row 2, catch_weight: T4: PUMP is a catch-weight product"),
    (_changed("products", gtins="9521000007490"), "products, row 2, gtins: D12"),
    (_changed("products", supplier_cover="P1Y"), "products, row 2, supplier: D12"),
    (_changed("products", name=""), "products, row 2, name: file: It is empty"),
    (_changed("customers", country="Germany"), "customers, row 2, country: D12"),
    (_changed("customers", buyer_kind="me"), "customers, row 2, buyer_kind: D12"),
    (_changed("categories", parent="PUMPS"), "categories, row 2, parent: D12"),
    (_changed("groups", active_in_sales_process="maybe"), "groups, row 2, active_in_sales_process: D12"),
    (_changed("groups", active_in_sales_process="no"), "serials, row 2, serial_number: T2: PUMP has no tracking"),
]


@pytest.mark.parametrize(("rows", "told"), CASES, ids=[told.partition(": ")[0] for _, told in CASES])
def test_what_breaks_a_rule_is_told_at_its_row(tmp_path: Path, rows: Rows, told: str) -> None:
    report = checked(write(tmp_path, rows))
    assert [each for each in said(report) if each.startswith(told)], said(report)


def test_an_item_without_a_registration_is_told(tmp_path: Path) -> None:
    """T2, and T3 where blank issue is allowed."""
    rows = one_order()
    del rows["serials"][0]
    found = said(checked(write(tmp_path, rows)))
    assert found[0].startswith("slip_lines, row 2, quantity: T2: Line 1 lacks 1 of 3 registrations")
    rows["groups"][0]["blank_issue_allowed"] = "true"
    assert said(checked(write(tmp_path, rows))) == []


def test_two_sales_of_one_serial_number_are_told_and_the_earlier_one_stands(tmp_path: Path) -> None:
    """R5: the later order is rejected, whichever comes first in the files."""
    later, earlier = one_order("2", ["SN-1"]), one_order("1", ["SN-1", "SN-2"])
    later["orders"][0]["ordered_on"] = "2024-03-02"
    report = checked(write(tmp_path, together(later, earlier)))
    assert said(report) == [
        "serials, row 2, serial_number: R5: SN-1 already stands on S-1: take it off there, or check the label."
    ]
    assert (report.rejected_orders, report.loaded["orders"]) == (1, 1)


def test_two_products_may_carry_one_number(tmp_path: Path) -> None:
    """R5."""
    other = one_order("2", ["SN-1"])
    other["order_lines"][0]["product"] = "OTHER"
    other["products"][0] |= {"number": "OTHER", "gtins": ""}
    assert said(checked(write(tmp_path, together(one_order(), other)))) == []


@pytest.mark.parametrize(
    ("file", "column"),
    [("orders", "number"), ("slips", "number"), ("invoices", "number"), ("slip_lines", "position")],
)
def test_a_key_that_two_rows_have_is_told_of_both_and_rejects_the_order_alone(
    tmp_path: Path, file: str, column: str
) -> None:
    """D12: nobody can say which of them is meant."""
    rows = together(one_order(), one_order("2", ["SN-7"]))
    rows[file].append({**rows[file][0], "external_reference": "again"} if column == "number" else {**rows[file][0]})
    report = checked(write(tmp_path, rows))
    told = f"D12: This is in {file} more than once, first in row 2: keep one of them."
    assert said(report) == [f"{file}, row 2, {column}: {told}", f"{file}, row 4, {column}: {told}"]
    assert (report.rejected_orders, report.loaded["orders"]) == (1, 1)


def test_a_customer_or_product_said_twice_alike_is_one_and_otherwise_the_first(tmp_path: Path) -> None:
    rows = one_order()
    rows["customers"] += [dict(rows["customers"][0]), {**rows["customers"][0], "city": "Bonn"}]
    rows["products"] += [dict(rows["products"][0]), {**rows["products"][0], "name": "Another pump"}]
    report = checked(write(tmp_path, rows))
    assert said(report) == [
        "products, row 4, number: D12: products has PUMP in row 2 too, and says something else: keep one of them.",
        "customers, row 4, number: D12: customers has C-1 in row 2 too, and says something else: keep one of them.",
    ]
    assert report.loaded["orders"] == 1


def test_a_gtin_of_two_products_is_told(tmp_path: Path) -> None:
    """R6."""
    rows = one_order()
    rows["products"].append({**rows["products"][0], "number": "OTHER"})
    found = said(checked(write(tmp_path, rows)))
    assert found == ["products, row 3, gtins: R6: The GTIN 09521000007499 belongs to PUMP."]


def test_an_invoice_may_leave_one_slip_in_part_and_not_two(tmp_path: Path) -> None:
    """D2: the article's example of three slips of two."""
    rows = one_order("1", [f"SN-{n}" for n in range(6)])
    rows["slips"] = [{"number": f"S-{n}", "order": "SO-1", "day": "2024-03-05"} for n in range(3)]
    rows["slip_lines"] = [{"slip": f"S-{n}", "position": 1, "order_line": 10, "quantity": 2} for n in range(3)]
    rows["invoice_lines"] = [
        {"invoice": "I-1", "position": n + 1, "order_line": 10, "quantity": 1, "slip": f"S-{n}", "slip_line": 1}
        for n in range(3)
    ]
    for n, row in enumerate(rows["serials"]):
        row |= {"slip": f"S-{n // 2}", "invoice": "I-1", "invoice_line": n // 2 + 1}
        if n % 2:
            row |= {"invoice": "", "invoice_line": ""}
    found = said(checked(write(tmp_path, rows)))
    assert found == [
        "invoices, row 2: D2: Only one packing slip may be invoiced in part, not S-0, S-1, S-2: complete all but one."
    ]


def test_a_bad_row_rejects_its_whole_order_and_nothing_else(tmp_path: Path) -> None:
    rows = together(one_order(), one_order("2", ["SN-7"]))
    rows["serials"][1]["serial_number"] = "bad\x07number"
    report = checked(write(tmp_path, rows))
    assert (report.rejected_orders, report.loaded["orders"], report.loaded["registrations"]) == (1, 1, 1)


def test_only_some_of_a_kind_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    rows = one_order("1", [f"SO-1{'x' * 97}" + str(n) for n in range(40)])
    report = checked(write(tmp_path, rows))
    assert [(count, len(shown)) for count, shown in report.problems] == [(40, 5)]
