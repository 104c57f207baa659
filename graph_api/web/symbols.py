"""Bar codes and DataMatrix codes as SVG: one path of squares, sized in millimetres, without a style or a script."""

from functools import lru_cache
from typing import Final

import zint
from markupsafe import Markup

from graph_api.domain.unit_codes import UnitCode

_LATIN_1: Final = 255
_UTF_8: Final = 26
"""The interpretation that a symbol names for text which Latin-1 cannot hold (ECI)."""
_HEIGHT_OF_BARS: Final = 12
_NARROWEST_BAR: Final = 0.3
_WIDEST_BARCODE: Final = 90
_MODULE: Final = 0.5
"""Millimetres: what scanners of a bench read from an ordinary printer."""


@lru_cache(maxsize=8_192)
def unit_symbol(code: UnitCode) -> Markup:
    """A DataMatrix of a unit: GS1 where its product has a GTIN, else its number as it is."""
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.DATAMATRIX
    symbol.option_3 = zint.DataMatrixOptions.SQUARE
    symbol.input_mode = zint.InputMode.UNICODE if code.elements is None else zint.InputMode.GS1
    return _matrix(symbol, code.elements or code.serial, f"DataMatrix of {code.serial}")


def number_symbol(number: str) -> Markup:
    """A document's number as Code 128; as a DataMatrix where it is too long for the page, or is written otherwise."""
    if max(map(ord, number)) <= _LATIN_1:
        symbol = zint.Symbol()
        symbol.symbology = zint.Symbology.CODE128
        symbol.input_mode = zint.InputMode.UNICODE
        symbol.show_hrt = False
        symbol.encode(number)
        if symbol.width * _NARROWEST_BAR <= _WIDEST_BARCODE:
            return _svg(symbol, (symbol.width * _NARROWEST_BAR, _HEIGHT_OF_BARS), f"Code 128 of {number}")
    return unit_symbol(UnitCode(number))


def _matrix(symbol: zint.Symbol, text: str, label: str) -> Markup:
    if max(map(ord, text)) > _LATIN_1:
        symbol.eci = _UTF_8
    symbol.encode(text)
    return _svg(symbol, (symbol.width * _MODULE, symbol.rows * _MODULE), label)


def _svg(symbol: zint.Symbol, millimetres: tuple[float, float], label: str) -> Markup:
    symbol.buffer_vector()
    drawn = symbol.vector
    squares = "".join(f"M{r.x:g} {r.y:g}h{r.width:g}v{r.height:g}h-{r.width:g}z" for r in drawn.rectangles)
    width, height = millimetres
    # `Markup.format` escapes what it is given.
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" width="{:g}mm" height="{:g}mm" '
        'viewBox="0 0 {:g} {:g}" preserveAspectRatio="none" shape-rendering="crispEdges"><path d="{}"/></svg>'
    ).format(label, width, height, drawn.width, drawn.height, squares)
