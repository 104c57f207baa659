"""import: from a folder of files to a graph that has the history, with every row that it does not take handed back."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from graph_api.commands.failure import OperatorError
from graph_api.commands.installation import audit_key, graph
from graph_api.commands.migrating import bring_up_to_date
from graph_api.settings import Settings
from graph_api.store.bolt import Bolt
from graph_api.store.importing import ImportingGraph
from graph_api.transfer.importing import ImportOrder, ImportReport, import_history
from graph_api.transfer.mapping import OUR_OWN, read_mapping
from graph_api.transfer.problems import told

Say = Callable[[str], None]
_REJECTS = "rejects"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asked for. Without a folder for rejects they go into one beside the files."""

    folder: Path
    check: bool
    mapping: Path | None
    rejects: Path | None


def given_folder(folder: Path | None) -> Path:
    """
    The folder that was named.

    Raises:
        OperatorError: none was.
    """
    if folder is None:
        raise OperatorError("name the folder with the files of the history; --columns prints what they hold")
    return folder


def import_from(settings: Settings, wanted: Wanted, say: Say, note: Say) -> None:
    """
    Load a history, or only check it.

    Raises:
        OperatorError: some of it was rejected; all else is loaded.
        ImportStopped: it cannot be read or loaded as a whole.
    """
    order = _order(settings, wanted)

    async def work() -> ImportReport:
        async with Bolt(connection) as bolt:
            if not wanted.check:
                await bring_up_to_date(bolt, note)
            return await import_history(ImportingGraph(bolt), order, note)

    with graph(settings, note, share=True) as connection:
        done = asyncio.run(work())
    for sentence in _told(done, order):
        say(sentence)
    count = sum(each for each, _ in done.problems)
    if count:
        raise OperatorError(_what_to_do(done, order, count))


def _order(settings: Settings, wanted: Wanted) -> ImportOrder:
    mapping = OUR_OWN if wanted.mapping is None else read_mapping(wanted.mapping)
    rejects = wanted.rejects if wanted.check else wanted.rejects or wanted.folder / _REJECTS
    if rejects is not None and rejects.resolve() == wanted.folder.resolve():
        raise OperatorError("the rejected rows would replace the files themselves: name another folder by --rejects")
    return ImportOrder(
        folder=wanted.folder,
        mapping=mapping,
        check=wanted.check,
        rejects=rejects,
        audit_key=audit_key(settings).get_secret_value().encode(),
        today=datetime.now(settings.time_zone).date(),
    )


def _told(done: ImportReport, order: ImportOrder) -> Iterator[str]:
    if done.finished_before:
        yield "these very files were loaded before, whole: nothing was done"
        return
    yield from told(done.problems)
    counted = ", ".join(f"{count:,} {what}" for what, count in done.loaded.items() if count)
    rate = done.loaded["registrations"] / max(done.seconds, 0.001)
    verb = "would load" if order.check else "loaded"
    yield f"{verb} {counted or 'nothing'} in {done.seconds:.1f} s ({rate:,.0f} serial numbers a second)"


def _what_to_do(done: ImportReport, order: ImportOrder, count: int) -> str:
    orders = f"{done.rejected_orders:,} sales orders"
    if order.rejects is None:
        return f"{count:,} problems; {orders} would be rejected: mend them, or load the rest without --check"
    return (
        f"{count:,} problems; {orders} are rejected. {done.rejected_rows:,} rows are in {order.rejects}, each with "
        "what is wrong, and every problem in problems.csv: mend them there, and import that folder"
    )
