"""What an archive of the whole graph holds: kinds of records, each with the key that no two of them share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, LiteralString, TypeAlias

Plain: TypeAlias = str | int | float | bool | list[str]
"""What JSON can say as it is."""


class ValueType(StrEnum):
    """What a property is; an archive says it of each, because JSON has no days and no moments."""

    TEXT = "text"
    TEXTS = "texts"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    MOMENT = "moment"


_OF_PLAIN: Final[Mapping[type, ValueType]] = {
    str: ValueType.TEXT,
    list: ValueType.TEXTS,
    int: ValueType.INTEGER,
    float: ValueType.NUMBER,
    bool: ValueType.BOOLEAN,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of record.

    Attributes:
        key: The property that is unique and always there; of an audit entry, which is found by its place, two.
    """

    label: LiteralString
    key: tuple[LiteralString, ...]


KINDS: Final = (
    Kind("TrackingDimensionGroup", ("number",)),
    Kind("ProductCategory", ("number",)),
    Kind("Product", ("number",)),
    Kind("Gtin", ("code",)),
    Kind("Customer", ("number",)),
    Kind("WarrantyTerm", ("id",)),
    Kind("ReturnPolicy", ("id",)),
    Kind("Scope", ("key",)),
    Kind("SalesOrder", ("number",)),
    Kind("OrderLine", ("id",)),
    Kind("PackingSlip", ("id",)),
    Kind("SlipLine", ("id",)),
    Kind("Invoice", ("id",)),
    Kind("InvoiceLine", ("id",)),
    Kind("CreditNote", ("id",)),
    Kind("Unit", ("id",)),
    Kind("Registration", ("id",)),
    Kind("WarrantyVoid", ("id",)),
    Kind("WarrantyStart", ("id",)),
    Kind("UnitCover", ("id",)),
    Kind("OwnershipTransfer", ("id",)),
    Kind("Claim", ("id",)),
    Kind("Return", ("id",)),
    Kind("ReturnItem", ("id",)),
    Kind("Sequence", ("kind",)),
    Kind("AuditChain", ("subject",)),
    Kind("AuditEntry", ("subject", "sequence")),
    Kind("IdempotencyKey", ("scope",)),
    Kind("Seed", ("name",)),
    Kind("Import", ("digest",)),
)
"""Every kind but two: migrations stand in the manifest, and how far a load is matters to the graph that it fills."""

KEYS: Final[Mapping[str, str]] = {kind.label: kind.key[0] for kind in KINDS}
"""The property by which a link names the record that it leads to."""


@dataclass(frozen=True, slots=True)
class Facts:
    """
    All that a node or a relationship says.

    Attributes:
        days: In ISO 8601.
        moments: In ISO 8601 and in UTC.
    """

    plain: Mapping[str, Plain]
    days: Mapping[str, str]
    moments: Mapping[str, str]

    def together(self) -> dict[str, Plain]:
        """Every value by its name."""
        return {**self.plain, **self.days, **self.moments}

    def types(self) -> dict[str, ValueType]:
        """What each value is."""
        return {
            **{name: _OF_PLAIN[type(value)] for name, value in self.plain.items()},
            **dict.fromkeys(self.days, ValueType.DAY),
            **dict.fromkeys(self.moments, ValueType.MOMENT),
        }


@dataclass(frozen=True, slots=True)
class Link:
    """
    A relationship, kept with the record that it begins at.

    Attributes:
        to: The kind of the record that it leads to.
        key: That record's key; None where it is of no kind that is archived.
    """

    type: str
    to: str
    key: str | None
    facts: Facts


@dataclass(frozen=True, slots=True)
class Record:
    """One node with all that it says, and every relationship that begins at it."""

    facts: Facts
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Look:
    """
    How much a graph holds at one moment.

    Audit entries are only ever added (C4), so between two looks with the same count nothing was done that is audited.
    """

    nodes: int
    links: int
    audit_entries: int


@dataclass(frozen=True, slots=True)
class Restoration:
    """
    How far the loading of an archive got.

    Attributes:
        archive: The digest of what is loaded.
        batches: How many transactions are in.
    """

    archive: str
    batches: int


class GraphNotEmpty(Exception):
    """An archive is loaded into a graph that holds nothing."""


def is_of(type_: ValueType, value: object) -> bool:
    """Whether what stands in an archive is what its property is said to be."""
    match type_:
        case ValueType.TEXTS:
            return isinstance(value, list) and all(isinstance(each, str) for each in value)
        case ValueType.DAY:
            return isinstance(value, str) and _reads(date.fromisoformat, value)
        case ValueType.MOMENT:
            return isinstance(value, str) and value.endswith("Z") and _reads(datetime.fromisoformat, value)
        case _:
            return _OF_PLAIN.get(type(value)) is type_


def facts_of(values: Mapping[str, Plain], types: Mapping[str, ValueType]) -> Facts:
    """What stands in an archive, told apart again; each value has been found to be of its type."""
    temporal = {ValueType.DAY: dict[str, str](), ValueType.MOMENT: dict[str, str]()}
    plain: dict[str, Plain] = {}
    for name, value in values.items():
        if isinstance(value, str) and types[name] in temporal:
            temporal[types[name]][name] = value
        else:
            plain[name] = value
    return Facts(plain, temporal[ValueType.DAY], temporal[ValueType.MOMENT])


def _reads(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
