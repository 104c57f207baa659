"""A recall as a file: what it means from an address, and its rows while they are read."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import astuple
from datetime import date
from typing import Final

from graph_api.domain.recalling import RecallFilter
from graph_api.services.reading import ReadsRecalls
from graph_api.services.recalling import RecallAsked, read_recall, recall_rows
from graph_api.transfer.export_wishes import WishRefused, read_day
from graph_api.transfer.exporting import Form, heading, written

RECALL: Final = "recall"
COLUMNS: Final = (
    "serialNumber",
    "product",
    "state",
    "items",
    "packingSlip",
    "invoice",
    "salesOrder",
    "customer",
    "owner",
    "soldOn",
)
"""`state` is where a unit is, or why the items of a row have no known number; `items` is 1 but for those."""

_MANY: Final = ("product", "packingSlip", "invoice")
_ONE: Final = ("category", "supplier", "soldFrom", "soldBefore", "serialFrom", "serialTo", "serialPrefix")
_CALLED: Final = {"products": "product", "packingSlips": "packingSlip", "invoices": "invoice"}


def read_recall_wish(given: Mapping[str, Sequence[str]], today: date) -> RecallFilter:
    """
    Read which recall is meant: products, packing slips and invoices may be given more than once.

    Raises:
        WishRefused: some of it is no filter, or the recall is refused.
    """
    names = (*_MANY, *_ONE)
    mistakes = [f"{name} is no filter: there are {', '.join(names)}" for name in given if name not in names]
    mistakes += [f"{name} is given twice" for name in _ONE if len(given.get(name, ())) > 1]
    texts = {name: given[name][0] for name in _ONE if given.get(name)}
    sold_from, sold_before = (read_day(name, texts.get(name), mistakes) for name in ("soldFrom", "soldBefore"))
    if mistakes:
        raise WishRefused(mistakes)
    asked = RecallAsked(
        products=given.get("product", ()),
        category=texts.get("category"),
        supplier=texts.get("supplier"),
        slips=given.get("packingSlip", ()),
        invoices=given.get("invoice", ()),
        sold_from=sold_from,
        sold_before=sold_before,
        serial_from=texts.get("serialFrom"),
        serial_to=texts.get("serialTo"),
        serial_prefix=texts.get("serialPrefix"),
    )
    read = read_recall(asked, today)
    if isinstance(read, RecallFilter):
        return read
    raise WishRefused([f"{_parameter(*each.path)}: {each.message}" for each in read])


def _parameter(name: str, field: str | None = None, *_place: str) -> str:
    """What an address calls the field of a filter; the filter itself where the whole of it is refused."""
    return name if field is None else _CALLED.get(field, field)


async def stream_recall(graph: ReadsRecalls, form: Form, wanted: RecallFilter) -> AsyncGenerator[bytes]:
    """The file, document by document; each part is read in a transaction of its own."""
    if form is Form.CSV:
        yield heading(COLUMNS)
    async for rows in recall_rows(graph, wanted):
        told = [(*astuple(row)[:-1], row.sold_on.isoformat()) for row in rows]
        if told:
            yield written(form, COLUMNS, told)
