"""What was recorded: who changed what, when and why (C4)."""

from datetime import datetime
from typing import Self

import orjson
import strawberry
from strawberry.scalars import JSON

from graph_api.domain import audit
from graph_api.domain.duties import Actor, Duty


@strawberry.type(description="One entry of an audit chain. None is ever changed or removed (C4).")
class AuditEntry:
    """What one operation did to one subject."""

    sequence: int = strawberry.field(description="The place in its subject's chain, counted from 1.")
    at: datetime = strawberry.field(description="When, in UTC.")
    actor: str = strawberry.field(description="Who: the subject of the token.")
    action: str = strawberry.field(description="What was done, by the mutation's name.")
    reason: str | None = strawberry.field(description="Why, as the caller said.")
    before: JSON | None = strawberry.field(description="What was, in ids and serial numbers; null where nothing was.")
    after: JSON | None = strawberry.field(description="What is since; null where nothing is.")
    seal: str = strawberry.field(description="The keyed digest of this entry and of the seal before it.")

    @classmethod
    def of(cls, entry: audit.AuditEntry) -> Self:
        return cls(
            sequence=entry.sequence,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            reason=entry.reason,
            before=orjson.loads(entry.before),
            after=orjson.loads(entry.after),
            seal=entry.seal,
        )


@strawberry.type(description="Who asks.")
class Viewer:
    """The actor of this request."""

    subject: str = strawberry.field(description="The subject of the token, as audit entries name it.")
    duties: list[Duty] = strawberry.field(description="What its roles allow, by name.")

    @classmethod
    def of(cls, actor: Actor) -> Self:
        return cls(subject=actor.subject, duties=sorted(actor.duties, key=lambda duty: duty.name))
