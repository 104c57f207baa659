"""Calls on a line, and what is said of them."""

from graph_api.domain.documents import DocumentKind
from graph_api.domain.line_facts import LineFacts, Spot
from graph_api.domain.outcomes import Notice, Path
from graph_api.domain.registration import Plan, decide_addition
from graph_api.domain.registration_refusals import QuantityExceeded
from tests.domain.books import entries, units

HERE: Path = ("serials", "0")
SLIP = DocumentKind.PACKING_SLIP


def already(name: str, path: Path) -> Notice:
    message = f"{name} is already on this line: nothing changed."
    return Notice(code="ALREADY_REGISTERED", rule="R7", message=message, path=path)


def exceeded(quantity: int, registered: int, attempted: int, kind: DocumentKind = SLIP) -> QuantityExceeded:
    return QuantityExceeded(
        line_id="L-1", document_kind=kind, quantity=quantity, registered=registered, attempted=attempted
    )


def add(to: LineFacts, *texts: str, at: dict[str, Spot] | None = None, blanks: int = 0) -> Plan:
    return decide_addition(to, entries(*texts), units(*texts, at=at), None, blanks)
