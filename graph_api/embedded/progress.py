"""How far a fetch is: a bar on a terminal, a line now and then elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

Advance = Callable[[int], None]
_PLAIN_STEPS = 5


@contextmanager
def shown(console: Console, title: str, total_bytes: int) -> Iterator[Advance]:
    """Yield what is called with the bytes of each finished artifact, from any thread but one at a time."""
    if not console.is_terminal:
        yield _plain(console, title, total_bytes)
        return
    columns = (TextColumn(title), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=total_bytes)
        yield lambda size: bar.advance(task, size)


def _plain(console: Console, title: str, total_bytes: int) -> Advance:
    done = 0

    def advance(size: int) -> None:
        nonlocal done
        step_before = done * _PLAIN_STEPS // total_bytes
        done += size
        if done * _PLAIN_STEPS // total_bytes > step_before:
            console.print(f"{title}: {mebibytes(done)} of {mebibytes(total_bytes)}", highlight=False, soft_wrap=True)

    return advance


def mebibytes(size: int) -> str:
    """A number of bytes, for people."""
    return f"{size / (1 << 20):.1f} MiB"
