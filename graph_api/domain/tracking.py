"""Tracking dimension groups and what they ask of a product. Source: rules T1 to T5."""

from dataclasses import dataclass, fields, replace
from typing import Annotated

from graph_api.domain.outcomes import Refusal


@dataclass(frozen=True, slots=True)
class SerialSettings:
    """The serial settings of a tracking dimension group (T1)."""

    active_in_sales_process: bool = False
    serial_number_control: bool = False
    blank_issue_allowed: bool = False
    active_in_inventory: bool = False
    blank_receipt_allowed: bool = False

    @property
    def requires_all(self) -> bool:
        """Whether each item needs a registration (T2), and blank issue does not override it (T3)."""
        return self.active_in_sales_process and self.serial_number_control and not self.blank_issue_allowed


@dataclass(frozen=True, slots=True)
class WantedSettings:
    """Settings as a caller states them; None leaves a setting to the rule."""

    active_in_sales_process: bool | None = None
    serial_number_control: bool | None = None
    blank_issue_allowed: bool | None = None
    active_in_inventory: bool | None = None
    blank_receipt_allowed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingExcluded(Refusal):
    """A serial setting that cannot go with *active in sales process* (T1)."""

    rule = "T1"
    setting: Annotated[str, "The setting, by its field's name."]
    must_be: Annotated[bool, "What it is while the group is active in the sales process."]

    @property
    def message(self) -> str:
        state = "selected" if self.must_be else "cleared"
        setting = self.setting.replace("_", " ")
        return f"While a group is active in the sales process, “{setting}” is {state}: leave it out."


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchWeightExcluded(Refusal):
    """A catch-weight product and serial numbers in the sales process exclude each other (T4)."""

    rule = "T4"
    product: Annotated[str, "The catch-weight product's number."]
    group: Annotated[str | None, "The tracking dimension group's number."]

    @property
    def message(self) -> str:
        return f"{self.product} is a catch-weight product: it cannot have the group {self.group}, active in sales."


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldByDrafts(Refusal):
    """Serial settings stand still while drafts hold registrations of the products concerned (T5)."""

    rule = "T5"
    subject: Annotated[str, "The group or the product."]
    documents: Annotated[tuple[str, ...], "Some of the drafts: post or discard them first."]

    @property
    def message(self) -> str:
        named = ", ".join(self.documents)
        return f"{self.subject} stands still while drafts hold registrations of it: post or discard {named} first."


@dataclass(frozen=True, slots=True, kw_only=True)
class GtinTaken(Refusal):
    """A GTIN belongs to one product (R6)."""

    rule = "R6"
    gtin: Annotated[str, "The GTIN, as 14 digits."]
    product: Annotated[str, "The product that carries it."]

    @property
    def message(self) -> str:
        return f"The GTIN {self.gtin} belongs to {self.product}."


TrackingRefusal = GtinTaken | SettingExcluded | CatchWeightExcluded | HeldByDrafts

_CLEARED_WHILE_ACTIVE = ("active_in_inventory", "blank_receipt_allowed")


def decide_settings(current: SerialSettings, wanted: WantedSettings) -> SerialSettings | tuple[TrackingRefusal, ...]:
    """
    The settings that a group has after a change.

    Switching on *active in sales process* selects control and clears the inventory settings by itself; asking for
    the contrary in the same change is refused rather than bent.

    Source: rule T1.
    """
    stated = {f.name: v for f in fields(wanted) if (v := getattr(wanted, f.name)) is not None}
    settled = replace(current, **stated)
    if not settled.active_in_sales_process:
        return settled
    refusals = [
        SettingExcluded(setting=name, must_be=False, path=(name,)) for name in _CLEARED_WHILE_ACTIVE if stated.get(name)
    ]
    if stated.get("serial_number_control") is False:
        refusals.append(SettingExcluded(setting="serial_number_control", must_be=True, path=("serial_number_control",)))
    if refusals:
        return tuple(refusals)
    return replace(settled, serial_number_control=True, active_in_inventory=False, blank_receipt_allowed=False)


def decide_catch_weight(
    product: str, *, catch_weight: bool, group: str | None, settings: SerialSettings
) -> CatchWeightExcluded | None:
    """Refuse a catch-weight product with a group that is active in the sales process (T4), whichever came first."""
    if catch_weight and settings.active_in_sales_process:
        return CatchWeightExcluded(product=product, group=group)
    return None
