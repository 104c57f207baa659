"""A frozen verdict is read as it was frozen, for ever (K2)."""

from datetime import date

import orjson
import pytest

from graph_api.domain.lineage import UnitHistory
from graph_api.domain.periods import Period
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from graph_api.store.claims import frozen_verdict, verdict_text
from tests.domain.histories import cover, invoice, noon, slip, stay, term, unit

SOLD = unit(
    stay(invoice("2024-05-02"), slip=slip("2024-05-01"), terms=(term(cover(Period(months=24), percentage=80)),))
)
OF_VERSION_1 = """
{"status":"COVERED","valid_at":"2024-06-01","known_at":"2024-06-01T12:00:00Z",
 "reasons":[{"rule":"I2","fact":"SOLD_BY_US","statement":"Packing slip PS-1 of 2024-05-01 sold it.",
             "on":"2024-05-01","held":true}],
 "evidence":[{"kind":"PACKING_SLIP","id":"slip-1","number":"PS-1","day":"2024-05-01"}],
 "kinds":[{"kind":"PARTS","status":"COVERED","layer":"COMMERCIAL","percentage":80,
           "term":{"id":"WT-1.1","number":"WT-1","version":1},"start_basis":"INVOICE","first_day":"2024-05-02",
           "last_day":"2026-05-02","days_left":700}],
 "layer":"COMMERCIAL","term":{"id":"WT-1.1","number":"WT-1","version":1},"first_day":"2024-05-02",
 "last_day":"2026-05-02","days_left":700,"would_change":{"fact":"It ends.","on":"2026-05-03"}}
"""
"""As the first version that froze verdicts wrote them. What verdicts say since has a default, or this fails."""


@pytest.mark.parametrize("day", ["2024-04-30", "2024-05-01", "2024-06-01", "2027-01-01"])
@pytest.mark.parametrize("history", [SOLD, unit()], ids=["sold", "unknown"])
def test_a_verdict_is_read_as_it_was_frozen(history: UnitHistory, day: str) -> None:
    verdict = decide_warranty(history, date.fromisoformat(day), noon(date(2027, 1, 1)))

    assert frozen_verdict(verdict_text(verdict)) == verdict


def test_a_verdict_that_an_earlier_version_froze_is_read() -> None:
    verdict = frozen_verdict(OF_VERSION_1)

    assert (verdict.status, verdict.days_left) == (WarrantyStatus.COVERED, 700)
    assert orjson.loads(verdict_text(verdict))["reasons"] == orjson.loads(OF_VERSION_1)["reasons"]
