"""Items of returns in a few words."""

from dataclasses import replace
from datetime import date
from typing import Any

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.lineage import CustomerFacts
from graph_api.domain.return_items import ReturnItemView, ReturnView
from tests.domain.histories import noon, on

DAY = on("2026-03-15")


def item(state: ReturnState = ReturnState.RECEIVED, serial: str | None = "SN-1", **more: Any) -> ReturnItemView:
    awaited = ReturnItemView(
        id="item-1",
        position=1,
        state=state,
        quantity=1,
        product="P-1",
        order="SO-1",
        home="line-1",
        authorised_on=DAY,
        authorised_at=noon(DAY),
        answer="{}",
        registration_id="reg-1",
        unit_id=None if serial is None else "unit-1",
        serial_number=serial,
    )
    return replace(awaited, **more)


def authorised(*items: ReturnItemView, day: date = DAY) -> ReturnView:
    return ReturnView("return-1", "RMA-1", day, noon(day), "too loud", None, CustomerFacts("C-7"), items, 1)
