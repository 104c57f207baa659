"""What was frozen is read as it was frozen, for ever: verdicts of claims, answers of returns (K2, V3)."""

from datetime import date

import orjson
import pytest

from graph_api.domain.lineage import UnitHistory
from graph_api.domain.periods import Period
from graph_api.domain.returns import decide_return
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from graph_api.services.frozen import freeze_return_answer, return_answer
from graph_api.store.claims import frozen_verdict, verdict_text
from tests.domain.histories import cover, invoice, noon, policy, slip, stay, term, unit

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


RETURNED = unit(stay(invoice("2024-05-02"), slip=slip("2024-05-01"), policies=(policy(30),)))
ANSWER_OF_VERSION_1 = """
{"may_return":true,"valid_at":"2024-06-01","known_at":"2024-06-01T12:00:00Z",
 "reasons":[
  {"rule":"I2","fact":"SOLD_BY_US","statement":"Packing slip PS-1 of 2024-05-01 sold it.","on":"2024-05-01",
   "held":true},
  {"rule":"W8","fact":"SALE_STANDS","statement":"The sale of 2024-05-01 stands on 2024-06-01.","on":null,"held":true},
  {"rule":"V2","fact":"INVOICED","statement":"Invoice INV-1 of 2024-05-02 stands.","on":"2024-05-02","held":true},
  {"rule":"V2","fact":"NOT_COME_BACK","statement":"It has not come back for good.","on":null,"held":true},
  {"rule":"V2","fact":"NOT_ON_ITS_WAY","statement":"It is on no return.","on":null,"held":true},
  {"rule":"V1","fact":"POLICY_IN_FORCE",
   "statement":"Return policy RP-1 version 1 was in force on 2024-05-01, the day of sale.","on":"2024-05-01",
   "held":true},
  {"rule":"V1","fact":"RETURNABLE","statement":"Return policy RP-1 version 1 allows returns.","on":null,"held":true},
  {"rule":"V1","fact":"WINDOW_OPEN",
   "statement":"Invoice INV-1 of 2024-05-02 opened the return window of 30 days; its last day is 2024-06-01.",
   "on":"2024-06-01","held":true},
  {"rule":"V2","fact":"ASKER_BOUGHT_IT","statement":"The asker is who bought it.","on":null,"held":true}],
 "evidence":[
  {"kind":"PACKING_SLIP","id":"slip-1","number":"PS-1","day":"2024-05-01"},
  {"kind":"INVOICE","id":"invoice-INV-1","number":"INV-1","day":"2024-05-02"},
  {"kind":"SALES_ORDER","id":"SO-1","number":"SO-1","day":"2001-01-01"},
  {"kind":"REGISTRATION","id":"reg-1","number":"SN-1","day":null},
  {"kind":"RETURN_POLICY","id":"RP-1.1","number":"RP-1","day":"2001-01-01"}],
 "policy":{"id":"RP-1.1","number":"RP-1","version":1},"last_day":"2024-06-01","days_left":0,
 "would_change":{"fact":"2024-06-01 is the last day of the return window.","on":"2024-06-02"}}
"""
"""As the first version that froze answers wrote them. What answers say since has a default, or this fails."""


@pytest.mark.parametrize("day", ["2024-04-30", "2024-05-01", "2024-06-01", "2027-01-01"])
@pytest.mark.parametrize("history", [RETURNED, unit()], ids=["sold", "unknown"])
def test_an_answer_is_read_as_it_was_frozen(history: UnitHistory, day: str) -> None:
    answer = decide_return(history, date.fromisoformat(day), "C-8", noon(date(2027, 1, 1)))

    assert return_answer(freeze_return_answer(answer)) == answer


def test_an_answer_that_an_earlier_version_froze_is_read_word_by_word() -> None:
    """V3: and what is frozen today has every word of it still."""
    answer = return_answer(ANSWER_OF_VERSION_1)
    frozen_today = orjson.loads(freeze_return_answer(answer))

    assert (answer.may_return, answer.days_left) == (True, 0)
    assert {name: frozen_today[name] for name in orjson.loads(ANSWER_OF_VERSION_1)} == orjson.loads(ANSWER_OF_VERSION_1)
    assert answer == decide_return(RETURNED, date(2024, 6, 1), "C-7", noon(date(2024, 6, 1)))
