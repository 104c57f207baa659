"""The files that the program carries: the schema and the seed data, installed or in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(*parts: str) -> Path:
    """
    Where a carried file or folder is.

    Args:
        parts: The path below the repository's top, such as `"schema", "migrations"`.

    Raises:
        FileNotFoundError: neither the installed package nor the checkout has it.
    """
    for root in (_PACKAGE / "carried", _PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    missing = "/".join(parts)
    raise FileNotFoundError(f"{missing} is neither in the package nor in the checkout: reinstall warranty-graph")
