"""What can go wrong around the embedded Neo4j. Every message says which thing, and what to do."""

from pathlib import Path


class EmbeddedError(Exception):
    """The embedded Neo4j cannot be fetched, started or stopped; the message says what to do."""


class ArtifactsUnavailableError(EmbeddedError):
    """The cache is incomplete and what it lacks could not be downloaded."""


class ArtifactBrokenError(EmbeddedError):
    """A download arrived with the wrong size or digest, each time that it was tried."""


class CacheFullError(EmbeddedError):
    """There is no room, or no right to write, where the cache is."""


class HomeLockedError(EmbeddedError):
    """Another process runs an embedded Neo4j in this home."""


class HomeUnusableError(EmbeddedError):
    """The home exists, but cannot be used as it is."""


class PortInUseError(EmbeddedError):
    """Something else listens on the port that was asked for."""


class StartFailedError(EmbeddedError):
    """Neo4j ended, or was not ready in time."""


def tail(path: Path, lines: int = 12) -> str:
    """The last lines of a log, indented for a message; says so when there are none."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        text = ""
    last = [line for line in text.splitlines() if line.strip()][-lines:]
    return "\n".join(f"  {line}" for line in last) or f"  ({path.name} is empty)"
