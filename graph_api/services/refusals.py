"""Every kind of refusal that a mutation may answer, by name: for the API's types, and for answers that are kept."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any, Final, get_args, get_origin, get_type_hints

from graph_api.domain.authorising import NotReturnable
from graph_api.domain.claim_refusals import ClaimRefusal
from graph_api.domain.correcting import CorrectingRefusal
from graph_api.domain.covering import CoveringRefusal
from graph_api.domain.crediting import CreditingRefusal
from graph_api.domain.drafts import DocumentRefusal
from graph_api.domain.entries import EntryRefusal
from graph_api.domain.invoicing import InvoicingRefusal
from graph_api.domain.ordering import OrderRefusal
from graph_api.domain.outcomes import CommonRefusal, Refusal
from graph_api.domain.pieces import PiecesRefusal
from graph_api.domain.registration_refusals import RegistrationRefusal
from graph_api.domain.replacing import ReplacingRefusal
from graph_api.domain.returning import ReturningRefusal
from graph_api.domain.reversing import ReversingRefusal
from graph_api.domain.shipping import ShippingRefusal
from graph_api.domain.sold_unit import SoldUnitRefusal
from graph_api.domain.staleness import StalenessRefusal
from graph_api.domain.taking_back import TakingBackRefusal
from graph_api.domain.tracking import TrackingRefusal
from graph_api.domain.transferring import TransferringRefusal
from graph_api.domain.versions import VersionRefusal
from graph_api.domain.voiding import VoidingRefusal

_STORIES: Final = (
    CommonRefusal,
    TrackingRefusal,
    VersionRefusal,
    OrderRefusal,
    DocumentRefusal,
    EntryRefusal,
    RegistrationRefusal,
    ShippingRefusal,
    InvoicingRefusal,
    ReversingRefusal,
    StalenessRefusal,
    CorrectingRefusal,
    TakingBackRefusal,
    CreditingRefusal,
    ClaimRefusal,
    SoldUnitRefusal,
    VoidingRefusal,
    CoveringRefusal,
    TransferringRefusal,
    NotReturnable,
    ReturningRefusal,
    PiecesRefusal,
    ReplacingRefusal,
)

REFUSALS: Final[dict[str, type[Refusal]]] = {
    kind.__name__: kind for story in _STORIES for kind in get_args(story) or (story,)
}
"""In the order of the stories; a kind that several stories share stands where it comes first."""


def refusal_of(kind: str, kept: Mapping[str, Any]) -> Refusal:
    """
    A refusal from facts that were kept as JSON, which knows neither days nor enumerations nor tuples.

    Raises:
        KeyError: There is no such kind.
    """
    made = REFUSALS[kind]
    hints = get_type_hints(made)
    return made(**{name: _fact(hints[name], value) for name, value in kept.items()})


def _fact(hint: Any, value: Any) -> Any:
    if get_origin(hint) is tuple:
        return tuple(value)
    kind = next((each for each in (hint, *get_args(hint)) if isinstance(each, type)), None)
    if value is None or kind is None:
        return value
    if issubclass(kind, (date, datetime)):
        return kind.fromisoformat(value)
    return kind(value) if issubclass(kind, Enum) else value
