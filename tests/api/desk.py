"""A desk at the front door: who sends what through GraphQL, and what is counted before and after."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    execute,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema import Schema
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graph_api.api.context import Context, Office
from graph_api.api.refusals import REFUSAL_TYPES
from graph_api.domain.duties import ROLE_DUTIES, Actor, Role
from graph_api.store.bolt import Bolt
from graph_api.store.graph import Graph
from graph_api.store.statement import Mode, Statement
from graph_api.web.projection import ProjectingExecutor

NOON: Final = datetime(2026, 3, 2, 11, tzinfo=UTC)
TODAY: Final = date(2026, 3, 2)

COUNTS: Final = Statement(
    name="counts_of_tests",
    mode=Mode.READ,
    text="""
    CALL () { MATCH (n) RETURN count(n) AS nodes }
    CALL () { MATCH ()-[r]->() RETURN count(r) AS relationships }
    RETURN [nodes, relationships] AS counts
    """,
    decode=lambda row: [] if row is None else row["counts"],
)

_LINE: Final = "id quantity registered notReadable"
_DOCUMENT: Final = f"id number state day lines {{ {_LINE} }}"
_THINGS: Final = {
    "trackingDimensionGroup": (
        "id number name settings { activeInSalesProcess serialNumberControl blankIssueAllowed activeInInventory "
        "blankReceiptAllowed }"
    ),
    "product": "id number name",
    "customer": "id number name",
    "warrantyTerm": "id number version",
    "returnPolicy": "id number version",
    "salesOrder": "id number lines { id position quantity shipped invoiced }",
    "packingSlip": _DOCUMENT,
    "invoice": _DOCUMENT,
    "return": (
        "id number version items { id position state quantity unit { id } override overriddenBy receivedSerial differs "
        "needsDecision decision disposition credited closedOn answer { mayReturn lastDay } }"
    ),
    "creditNote": "id number day reason externalReference lines { id } invoice { id number state version }",
    "claim": "id number state version resolution closedOn flags nextActions verdict { status validAt }",
    "record": (
        "id on recordedAt ... on WarrantyVoid { layer reason liftedAt } ... on WarrantyStart { basis withdrawnAt } "
        "... on UnitCover { number coverLayer: layer reason withdrawnAt coverages { kind period percentage } } "
        "... on OwnershipTransfer { customer { number } }"
    ),
    "line": f"... on SlipLine {{ {_LINE} }} ... on InvoiceLine {{ {_LINE} }}",
}
_OF_MUTATION: Final = {
    "saveTrackingDimensionGroup": "trackingDimensionGroup",
    "saveProduct": "product",
    "saveCustomer": "customer",
    "publishWarrantyTerm": "warrantyTerm",
    "publishReturnPolicy": "returnPolicy",
    "saveSalesOrder": "salesOrder",
    "createPackingSlip": "packingSlip",
    "editPackingSlip": "packingSlip",
    "discardPackingSlip": "packingSlip",
    "postPackingSlip": "packingSlip",
    "reversePackingSlipLines": "packingSlip",
    "cancelPackingSlip": "packingSlip",
    "createInvoice": "invoice",
    "editInvoice": "invoice",
    "discardInvoice": "invoice",
    "postInvoice": "invoice",
    "sellAtPointOfSale": "invoice",
    "takeBackItems": "salesOrder",
    "creditInvoice": "creditNote",
    "openClaim": "claim",
    "reviewClaim": "claim",
    "approveClaim": "claim",
    "rejectClaim": "claim",
    "startClaimWork": "claim",
    "resolveClaim": "claim",
    "cancelClaim": "claim",
    "voidWarranty": "record",
    "liftVoid": "record",
    "recordOwnerRegistration": "record",
    "recordInstallation": "record",
    "withdrawStart": "record",
    "recordBoughtCover": "record",
    "grantGoodwill": "record",
    "withdrawCover": "record",
    "transferOwnership": "record",
    "authoriseReturn": "return",
    "receiveReturnItem": "return",
    "decideReturnItem": "return",
    "disposeReturnItem": "return",
    "refuseReturnItem": "return",
    "cancelReturn": "return",
    "registerSerials": "line",
    "scanSerial": "line",
    "registerNotReadable": "line",
    "changeRegistrations": "line",
    "changeSerialNumber": "line",
    "fillNotReadable": "line",
}
MUTATIONS: Final = tuple(_OF_MUTATION)


def _facts() -> str:
    kinds = (kind.__strawberry_definition__ for kind in REFUSAL_TYPES)  # type: ignore[attr-defined]
    common = {"code", "rule", "message", "path"}
    own = ((kind.name, [each.name for each in kind.fields if each.name not in common]) for kind in kinds)
    return " ".join(f"... on {name} {{ {' '.join(_camel(each) for each in names)} }}" for name, names in own if names)


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)


_REFUSALS: Final = f"refusals {{ code rule message path {_facts()} }}"


_RULES: Final = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)


@lru_cache(maxsize=500)
def _ready(schema: Schema, text: str) -> DocumentNode | list[GraphQLError]:
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        return [error]
    return validate(schema._schema, document, _RULES) or document


@dataclass(frozen=True)
class Answer:
    """What a mutation answered."""

    value: Any
    refusals: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    dry_run: bool
    replayed: bool
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [refusal["code"] for refusal in self.refusals]

    @property
    def said(self) -> list[str]:
        return [notice["code"] for notice in self.notices]

    def facts(self, *names: str) -> list[tuple[Any, ...]]:
        return [tuple(refusal.get(name) for name in ("code", *names)) for refusal in self.refusals]

    @property
    def registered(self) -> tuple[int, int]:
        return self.value["registered"], self.value["notReadable"]


@dataclass
class Desk:
    """Everything a clerk does in these tests. Whatever is refused or dry is seen to have left nothing behind."""

    schema: Schema
    office: Office
    bolt: Bolt
    role: Role = Role.ADMINISTRATOR
    subject: str = "clerk-1"

    def as_role(self, role: Role, subject: str = "clerk-1") -> "Desk":
        return Desk(self.schema, self.office, self.bolt, role, subject)

    async def execute(self, document: str, variables: Mapping[str, Any] | None = None) -> Any:
        actor = Actor(self.subject, ROLE_DUTIES[self.role])
        context = Context(self.office, actor, "request-1")
        # As the endpoint does it: a document is validated once, and executed as often as it is sent.
        ready = _ready(self.schema, document)
        if not isinstance(ready, DocumentNode):
            return ExecutionResult(data=None, errors=ready)
        result = execute(
            self.schema._schema,
            ready,
            context_value=context,
            variable_values=dict(variables or {}),
            executor_class=ProjectingExecutor,
        )
        return await result if inspect.isawaitable(result) else result

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        result = await self.execute(document, variables)
        assert result.errors is None, result.errors
        return result.data

    async def send(self, mutation: str, **asked: Any) -> Answer:
        """Send one mutation, as it is."""
        thing = _OF_MUTATION[mutation]
        own = f"{thing} {{ {_THINGS[thing]} }}" + (" addedIds removedIds" if thing == "line" else "")
        kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
        document = (
            f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ {own} {_REFUSALS} "
            "notices { code rule message path } dryRun replayed } }"
        )
        found = (await self.ask(document, input=asked))[mutation]
        return Answer(
            value=found[thing],
            refusals=found["refusals"],
            notices=found["notices"],
            dry_run=found["dryRun"],
            replayed=found["replayed"],
            added=found.get("addedIds", []),
            removed=found.get("removedIds", []),
        )

    async def counts(self) -> list[int]:
        """Nodes and relationships in the whole graph."""
        return await self.bolt.read(COUNTS)

    async def refused(self, mutation: str, **asked: Any) -> Answer:
        """Send what must be refused whole, and see that nothing is left behind."""
        before = await self.counts()
        answer = await self.send(mutation, **asked)
        assert answer.refusals
        assert answer.value is None
        assert await self.counts() == before
        return answer

    async def dry(self, mutation: str, **asked: Any) -> Answer:
        """Send what is only tried, and see that nothing is left behind."""
        before = await self.counts()
        answer = await self.send(mutation, **asked, dryRun=True)
        assert answer.dry_run
        assert await self.counts() == before
        return answer

    async def done(self, mutation: str, **asked: Any) -> Any:
        """Send what must be done; returns what changed."""
        answer = await self.send(mutation, **asked)
        assert answer.refusals == []
        assert answer.value is not None
        return answer.value


@dataclass
class Sale:
    """An order with products of its own, on its way."""

    desk: Desk
    order: str
    customer: str
    products: list[str]
    lines: list[str]

    async def slip(self, *quantities: int, number: str | None = None) -> dict[str, Any]:
        """A draft slip: so many pieces of the order's lines, in their order; all that is left where none is given."""
        lines = [
            {"orderLineId": line, "quantity": quantity}
            for line, quantity in zip(self.lines, quantities, strict=False)
            if quantity
        ]
        asked = {"lines": lines} if quantities else {}
        return await self.desk.done("createPackingSlip", order=self.order, number=number, **asked)

    async def posted(self, serials: Sequence[Sequence[str]], *, blanks: int = 0) -> dict[str, Any]:
        """A posted slip with these serial numbers by line, and blanks on its first line."""
        counts = [len(each) for each in serials]
        counts[0] += blanks
        slip = await self.slip(*counts)
        added: dict[str, list[str]] = {}
        for line, numbers in zip(slip["lines"], [each for each in serials if each], strict=True):
            answer = await self.desk.send("registerSerials", lineId=line["id"], serials=list(numbers))
            added[line["id"]] = answer.added
        if blanks:
            first = slip["lines"][0]["id"]
            added[first] += (await self.desk.send("registerNotReadable", lineId=first, count=blanks)).added
        return {**await self.desk.done("postPackingSlip", id=slip["id"]), "registrations": added}

    async def invoice(self, *billings: Mapping[str, Any]) -> dict[str, Any]:
        """A draft invoice of slip lines; of all that is shipped where none is given."""
        asked = {"billings": list(billings)} if billings else {}
        return await self.desk.done("createInvoice", order=self.order, **asked)


def office(graph: Graph) -> Office:
    """An office whose clock stands still, in a time zone that is not UTC."""
    return Office(graph, b"a key of thirty-two bytes, or so.", lambda: NOON, ZoneInfo("Europe/Berlin"))
