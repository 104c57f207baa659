"""The pinned artifacts of the embedded Neo4j: what they are called, how long they are, and their digests."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

NEO4J_VERSION = "5.26.30"
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the list; `size` is in bytes, `sha256` in lower-case hexadecimal."""

    group: str
    name: str
    version: str
    classifier: str
    packaging: str
    sha256: str
    size: int

    @property
    def coordinate(self) -> str:
        """As Maven writes it: group:artifact:version[:classifier]:packaging."""
        parts = (self.group, self.name, self.version, self.classifier, self.packaging)
        return ":".join(part for part in parts if part)

    @property
    def file_name(self) -> str:
        return f"{'-'.join(part for part in (self.name, self.version, self.classifier) if part)}.{self.packaging}"

    def fault(self, path: Path) -> str | None:
        """What is wrong with a file that claims to be this artifact; None when every byte is right."""
        return self.size_fault(path) or self._digest_fault(path)

    def size_fault(self, path: Path) -> str | None:
        """As `fault`, without reading the file: finds a missing or truncated one, not a changed one."""
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            return "it is missing"
        return None if size == self.size else f"it has {size:,} bytes instead of {self.size:,}"

    def _digest_fault(self, path: Path) -> str | None:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
        found = digest.hexdigest()
        return None if found == self.sha256 else f"its SHA-256 is {found} instead of {self.sha256}"


def parse(text: str) -> tuple[Artifact, ...]:
    """
    Read a list of artifacts: `sha256 size coordinate` a line, `#` begins a comment line.

    Raises:
        ValueError: two artifacts would share a file name.
    """
    lines = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    found = tuple(_artifact(*fields) for fields in lines)
    if len({artifact.file_name for artifact in found}) != len(found):
        raise ValueError("two pinned artifacts have one file name")
    return found


def _artifact(sha256: str, size: str, coordinate: str) -> Artifact:
    group, name, version, *rest = coordinate.split(":")
    classifier, packaging = rest if len(rest) > 1 else ("", *rest)
    return Artifact(group, name, version, classifier, packaging, sha256, int(size))


@cache
def pinned() -> tuple[Artifact, ...]:
    """Everything that the embedded Neo4j runs on, in the order of its class path."""
    return parse(resources.files("graph_api.embedded").joinpath("artifacts.txt").read_text(encoding="utf-8"))


def digest(artifacts: Iterable[Artifact]) -> str:
    """One SHA-256 over the whole list: changes when any version, size or digest does."""
    lines = (f"{artifact.sha256} {artifact.size} {artifact.coordinate}\n" for artifact in artifacts)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
