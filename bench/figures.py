"""From latencies to figures: what one round measured, and how a peer compares with the raw driver over all rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Round:
    """What one peer did in one round."""

    seconds: float
    latencies: Sequence[float]
    """In seconds, one a call."""

    @property
    def p50(self) -> float:
        """Half of the calls took less, in seconds."""
        return median(self.latencies)

    @property
    def calls_a_second(self) -> float:
        return len(self.latencies) / self.seconds


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over all rounds."""

    least: float
    middle: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(min(values), median(values), max(values))

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.least:.2f} to {self.most:.2f})"


def times(ours: Sequence[float], raw: Sequence[float]) -> Spread:
    """Each round's figure over the raw driver's of the same round: what slowed the machine slowed both."""
    return Spread.of([mine / theirs for mine, theirs in zip(ours, raw, strict=True)])
