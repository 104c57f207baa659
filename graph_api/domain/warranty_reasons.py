"""
Why a warranty answers as it does: every condition of the sale's covers, met or not, and the records that prove it.

Source: W1 to W7, W9, W10. A statement names layers, documents and days, and never a person (G1).
"""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from graph_api.domain.aftersales import NOTHING_AFTER, Transfer, UnitCover
from graph_api.domain.layers import Cover, follows, takes_away
from graph_api.domain.lineage import Sale
from graph_api.domain.proof import first_event, start_day, starter
from graph_api.domain.terms import StartBasis, WarrantyTerm
from graph_api.domain.verdicts import Evidence, EvidenceKind, Fact, Reason

T = TypeVar("T")


def warranty_reasons(
    sale: Sale, covers: tuple[Cover, ...], winners: tuple[Cover, ...], day: date
) -> tuple[Reason, ...]:
    """
    What was looked at besides the sale itself.

    Args:
        covers: Every cover of the sale.
        winners: The one of each kind that answers for it.
    """
    if not covers:
        statement = f"No warranty term was in force on {sale.day}, the day of sale."
        return (Reason("W1", Fact.TERM_IN_FORCE, statement, sale.day, held=False),)
    on_record = () if sale.registration.after is NOTHING_AFTER else _on_record(sale, covers, day)
    return (
        *(reason for term in sale.registration.terms for reason in (_in_force(sale, term), _started(sale, term, day))),
        *on_record,
        *(reason for winner in winners for reason in _of_kind(winner, covers, day)),
    )


def _on_record(sale: Sale, covers: tuple[Cover, ...], day: date) -> tuple[Reason, ...]:
    return (
        *(reason for cover in _given(sale) for reason in (_granted(cover), _begun(cover, day))),
        *_transferred(sale, covers, day),
        *_voided(sale, covers, day),
    )


def _given(sale: Sale) -> tuple[UnitCover, ...]:
    return tuple(each for each in sale.registration.after.covers if each.withdrawn_at is None)


def _in_force(sale: Sale, term: WarrantyTerm) -> Reason:
    name = f"{term.layer.lower()} warranty term {term.number} version {term.version}"
    statement = f"The {name} was in force on {sale.day}, the day of sale."
    return Reason("W1", Fact.TERM_IN_FORCE, statement, sale.day, held=True)


def _started(sale: Sale, term: WarrantyTerm, day: date) -> Reason:
    cover = f"the {term.layer.lower()} cover"
    first = start_day(sale, term.start_basis, day)
    if first is None:
        waiting = f"{_not_yet(sale, term, day)}, so {cover} has not started: neither covered nor expired."
        return Reason("W2", Fact.STARTED, waiting, None, held=False)
    return Reason("W2", Fact.STARTED, f"{starter(sale, term.start_basis)} started {cover}.", first, held=True)


# What is sold was shipped, so no term waits for the packing slip.
_NOT_YET = {
    StartBasis.INVOICE: "No invoice stands for it",
    StartBasis.OWNER_REGISTRATION: "No registration by its owner is on record",
    StartBasis.INSTALLATION: "No installation is on record",
}


def _not_yet(sale: Sale, term: WarrantyTerm, day: date) -> str:
    later = first_event(sale, term.start_basis)
    return _NOT_YET[term.start_basis] if later is None else f"{starter(sale, term.start_basis)} is after {day}"


def _granted(cover: UnitCover) -> Reason:
    statement = f"The {cover.layer.lower()} cover {cover.number} was given for this sale."
    return Reason("W5", Fact.COVER_GIVEN, statement, cover.on, held=True)


def _begun(cover: UnitCover, day: date) -> Reason:
    held = cover.on <= day
    begins = f"began on {cover.on}" if held else f"begins on {cover.on} and has not started on {day}"
    return Reason("W2", Fact.STARTED, f"The {cover.layer.lower()} cover {cover.number} {begins}.", cover.on, held)


def _transferred(sale: Sale, covers: tuple[Cover, ...], day: date) -> tuple[Reason, ...]:
    """What became of each layer whose period still lasted when the unit first had a new owner (W9)."""
    transfer = first_transfer(sale, day)
    if transfer is None:
        return ()
    lasted = [each.source for each in covers if each.last is None or transfer.on <= each.last]
    return tuple(_passed_on(source, transfer) for source in _once(lasted))


