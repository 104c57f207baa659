"""Where a history is sorted: on disk, and what happens when the disk is full."""

from pathlib import Path

import pytest

from graph_api.transfer.columns import CUSTOMERS
from graph_api.transfer.problems import ImportStopped
from graph_api.transfer.reading import ReadRow
from graph_api.transfer.staging import Staging


def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    try:
        staging.database.execute("PRAGMA max_page_count = 20")
        rows = (ReadRow(row, (f"C-{row}", *["x" * 100] * 8), ()) for row in range(10_000))
        with pytest.raises(ImportStopped, match=r"database or disk is full\): free some space there, or set TMPDIR"):
            staging.take(CUSTOMERS, rows)
    finally:
        staging.close()
