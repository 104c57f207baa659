"""Claims of every state, one of them resolved by a replacement: what the service desk has on its hands."""

from dataclasses import dataclass
from typing import Final

from graph_api.domain.aftersales import Resolution
from graph_api.domain.claims import ClaimAction
from graph_api.domain.documents import DocumentKind
from graph_api.seeding.clerk import Clerk, line_of
from graph_api.services.claims import OpenClaim, StepClaim, open_claim, step_claim
from graph_api.services.scans import Given
from graph_api.services.setup import CoverInput, SaveProduct, save_product

_ORDER, _NTH_SLIP, _LINE = "2383", 1, 4
_REVIEW, _APPROVE, _START = ClaimAction.REVIEW, ClaimAction.APPROVE, ClaimAction.START_WORK
_IN_WORK: Final = (_REVIEW, _APPROVE, _START)


@dataclass(frozen=True, slots=True)
class _Told:
    """What becomes of a claim: its problem, its steps one day after the other, and why the last one was taken."""

    problem: str
    opened: int
    steps: tuple[ClaimAction, ...] = ()
    why: str = "as inspected"
    resolution: Resolution | None = None


_TOLD: Final = (
    _Told("It does not switch on.", 1),
    _Told("It switches itself off after an hour.", 4, (_REVIEW,)),
    _Told(
        "The fan is louder than the others of the delivery.", 6, (_REVIEW, _APPROVE), "the fan is known to fail early"
    ),
    _Told("The display stays dark.", 9, _IN_WORK),
    _Told("One of the connectors is loose.", 20, (*_IN_WORK, ClaimAction.RESOLVE), "soldered", Resolution.REPAIR),
    _Told("The housing is dented.", 12, (_REVIEW, ClaimAction.REJECT), "it was dropped, as the customer says"),
    _Told("It is not recognized.", 8, (ClaimAction.CANCEL,), "the customer had plugged in another cable"),
)


async def covered_by_its_supplier(clerk: Clerk) -> None:
    """What was delivered is covered by its supplier for four months: an accepted claim says who owes it."""
    line = line_of(clerk.sold_before(_ORDER, DocumentKind.PACKING_SLIP, _NTH_SLIP), _LINE)
    product = clerk.plan.catalogue.by_number[line.order_line.product]
    facts = product.facts
    command = SaveProduct(
        number=facts.number,
        name=facts.name,
        category=facts.category,
        group=facts.group,
        gtins=facts.gtins,
        serial_pattern=facts.serial_pattern,
        supplier=product.supplier,
        supplier_cover=CoverInput("P4M", "the supplier's repair desk"),
    )
    clerk.on(40)
    await clerk.does(save_product, command)


async def claims_of_every_state(clerk: Clerk) -> None:
    """Units of one delivery, a claim on each."""
    units = [
        each.unit for each in line_of(clerk.sold_before(_ORDER, DocumentKind.PACKING_SLIP, _NTH_SLIP), _LINE).registers
    ]
    for told, unit in zip(_TOLD, [each for each in units if each is not None], strict=False):
        await _tell(clerk, unit.id, told)


async def replaced_by_another_unit(clerk: Clerk) -> None:
    """A unit is past repair: another one comes for it, and has what is left of its warranty (W7)."""
    line = line_of(clerk.sold_before(_ORDER, DocumentKind.PACKING_SLIP, _NTH_SLIP), _LINE)
    unit = [each.unit for each in line.registers if each.unit is not None][len(_TOLD)]
    (came,) = clerk.next_serials(line.order_line.product, 1)
    told = _Told("It smells burnt.", 16, (*_IN_WORK, ClaimAction.RESOLVE), "past repair", Resolution.REPLACEMENT)
    await _tell(clerk, unit.id, told, Given(came))


async def _tell(clerk: Clerk, unit_id: str, told: _Told, came: Given | None = None) -> None:
    clerk.on(told.opened)
    claim = await clerk.does(open_claim, OpenClaim(unit_id, told.problem))
    for place, action in enumerate(told.steps, start=1):
        clerk.on(told.opened - place)
        last = place == len(told.steps)
        resolution = told.resolution if last else None
        command = StepClaim(claim.id, action, place, resolution, replacement=came if last else None)
        await clerk.does(step_claim, command, told.why)


CLAIM_STORIES: Final = (covered_by_its_supplier, claims_of_every_state, replaced_by_another_unit)
