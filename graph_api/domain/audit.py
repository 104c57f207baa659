"""The audit chain: every change as an entry that names the one before it, sealed with a key outside the graph (C4)."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, TypeAlias

Json: TypeAlias = str | int | bool | Sequence["Json"] | Mapping[str, "Json"] | None


_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last entry of one subject's chain: how many there are, and its seal (empty before the first)."""

    length: int = 0
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What one operation did to one subject. It holds ids and serial numbers, never what identifies a person (G1)."""

    action: str
    before: Json = None
    after: Json = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of a chain. `before` and `after` are canonical JSON, so that the seal can be made again."""

    subject: str
    sequence: int
    at: datetime
    actor: str
    action: str
    reason: str | None
    before: str
    after: str
    previous: str
    seal: str


def canonical(value: Json) -> str:
    """One text for one value: keys sorted, no spaces, every character as itself."""
    return "null" if value is None else _ENCODER.encode(value)


def seal_entry(
    key: bytes, head: ChainHead, subject: str, at: datetime, actor: str, reason: str | None, change: Change
) -> AuditEntry:
    """Make the next entry of a chain."""
    before, after = canonical(change.before), canonical(change.after)
    sequence = head.length + 1
    seal = _seal(key, subject, sequence, at, actor, change.action, reason, before, after, head.seal)
    return AuditEntry(subject, sequence, at, actor, change.action, reason, before, after, head.seal, seal)


def first_broken(key: bytes, entries: Sequence[AuditEntry]) -> AuditEntry | None:
    """
    The first entry of a whole chain whose content, place or predecessor is not what was sealed; None for a sound one.

    Args:
        entries: All entries of one subject, by sequence.
    """
    previous = ""
    for place, entry in enumerate(entries, start=1):
        made = _seal(
            key, entry.subject, place, entry.at, entry.actor, entry.action, entry.reason, entry.before, entry.after,
            previous,
        )  # fmt: skip
        if entry.sequence != place or entry.previous != previous or not _same(made, entry.seal):
            return entry
        previous = entry.seal
    return None


def _same(made: str, found: str) -> bool:
    """Compare as bytes: what was tampered with may be no hexadecimal text at all."""
    return hmac.compare_digest(made.encode(), found.encode(errors="replace"))


def _seal(key: bytes, subject: str, sequence: int, at: datetime, *texts: str | None) -> str:
    sealed = canonical([subject, sequence, at.astimezone(UTC).isoformat(timespec="microseconds"), *texts])
    return hmac.new(key, sealed.encode(), sha256).hexdigest()
