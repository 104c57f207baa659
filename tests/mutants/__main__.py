"""
Plant every bug of the catalogue, one at a time, in a copy of the project, and see that a test fails for it.

`python -m tests.mutants` runs all; `python -m tests.mutants R5 D2` those of some rules. It ends with 1 where a bug
survived. Bugs are never planted in the checkout itself.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants.catalogue import MUTANTS
from tests.mutants.planted import ROOT, Mutant

_LONGEST = 900
"""Seconds that the tests of one bug may take: a bug that makes them hang is caught."""

_AT_ONCE = {**os.environ, "MODEL_SHRINK": "no"}
"""That a story of the reference model parts ways is enough: nobody reads it."""

_NOTHING_FAILED = 0
_SOMETHING_FAILED = 1


def _copy(folder: Path) -> Path:
    """The project's files as git knows them, with what is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 -- as the shell finds it
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.splitlines():
        source = ROOT / name
        if source.is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return folder


def _is_caught(mutant: Mutant, folder: Path) -> bool:
    original = (folder / mutant.file).read_text(encoding="utf-8")
    mutant.plant(folder)
    try:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *_paths(mutant)]
        ended = subprocess.run(
            command, cwd=folder, env=_AT_ONCE, capture_output=True, text=True, timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        (folder / mutant.file).write_text(original, encoding="utf-8")
    if ended.returncode not in {_NOTHING_FAILED, _SOMETHING_FAILED}:
        raise RuntimeError(f"the tests of {mutant} could not be run:\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    return ended.returncode == _SOMETHING_FAILED


def _paths(mutant: Mutant) -> list[str]:
    return [f"tests/{path}" for path in mutant.caught_by.split()]


def main(rules: list[str]) -> int:
    """Run the bugs of some rules, or of all, and print what became of each."""
    chosen = [each for each in MUTANTS if not rules or each.rule in rules]
    survived = 0
    with tempfile.TemporaryDirectory() as name:
        folder = _copy(Path(name))
        for mutant in chosen:
            began = time.monotonic()
            caught = _is_caught(mutant, folder)
            survived += not caught
            verdict = "caught" if caught else "SURVIVED"
            seconds = time.monotonic() - began
            sys.stdout.write(f"{mutant.rule:4} {verdict:8} {seconds:4.0f} s  {mutant.file}: {mutant.turned.strip()}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - survived} of {len(chosen)} planted bugs were caught.\n")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
