"""export: rows of units, documents, claims or returns, to a file or to standard output."""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from graph_api.commands.failure import OperatorError
from graph_api.commands.installation import graph
from graph_api.domain.exporting import Export
from graph_api.settings import Settings
from graph_api.store.bolt import Bolt
from graph_api.store.exporting import ExportedGraph
from graph_api.transfer.export_wishes import Wish, WishRefused, read_wish
from graph_api.transfer.exporting import Form, forms_of, stream

Note = Callable[[str], None]


def export_rows(
    settings: Settings,
    export: Export,
    form: Form,
    given: Mapping[str, Sequence[str]],
    output: Path | None,
    note: Note,
) -> None:
    """
    Write an export; with a cursor, what is behind it is added to the file.

    Raises:
        OperatorError: a filter is none, or the file cannot be written.
    """
    if form not in forms_of(export):
        raise OperatorError(f"{export} are written as {' or '.join(forms_of(export))}; events as EPCIS too")
    try:
        wish = read_wish(export, given)
    except WishRefused as refusal:
        raise OperatorError(str(refusal)) from None
    with graph(settings, note, share=True) as connection:
        try:
            with _opened(output, wish, form) as file:
                asyncio.run(_write(Bolt(connection), export, form, wish, file))
        except OSError as error:
            raise OperatorError(
                f"{output or 'standard output'} cannot be written ({error.strerror}): what is there is whole up to its "
                "last line break; go on by --after with the cursor of the last whole row"
            ) from None


def _opened(output: Path | None, wish: Wish, form: Form) -> AbstractContextManager[BinaryIO]:
    if output is None:
        return nullcontext(sys.stdout.buffer)
    return output.open("xb" if wish.after is None or form is Form.EPCIS else "ab")


async def _write(bolt: Bolt, export: Export, form: Form, wish: Wish, file: BinaryIO) -> None:
    async with bolt:
        async for piece in stream(ExportedGraph(bolt), export, form, wish.wanted, wish.after):
            file.write(piece)
        file.flush()
