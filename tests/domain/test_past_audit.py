"""The audit of what is written in bulk is what the stories would have left behind (C4)."""

import json
from datetime import UTC, date, datetime

from graph_api.domain.audit import ChainHead, Change, first_broken
from graph_api.domain.documents import DocumentKind
from graph_api.domain.past_audit import Sealer
from graph_api.domain.past_sales import (
    PastDocument,
    PastLine,
    PastOrder,
    PastOrderLine,
    PastRegistration,
    PastUnit,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEALER = Sealer(b"key", "import", "a history was loaded")
ORDERED = PastOrderLine("OL", 1, "PUMP", 2)
ORDER = PastOrder("SO-1", "C-1", date(2026, 3, 1), AT, (ORDERED,))
READ, BLANK = PastRegistration("r1", PastUnit("u1", "SN-1")), PastRegistration("r2", None)


def _document(kind: DocumentKind, line: PastLine, posted_at: datetime | None = AT) -> PastDocument:
    return PastDocument(
        kind=kind,
        id=f"{kind} id",
        order="SO-1",
        number="N-1" if posted_at else None,
        day=date(2026, 3, 2) if posted_at else None,
        created_at=AT,
        registered_at=AT,
        posted_at=posted_at,
        lines=(line,),
    )


def test_an_order_and_its_documents_have_a_chain_each_that_holds() -> None:
    slip = _document(DocumentKind.PACKING_SLIP, PastLine("SL", 1, 2, ORDERED, registers=(READ, BLANK)))
    bill = _document(DocumentKind.INVOICE, PastLine("IL", 1, 2, ORDERED, bills="SL", chooses=("r1", "r2")))
    chains = list(SEALER.chains(ORDER, (slip, bill)))
    assert [(chain.subject, [entry.action for entry in chain.entries]) for chain in chains] == [
        ("SalesOrder:SO-1", ["saveSalesOrder"]),
        ("PACKING_SLIP id", ["createPackingSlip", "register", "post"]),
        ("INVOICE id", ["createInvoice", "post"]),
    ]
    assert all(first_broken(b"key", chain.entries) is None for chain in chains)
    assert json.loads(chains[1].entries[1].after) == {
        "line": "SL",
        "registered": {"r1": "SN-1"},
        "notReadable": ["r2"],
    }
    assert json.loads(chains[2].entries[0].after)["lines"] == {"OL": {"quantity": 2, "chosen": ["r1", "r2"]}}


def test_a_draft_is_not_posted_and_names_only_what_there_is() -> None:
    lines = [PastLine("SL", 1, 2, ORDERED, registers=registers) for registers in ((READ,), (BLANK,))]
    drafts = [_document(DocumentKind.PACKING_SLIP, line, posted_at=None) for line in lines]
    after = [[json.loads(entry.after) for entry in chain.entries] for chain in list(SEALER.chains(ORDER, drafts))[1:]]
    assert [len(entries) for entries in after] == [2, 2]
    assert [set(entries[1]) for entries in after] == [{"line", "registered"}, {"line", "notReadable"}]


def test_a_chain_goes_on_from_its_end() -> None:
    chain = SEALER.seal("Product:PUMP", [(AT, Change("saveProduct"))], ChainHead(3, "seal of the third"))
    assert [(entry.sequence, entry.previous) for entry in chain.entries] == [(4, "seal of the third")]
