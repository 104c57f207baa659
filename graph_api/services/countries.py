"""Which countries there are: ISO 3166-1 alpha-2, as the time zone database keeps it up to date for everybody."""

from functools import cache
from importlib.resources import files

from graph_api.domain.outcomes import InvalidValue, Path, Refusal
from graph_api.services.inputs import shown

_ALPHA_2 = 2


@cache
def countries() -> frozenset[str]:
    """The codes that are assigned."""
    table = (files("tzdata.zoneinfo") / "iso3166.tab").read_text(encoding="utf-8")
    rows = (line for line in table.splitlines() if line and not line.startswith("#"))
    return frozenset(row.split("\t", 1)[0] for row in rows)


def read_country(text: str | None, path: Path, refusals: list[Refusal]) -> str | None:
    """
    A country's code in capitals; a blank one counts as left out.

    Codes from XA to XZ are the users' own by ISO 3166, and taken: XK is how Kosovo is written.
    """
    if text is None or not text.strip():
        return None
    code = text.strip().upper()
    own = len(code) == _ALPHA_2 and code.isascii() and code.isalpha() and code.startswith("X")
    if code not in countries() and not own:
        refusals.append(InvalidValue(value=shown(text), expected="an ISO 3166 alpha-2 code such as DE", path=path))
    return code
