"""How far the loading of a history got, and the numbers that it took."""

from typing import Final, LiteralString

from graph_api.domain.past_imports import ImportState
from graph_api.store.fragments import a_day, a_moment, moment
from graph_api.store.statement import Mode, Row, Statement, nothing

_IMPORT: Final[LiteralString] = """
    RETURN history.batches AS batches, toString(history.startedAt) AS startedAt,
           toString(history.startedOn) AS startedOn, toString(history.finishedAt) AS finishedAt
"""


def _state(row: Row | None) -> ImportState | None:
    if row is None or row["startedAt"] is None:
        return None
    return ImportState(row["batches"], a_moment(row["startedAt"]), a_day(row["startedOn"]), moment(row["finishedAt"]))


FIND_IMPORT: Final = Statement(
    name="find_import",
    mode=Mode.READ,
    text="MATCH (history:Import {digest: $digest})" + _IMPORT,
    decode=_state,
)
LOCK_IMPORT: Final = Statement(
    name="lock_import",
    mode=Mode.WRITE,
    # Two processes that load one history at once queue up here: the second sees what the first has done.
    text="MERGE (history:Import {digest: $digest}) SET history.lockedAt = timestamp() WITH history" + _IMPORT,
    decode=_state,
)
BEGIN_IMPORT: Final = Statement(
    name="begin_import",
    mode=Mode.WRITE,
    text="MATCH (history:Import {digest: $digest}) SET history.batches = 0, history.startedAt = $now, "
    "history.startedOn = $today",
    decode=nothing,
)
NOTE_IMPORTED: Final = Statement(
    name="note_imported",
    mode=Mode.WRITE,
    text="MATCH (history:Import {digest: $digest}) SET history.batches = $batches",
    decode=nothing,
)
FINISH_IMPORT: Final = Statement(
    name="finish_import",
    mode=Mode.WRITE,
    text="MATCH (history:Import {digest: $digest}) SET history.finishedAt = $now",
    decode=nothing,
)
RAISE_SEQUENCE: Final = Statement(
    name="raise_sequence",
    mode=Mode.WRITE,
    text="""
    MERGE (sequence:Sequence {kind: $kind})
    SET sequence.lockedAt = timestamp()
    WITH sequence WHERE coalesce(sequence.last, 0) < $last
    SET sequence.last = $last
    """,
    decode=nothing,
)
