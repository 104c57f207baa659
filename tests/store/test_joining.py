"""Statements that travel together: what only writes goes with the next statement that answers."""

import pytest

from graph_api.store.bolt import Bolt, Transaction, statements_run
from graph_api.store.joining import Sent, joined
from graph_api.store.statement import Mode, Row, Statement, nothing

pytestmark = pytest.mark.anyio


def _names(row: Row | None) -> list[str]:
    return [] if row is None else row["names"]


MARK = Statement("mark", Mode.WRITE, "CREATE (:Mark {name: $name}) FINISH", nothing)
MARK_SOME = Statement("mark_some", Mode.WRITE, "UNWIND $names AS name CREATE (:Mark {name: name})", nothing)
MARKED = Statement(
    "marked",
    Mode.WRITE,
    "MATCH (mark:Mark) WHERE mark.name STARTS WITH $name WITH mark ORDER BY mark.name "
    "RETURN collect(mark.name) AS names",
    _names,
    analytic=True,
)


class _Marks(Transaction):
    """Leaves nothing behind."""

    async def marks(self, *writes: Sent, stem: str) -> list[str]:
        for each in writes:
            await self.run(each.statement, **each.parameters)
        return await self.run(MARKED, name=stem)


async def _marked(bolt: Bolt, *writes: Sent, stem: str = "joined") -> tuple[list[str], list[str]]:
    sent: list[str] = []
    token = statements_run.set(sent)

    async def work(tx: _Marks) -> list[str]:
        tx.roll_back(await tx.marks(*writes, stem=stem))

    found = await bolt.write(work, _Marks)
    statements_run.reset(token)
    return found, sent


async def test_what_only_writes_is_seen_by_the_statement_that_takes_it_along(bolt: Bolt) -> None:
    found, sent = await _marked(bolt, Sent(MARK, {"name": "joined 1"}), Sent(MARK_SOME, {"names": ["joined 2"]}))

    assert found == ["joined 1", "joined 2"]
    assert sent == ["mark + mark_some + marked"]


async def test_a_write_of_no_rows_takes_nothing_from_the_answer(bolt: Bolt) -> None:
    found, _ = await _marked(bolt, Sent(MARK, {"name": "joined 1"}), Sent(MARK_SOME, {"names": []}))

    assert found == ["joined 1"]


async def test_a_write_of_many_rows_adds_nothing_to_the_answer(bolt: Bolt) -> None:
    found, _ = await _marked(bolt, Sent(MARK_SOME, {"names": ["joined 1", "joined 2", "joined 3"]}))

    assert found == ["joined 1", "joined 2", "joined 3"]


async def test_one_statement_twice_is_sent_twice_so_that_lists_make_no_texts(bolt: Bolt) -> None:
    found, sent = await _marked(bolt, *(Sent(MARK, {"name": f"joined {n}"}) for n in range(3)))

    assert found == ["joined 0", "joined 1", "joined 2"]
    assert sent == ["mark", "mark", "mark + marked"]


async def test_what_nothing_takes_along_is_sent_before_the_commit(bolt: Bolt) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run(MARK, name="alone")

    async def look(tx: _Marks) -> list[str]:
        found = await tx.marks(stem="alone")
        await tx.run(Statement("unmark", Mode.WRITE, "MATCH (mark:Mark {name: 'alone'}) DELETE mark", nothing))
        return found

    await bolt.write(work, Transaction)

    assert await bolt.write(look, _Marks) == ["alone"]


async def test_what_was_not_sent_is_not_done_where_the_work_leaves_without_a_trace(bolt: Bolt) -> None:
    sent: list[str] = []
    token = statements_run.set(sent)

    async def work(tx: Transaction) -> None:
        await tx.run(MARK, name="left")
        tx.roll_back(None)

    await bolt.write(work, Transaction)
    statements_run.reset(token)

    assert sent == []


def test_each_statement_keeps_parameters_of_its_own() -> None:
    name, text, parameters = joined([Sent(MARK, {"name": "a"}), Sent(MARKED, {"name": "b"})])

    assert name == "mark + marked"
    assert "$mark_name" in text
    assert "$marked_name" in text
    assert parameters == {"mark_name": "a", "marked_name": "b"}
