"""Recalling in tests: what is asked, and what is read of the answer."""

from collections.abc import Callable
from typing import Any

from tests.api.conftest import Sell
from tests.api.credits import posted
from tests.api.desk import Desk, Sale
from tests.api.returns import with_policy

Unique = Callable[[str], str]

UNITS = """
fragment Units on RecallGroup {
  units(first: $units, after: $afterUnit) {
    nodes {
      unitId serialNumber place affected owner invoice ended endedOn returnNumber replacedBy cameFor
      soldAgain { number customer }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
RECALL = (
    """
query ($filter: RecallFilterInput!, $first: Int! = 50, $after: String, $units: Int! = 50, $afterUnit: String) {
  recall(filter: $filter) {
    refusals { code message path }
    notices { code message path }
    totals {
      exact blanks unregistered
      places { place units }
      mayBeAffected { atLeast atMost }
      documents { atLeast atMost }
      customers { atLeast atMost }
      narrowedBy { kind items statement lines { documentNumber lineId product blanks unregistered } }
    }
    groups(first: $first, after: $after) {
      nodes {
        kind id number day order customer invoices
        lines { id position product quantity blanks unregistered places { place units } }
        places { place units }
        mayBeAffected { atLeast atMost }
        ...Units
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
    + UNITS
)


async def recall(desk: Desk, more: dict[str, Any] | None = None, /, **wanted: Any) -> Any:
    return (await desk.ask(RECALL, filter=wanted, **more or {}))["recall"]


def bounds(told: Any) -> tuple[int, int]:
    return told["mayBeAffected"]["atLeast"], told["mayBeAffected"]["atMost"]


def places(told: Any) -> dict[str, int]:
    return {each["place"]: each["units"] for each in told["places"]}


def units(group: Any) -> dict[str, str]:
    return {each["serialNumber"]: each["place"] for each in group["units"]["nodes"]}


async def two_slips(sell: Sell, unique: Unique) -> tuple[Sale, list[Any], Any]:
    """Six pieces on two slips, all invoiced: three numbers and a blank, then two numbers."""
    sale = await sell(6)
    await with_policy(sale.desk, sale, unique)
    slips = [await sale.posted([["SN-1", "SN-2", "SN-3"]], blanks=1), await sale.posted([["SN-4", "SN-5"]])]
    return sale, slips, await posted(sale)