def _passed_on(source: WarrantyTerm | UnitCover, transfer: Transfer) -> Reason:
    cover, held = f"the {source.layer.lower()} cover {source.number}", follows(source)
    what = f"{cover} follows it" if held else f"{cover} is not transferable: it is void from that day on"
    statement = f"It has a new owner since {transfer.on}, and {what}."
    return Reason("W9", Fact.FOLLOWS_OWNER, statement, transfer.on, held)


def first_transfer(sale: Sale, day: date) -> Transfer | None:
    """The transfer that ended the buyer's ownership, by a day."""
    transfers = (each for each in sale.registration.after.transfers if each.on <= day)
    return min(transfers, key=lambda each: (each.on, each.recorded_at, each.id), default=None)


def _voided(sale: Sale, covers: tuple[Cover, ...], day: date) -> tuple[Reason, ...]:
    """Each void that stands and is about a warranty of the sale (W6)."""
    return tuple(
        Reason(
            "W6",
            Fact.NOT_VOIDED,
            f"The {'warranty' if void.layer is None else f'{void.layer.lower()} warranty'} is void from {void.on} on.",
            void.on,
            held=day < void.on,
        )
        for void in sale.registration.after.voids
        if any(takes_away(void, each.source) for each in covers)
    )


def _of_kind(winner: Cover, covers: tuple[Cover, ...], day: date) -> tuple[Reason, ...]:
    if winner.last is None or not winner.started_by(day):
        return ()
    kind, held = winner.part.kind.lower(), day <= winner.last
    name, pays = f"{winner.layer.lower()} cover for {kind}", f"{winner.part.percentage} percent"
    lasts = "lasts" if held else "lasted"
    within = f"The {name}, {pays}, {lasts} from {winner.first} to {winner.last}."
    rivals = [each for each in covers if each.part.kind is winner.part.kind]
    wins = f"Of {len(rivals)} layers with cover for {kind}, the {winner.layer.lower()} one counts on {day}."
    return (
        *_lengthened(winner, name),
        Reason("W3", Fact.WITHIN_PERIOD, within, winner.last, held),
        *((Reason("W5", Fact.LAYER_WINS, wins, None, held=True),) if len(rivals) > 1 else ()),
    )


def _lengthened(winner: Cover, name: str) -> tuple[Reason, ...]:
    repair = winner.repair
    if repair is None or not isinstance(winner.source, WarrantyTerm):
        return ()
    more = winner.source.repair_extension
    statement = (
        f"The repair of claim {repair.number}, closed on {repair.closed_on}, lengthened the {name} once by {more}."
    )
    return (Reason("W5", Fact.LENGTHENED, statement, repair.closed_on, held=True),)


def warranty_evidence(sale: Sale, covers: tuple[Cover, ...], day: date) -> tuple[Evidence, ...]:
    """The terms, and whatever is on record of the sale that a reason names."""
    terms = sale.registration.terms
    proof = tuple(Evidence(EvidenceKind.WARRANTY_TERM, term.id, term.number, term.valid_from) for term in terms)
    return proof if sale.registration.after is NOTHING_AFTER else (*proof, *_records(sale, covers, day))


def _records(sale: Sale, covers: tuple[Cover, ...], day: date) -> tuple[Evidence, ...]:
    after, kind = sale.registration.after, EvidenceKind
    transfer = first_transfer(sale, day)
    events = (first_event(sale, each) for each in _once(term.start_basis for term in sale.registration.terms))
    repairs = _once(each.repair for each in covers if each.repair is not None)
    voids = (each for each in after.voids if any(takes_away(each, cover.source) for cover in covers))
    return (
        *(Evidence(kind.WARRANTY_START, each.id, None, each.on) for each in events if each and each.on <= day),
        *(Evidence(kind.UNIT_COVER, each.id, each.number, each.on) for each in _given(sale)),
        *(() if transfer is None else (Evidence(kind.OWNERSHIP_TRANSFER, transfer.id, None, transfer.on),)),
        *(Evidence(kind.WARRANTY_VOID, each.id, None, each.on) for each in voids),
        *(Evidence(kind.CLAIM, each.id, each.number, each.closed_on) for each in repairs),
    )


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
