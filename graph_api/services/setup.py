"""Setting up groups, products and customers; each is keyed by the caller's number and can be written again (D12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Protocol

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.duties import Duty
from graph_api.domain.lineage import CustomerFacts
from graph_api.domain.locked import LockedGroup, LockedProduct
from graph_api.domain.outcomes import InvalidValue, Refusal, UnknownRecord
from graph_api.domain.periods import Period, parse_period
from graph_api.domain.product_codes import Gtin, parse_gtin
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.terms import BuyerKind
from graph_api.domain.tracking import (
    CatchWeightExcluded,
    GtinTaken,
    HeldByDrafts,
    SerialSettings,
    WantedSettings,
    decide_catch_weight,
    decide_settings,
)
from graph_api.domain.views import GroupView, ProductView
from graph_api.services.countries import read_country
from graph_api.services.inputs import read_name, read_number, read_optional_number, shown
from graph_api.services.performing import Done, Ledger, Operation, Performed, Request, Writes, perform

_MOST_GTINS = 50
_PERSONAL = frozenset({"name", "email", "phone", "street", "postal_code", "city"})


@dataclass(frozen=True, slots=True)
class SaveGroup:
    """A tracking dimension group: settings that are None follow from the rule, or stay (T1)."""

    number: str
    name: str | None
    settings: WantedSettings


@dataclass(frozen=True, slots=True)
class CoverInput:
    """What a supplier promises: a period from the day of sale, and where claims are sent."""

    period: str
    send_to: str | None = None


@dataclass(frozen=True, slots=True)
class SaveProduct:
    """A product, whole: what is None is not there."""

    number: str
    name: str
    category: str | None = None
    group: str | None = None
    catch_weight: bool = False
    gtins: tuple[str, ...] = ()
    serial_pattern: str | None = None
    supplier: str | None = None
    supplier_cover: CoverInput | None = None


@dataclass(frozen=True, slots=True)
class SaveCustomer:
    """A customer, whole: what is None is not there."""

    number: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None
    buyer_kind: BuyerKind | None = None


class SettingUp(Ledger, Protocol):
    """What setting up needs of a transaction."""

    async def lock_group(self, number: str, now: datetime) -> LockedGroup: ...
    async def drafts_of_group(self, number: str) -> tuple[str, ...]: ...
    async def drafts_of_products(self, products: Sequence[str]) -> tuple[str, ...]: ...
    async def save_group(self, number: str, name: str, settings: SerialSettings, now: datetime) -> None: ...
    async def lock_product(
        self, number: str, group: str | None, gtins: Sequence[str], now: datetime
    ) -> LockedProduct: ...
    async def save_product(self, facts: Mapping[str, Any], now: datetime) -> None: ...
    async def lock_customer(self, number: str, now: datetime) -> ChainHead: ...
    async def save_customer(self, facts: CustomerFacts, now: datetime) -> None: ...
    async def group(self, number: str) -> GroupView | None: ...
    async def product(self, number: str) -> ProductView | None: ...
    async def customer(self, number: str) -> CustomerFacts | None: ...


Graph = Writes[SettingUp]


async def save_group(graph: Graph, audit_key: bytes, request: Request, command: SaveGroup) -> Performed[GroupView]:
    """Make a tracking dimension group, or change its settings (T1, T4, T5)."""

    async def story(tx: SettingUp) -> Done | tuple[Refusal, ...]:
        refusals: list[Refusal] = []
        number = read_number(command.number, ("number",), refusals)
        name = read_name(command.name, ("name",), refusals)
        if refusals:
            return tuple(refusals)
        locked = await tx.lock_group(number, request.now)
        settings = decide_settings(locked.settings, command.settings)
        if not isinstance(settings, SerialSettings):
            return settings
        changed = settings != locked.settings and not locked.created
        drafts = await tx.drafts_of_group(number) if changed else ()
        refusals = _group_refusals(number, locked, settings, drafts)
        if refusals:
            return tuple(refusals)
        await tx.save_group(number, name or locked.name or number, settings, request.now)
        before = None if locked.created else _settings(locked.settings)
        change = Change("saveTrackingDimensionGroup", before, _settings(settings))
        return Done(key=number, changes=((f"TrackingDimensionGroup:{number}", locked.chain, change),))

    async def load(tx: SettingUp, number: str) -> GroupView | None:
        return await tx.group(number)

    operation = Operation("saveTrackingDimensionGroup", (Duty.MAINTAIN_SETUP,), command, story, load)
    return await perform(graph, audit_key, request, operation)


def _group_refusals(
    number: str, locked: LockedGroup, settings: SerialSettings, drafts: tuple[str, ...]
) -> list[Refusal]:
    refusals: list[Refusal] = []
    if locked.catch_weight is not None and settings.active_in_sales_process:
        refusals.append(CatchWeightExcluded(product=locked.catch_weight, group=number, path=("activeInSalesProcess",)))
    if drafts:
        refusals.append(HeldByDrafts(subject=f"Tracking dimension group {number}", documents=drafts))
    return refusals


def _settings(settings: SerialSettings) -> dict[str, Json]:
    return {each.name: getattr(settings, each.name) for each in fields(settings)}


async def save_product(
    graph: Graph, audit_key: bytes, request: Request, command: SaveProduct
) -> Performed[ProductView]:
    """Make a product, or write it again (T4, T5, R6)."""

    async def story(tx: SettingUp) -> Done | tuple[Refusal, ...]:
        facts, refusals = _product_facts(command)
        if refusals:
            return refusals
        number, group = facts["number"], facts["group"]
        locked = await tx.lock_product(number, group, facts["gtins"], request.now)
        changed = group != locked.group or command.catch_weight != locked.catch_weight
        drafts = await tx.drafts_of_products([number]) if changed and not locked.created else ()
        refusals = _product_refusals(command, facts, locked, drafts)
        if refusals:
            return refusals
        await tx.save_product(facts, request.now)
        before: Json = None if locked.created else {"group": locked.group, "catchWeight": locked.catch_weight}
        return Done(key=number, changes=((f"Product:{number}", locked.chain, Change("saveProduct", before, facts)),))

    async def load(tx: SettingUp, number: str) -> ProductView | None:
        return await tx.product(number)

    operation = Operation("saveProduct", (Duty.MAINTAIN_SETUP,), command, story, load)
    return await perform(graph, audit_key, request, operation)


def _product_facts(command: SaveProduct) -> tuple[dict[str, Any], tuple[Refusal, ...]]:
    refusals: list[Refusal] = []
    facts = {
        "number": read_number(command.number, ("number",), refusals),
        "name": read_name(command.name, ("name",), refusals),
        "category": read_optional_number(command.category, ("category",), refusals),
        "group": read_optional_number(command.group, ("trackingDimensionGroup",), refusals),
        "catchWeight": command.catch_weight,
        "gtins": _gtins(command.gtins, refusals),
        "serialPattern": _pattern(command.serial_pattern, refusals),
        "supplier": read_name(command.supplier, ("supplier",), refusals),
        **_cover(command.supplier_cover, refusals),
    }
    if facts["supplierCover"] is not None and facts["supplier"] is None:
        refusals.append(InvalidValue(value="", expected="the supplier whose cover it is", path=("supplier",)))
    if facts["name"] is None:
        refusals.append(InvalidValue(value="", expected="a name", path=("name",)))
    return facts, tuple(refusals)


def _gtins(texts: Sequence[str], refusals: list[Refusal]) -> list[str]:
    if len(texts) > _MOST_GTINS:
        expected = f"at most {_MOST_GTINS} GTINs"
        refusals.append(InvalidValue(value=str(len(texts)), expected=expected, path=("gtins",)))
        return []
    read = [(place, text, parse_gtin(text)) for place, text in enumerate(texts)]
    refusals.extend(
        InvalidValue(value=shown(text), expected="a GTIN with a right check digit", path=("gtins", str(place)))
        for place, text, gtin in read
        if not isinstance(gtin, Gtin)
    )
    return sorted({gtin.digits for _, _, gtin in read if isinstance(gtin, Gtin)})


def _cover(cover: CoverInput | None, refusals: list[Refusal]) -> dict[str, str | None]:
    if cover is None:
        return {"supplierCover": None, "supplierSendTo": None}
    period = parse_period(cover.period)
    if not isinstance(period, Period):
        path, expected = ("supplierCover", "period"), "a period such as P24M, P2Y or P90D (W3)"
        refusals.append(InvalidValue(value=shown(cover.period), expected=expected, path=path))
    send_to = read_name(cover.send_to, ("supplierCover", "sendTo"), refusals)
    return {"supplierCover": str(period), "supplierSendTo": send_to}


def _pattern(text: str | None, refusals: list[Refusal]) -> str | None:
    if text is None or not text.strip():
        return None
    pattern = parse_pattern(text)
    if isinstance(pattern, SerialPattern):
        return pattern.text
    expected = f"a pattern (character {pattern.position + 1}: {pattern.problem})"
    refusals.append(InvalidValue(value=shown(text), expected=expected, path=("serialPattern",)))
    return None


def _product_refusals(
    command: SaveProduct, facts: Mapping[str, Any], locked: LockedProduct, drafts: tuple[str, ...]
) -> tuple[Refusal, ...]:
    refusals: list[Refusal] = []
    number, group = facts["number"], facts["group"]
    if group is not None and locked.wanted is None:
        path = ("trackingDimensionGroup",)
        refusals.append(UnknownRecord(kind="tracking dimension group", key=group, path=path))
    settings = locked.wanted or SerialSettings()
    excluded = decide_catch_weight(number, catch_weight=command.catch_weight, group=group, settings=settings)
    refusals.extend([] if excluded is None else [excluded])
    if drafts:
        refusals.append(HeldByDrafts(subject=f"Product {number}", documents=drafts))
    refusals.extend(GtinTaken(gtin=gtin, product=owner, path=("gtins",)) for gtin, owner in locked.gtin_owners)
    return tuple(refusals)


async def save_customer(
    graph: Graph, audit_key: bytes, request: Request, command: SaveCustomer
) -> Performed[CustomerFacts]:
    """Make a customer, or write it again. The audit entry holds nothing that identifies a person (G1)."""

    async def story(tx: SettingUp) -> Done | tuple[Refusal, ...]:
        refusals: list[Refusal] = []
        number = read_number(command.number, ("number",), refusals)
        texts = {
            each.name: read_name(getattr(command, each.name), (each.name,), refusals)
            for each in fields(command)
            if each.name in _PERSONAL
        }
        country = read_country(command.country, ("country",), refusals)
        if refusals:
            return tuple(refusals)
        chain = await tx.lock_customer(number, request.now)
        facts = CustomerFacts(number=number, **texts, country=country, buyer_kind=command.buyer_kind)
        await tx.save_customer(facts, request.now)
        named: Json = sorted(name for name, text in texts.items() if text is not None)
        after: Json = {"number": number, "fields": named, "country": country, "buyerKind": command.buyer_kind}
        change = Change("saveCustomer", None, after)
        return Done(key=number, changes=((f"Customer:{number}", chain, change),))

    async def load(tx: SettingUp, number: str) -> CustomerFacts | None:
        return await tx.customer(number)

    operation = Operation("saveCustomer", (Duty.MAINTAIN_ORDERS,), command, story, load)
    return await perform(graph, audit_key, request, operation)
