"""Two clocks in tests: a desk whose clock stands at a moment, and every answer on a unit as it was known at one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from tests.api.desk import NOON, Desk, Sale

_PROOF: Final = "reasons { rule fact statement on held } evidence { kind id number day } wouldChange { fact on }"
_A_DAY: Final = f"""
    saleStatus(validAt: $on, knownAt: $known)
    warranty(validAt: $on, knownAt: $known) {{
      status firstDay lastDay daysLeft layer term {{ number version }} {_PROOF}
      kinds {{ kind status layer percentage firstDay lastDay daysLeft }}
    }}
    returnEligibility(validAt: $on, knownAt: $known) {{ mayReturn lastDay daysLeft {_PROOF} }}
    ... on Unit {{ sales(knownAt: $known) {{
      day ended {{ kind on }} packingSlip {{ number }} invoice {{ number }} invoices {{ number }} registrationId
    }} }}
"""


def at(desk: Desk, days: int, **more: float) -> Desk:
    """The same desk so long after the tests' noon."""
    moment = NOON + timedelta(days=days, **more)
    return replace(desk, office=replace(desk.office, now=lambda: moment))


def of(sale: Sale, desk: Desk) -> Sale:
    """The same sale, worked on at another desk."""
    return replace(sale, desk=desk)


async def answers(
    desk: Desk, product: str, serial: str, days: Sequence[str], known: datetime | None = None
) -> list[dict[str, Any]]:
    """Everything that is answered of a number for each of some days, by what was recorded by a moment."""
    asked = " ".join(
        f"d{place}: lookup(by: {{ serial: $serial }}, product: $product) {{ matches {{ ... on SerialAnswer {{ "
        f"{_A_DAY.replace('$on', chr(34) + day + chr(34))} }} }} }}"
        for place, day in enumerate(days)
    )
    document = f"query ($serial: String!, $product: String!, $known: DateTime) {{ {asked} }}"
    moment = None if known is None else known.isoformat()
    found = await desk.ask(document, serial=serial, product=product, known=moment)
    # A number that is registered later has no sales yet, and no unit to ask for them.
    return [{"sales": [], **each["matches"][0]} for each in found.values()]
