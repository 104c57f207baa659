"""
The proof that verdicts share: which sale a day is about, what started on it, which documents were walked.

What would change an answer is found by asking again on the days on which a document or a period begins or ends.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from graph_api.domain.aftersales import Start
from graph_api.domain.lineage import (
    End,
    EndKind,
    InvoiceStay,
    Registration,
    Sale,
    SlipStay,
    UnitHistory,
    sale_on,
    sales,
)
from graph_api.domain.periods import Period
from graph_api.domain.terms import StartBasis
from graph_api.domain.verdicts import Evidence, EvidenceKind, Fact, NearestChange, Reason

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def last_day(period: Period, first: date) -> date:
    """The last covered day (W3). Kept, since the calendar costs more than the verdict, and units share their days."""
    return period.last_day_from(first)


def sale_asked(history: UnitHistory, day: date) -> Sale | None:
    """The sale that a day is about: the one that stood, or else the last one begun by then (W8, I2)."""
    return sale_on(history, day) or next((sale for sale in sales(history) if sale.first_day <= day), None)


def invoice_on(registration: Registration, day: date) -> InvoiceStay | None:
    """The posted invoice that stood for the item on a day. The day of its credit note is outside."""
    return next((stay for stay in registration.invoices if _stands(stay, day)), None)


def _stands(stay: InvoiceStay, day: date) -> bool:
    if stay.posted_at is None or stay.day is None or stay.day > day:
        return False
    return stay.credited_on is None or day < stay.credited_on


def starts_on(sale: Sale, basis: StartBasis) -> date | None:
    """
    The day from which a term or a window counts, once it has started; None where no such event is on record.

    The first invoice counts, though credited since (W2). An invoice without a slip ships its goods (D8), so that its
    day is the packing slip's too. Of owners' registrations and installations the first that was not withdrawn counts.
    """
    if basis is StartBasis.PACKING_SLIP:
        return sale.day
    if basis is StartBasis.INVOICE:
        first = sale.registration.first_invoice
        return None if first is None else first.day
    event = first_event(sale, basis)
    return None if event is None else event.on


def first_event(sale: Sale, basis: StartBasis) -> Start | None:
    """The owner's registration, or the installation, that counts (W2)."""
    events = (each for each in sale.registration.after.starts if each.basis is basis and each.withdrawn_at is None)
    return min(events, key=lambda each: (each.on, each.recorded_at, each.id), default=None)


def start_day(sale: Sale, basis: StartBasis, day: date) -> date | None:
    """The same as of one day: while no invoice stands, nothing that waits for one has started (W2)."""
    if basis is StartBasis.INVOICE and invoice_on(sale.registration, day) is None:
        return None
    first = starts_on(sale, basis)
    return None if first is None or day < first else first


_EVENTS = {
    StartBasis.OWNER_REGISTRATION: "Its owner's registration",
    StartBasis.INSTALLATION: "Its installation",
}


def starter(sale: Sale, basis: StartBasis) -> str:
    """The document or the event that started something, and its day, for the beginning of a sentence."""
    if basis in _EVENTS:
        return f"{_EVENTS[basis]} of {starts_on(sale, basis)}"
    first = sale.registration.first_invoice if basis is StartBasis.INVOICE else None
    return f"{_capital(_seller(sale.registration) if first is None else _named(first))} of {starts_on(sale, basis)}"


def sale_reasons(history: UnitHistory, day: date) -> tuple[Reason, ...]:
    """Whether we sold it, and whether the sale stood on the day asked (I2, W8)."""
    sale = sale_asked(history, day)
    if sale is None:
        return _why_unsold(history, day)
    came_for = sale.registration.after.replaces
    sold = "it" if came_for is None else came_for.serial_number
    statement = f"{_capital(_seller(sale.registration))} of {sale.day} sold {sold}."
    sold_by_us = Reason("I2", Fact.SOLD_BY_US, statement, sale.day, held=True)
    if came_for is None:
        return (sold_by_us, _standing(history, sale, day))
    statement = f"It came for {came_for.serial_number} on {came_for.on} and has what is left of that sale."
    return (sold_by_us, Reason("W7", Fact.CAME_FOR, statement, came_for.on, held=True), _standing(history, sale, day))


