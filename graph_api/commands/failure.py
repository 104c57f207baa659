"""A failure that was to be expected ends a command with what to do next, not with a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from graph_api.access.keys import KeyFileError
from graph_api.embedded import EmbeddedError
from graph_api.seeding.errors import SeedRefused
from graph_api.settings import SettingsError
from graph_api.store.bolt import DatabaseRefusesUs, DatabaseUnavailable
from graph_api.store.migrations import MigrationError
from graph_api.transfer.archive_format import ArchiveRefused
from graph_api.transfer.problems import ImportStopped
from graph_api.web.server import ServeError


class OperatorError(Exception):
    """A command cannot do what it was asked. The text says what to do instead."""


_SPEAK_FOR_THEMSELVES = (
    ArchiveRefused,
    EmbeddedError,
    KeyFileError,
    MigrationError,
    OperatorError,
    SeedRefused,
    ServeError,
    SettingsError,
    ImportStopped,
)


@contextmanager
def told(interrupted: str | None = None) -> Iterator[None]:
    """
    End the process with 1 and a sentence on standard error; Ctrl-C ends it with 130.

    Args:
        interrupted: What to say on Ctrl-C.
    """
    try:
        yield
    except KeyboardInterrupt:
        if interrupted is not None:
            _say(interrupted)
        raise typer.Exit(130) from None
    except _SPEAK_FOR_THEMSELVES as failure:
        _end(str(failure))
    except DatabaseUnavailable:
        _end("Neo4j does not answer: see that it runs and that NEO4J_URI is its address, then try again")
    except DatabaseRefusesUs as failure:
        _end(f"Neo4j refuses us ({failure}): check NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE")


def _end(sentence: str) -> None:
    _say(sentence)
    raise typer.Exit(1)


def _say(sentence: str) -> None:
    Console(stderr=True, highlight=False, soft_wrap=True, markup=False).print(sentence, style="red")
    sys.stderr.flush()
