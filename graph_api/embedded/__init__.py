"""The managed Neo4j child: pinned artifacts with checksums, start, stop, no orphans."""

from .child import Neo4jChild, start
from .errors import EmbeddedError
from .fetch import default_cache, fetch

__all__ = ["EmbeddedError", "Neo4jChild", "default_cache", "fetch", "start"]
