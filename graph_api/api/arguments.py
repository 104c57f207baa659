"""The arguments that queries share, with what is said of each."""

from typing import Annotated, TypeAlias

import strawberry

from graph_api.api.claims import ClaimFilterInput
from graph_api.api.lookup import LookupInput
from graph_api.domain.documents import DocumentState

Number: TypeAlias = Annotated[
    str, strawberry.argument(description="The number, exactly; white space around is cut off.")
]
OfProduct: TypeAlias = Annotated[
    str | None,
    strawberry.argument(description="Only this product, by its number, where a serial number is looked up."),
]
HeldBy: TypeAlias = Annotated[
    str | None,
    strawberry.argument(
        description="Who asks, by the customer's number: a serial number that nobody registered may be that of an item "
        "which this customer holds unread, and is then answered *possibly ours* (W12)."
    ),
]
By: TypeAlias = Annotated[LookupInput, strawberry.argument(description="What is at hand.")]
GlobalID: TypeAlias = Annotated[strawberry.ID, strawberry.argument(description="A global id, as this API gave it.")]
State: TypeAlias = Annotated[
    DocumentState | None,
    strawberry.argument(description="In which state; left out: those of the filter, and drafts where there is none."),
]
Wanted: TypeAlias = Annotated[
    ClaimFilterInput | None, strawberry.argument(description="Which claims; those that are open where left out.")
]
