"""Bad input that reaches GraphQL: each gets an answer that names the place, and changes nothing."""

from base64 import b64encode
from typing import Any

import pytest

from graph_api.api.ids import make_id
from tests.api.conftest import Sell
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio

HUGE = 2_147_483_647
TEN_KB = "x" * 10_000

GARBAGE = [
    "",
    " ",
    "SN-1",
    "=",
    TEN_KB,
    "\x00",
    "\u202e",
    "ä",
    b64encode(b"SlipLine").decode(),
    b64encode(b"SlipLine:").decode(),
    b64encode(b":01").decode(),
    b64encode(b"\xff\xfe:01").decode(),
    b64encode(b"SlipLine:\x00").decode(),
    b64encode(b"SlipLine:01").decode().rstrip("="),
    b64encode(b"SlipLine:01").decode() + "\n",
]
"""What is no id, or an id that is spelt in another way."""

UNKNOWN = "01HZZZZZZZZZZZZZZZZZZZZZZZ"

WITH_ID = {
    "editPackingSlip": "PackingSlip",
    "discardPackingSlip": "PackingSlip",
    "postPackingSlip": "PackingSlip",
    "editInvoice": "Invoice",
    "discardInvoice": "Invoice",
    "postInvoice": "Invoice",
    "reversePackingSlipLines": "PackingSlip",
    "cancelPackingSlip": "PackingSlip",
}
WITH_MORE: dict[str, dict[str, Any]] = {
    "reversePackingSlipLines": {"lines": [], "version": 1},
    "cancelPackingSlip": {"version": 1},
}
WITH_LINE: dict[str, dict[str, Any]] = {
    "registerSerials": {"serials": ["SN-1"]},
    "scanSerial": {"scan": "SN-1"},
    "registerNotReadable": {},
    "changeRegistrations": {},
    "fillNotReadable": {"registrationId": make_id("Registration", UNKNOWN), "serialNumber": "SN-1", "version": 1},
}


@pytest.mark.parametrize("garbage", GARBAGE)
async def test_garbage_for_an_id_is_refused_where_it_stands(desk: Desk, garbage: str) -> None:
    """An id is taken in the one spelling that it was given out in."""
    answers = [await desk.refused(mutation, id=garbage, **WITH_MORE.get(mutation, {})) for mutation in WITH_ID]
    answers += [await desk.refused(mutation, lineId=garbage, **asked) for mutation, asked in WITH_LINE.items()]

    assert {answer.codes[0] for answer in answers} == {"INVALID_VALUE"}
    assert {tuple(answer.refusals[0]["path"]) for answer in answers} == {("id",), ("lineId",)}
    assert all(len(answer.refusals[0]["value"]) < 300 for answer in answers)


@pytest.mark.parametrize("mutation", WITH_ID)
async def test_an_id_of_another_type_or_of_nothing_is_unknown(desk: Desk, sell: Sell, mutation: str) -> None:
    """D12: a product's id is no slip's, and an id that nobody has names nothing."""
    kind = WITH_ID[mutation]
    other = "Invoice" if kind == "PackingSlip" else "PackingSlip"

    answers = [
        await desk.refused(mutation, id=make_id(name, UNKNOWN), **WITH_MORE.get(mutation, {}))
        for name in (kind, other, "Product", "NoSuchType", "__Schema")
    ]

    assert [answer.codes for answer in answers] == [["UNKNOWN_RECORD"]] * 5
    assert {tuple(answer.refusals[0]["path"]) for answer in answers} == {("id",)}


@pytest.mark.parametrize("mutation", WITH_LINE)
async def test_a_line_of_another_type_or_of_nothing_is_unknown(desk: Desk, mutation: str) -> None:
    """D12: an order's line takes no registration."""
    answers = [
        await desk.refused(mutation, lineId=make_id(name, UNKNOWN), **WITH_LINE[mutation])
        for name in ("SlipLine", "InvoiceLine", "OrderLine", "PackingSlip")
    ]

    assert [answer.codes for answer in answers] == [["UNKNOWN_RECORD"]] * 4
    assert {tuple(answer.refusals[0]["path"]) for answer in answers} == {("lineId",)}


