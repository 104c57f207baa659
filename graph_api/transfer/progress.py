"""How far an import is, and how fast it goes."""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Final

from graph_api.transfer.columns import OF_ORDERS
from graph_api.transfer.sales import Loadable

_SECONDS_BETWEEN: Final = 2.0


class Progress:
    """Tells now and then how much is in; what an earlier run loaded does not count for the rate."""

    def __init__(self, report: Callable[[str], None], rows: Mapping[str, int], *, check: bool) -> None:
        self._report = report
        self._all = sum(rows.get(file.name, 0) for file in OF_ORDERS)
        self._serials = rows.get("serials", 0)
        self._verb = "checked" if check else "loaded"
        self._began = self._told = perf_counter()
        self._rows = self._registrations = self._new = 0

    def tell(self, loadable: Loadable, *, new: bool) -> None:
        """One batch more, which this run wrote or found there."""
        self._rows += loadable.rows
        self._registrations += loadable.registrations
        self._new += loadable.registrations if new else 0
        now = perf_counter()
        if now - self._told < _SECONDS_BETWEEN and self._rows < self._all:
            return
        self._told = now
        rate = self._new / max(now - self._began, 0.001)
        self._report(
            f"{self._verb} {self._registrations:,} of {self._serials:,} serial numbers, "
            f"{100 * self._rows // max(self._all, 1)} % of all rows, {rate:,.0f} serial numbers a second"
        )
