"""
What turns the answer on a warranty: the days on which it may, and the fact of one (W10).

A change is found by asking again on the days on which something on record begins or ends, so that no change can lie
before the one that is named.
"""

from collections.abc import Iterable
from datetime import date

from graph_api.domain.aftersales import NOTHING_AFTER
from graph_api.domain.layers import Cover, follows, takes_away
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.proof import ONE_DAY, document_days, invoice_turn, sale_turn, starter, starts_on
from graph_api.domain.terms import Layer, StartBasis
from graph_api.domain.verdicts import NearestChange
from graph_api.domain.warranty_reasons import first_transfer


def turning_days(history: UnitHistory, covers: Iterable[Cover]) -> frozenset[date]:
    """Every day on which the answer may turn: no answer changes between two of them."""
    days = {cover.last + ONE_DAY for cover in covers if cover.last is not None and cover.last != date.max}
    for registration in history.registrations:
        after = registration.after
        if after is not NOTHING_AFTER:
            days |= {each.on for on_record in (after.voids, after.covers, after.transfers) for each in on_record}
            days |= {each.on for each in after.starts}
    return document_days(history) | days


def what_turns(history: UnitHistory, covers: tuple[Cover, ...], winners: tuple[Cover, ...], day: date) -> str:
    """
    The fact of the day on which an answer turned, which was the same on each day before.

    Args:
        covers: Those of the sale that stood.
        winners: Those that answered, one of each kind.
    """
    eve = day - ONE_DAY
    lost = [each for each in winners if each.lost_on == day]
    ended = [each for each in winners if each.last == eve and each.covers(eve)]
    begun = [each for each in covers if each.first == day and each.basis not in _BY_DOCUMENTS]
    of_cover = _loses(lost, day) or _last_day_of(ended, eve) or _begins(begun)
    return sale_turn(history, day) or of_cover or invoice_turn(history, day)


_BY_DOCUMENTS = (StartBasis.PACKING_SLIP, StartBasis.INVOICE)


def _loses(lost: list[Cover], day: date) -> str | None:
    if not lost:
        return None
    voids = (each for cover in lost for each in cover.sale.registration.after.voids if takes_away(each, cover.source))
    void = next((each for each in voids if each.on == day), None)
    if void is None:
        return f"On {day} it has a new owner, and the {lost[0].layer.lower()} cover is not transferable."
    return f"On {day} the {'warranty' if void.layer is None else f'{void.layer.lower()} warranty'} is voided."


def _last_day_of(ended: list[Cover], day: date) -> str | None:
    covers = [
        f"the {layer.lower()} cover for {' and '.join(kinds)}"
        for layer in Layer
        if (kinds := [each.part.kind.lower() for each in ended if each.layer is layer])
    ]
    return f"{day} is the last day of {' and of '.join(covers)}." if covers else None


def _begins(begun: list[Cover]) -> str | None:
    if not begun:
        return None
    cover = begun[0]
    if cover.basis is None:
        return f"The {cover.layer.lower()} cover {cover.source.number} begins on {cover.first}."
    return f"{starter(cover.sale, cover.basis)} starts the {cover.layer.lower()} cover."


_WOULD_START: dict[StartBasis | None, str] = {
    StartBasis.INVOICE: "Posting an invoice for it would start the cover.",
    StartBasis.OWNER_REGISTRATION: "Its owner's registration would start the cover.",
    StartBasis.INSTALLATION: "Its installation would start the cover.",
}


def would_start(cover: Cover) -> NearestChange:
    """What would start a cover that waits, whenever it happens (W2)."""
    first = starts_on(cover.sale, StartBasis.INVOICE) if cover.basis is StartBasis.INVOICE else None
    if first is None:
        return NearestChange(_WOULD_START[cover.basis], None)
    return NearestChange(f"Posting an invoice for it would start the cover as of {first}.", None)


def would_restore(cover: Cover, day: date) -> NearestChange | None:
    """The one void without which a cover would still hold; None where nothing but that would bring it back (W6)."""
    left = not follows(cover.source) and first_transfer(cover.sale, day) is not None
    if left or cover.last is None or cover.last < day or not cover.started_by(day):
        return None
    voids = [each for each in cover.sale.registration.after.voids if takes_away(each, cover.source) and each.on <= day]
    if len(voids) > 1:
        return None
    return NearestChange(f"Lifting the void of {voids[0].on} would let it cover again.", None)
