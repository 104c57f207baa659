"""The home of one embedded Neo4j: its folder, its lock and its password."""

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .errors import HomeLockedError, HomeUnusableError

_LOCK_PATIENCE_SECONDS = 2.0
_POLL_SECONDS = 0.05


class Home:
    """Paths within a home, all of them readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.conf = self.path / "conf"
        self.logs = self.path / "logs"
        self.console_log = self.logs / "console.log"
        self.temporary = self.path / "tmp"
        self.lock_file = self.path / "warranty-graph.lock"
        self.password_file = self.path / "password"

    def create(self) -> None:
        """
        Make the folder, for its owner alone.

        Raises:
            HomeUnusableError: it holds other things than a graph of ours, or cannot be written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(self.path.iterdir()) and not self.lock_file.exists():
                raise HomeUnusableError(
                    f"{self.path} is not empty and was not made by warranty-graph: name an empty or a new folder"
                )
            self.path.chmod(0o700)
            self.lock_file.touch(mode=0o600)
        except OSError as error:
            raise HomeUnusableError(
                f"cannot use {self.path} as a home: {error.strerror}. Name a folder that you may write"
            ) from error

    @contextmanager
    def locked(self) -> Iterator[BinaryIO]:
        """
        Hold the home's lock for the block; a process that inherits the yielded file goes on holding it.

        Waits two seconds, because the Neo4j of a parent that was killed is still closing its files.

        Raises:
            HomeLockedError: another process holds it.
        """
        with self.lock_file.open("r+b", buffering=0) as lock:
            deadline = time.monotonic() + _LOCK_PATIENCE_SECONDS
            while not _try_lock(lock):
                if time.monotonic() > deadline:
                    raise _locked_error(self.path, lock)
                time.sleep(_POLL_SECONDS)
            lock.truncate(0)  # Whoever held it before is gone.
            yield lock

    def prepare(self) -> None:
        """Lay out the folders and empty the temporary one; only under the lock."""
        shutil.rmtree(self.temporary, ignore_errors=True)
        for folder in (self.conf, self.logs, self.temporary):
            folder.mkdir(mode=0o700, exist_ok=True)

    @property
    def has_graph(self) -> bool:
        """Whether Neo4j was started here before, so that a password is set and can no longer be given."""
        return (self.path / "data" / "databases").exists()

    def password(self) -> str:
        """
        The password of this home, made up on first use.

        Raises:
            HomeUnusableError: there is a graph, and its password is gone.
        """
        try:
            return self.password_file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            if self.has_graph:
                raise HomeUnusableError(
                    f"{self.password_file} is gone, and the graph beside it cannot be opened without: "
                    f"put the file back, or remove {self.path} to begin with an empty graph"
                ) from None
        # Not a URL-safe one: it may begin with a dash, and be taken for an option where it is set.
        password = secrets.token_hex(24)
        write_private(self.password_file, password + "\n")
        return password


def write_private(path: Path, text: str) -> None:
    """Write a whole file that only its owner may read, or leave the old one as it was."""
    fresh = path.with_name(f".{path.name}.fresh")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def note_holder(lock: BinaryIO, pid: int) -> None:
    """Write into the lock file whose Neo4j holds the home, for the next one's error."""
    lock.seek(0)
    lock.truncate()
    lock.write(f"{pid}\n".encode())


def _try_lock(lock: BinaryIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked_error(path: Path, lock: BinaryIO) -> HomeLockedError:
    lock.seek(0)
    pid = lock.read().decode(errors="replace").strip()
    holder = f"process {pid}" if pid else "another process"
    return HomeLockedError(
        f"the home {path} is in use by the Neo4j of {holder}: stop the program that started it, or name another home"
    )