def _standing(history: UnitHistory, sale: Sale, day: date) -> Reason:
    end = sale.registration.end
    if end is not None and not sale.stands_on(day):
        rule = "W7" if sale.was_replaced else "I2"
        return Reason(rule, Fact.SALE_STANDS, _ended(sale, end), end.on, held=False)
    statement = f"The sale of {sale.day} stands on {day}."
    earlier = sum(each.first_day <= day for each in sales(history)) - 1
    if earlier:
        statement += f" Earlier sales of it are history: {earlier}."
    return Reason("W8", Fact.SALE_STANDS, statement, None, held=True)


_HOW_ENDED = {
    EndKind.TAKEN_OFF: "it was taken off the draft",
    EndKind.DISCARDED: "the draft was discarded",
    EndKind.REVERSED: "the packing slip line was reversed",
    EndKind.TAKEN_BACK: "it was taken back before it was invoiced",
    EndKind.CREDITED: "the invoice was credited",
    EndKind.RETURNED: "it came back for good",
    EndKind.REPLACED: "another unit came for it",
}


def _ended(sale: Sale, end: End) -> str:
    came = sale.registration.after.replaced_by if sale.was_replaced else None
    how = _HOW_ENDED[end.kind] if came is None else f"{came.serial_number} came for it"
    return f"The sale of {sale.day} ended on {end.on}: {how}."


def _begins(sale: Sale) -> str:
    came_for = sale.registration.after.replaces
    if came_for is not None:
        return f"On {sale.first_day} it comes for {came_for.serial_number}."
    return f"{_capital(_seller(sale.registration))} of {sale.day} sells it."


def _why_unsold(history: UnitHistory, day: date) -> tuple[Reason, ...]:
    unsold = Reason("I2", Fact.SOLD_BY_US, "No posted packing slip or invoice names it.", None, held=False)
    for sale in sales(history)[-1:]:
        came_for = sale.registration.after.replaces
        seller = _capital(_seller(sale.registration))
        how = f"{seller} sold it" if came_for is None else f"It came for {came_for.serial_number}"
        unsold = replace(unsold, statement=f"{how} on {sale.first_day}, after {day}.", on=sale.first_day)
    drafts = (
        f"{_capital(_on_draft(each, stay))} names it, and a draft is not a sale." for each, stay in _drafts(history)
    )
    corrected = (
        f"{_capital(_seller(each))} carried this number until it was corrected to another."
        for each in history.registrations
        if each.begun is not None and each.unnamed_at is not None
    )
    return (
        unsold,
        *(Reason("I2", Fact.POSTED, statement, None, held=False) for statement in drafts),
        *(Reason("C1", Fact.NUMBER_STANDS, statement, None, held=False) for statement in corrected),
    )


def _drafts(history: UnitHistory) -> tuple[tuple[Registration, SlipStay | InvoiceStay], ...]:
    waiting = (r for r in history.registrations if r.begun is None and r.unnamed_at is None and r.end is None)
    return tuple((each, stay) for each in waiting for stay in _documents(each)[:1])


def _documents(registration: Registration) -> tuple[SlipStay | InvoiceStay, ...]:
    """The slip, or else the invoices without one that did not let go of the item before they were posted."""
    if registration.slip is not None:
        return (registration.slip,)
    return tuple(stay for stay in registration.invoices if stay.posted_at is not None or stay.superseded_at is None)


def _seller(registration: Registration) -> str:
    return next(_named(stay) for stay in _documents(registration) if stay.posted_at is not None)


def _named(stay: SlipStay | InvoiceStay) -> str:
    kind = "packing slip" if isinstance(stay, SlipStay) else "invoice"
    return f"{kind} {stay.number}" if stay.number else kind


