"""Asking through the front door: with the statements that it took, with the one error, of a unit that was sold."""

from collections.abc import Callable, Mapping
from typing import Any

from graph_api.store.bolt import statements_run
from tests.api.desk import Desk, Sale


async def count(desk: Desk, document: str, **variables: Any) -> tuple[dict[str, Any], list[str]]:
    """Ask, and say which statements were sent for the answer."""
    run: list[str] = []
    token = statements_run.set(run)
    try:
        return await desk.ask(document, **variables), run
    finally:
        statements_run.reset(token)


async def refused(desk: Desk, document: str, **variables: Any) -> Mapping[str, Any]:
    """Ask what must not be answered; returns the one error."""
    result = await desk.execute(document, variables)
    assert result.errors is not None
    (error,) = result.errors
    return {"message": error.message, **(error.extensions or {})}


async def sold(desk: Desk, sale: Sale, unique: Callable[[str], str], serials: list[str]) -> dict[str, Any]:
    """Ship and invoice these numbers under a term of two years and a policy of thirty days."""
    scope = {"product": sale.products[0]}
    cover = [{"kind": "PARTS", "period": "P2Y"}, {"kind": "LABOUR", "period": "P6M", "percentage": 50}]
    await desk.done(
        "publishWarrantyTerm",
        number=unique("WT"),
        scope=scope,
        layer="COMMERCIAL",
        startBasis="INVOICE",
        coverages=cover,
        validFrom="2020-01-01",
    )
    await desk.done(
        "publishReturnPolicy", number=unique("RP"), scope=scope, basis="INVOICE", windowDays=30, validFrom="2020-01-01"
    )
    slip = await sale.posted([serials])
    invoice = await desk.done("postInvoice", id=(await sale.invoice())["id"])
    return {"slip": slip, "invoice": invoice}
