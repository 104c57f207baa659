"""One Neo4j of their own for the tests of the embedded child; they stop and start it, so it is not the suite's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph_api.embedded import Neo4jChild, start


@dataclass
class Place:
    """A home whose Neo4j a test may stop, kill and start again; `child()` is the one that runs now."""

    home: Path
    _children: list[Neo4jChild] = field(default_factory=list)

    def child(self) -> Neo4jChild:
        if not self._children or not self._children[-1].running:
            self._children.append(start(self.home, heap_mib=256, page_cache_mib=32))
        return self._children[-1]

    def stop(self) -> None:
        for child in self._children:
            child.stop()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("embedded") / "home")
    try:
        yield place
    finally:
        place.stop()