async def test_every_bad_id_of_a_list_is_named_with_its_place(desk: Desk, sell: Sell) -> None:
    """All refusals at once."""
    sale = await sell(2)
    slip = await sale.posted([["SN-1"]])
    line = slip["lines"][0]["id"]

    answers = [
        await desk.refused(
            "createPackingSlip",
            order=sale.order,
            lines=[{"orderLineId": "?", "quantity": 1}, {"orderLineId": line, "quantity": 1}],
        ),
        await desk.refused(
            "createInvoice",
            order=sale.order,
            billings=[{"slipLineId": sale.lines[0], "registrations": ["?", line]}],
            direct=[{"orderLineId": "?", "quantity": 1}],
        ),
        await desk.refused("changeRegistrations", lineId=line, add=["?"], remove=[line, ""]),
    ]

    assert [answer.facts("path") for answer in answers] == [
        [
            ("INVALID_VALUE", ["lines", "0", "orderLineId"]),
            ("UNKNOWN_RECORD", ["lines", "1", "orderLineId"]),
        ],
        [
            ("INVALID_VALUE", ["billings", "0", "registrations", "0"]),
            ("UNKNOWN_RECORD", ["billings", "0", "registrations", "1"]),
            ("UNKNOWN_RECORD", ["billings", "0", "slipLineId"]),
            ("INVALID_VALUE", ["direct", "0", "orderLineId"]),
        ],
        [
            ("INVALID_VALUE", ["add", "0"]),
            ("UNKNOWN_RECORD", ["remove", "0"]),
            ("INVALID_VALUE", ["remove", "1"]),
        ],
    ]


async def test_registrations_that_do_not_live_are_unknown(desk: Desk, sell: Sell) -> None:
    """R3: one that was taken off, and one that never was."""
    line = (await (await sell(2)).slip())["lines"][0]["id"]
    gone = (await desk.send("scanSerial", lineId=line, scan="SN-1")).added[0]
    await desk.done("scanSerial", lineId=line, scan="SN-1", mode="REMOVE")

    answer = await desk.refused("changeRegistrations", lineId=line, add=[make_id("Registration", "x")], remove=[gone])

    assert answer.facts("kind", "path") == [
        ("UNKNOWN_RECORD", "live registration", ["add", "0"]),
        ("UNKNOWN_RECORD", "live registration", ["remove", "0"]),
    ]


@pytest.mark.parametrize(
    "serial",
    ["", " \t\n", TEN_KB, "a\x00b", "a\x1db", "a\x7fb", "a\u202eb", "a\u200bb", "\ufeffA", "\ue000", "e\u0301" * 101],
)
async def test_what_is_no_serial_number_is_refused_by_list(desk: Desk, sell: Sell, serial: str) -> None:
    """R6: 1 to 100 printable characters; the answer shows it short and escaped."""
    line = (await (await sell(2)).slip())["lines"][0]["id"]

    answer = await desk.refused("registerSerials", lineId=line, serials=[serial])

    assert answer.facts("path") == [("INVALID_SERIAL", ["serials", "0"])]
    assert answer.refusals[0]["value"].rstrip("…").isascii()
    assert len(answer.refusals[0]["value"]) < 300


