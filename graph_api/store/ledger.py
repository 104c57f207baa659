"""What every mutation leaves behind: its idempotency key with the answer, and its audit entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from graph_api.domain.audit import AuditEntry, ChainHead
from graph_api.domain.locked import KeptAnswer
from graph_api.store.bolt import Transaction
from graph_api.store.books import chain_head
from graph_api.store.statement import Mode, Row, Statement, nothing


def _kept(row: Row | None) -> KeptAnswer | None:
    return None if row is None else KeptAnswer(row["fingerprint"], row["answer"])


KEPT_ANSWER: Final = Statement(
    name="kept_answer",
    mode=Mode.WRITE,
    text="""
    MATCH (key:IdempotencyKey {scope: $scope})
    RETURN key.fingerprint AS fingerprint, key.answer AS answer
    """,
    decode=_kept,
)

RECORD: Final = Statement(
    name="record",
    mode=Mode.WRITE,
    # A key is created and never found: of parallel callers with one key, the second waits here for the first, and then
    # breaks the key's constraint, so that all that it did is undone.
    text="""
    CALL () {
        UNWIND $entries AS entry
        MERGE (chain:AuditChain {subject: entry.subject})
        SET chain.length = entry.sequence, chain.head = entry.seal
        CREATE (e:AuditEntry)
        SET e = entry
        RETURN count(e) AS written
    }
    CALL () {
        UNWIND $keys AS answered
        CREATE (key:IdempotencyKey)
        SET key = answered
        RETURN count(key) AS kept
    }
    FINISH
    """,
    decode=nothing,
)

CHAIN_HEAD: Final = Statement(
    name="chain_head",
    mode=Mode.WRITE,
    text="""
    OPTIONAL MATCH (chain:AuditChain {subject: $subject})
    RETURN chain.length AS chainLength, chain.head AS chainHead
    """,
    decode=lambda row: ChainHead() if row is None else chain_head(row),
)

FORGET_KEYS: Final = Statement(
    name="forget_keys",
    mode=Mode.WRITE,
    text="""
    MATCH (key:IdempotencyKey) WHERE key.createdAt < $before
    WITH key LIMIT 10000
    DELETE key
    """,
    decode=nothing,
)


class LedgerStatements(Transaction):
    """What was done under a key before, and recording what is done now."""

    async def kept_answer(self, scope: str) -> KeptAnswer | None:
        """What an idempotency key stands for."""
        return await self.run(KEPT_ANSWER, scope=scope)

    async def chain_head(self, subject: str) -> ChainHead:
        """The end of a chain whose subject this transaction has locked."""
        return await self.run(CHAIN_HEAD, subject=subject)

    async def record(self, entries: Sequence[AuditEntry], key: tuple[str, str, str] | None, now: datetime) -> None:
        """
        Write the audit entries and, where there is a key, what it stands for from now on.

        A key that stands for something already breaks its constraint: the transaction is tried again.

        Args:
            key: The key's scope, the request's fingerprint, and the answer as JSON.
        """
        answered: list[dict[str, Any]] = []
        if key is not None:
            scope, fingerprint, answer = key
            answered = [{"scope": scope, "fingerprint": fingerprint, "answer": answer, "createdAt": now}]
        await self.run(RECORD, entries=[_properties(entry) for entry in entries], keys=answered)

    async def forget_keys(self, before: datetime) -> None:
        """Forget keys that are older than anyone retries."""
        await self.run(FORGET_KEYS, before=before)


def _properties(entry: AuditEntry) -> dict[str, Any]:
    return {name: value for name in AuditEntry.__slots__ if (value := getattr(entry, name)) is not None}
