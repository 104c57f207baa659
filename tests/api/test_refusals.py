"""Refusals as types: every kind is in the schema, described, and can be asked for its facts."""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from graph_api import domain
from graph_api.api.ids import make_id
from graph_api.api.refusals import REFUSAL_TYPES
from graph_api.api.schema import schema
from graph_api.domain.duties import Role
from graph_api.domain.outcomes import Refusal
from graph_api.services.refusals import REFUSALS
from tests.api.after_sales import ASKED as AFTER_SALES
from tests.api.conftest import Sell
from tests.api.desk import MUTATIONS, Desk

TESTS = Path(__file__).parent


def kinds() -> Iterator[type[Refusal]]:
    """Every kind of refusal that a module of the domain defines."""
    for module in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}."):
        for _, found in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(found, Refusal) and found is not Refusal and found.__module__ == module.name:
                yield found


def code_of(kind: type[Refusal]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).upper()


def test_every_kind_of_refusal_is_registered() -> None:
    """A kind that is not would be a fault where it is told."""
    assert set(REFUSALS.values()) == set(kinds())


def test_every_kind_is_a_described_type_of_the_schema_with_its_facts() -> None:
    """The domain alone says what a refusal is; the schema shows all of it."""
    types = {each.__strawberry_definition__.name for each in REFUSAL_TYPES}  # type: ignore[attr-defined]

    assert types == set(REFUSALS)
    for name, kind in REFUSALS.items():
        shown = schema._schema.type_map[name]
        assert shown.description
        assert "refusal" in {interface.name.lower() for interface in shown.interfaces}  # type: ignore[attr-defined]
        own = set(shown.fields) - {"code", "rule", "message"}  # type: ignore[attr-defined]
        assert own == {_camel(each.name) for each in fields(kind)}
        assert all(field.description for field in shown.fields.values())  # type: ignore[attr-defined]


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)


def test_no_two_kinds_give_one_fact_two_types() -> None:
    """A client selects the facts of several kinds at once, and one name of two types cannot be selected together."""
    types: dict[str, set[str]] = {}
    for name in REFUSALS:
        for field, shown in schema._schema.type_map[name].fields.items():  # type: ignore[attr-defined]
            types.setdefault(field, set()).add(str(shown.type).rstrip("!"))

    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_every_kind_of_refusal_is_met_at_the_front_door() -> None:
    """Each code stands in a test that sends a mutation."""
    sent = "\n".join(path.read_text() for path in TESTS.glob("test_*.py") if path.name != Path(__file__).name)

    missing = {kind.__name__ for kind in kinds() if f'"{code_of(kind)}"' not in sent}

    assert missing == set()


@pytest.mark.anyio
@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_no_mutation_is_open_to_a_role_without_its_duty(
    desk: Desk, sell: Sell, unique: Callable[[str], str], mutation: str
) -> None:
    """S1, S4: default deny. The analyst changes nothing; the clerk sets up nothing."""
    sale = await sell(1)
    slip = await sale.slip()
    invoice = await desk.done("createInvoice", order=sale.order, direct=[{"orderLineId": sale.lines[0], "quantity": 1}])
    line, number = slip["lines"][0]["id"], unique("X")
    version = {"number": number, "scope": {}, "validFrom": "2026-01-01"}
    correction = {"registrationId": make_id("Registration", number), "serialNumber": "SN-1", "version": 1}
    item = {"itemId": make_id("ReturnItem", number), "version": 1}
    by_mutation: dict[str, dict[str, Any]] = {
        "saveTrackingDimensionGroup": {"number": number},
        "saveProduct": {"number": number, "name": "Pump"},
        "saveCustomer": {"number": number},
        "publishWarrantyTerm": {**version, "layer": "COMMERCIAL", "startBasis": "INVOICE", "coverages": []},
        "publishReturnPolicy": {**version, "basis": "INVOICE"},
        "saveSalesOrder": {"number": number, "customer": sale.customer, "lines": []},
        "createPackingSlip": {"order": sale.order},
        "reversePackingSlipLines": {"id": slip["id"], "lines": [line], "version": 1},
        "cancelPackingSlip": {"id": slip["id"], "version": 1},
        "createInvoice": {"order": sale.order},
        "registerSerials": {"lineId": line, "serials": ["SN-1"]},
        "scanSerial": {"lineId": line, "scan": "SN-1"},
        "registerNotReadable": {"lineId": line},
        "changeRegistrations": {"lineId": line},
        "sellAtPointOfSale": {"customer": sale.customer, "lines": []},
        "takeBackItems": {"orderLineId": sale.lines[0], "items": [], "version": 1},
        "creditInvoice": {"id": invoice["id"], "version": 1},
        "authoriseReturn": {"customer": sale.customer, "items": []},
        "receiveReturnItem": {**item, "notReadable": True},
        "decideReturnItem": {**item, "decision": "AS_RECEIVED"},
        "disposeReturnItem": {**item, "disposition": "SCRAP", "credited": False},
        "refuseReturnItem": item,
        "cancelReturn": {"id": make_id("Return", number), "version": 1},
        "changeSerialNumber": {"invoiceLineId": invoice["lines"][0]["id"], **correction},
        "fillNotReadable": {"lineId": line, **correction},
    }
    claim = {"id": make_id("Claim", number), "version": 1}
    by_mutation["openClaim"] = {"unitId": make_id("Unit", number), "problem": "noise"}
    by_mutation["resolveClaim"] = {**claim, "resolution": "REPAIR"}
    for step in ("reviewClaim", "approveClaim", "rejectClaim", "startClaimWork", "cancelClaim"):
        by_mutation[step] = claim
    asked = by_mutation.get(mutation, {"id": invoice["id"] if "Invoice" in mutation else slip["id"]})
    at_the_desk = "Claim" in mutation or ("Return" in mutation and "Policy" not in mutation)
    closed = [Role.ANALYST, Role.CLERK if at_the_desk else Role.SERVICE_DESK]
    if mutation in {*MUTATIONS[:2], "changeSerialNumber"} or mutation.startswith("publish"):
        closed.append(Role.CLERK)
    if mutation in AFTER_SALES:
        asked, closed = AFTER_SALES[mutation], [Role.ANALYST, Role.CLERK, Role.SENIOR_CLERK]

    answers = [await desk.as_role(role).refused(mutation, **asked) for role in closed]

    assert [set(answer.codes) for answer in answers] == [{"NOT_PERMITTED"}] * len(closed)


def test_every_mutation_is_tried_without_its_duty() -> None:
    """A mutation that is added comes here too."""
    assert set(MUTATIONS) == set(schema._schema.mutation_type.fields)  # type: ignore[union-attr]
