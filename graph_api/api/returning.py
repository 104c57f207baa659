"""Returns through GraphQL: authorised, received, disposed, refused, cancelled."""

from datetime import date
from typing import Annotated

import strawberry

from graph_api.api.context import Info
from graph_api.api.inputs import MutationInput, Reading
from graph_api.api.payloads import ReturnPayload, perform
from graph_api.domain.outcomes import InvalidValue, Path
from graph_api.domain.return_items import Disposition, ReturnDecision
from graph_api.services import authorising, cancelling_returns, deciding_returns, receiving, returning
from graph_api.services.receiving_pieces import PiecesArrived
from graph_api.services.scans import Given

DAY = "The business day: not before the step that this one follows, today or earlier (W11); left out: today."
VERSION = "The version of the return that this is decided on; a stale one is refused (C4)."
ITEM = "The id of the item."


@strawberry.input(description="Pieces of a line that have no registration (T3): they come back by quantity (V6).")
class ReturnedPiecesInput:
    """Nobody knows one of them from another."""

    line_id: strawberry.ID = strawberry.field(
        description="The id of the posted invoice's line; or of the packing slip's, whose oldest invoice with so many "
        "pieces left is taken."
    )
    quantity: int = strawberry.field(description="How many pieces, 1 at least.")


@strawberry.input(one_of=True, description="What is to come back: exactly one of these.")
class ReturnedItemInput:
    """An item as it is at hand."""

    unit_id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="The id of a unit.")
    registration_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The id of the registration of an item that is not readable (V6)."
    )
    pieces: ReturnedPiecesInput | None = strawberry.field(
        default=strawberry.UNSET, description="Pieces that were shipped without a registration."
    )


@strawberry.input(description="Items that a customer wants to send back; say why.")
class AuthoriseReturnInput(MutationInput):
    """All of them are authorised, or none."""

    customer: str = strawberry.field(description="The number of the customer who sends them: who bought them (V2).")
    items: list[ReturnedItemInput] = strawberry.field(description="1 to 100 items.")
    day: date | None = strawberry.field(
        default=None, description="The day for which it is judged: today or earlier; left out: today."
    )
    number: str | None = strawberry.field(
        default=None, description="The return's number; left out: the next of its sequence (D12)."
    )
    external_reference: str | None = strawberry.field(
        default=None, description="What another system calls it: at most 200 characters."
    )
    override: str | None = strawberry.field(
        default=None,
        description=(
            "Why items may come back although the answer is no: at most 200 characters, kept with each item that needs "
            "it (V3). It asks for a duty of its own."
        ),
    )


@strawberry.input(description="An item that arrived: with the number on it, typed or scanned, or not readable.")
class ReceiveReturnItemInput(MutationInput):
    """What is on it is compared with what was authorised (V4)."""

    item_id: strawberry.ID = strawberry.field(description=ITEM)
    serial_number: str | None = strawberry.field(default=None, description="The number on it, as typed.")
    scan: str | None = strawberry.field(default=None, description="What a scanner sent, as it came (R3).")
    not_readable: bool = strawberry.field(default=False, description="Whether no number can be read on it.")
    quantity: int | None = strawberry.field(
        default=None,
        description="Of an item that was authorised by quantity, how many pieces arrived; left out: all. The rest "
        "stays awaited, as an item of its own (V6).",
    )
    serials: list[str] | None = strawberry.field(
        default=None,
        description="Of such an item, the numbers found on the pieces, as typed: kept on the return. One number each "
        "at most; none needs to be given.",
    )
    day: date | None = strawberry.field(default=None, description=DAY)
    version: int = strawberry.field(description=VERSION)


@strawberry.input(description="What a received item is taken for that is not what was authorised; say why.")
class DecideReturnItemInput(MutationInput):
    """Nothing is guessed (V4)."""

    item_id: strawberry.ID = strawberry.field(description=ITEM)
    decision: ReturnDecision = strawberry.field(description="What it is taken for; refuse it where it is neither.")
    override: str | None = strawberry.field(
        default=None,
        description="Why the unit that came may come back although its own answer is no (V3); it asks for that duty.",
    )
    day: date | None = strawberry.field(default=None, description=DAY)
    version: int = strawberry.field(description=VERSION)


@strawberry.input(description="What becomes of a received item, and whether it is credited; say why.")
class DisposeReturnItemInput(MutationInput):
    """Credited, it has come back for good (V5)."""

    item_id: strawberry.ID = strawberry.field(description=ITEM)
    disposition: Disposition = strawberry.field(description="What becomes of it.")
    credited: bool = strawberry.field(description="Whether the customer is credited for it.")
    replacement_serial: str | None = strawberry.field(
        default=None, description="For `REPLACE`: the serial number of the unit that came for it; or give its scan."
    )
    replacement_scan: str | None = strawberry.field(
        default=None, description="For `REPLACE`: what a scanner sent of that unit, as it came (R3)."
    )
    day: date | None = strawberry.field(default=None, description=DAY)
    version: int = strawberry.field(description=VERSION)


@strawberry.input(description="An item that is not taken, when it arrives or before; say why.")
class RefuseReturnItemInput(MutationInput):
    """It goes home as it came (V4)."""

    item_id: strawberry.ID = strawberry.field(description=ITEM)
    day: date | None = strawberry.field(default=None, description=DAY)
    version: int = strawberry.field(description=VERSION)


