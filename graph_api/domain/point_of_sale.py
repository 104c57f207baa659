"""
Selling over the counter: the prompt for a serial number, and a sale that is made and invoiced at once.

Source: rule P1.
"""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from graph_api.domain.documents import InvoiceFacts
from graph_api.domain.outcomes import Path, Refusal
from graph_api.domain.tracking import SerialSettings


class SerialPrompt(StrEnum):
    """What a point of sale asks when it sells a product."""

    NONE = "NONE"
    OPTIONAL = "OPTIONAL"
    REQUIRED = "REQUIRED"


def prompt_for(settings: SerialSettings) -> SerialPrompt:
    """Whether selling prompts for a serial number, and whether the prompt may stay empty (P1, T3)."""
    if not settings.active_in_sales_process:
        return SerialPrompt.NONE
    return SerialPrompt.REQUIRED if settings.requires_all else SerialPrompt.OPTIONAL


def place_refusals(
    invoice: InvoiceFacts, posting: Sequence[Refusal], refused: Sequence[Refusal]
) -> tuple[Refusal, ...]:
    """
    What a sale was refused for, each with the place of its line in what the caller gave.

    Args:
        posting: What keeps the invoice from being posted; it names lines by id.
        refused: What was refused while numbers were registered. A line of these lacks registrations for that reason
            alone: that it lacks them is not said as well.
    """
    places = {line.id: ("lines", str(line.position - 1)) for line in invoice.lines}
    named = {refusal.path[:2] for refusal in refused}
    placed = [replace(refusal, path=_place(refusal, places)) for refusal in posting]
    return (*refused, *(each for each in placed if each.path[:2] not in named))


def _place(refusal: Refusal, places: dict[str, tuple[str, str]]) -> Path:
    return places.get(getattr(refusal, "line_id", ""), refusal.path)
