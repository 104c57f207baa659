"""What sales build on, as people read it: tracking dimension groups, and versions found by their ids."""

from dataclasses import dataclass

from graph_api.domain.tracking import SerialSettings


@dataclass(frozen=True, slots=True)
class GroupView:
    """A tracking dimension group with its serial settings (T1)."""

    number: str
    name: str
    settings: SerialSettings
