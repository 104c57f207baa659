"""What was measured, as tables, with the machine and the versions that it was measured on."""

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.figures import Round, Spread, times

_PACKAGES: Final = ("neo4j", "neo4j-rust-ext", "strawberry-graphql", "graphql-core", "uvicorn", "uvloop", "httptools")
_RATIO: Final = "of raw (least to most)"


def machine(neo4j_version: str) -> str:
    """Where these figures come from; they mean nothing on another machine, but the ratios may."""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, Neo4j {neo4j_version} embedded; {versions}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def lookup_rows(measured: Mapping[str, Sequence[Round]], raw: str, clients: int) -> list[tuple[str, ...]]:
    """A row a peer: its latency and its calls a second, each also over the raw driver's of the same round."""
    rows: list[tuple[str, ...]] = []
    for name, rounds in measured.items():
        latency = [each.p50 for each in rounds]
        rate = [each.calls_a_second for each in rounds]
        theirs = measured[raw]
        rows.append(
            (
                str(clients),
                name,
                f"{Spread.of(latency).middle * 1000:.2f}",
                "1" if name == raw else str(times(latency, [each.p50 for each in theirs])),
                f"{Spread.of(rate).middle:,.0f}",
                "1" if name == raw else str(times(rate, [each.calls_a_second for each in theirs])),
            )
        )
    return rows


def registration_rows(measured: Mapping[str, Sequence[Round]], raw: str, size: int) -> list[tuple[str, ...]]:
    """A row a peer: serials a second, also over the raw driver's of the same round."""
    theirs = [each.calls_a_second for each in measured[raw]]
    rows: list[tuple[str, ...]] = []
    for name, rounds in measured.items():
        rate = [each.calls_a_second for each in rounds]
        rows.append(
            (
                f"{size:,}",
                name,
                f"{Spread.of([each.p50 for each in rounds]).middle * 1000:.1f}",
                f"{Spread.of(rate).middle * size:,.0f}",
                "1" if name == raw else str(times(rate, theirs)),
            )
        )
    return rows


LOOKUP_HEAD: Final = ("clients", "one serial", "p50 ms", _RATIO, "calls/s", _RATIO)
REGISTRATION_HEAD: Final = ("a call", "registration", "p50 ms", "serials/s", _RATIO)
LIST_HEAD: Final = ("units", "a page of a list", "p50 ms", "units/s", _RATIO)
RECALL_HEAD: Final = ("units", "recall of a product", "p50 ms", "units/s", _RATIO)
LINEAGE_HEAD: Final = ("nodes", "lineage of a customer", "p50 ms", "nodes/s", _RATIO)
VERDICT_HEAD: Final = ("a call", "warranty and return", "p50 ms", "serials/s", _RATIO)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side, in plain text."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in [head, *rows]]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)