@strawberry.input(description="A return, or some of its items, that nobody awaits any more; say why.")
class CancelReturnInput(MutationInput):
    """What was received is not cancelled (V4)."""

    id: strawberry.ID = strawberry.field(description="The id of the return.")
    items: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The ids of the items; left out: all that were not received."
    )
    day: date | None = strawberry.field(default=None, description=DAY)
    version: int = strawberry.field(description=VERSION)


async def authorise_return(
    info: Info,
    given: Annotated[AuthoriseReturnInput, strawberry.argument(name="input", description="Who, and what.")],
) -> ReturnPayload:
    """
    Let items come back (V3). The answer of each is frozen with it; one whose answer is no is refused with every reason.

    Whoever has the duty may authorise it against the answer, where the policy or the customer is what fails.
    """
    reading = Reading()
    command = authorising.AuthoriseReturn(
        customer=given.customer,
        items=tuple(
            _wanted(reading, each, ("items", str(place)))
            for place, each in enumerate(reading.bounded(given.items, ("items",)))
        ),
        day=given.day,
        number=given.number,
        external_reference=given.external_reference,
        override=given.override,
    )
    return ReturnPayload.of(await perform(info, given, reading, authorising.authorise_return, command))


def _wanted(reading: Reading, given: ReturnedItemInput, path: Path) -> authorising.WantedItem:
    if given.pieces:
        line = reading.line(given.pieces.line_id, (*path, "pieces", "lineId"))
        return authorising.WantedItem(path, line_id=line.id, quantity=given.pieces.quantity)
    if given.registration_id:
        registration = reading.id(given.registration_id, (*path, "registrationId"), "Registration")
        return authorising.WantedItem(path, registration_id=registration)
    return authorising.WantedItem(path, unit_id=reading.id(given.unit_id or "", (*path, "unitId"), "Unit"))


async def receive_return_item(
    info: Info,
    given: Annotated[ReceiveReturnItemInput, strawberry.argument(name="input", description="Which, and its number.")],
) -> ReturnPayload:
    """
    Receive an item of a return.

    A number that is not the authorised one is told apart at once: the item waits for a decision, nothing is guessed
    (V4).
    """
    reading = Reading()
    number = Given(given.serial_number, given.scan)
    if given.not_readable and number != Given():
        expected = "either a number or not readable"
        reading.refusals.append(InvalidValue(value="both", expected=expected, path=("notReadable",)))
    command = receiving.ReceiveItem(
        item_id=reading.id(given.item_id, ("itemId",), "ReturnItem"),
        version=given.version,
        number=None if given.not_readable else number,
        day=given.day,
        pieces=PiecesArrived(given.quantity, tuple(reading.bounded(given.serials or (), ("serials",)))),
    )
    return ReturnPayload.of(await perform(info, given, reading, receiving.receive_return_item, command))


async def decide_return_item(
    info: Info,
    given: Annotated[DecideReturnItemInput, strawberry.argument(name="input", description="Which, and for what.")],
) -> ReturnPayload:
    """
    Decide what a received item is taken for that is not what was authorised (V4).

    Taken for what it is, it must be a unit that may come back itself: an item of its own goes on with it. A number that
    cannot fill its blank may stay on the return (V6).
    """
    reading = Reading()
    command = deciding_returns.DecideItem(
        item_id=reading.id(given.item_id, ("itemId",), "ReturnItem"),
        version=given.version,
        decision=given.decision,
        day=given.day,
        override=given.override,
    )
    return ReturnPayload.of(await perform(info, given, reading, deciding_returns.decide_return_item, command))


async def dispose_return_item(
    info: Info,
    given: Annotated[DisposeReturnItemInput, strawberry.argument(name="input", description="Which, and to what.")],
) -> ReturnPayload:
    """
    Dispose a received item, and decide whether it is credited (V4).

    Credited, it has come back for good: its sale ends, and from stock it may be sold again (V5). What goes home is not
    credited: sale and warranty stand. Replaced, another unit of the product stands in its sale from the day on (W7).
    """
    reading = Reading()
    number = Given(given.replacement_serial, given.replacement_scan)
    command = returning.DisposeItem(
        item_id=reading.id(given.item_id, ("itemId",), "ReturnItem"),
        version=given.version,
        disposition=given.disposition,
        credited=given.credited,
        day=given.day,
        replacement=None if number == Given() else number,
    )
    return ReturnPayload.of(await perform(info, given, reading, returning.dispose_return_item, command))


async def refuse_return_item(
    info: Info,
    given: Annotated[RefuseReturnItemInput, strawberry.argument(name="input", description="Which.")],
) -> ReturnPayload:
    """Refuse an item when it arrives, or before: sale and warranty stand, and it may come again (V4)."""
    reading = Reading()
    item_id = reading.id(given.item_id, ("itemId",), "ReturnItem")
    command = returning.RefuseItem(item_id, given.version, given.day)
    return ReturnPayload.of(await perform(info, given, reading, returning.refuse_return_item, command))


async def cancel_return(
    info: Info,
    given: Annotated[CancelReturnInput, strawberry.argument(name="input", description="Which.")],
) -> ReturnPayload:
    """Cancel a return, or items of it, as far as nothing was received (V4)."""
    reading = Reading()
    command = cancelling_returns.CancelReturn(
        id=reading.id(given.id, ("id",), "Return"),
        version=given.version,
        items=None if given.items is None else reading.ids(given.items, ("items",), "ReturnItem"),
        day=given.day,
    )
    return ReturnPayload.of(await perform(info, given, reading, cancelling_returns.cancel_return, command))
