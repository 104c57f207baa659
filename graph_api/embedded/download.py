"""How one artifact comes from the registry: through jgo, which knows where that is and which mirror the user set."""

from pathlib import Path
from typing import Protocol

from jgo.config import GlobalSettings
from jgo.maven import MavenContext

from .artifacts import Artifact

_TIMEOUT_SECONDS = 15


class Download(Protocol):
    """Fetches one artifact into a folder that is empty at the call; anything it raises means that it did not arrive."""

    def __call__(self, artifact: Artifact, target_dir: Path) -> Path: ...


def from_maven(artifact: Artifact, target_dir: Path) -> Path:
    """
    Fetch one artifact, unverified: jgo only warns on a bad checksum, and takes any file that is there for complete.

    Repositories in the user's own jgo configuration are asked instead of the public one; the usual proxy and
    certificate variables count.
    """
    mirrors = GlobalSettings.load().repositories or None
    context = MavenContext(repo_cache=target_dir, remote_repos=mirrors, timeout=_TIMEOUT_SECONDS)
    component = context.project(artifact.group, artifact.name).at_version(artifact.version)
    return component.artifact(classifier=artifact.classifier, packaging=artifact.packaging).resolve()