@pytest.mark.parametrize("quantity", [0, -1, -HUGE, 1_000_001, HUGE])
async def test_a_quantity_that_no_line_can_have_is_refused_everywhere(desk: Desk, sell: Sell, quantity: int) -> None:
    """T2: whole pieces from one to a million; 0 is refused but where it removes a line."""
    sale = await sell(2)
    slip, posted = await sale.slip(1), await sale.posted([["SN-1"]])
    invoice = await sale.invoice()
    line = {"orderLineId": sale.lines[0], "quantity": quantity}
    edited = quantity or HUGE

    answers = [
        await desk.refused(
            "saveSalesOrder",
            number=sale.order,
            customer=sale.customer,
            lines=[{"product": sale.products[0], "quantity": quantity}],
        ),
        await desk.refused("createPackingSlip", order=sale.order, lines=[line]),
        await desk.refused("editPackingSlip", id=slip["id"], add=[line]),
        await desk.refused(
            "editPackingSlip", id=slip["id"], lines=[{"lineId": slip["lines"][0]["id"], "quantity": edited}]
        ),
        await desk.refused("createInvoice", order=sale.order, direct=[line]),
        await desk.refused(
            "createInvoice",
            order=sale.order,
            billings=[{"slipLineId": posted["lines"][0]["id"], "quantity": quantity}],
        ),
        await desk.refused(
            "editInvoice", id=invoice["id"], lines=[{"lineId": invoice["lines"][0]["id"], "quantity": edited}]
        ),
    ]

    assert [answer.codes for answer in answers] == [["QUANTITY_OUT_OF_RANGE"]] * 7


@pytest.mark.parametrize("key", ["", "k" * 201, "a\nb", "\x00", "\u2028"])
async def test_a_key_that_cannot_be_kept_is_refused(desk: Desk, sell: Sell, key: str) -> None:
    """1 to 200 printable characters."""
    sale = await sell(1)

    answer = await desk.refused("createPackingSlip", order=sale.order, idempotencyKey=key)

    assert answer.facts("path") == [("INVALID_VALUE", ["idempotencyKey"])]


@pytest.mark.parametrize("reason", ["r" * 501, "\x1b[2J", "a\nb", "\u202e"])
async def test_a_reason_that_cannot_be_kept_is_refused(desk: Desk, sell: Sell, reason: str) -> None:
    """C4: at most 500 printable characters."""
    sale = await sell(1)

    answer = await desk.refused("createPackingSlip", order=sale.order, reason=reason, number="\x00", idempotencyKey="")

    assert answer.facts("path") == [("INVALID_VALUE", ["idempotencyKey"]), ("INVALID_VALUE", ["reason"])]


@pytest.mark.parametrize("text", ["\x00", "a\x1bb", TEN_KB, "\u202e", "a\nb"])
async def test_texts_that_no_document_can_carry_are_refused(desk: Desk, sell: Sell, text: str) -> None:
    """D12: numbers of at most 100, references and names of at most 200 printable characters."""
    sale = await sell(1)
    slip = await sale.slip()

    answers = [
        await desk.refused("createPackingSlip", order=sale.order, number=text, externalReference=text),
        await desk.refused("editPackingSlip", id=slip["id"], number=text, externalReference=text),
        await desk.refused(
            "createInvoice",
            order=sale.order,
            direct=[{"orderLineId": sale.lines[0], "quantity": 1}],
            number=text,
            externalReference=text,
        ),
    ]
    unknown = await desk.refused("createPackingSlip", order=text)

    for answer in answers:
        assert answer.facts("path") == [("INVALID_VALUE", ["number"]), ("INVALID_VALUE", ["externalReference"])]
    assert unknown.codes == ["UNKNOWN_RECORD"]
    assert len(unknown.refusals[0]["message"]) < 300


async def test_another_products_serial_is_this_products_own(desk: Desk, sell: Sell) -> None:
    """R5 and R6: two products may carry the same number; a removal of the other's changes nothing."""
    sale = await sell(1, 1)
    slip = await sale.slip()
    first, second = (line["id"] for line in slip["lines"])
    await desk.done("scanSerial", lineId=first, scan="SN-1")

    removed = await desk.send("scanSerial", lineId=second, scan="SN-1", mode="REMOVE")
    added = await desk.send("scanSerial", lineId=second, scan="SN-1")

    assert (removed.said, added.registered) == (["NOT_THERE"], (1, 0))


