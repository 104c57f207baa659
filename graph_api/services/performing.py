"""
How every mutation is performed: one transaction that locks, loads, decides and applies.

A refusal or a dry run leaves nothing behind. What was done leaves its audit entries and, where the caller gave a key,
its answer, so that the same request sent again is answered and not done again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Generic, NoReturn, Protocol, TypeVar

import orjson

from graph_api.domain.audit import AuditEntry, ChainHead, Change, seal_entry
from graph_api.domain.duties import Actor, Duty
from graph_api.domain.locked import KeptAnswer
from graph_api.domain.outcomes import KeyReused, Notice, NotPermitted, Refusal
from graph_api.domain.scanning import NO_FRAME, Frame
from graph_api.services.effects import Foreseen, Looks, foresee
from graph_api.services.refusals import refusal_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, when, and how: everything about a mutation besides what it is to do."""

    actor: Actor
    now: datetime
    today: date
    idempotency_key: str | None = None
    dry_run: bool = False
    reason: str | None = None
    frame: Frame = NO_FRAME
    """What the seller's scanners put around the data (R3)."""


@dataclass(frozen=True, slots=True)
class Done:
    """
    What a story did in its transaction.

    Attributes:
        key: The id or number of what changed, by which it is read again.
        changes: For each subject whose audit chain goes on: its chain's end and what happened to it.
        refusals: Of entries that were refused each for itself.
        detail: What the answer says beyond the changed record, such as the ids of new registrations.
    """

    key: str
    changes: Sequence[tuple[str, ChainHead, Change]] = ()
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()
    detail: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Performed(Generic[T]):
    """The answer to a mutation. `value` is None where nothing was done; `foreseen` is for what was only tried."""

    value: T | None = None
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()
    dry_run: bool = False
    replayed: bool = False
    detail: Mapping[str, Sequence[str]] = field(default_factory=dict)
    foreseen: Foreseen | None = None


class Ledger(Looks, Protocol):
    """What performing needs of a transaction, besides what the story needs."""

    async def kept_answer(self, scope: str) -> KeptAnswer | None: ...
    async def record(self, entries: Sequence[AuditEntry], key: tuple[str, str, str] | None, now: datetime) -> None: ...
    def roll_back(self, outcome: object) -> NoReturn: ...


Tx = TypeVar("Tx", bound=Ledger)
Tx_co = TypeVar("Tx_co", bound=Ledger, covariant=True)


class Writes(Looks, Protocol[Tx_co]):
    """The graph's way to write, and to look at what is committed meanwhile."""

    async def write(self, work: Callable[[Tx_co], Awaitable[T]]) -> T: ...


@dataclass(frozen=True, slots=True)
class Operation(Generic[Tx, T]):
    """
    One mutation as a value: what it is called, which duties it asks for, what was asked, and how it is done.

    Attributes:
        command: The caller's input; with the name it makes the fingerprint that an idempotency key stands for.
        story: Locks, loads, decides and applies; returns refusals where nothing is to be done.
        load: Reads the changed record by `Done.key`, inside the same transaction.
    """

    name: str
    duties: tuple[Duty, ...]
    command: Any
    story: Callable[[Tx], Awaitable[Done | tuple[Refusal, ...]]]
    load: Callable[[Tx, str], Awaitable[T | None]]


async def perform(graph: Writes[Tx], audit_key: bytes, request: Request, operation: Operation[Tx, T]) -> Performed[T]:
    """Perform a mutation, or answer again what it answered before."""
    missing = [duty for duty in operation.duties if not request.actor.may(duty)]
    if missing:
        return Performed(refusals=tuple(NotPermitted(duty=duty.value) for duty in missing))
    run = _Run(graph, audit_key, request, operation)
    return await graph.write(run.attempt)


@dataclass(slots=True)
class _Run(Generic[Tx, T]):
    """
    One mutation while it is tried, which may be more than once.

    Nearly every key is new, so the first attempt takes it for new: it asks what a key stands for only where the story
    refuses. A key that is not new cannot be recorded again, so what was done is undone and tried once more; and every
    further attempt asks first.
    """

    outside: Looks
    audit_key: bytes
    request: Request
    operation: Operation[Tx, T]
    tried: bool = False

    async def attempt(self, tx: Tx) -> Performed[T]:
        request = self.request
        if self.tried:
            await self._answer_again(tx)
        self.tried = True
        done = await self.operation.story(tx)
        if not isinstance(done, Done):
            await self._answer_again(tx)
            tx.roll_back(Performed(refusals=done, dry_run=request.dry_run))
        if not request.dry_run and (done.changes or request.idempotency_key is not None):
            await tx.record([self._seal(*change) for change in done.changes], self._kept(done), request.now)
        performed = Performed(
            value=await self.operation.load(tx, done.key),
            refusals=done.refusals,
            notices=done.notices,
            dry_run=request.dry_run,
            detail=done.detail,
        )
        if request.dry_run:
            tx.roll_back(replace(performed, foreseen=await self._foresee(tx, done)))
        return performed

    async def _foresee(self, tx: Tx, done: Done) -> Foreseen:
        subjects = [subject for subject, *_ in done.changes]
        return await foresee(self.outside, tx, subjects, self.request.now, self.request.today)

    async def _answer_again(self, tx: Tx) -> None:
        """Leave the transaction with what the key stands for; go on where it is new, or where there is none."""
        key = self.request.idempotency_key
        if key is None or self.request.dry_run:
            return
        before = await tx.kept_answer(self._scope())
        if before is not None and before.fingerprint != self._fingerprint():
            tx.roll_back(Performed(refusals=(KeyReused(idempotency_key=key, path=("idempotencyKey",)),)))
        if before is not None:
            tx.roll_back(await self._replayed(tx, before))

    async def _replayed(self, tx: Tx, before: KeptAnswer) -> Performed[T]:
        kept = orjson.loads(before.answer)
        return Performed(
            value=await self.operation.load(tx, kept["key"]),
            refusals=tuple(_kept_refusal(each) for each in kept["refusals"]),
            notices=tuple(Notice(**{**each, "path": tuple(each["path"])}) for each in kept["notices"]),
            replayed=True,
            detail=kept["detail"],
        )

    def _scope(self) -> str:
        """A key belongs to its caller; its length and its characters are the caller's, so the graph sees a digest."""
        return sha256(f"{self.request.actor.subject}\0{self.request.idempotency_key}".encode()).hexdigest()

    def _fingerprint(self) -> str:
        asked = orjson.dumps([self.operation.name, self.operation.command, self.request.reason], default=str)
        return sha256(asked).hexdigest()

    def _kept(self, done: Done) -> tuple[str, str, str] | None:
        if self.request.idempotency_key is None:
            return None
        answer = {
            "key": done.key,
            "refusals": [_refusal_to_keep(each) for each in done.refusals],
            "notices": [asdict(each) for each in done.notices],
            "detail": done.detail,
        }
        return self._scope(), self._fingerprint(), orjson.dumps(answer).decode()

    def _seal(self, subject: str, head: ChainHead, change: Change) -> AuditEntry:
        request = self.request
        return seal_entry(self.audit_key, head, subject, request.now, request.actor.subject, request.reason, change)


def _refusal_to_keep(refusal: Refusal) -> dict[str, Any]:
    return {"kind": type(refusal).__name__, "facts": asdict(refusal)}


def _kept_refusal(kept: Mapping[str, Any]) -> Refusal:
    return refusal_of(kept["kind"], kept["facts"])