def _on_draft(registration: Registration, stay: SlipStay | InvoiceStay) -> str:
    """A draft has no number before it is posted, unless the caller gave one (D12): its sales order tells it apart."""
    return f"draft {_named(stay)} of sales order {registration.order.number}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def evidence_of(history: UnitHistory, day: date) -> tuple[Evidence, ...]:
    """The documents that were walked: those of the sale asked, or else those that explain why there is none."""
    sale = sale_asked(history, day)
    if sale is not None:
        return (*_walked(history, sale.registration, day), *_swapped(sale, day))
    explaining = (*(each.registration for each in sales(history)[-1:]), *(each for each, _ in _drafts(history)))
    return tuple(evidence for each in explaining for evidence in _walked(history, each, day))


def _swapped(sale: Sale, day: date) -> tuple[Evidence, ...]:
    """The registrations of the units for which it came, and which came for it by a day (W7)."""
    after = sale.registration.after
    others = (after.replaces, None if sale.stands_on(day) else after.replaced_by)
    return tuple(
        Evidence(EvidenceKind.REPLACEMENT, each.registration_id, each.serial_number, each.on) for each in others if each
    )


def _walked(history: UnitHistory, registration: Registration, day: date) -> tuple[Evidence, ...]:
    sold_by = _documents(registration)[:1]
    issued = (s for s in registration.invoices if s.posted_at is not None and s.day is not None and s.day <= day)
    order = registration.order
    return (
        *(_document_evidence(stay) for stay in (*sold_by, *(each for each in issued if each not in sold_by))),
        Evidence(EvidenceKind.SALES_ORDER, order.number, order.number, order.ordered_on),
        Evidence(EvidenceKind.REGISTRATION, registration.id, history.serial_number, None),
    )


def _document_evidence(stay: SlipStay | InvoiceStay) -> Evidence:
    if isinstance(stay, SlipStay):
        return Evidence(EvidenceKind.PACKING_SLIP, stay.slip_id, stay.number, stay.day)
    return Evidence(EvidenceKind.INVOICE, stay.invoice_id, stay.number, stay.day)


def document_days(history: UnitHistory) -> frozenset[date]:
    """Every day on which a document began or ended something: no answer changes between two of them but by a period."""
    days: set[date | None] = set()
    for sale in sales(history):
        days |= {sale.first_day, sale.registration.end.on if sale.registration.end else None}
        days |= {day for stay in sale.registration.invoices for day in (stay.day, stay.credited_on)}
    return frozenset(day for day in days if day is not None)


def first_turn(days: Iterable[date], after: date, turned: Callable[[date], bool]) -> date | None:
    """The first of the days after one on which the answer is another."""
    return next((day for day in sorted(set(days)) if day > after and turned(day)), None)


def sale_turn(history: UnitHistory, day: date) -> str | None:
    """What a day on which an answer turned did to the sale; None where the same sale stood on the day before."""
    before, now = sale_on(history, day - ONE_DAY), sale_on(history, day)
    if now is None:
        begun = (sale for sale in sales(history) if sale.first_day <= day)
        return next(_ended(sale, end) for sale in begun if (end := sale.registration.end) is not None)
    if before is not None and before.registration.id == now.registration.id:
        return None
    return _begins(now)


def invoice_turn(history: UnitHistory, day: date) -> str:
    """What a day did to the invoice, where nothing else turned the answer."""
    standing = (invoice_on(sale.registration, day) for sale in sales(history) if sale.stands_on(day))
    now = next((invoice for invoice in standing if invoice is not None), None)
    if now is None:
        return f"On {day} its invoice is credited, and no other stands."
    return f"{_capital(_named(now))} of {now.day} invoices it."


def draft_turn(history: UnitHistory) -> NearestChange | None:
    """The posting that would sell a number that stands on a draft alone."""
    drafts = _drafts(history)
    return NearestChange(f"Posting the {_on_draft(*drafts[0])} would sell it.", None) if drafts else None
