"""Recording that somebody else owns a sold unit (W9)."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graph_api.domain.aftersales import Transfer
from graph_api.domain.audit import Change, Json
from graph_api.domain.duties import Duty
from graph_api.domain.lineage import CustomerFacts, Sale
from graph_api.domain.outcomes import Refusal, UnknownRecord
from graph_api.domain.transferring import decide_transfer, owner_of
from graph_api.services.ids import new_id
from graph_api.services.inputs import read_number, shown
from graph_api.services.performing import Done, Operation, Performed, Request, Writes, perform
from graph_api.services.recording import Recorded, Recording, done, load_recorded, said_of_unit, unknown_unit


@dataclass(frozen=True, slots=True)
class TransferOwnership:
    """A unit that belongs to a customer from a day on (today where None)."""

    unit_id: str
    customer: str
    day: date | None = None
    version: int | None = None


class Transferring(Recording, Protocol):
    """What a transfer needs of a transaction."""

    async def customer(self, number: str) -> CustomerFacts | None: ...
    async def transfer_unit(self, registration_id: str, transfer: Transfer) -> None: ...


async def transfer_ownership(
    graph: Writes[Transferring], audit_key: bytes, request: Request, command: TransferOwnership
) -> Performed[Recorded]:
    """Record the day from which a customer owns a unit."""

    async def story(tx: Transferring) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_unit_with_history(command.unit_id)
        if locked is None:
            return (unknown_unit(command.unit_id),)
        day = command.day or request.today
        refusals = [*said_of_unit(locked, request, command.version, why=False)]
        customer = read_number(command.customer, ("customer",), refusals)
        if customer and await tx.customer(customer) is None:
            refusals.append(UnknownRecord(kind="customer", key=shown(customer), path=("customer",)))
        sale = decide_transfer(locked.history, customer, day, request.today)
        if not isinstance(sale, Sale):
            return (*refusals, *sale)
        if refusals:
            return tuple(refusals)
        transfer = Transfer(new_id(), customer, day, request.now)
        await tx.transfer_unit(sale.registration.id, transfer)
        before: Json = {"customer": owner_of(sale)}
        after: Json = {"transfer": transfer.id, "customer": customer, "day": day.isoformat()}
        return done(locked, transfer.id, Change("transferOwnership", before, after))

    operation = Operation("transferOwnership", (Duty.RECORD_AFTER_SALES,), command, story, load_recorded)
    return await perform(graph, audit_key, request, operation)
