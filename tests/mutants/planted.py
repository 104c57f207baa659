"""What a planted bug is: one line of the product, what it is turned into, and the tests that must notice."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Mutant:
    """
    A one-line bug.

    Attributes:
        rule: The rule that it breaks.
        file: Below the project's root.
        line: What stands there, once in the file; leading blanks are left out.
        turned: What it is turned into.
        caught_by: The tests that are run, below `tests`; one that fails has caught it.
    """

    rule: str
    file: str
    line: str
    turned: str
    caught_by: str

    def plant(self, root: Path) -> None:
        """
        Write the bug into a copy of the project.

        Raises:
            ValueError: The line is not there, or more than once.
        """
        path = root / self.file
        path.write_text(self.planted(path.read_text(encoding="utf-8")), encoding="utf-8")

    def planted(self, text: str) -> str:
        """The file's text with the bug in it."""
        found = text.count(self.line)
        if found != 1:
            raise ValueError(f"{self.file} has {found} times {self.line!r}: the bug cannot be planted")
        return text.replace(self.line, self.turned)