@pytest.mark.parametrize("count", [1_001, 3_000])
async def test_longer_lists_than_a_call_takes_are_refused_by_their_length(desk: Desk, sell: Sell, count: int) -> None:
    """A call is bounded, whatever it lists."""
    sale = await sell(2)
    slip, posted = await sale.slip(1), await sale.posted([["SN-1"]])
    line, billed = slip["lines"][0]["id"], posted["lines"][0]["id"]
    ids = posted["registrations"][billed] * count

    answers = [
        await desk.refused("changeRegistrations", lineId=line, remove=ids),
        await desk.refused(
            "createPackingSlip", order=sale.order, lines=[{"orderLineId": sale.lines[0], "quantity": 1}] * count
        ),
        await desk.refused("editPackingSlip", id=slip["id"], lines=[{"lineId": line, "quantity": 1}] * count),
        await desk.refused("createInvoice", order=sale.order, billings=[{"slipLineId": billed, "quantity": 1}] * count),
        await desk.refused(
            "createInvoice", order=sale.order, billings=[{"slipLineId": billed, "quantity": 1, "registrations": ids}]
        ),
    ]

    paths = [["remove"], ["lines"], ["lines"], ["billings"], ["billings", "0", "registrations"]]
    assert [answer.facts("length", "path") for answer in answers] == [
        [("LIST_TOO_LONG", count, path)] for path in paths
    ]


@pytest.mark.parametrize(
    ("mutation", "asked"),
    [
        ("registerNotReadable", {"lineId": "x", "count": "many"}),
        ("registerNotReadable", {"lineId": "x", "count": 2_147_483_648}),
        ("registerNotReadable", {"lineId": "x", "count": 1.5}),
        ("scanSerial", {"lineId": "x", "scan": 17}),
        ("scanSerial", {"lineId": "x", "scan": None}),
        ("scanSerial", {"lineId": "x", "scan": "SN-1", "mode": "add"}),
        ("scanSerial", {"lineId": ["x"], "scan": "SN-1"}),
        ("scanSerial", {"lineId": "x", "scan": "SN-1", "no": "such field"}),
        ("registerSerials", {"lineId": "x", "serials": [None]}),
        ("postPackingSlip", {"id": "x", "day": "2026-02-30"}),
        ("postPackingSlip", {"id": "x", "day": 20260302}),
        ("postPackingSlip", {"id": {"a": 1}}),
        ("saveCustomer", {"number": True}),
        ("saveCustomer", {}),
    ],
)
async def test_a_value_of_the_wrong_type_is_an_error_of_the_request(
    desk: Desk, mutation: str, asked: dict[str, Any]
) -> None:
    """Nothing is executed, and the error says which variable is wrong; it is no fault of ours."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input!"
    before = await desk.counts()

    result = await desk.execute(
        f"mutation ($input: {kind}) {{ {mutation}(input: $input) {{ refusals {{ code }} }} }}", {"input": asked}
    )

    assert result.data is None
    assert result.errors
    assert all(error.path is None and "$input" in error.message for error in result.errors)
    assert await desk.counts() == before


async def test_a_mutation_after_a_refused_one_is_done(desk: Desk, sell: Sell) -> None:
    """One request with several mutations: each is answered for itself, and sees what came before it."""
    sale = await sell(2)
    slip = await sale.slip()
    line = slip["lines"][0]["id"]
    one = "line { registered registrations { nodes { serialNumber } } } refusals { code }"
    document = f"""
    mutation ($line: ID!) {{
        first: scanSerial(input: {{lineId: $line, scan: "SN-1"}}) {{ {one} }}
        bad: scanSerial(input: {{lineId: $line, scan: ""}}) {{ {one} }}
        second: scanSerial(input: {{lineId: $line, scan: "SN-2"}}) {{ {one} }}
    }}
    """

    found = await desk.ask(document, line=line)

    assert found["bad"] == {"line": None, "refusals": [{"code": "INVALID_SERIAL"}]}
    assert [node["serialNumber"] for node in found["first"]["line"]["registrations"]["nodes"]] == ["SN-1"]
    assert [node["serialNumber"] for node in found["second"]["line"]["registrations"]["nodes"]] == ["SN-1", "SN-2"]
