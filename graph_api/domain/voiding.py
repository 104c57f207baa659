"""
Voiding a unit's warranty, whole or by layer, from a day on; and lifting that again. Source: rule W6.

A void is a finding, so it has a day up to today: what nobody has found yet takes no cover away.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_api.domain.aftersales import Void
from graph_api.domain.lineage import Sale, UnitHistory
from graph_api.domain.outcomes import Notice, Refusal
from graph_api.domain.sold_unit import decide_sale
from graph_api.domain.terms import Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyVoid(Refusal):
    """What is void is not voided again: the void that stands is lifted first (W6)."""

    rule = "W6"
    serial_number: Annotated[str, "The serial number of the unit."]
    void_id: Annotated[str, "The void that stands."]
    void_layer: Annotated[Layer | None, "The layer that it takes away; null for all of them."]
    void_since: Annotated[date, "The first day without cover."]

    @property
    def message(self) -> str:
        void = f"{_cover(self.void_layer)} of {self.serial_number} is void since {self.void_since} already"
        return f"{void}: lift that void first to void it from another day."


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToVoid(Refusal):
    """A layer that the sale does not have, or a sale without any (W5, W6)."""

    rule = "W6"
    serial_number: Annotated[str, "The serial number of the unit."]
    layer: Annotated[Layer | None, "The layer that was named; null for all of them."]
    layers: Annotated[tuple[Layer, ...], "The layers that the sale has."]

    @property
    def message(self) -> str:
        if self.layer is None or not self.layers:
            return f"The sale of {self.serial_number} has no warranty: there is nothing to void."
        has = ", ".join(each.lower() for each in self.layers)
        return f"The sale of {self.serial_number} has no {self.layer.lower()} warranty: it has {has}."


VoidingRefusal = AlreadyVoid | NothingToVoid


def decide_void(history: UnitHistory, layer: Layer | None, day: date, today: date) -> Sale | tuple[Refusal, ...]:
    """
    The sale of which a warranty is voided from a day on, or everything that is said against it.

    A void of a layer and one of all of them may stand side by side: the layer may have been lost earlier.

    Args:
        layer: None for all of them.
    """
    sale = decide_sale(history, day, today)
    if not isinstance(sale, Sale):
        return (sale,)
    layers = _layers(sale)
    if not layers or (layer is not None and layer not in layers):
        return (NothingToVoid(serial_number=history.serial_number, layer=layer, layers=layers, path=("layer",)),)
    standing = (each for each in sale.registration.after.voids if each.lifted_at is None)
    same = next((each for each in standing if each.layer in (None, layer)), None)
    if same is None:
        return sale
    return (
        AlreadyVoid(
            serial_number=history.serial_number,
            void_id=same.id,
            void_layer=same.layer,
            void_since=same.on,
            path=("layer",),
        ),
    )


def lifted_before(serial_number: str, void: Void) -> Notice | None:
    """What is said of a void that was lifted before: it is never made already, and nothing changes."""
    if void.lifted_at is None:
        return None
    message = f"The void of {serial_number} since {void.on} was lifted before: nothing changes."
    return Notice(code="ALREADY_LIFTED", rule="W6", message=message, path=("id",))


def _layers(sale: Sale) -> tuple[Layer, ...]:
    """The layers of a sale: of the terms that it is held to, and of what was bought or granted since."""
    covers = (each.layer for each in sale.registration.after.covers if each.withdrawn_at is None)
    found = {*(term.layer for term in sale.registration.terms), *covers}
    return tuple(each for each in Layer if each in found)


def _cover(layer: Layer | None) -> str:
    return "The warranty" if layer is None else f"The {layer.lower()} warranty"
