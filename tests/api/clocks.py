"""Two clocks in tests: a desk whose clock stands at a moment, and every answer on a unit as it was known at one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from tests.api.desk import NOON, Desk, Sale

MOMENT: Final = timedelta(microseconds=1)
_PROOF: Final = "reasons { rule fact statement on held } evidence { kind id number day } wouldChange { fact on }"
_A_DAY: Final = f"""
    saleStatus(validAt: $on, knownAt: $known)
    warranty(validAt: $on, knownAt: $known) {{
      status contract replacedBy {{ unitId serialNumber on }}
      firstDay lastDay daysLeft layer term {{ number version }} {_PROOF}
      kinds {{ kind status layer percentage firstDay lastDay daysLeft contract }}
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


class Diary:
    """What was answered when it was asked, to be asked again when everything is known."""

    def __init__(self, product: str, serials: Sequence[str], days: Sequence[str]) -> None:
        self.product = product
        self.serials = serials
        self.days = days
        self.entries: list[tuple[datetime, dict[str, Any]]] = []

    async def answered(self, desk: Desk, known: datetime | None = None) -> dict[str, Any]:
        return {serial: await answers(desk, self.product, serial, self.days, known) for serial in self.serials}

    async def write(self, desk: Desk) -> None:
        self.entries.append((desk.office.now(), await self.answered(desk)))

    async def read_again(self, desk: Desk) -> None:
        """Each answer holds from its moment until the moment of the next event, which is not known one before."""
        moments = [moment for moment, _ in self.entries]
        told = [answer for _, answer in self.entries]
        assert all(before != after for before, after in pairwise(told)), "each event changes some answer"
        for (moment, answer), until in zip(self.entries, [*moments[1:], desk.office.now()], strict=True):
            assert await self.answered(desk, moment) == answer
            assert await self.answered(desk, until - MOMENT) == answer
