"""Every kind of refusal that a mutation may answer, by name: for the API's types, and for answers that are kept."""

from typing import Final, get_args

from graph_api.domain.documents import DocumentRefusal
from graph_api.domain.entries import EntryRefusal
from graph_api.domain.invoicing import InvoicingRefusal
from graph_api.domain.ordering import OrderRefusal
from graph_api.domain.outcomes import CommonRefusal, Refusal
from graph_api.domain.registration import RegistrationRefusal
from graph_api.domain.shipping import ShippingRefusal
from graph_api.domain.tracking import TrackingRefusal
from graph_api.domain.versions import VersionRefusal

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
)

REFUSALS: Final[dict[str, type[Refusal]]] = {kind.__name__: kind for story in _STORIES for kind in get_args(story)}
"""In the order of the stories; a kind that several stories share stands where it comes first."""
