"""
Write the pinned list anew: for whoever moves to another Neo4j, never needed to run one.

Maven resolves once, here, and nothing is resolved at run time. In a folder with a `pom.xml` whose only dependency
is `org.neo4j:neo4j` in the wanted version:

    mvn dependency:list -DincludeScope=runtime -DoutputFile=list.txt
    mvn dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=jars
    python -m graph_api.embedded.pin list.txt jars > graph_api/embedded/artifacts.txt

Runtime scope leaves out test, provided and optional artifacts. `NEO4J_VERSION` in `artifacts.py` follows by hand.
"""

import hashlib
import sys
from pathlib import Path

from .artifacts import Artifact

_HEADER = """\
# What the embedded Neo4j runs on: SHA-256, size in bytes, coordinate (group:artifact:version[:classifier]:packaging).
# Made by graph_api/embedded/pin.py, which says how; do not edit. The artifacts are fetched, never shipped.
"""


def main(listing: Path, jars: Path) -> str:
    """
    The text of `artifacts.txt`.

    Args:
        listing: What `mvn dependency:list` wrote.
        jars: The folder with the files themselves, as `mvn dependency:copy-dependencies` fills it.
    """
    coordinates = (line.split()[0] for line in listing.read_text(encoding="utf-8").splitlines() if line.count(":") > 3)  # noqa: PLR2004 - group, name, packaging, [classifier,] version, scope
    artifacts = sorted((_read(coordinate, jars) for coordinate in coordinates), key=lambda found: found.coordinate)
    return _HEADER + "".join(f"{found.sha256} {found.size} {found.coordinate}\n" for found in artifacts)


def _read(coordinate: str, jars: Path) -> Artifact:
    group, name, packaging, *classifier, version, _scope = coordinate.split(":")
    unknown = Artifact(group, name, version, "".join(classifier), packaging, "", 0)
    content = (jars / unknown.file_name).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    return Artifact(group, name, version, unknown.classifier, packaging, found, len(content))


if __name__ == "__main__":
    sys.stdout.write(main(*(Path(argument) for argument in sys.argv[1:])))
