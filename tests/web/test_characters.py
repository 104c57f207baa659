"""What may not be stored is refused before anything sees it, with its place."""

import pytest
from starlette.testclient import TestClient

QUERY = '{"query": "query U($s: String!) { unit(serial: $s) { serial } }", "variables": %s}'


@pytest.mark.parametrize(
    ("variables", "place", "reason"),
    [
        (r'{"s": "a\u0000b"}', "variables.s", "a NUL character"),
        (r'{"s": ["x", {"t": "\u0000"}]}', "variables.s[1].t", "a NUL character"),
        (r'{"a\u0000": 1}', "variables.a\\0", "a NUL character"),
        (r'{"s": "\ud800"}', "variables.s", "half of a surrogate pair"),
        (r'{"s": ["\udc00\ud800"]}', "variables.s[0]", "half of a surrogate pair"),
        (r'{"\udfff": 1}', "variables.\\udfff", "half of a surrogate pair"),
        ('{"s": NaN}', "variables.s", "a number that is not finite"),
        ('{"s": [1, -Infinity]}', "variables.s[1]", "a number that is not finite"),
        ('{"s": {"t": Infinity}}', "variables.s.t", "a number that is not finite"),
        ('{"s": 1e999}', "variables.s", "a number that is not finite"),
    ],
)
def test_an_odd_value_is_refused_with_its_place(door: TestClient, variables: str, place: str, reason: str) -> None:
    answer = door.post("/graphql", content=QUERY % variables, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"message": f"{place} holds {reason}: leave it out", "extensions": {"code": "INVALID_VALUE", "place": place}}
    ]


def test_an_odd_value_is_found_in_the_other_parts_too(door: TestClient) -> None:
    body = r'{"query": "{ actor }", "extensions": {"a": ["\u0000"]}}'
    answer = door.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.json()["errors"][0]["extensions"]["place"] == "extensions.a[0]"


@pytest.mark.parametrize("body", [b'{"query": "\xff"}', b'{"query": "\xc3\x28"}', b'{"query": "\xed\xa0\x80"}'])
def test_a_body_that_is_not_utf8_is_refused_with_the_byte(door: TestClient, body: bytes) -> None:
    answer = door.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (400, "The body is not UTF-8 at byte 11")


@pytest.mark.parametrize("body", [b'\xef\xbb\xbf{"query": "{ actor }"}', b'{"query": "{ actor\x00 }"}'])
def test_a_byte_order_mark_and_a_raw_nul_are_no_json(door: TestClient, body: bytes) -> None:
    answer = door.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "INVALID_JSON")


@pytest.mark.parametrize(
    ("query", "column"),
    [
        (r'{ unit(serial: "a\u0000") { serial } }', 16),
        (r'query ($s: String! = "\u0000") { unit(serial: $s) { serial } }', 22),
        ("{ weigh(kilograms: 1e999) }", 20),
    ],
)
def test_a_literal_is_held_to_the_same_rule(door: TestClient, query: str, column: int) -> None:
    answer = door.post("/graphql", json={"query": query})
    errors = answer.json()["errors"]
    assert [error["extensions"]["code"] for error in errors] == ["INVALID_VALUE"]
    assert errors[0]["locations"] == [{"line": 1, "column": column}]


@pytest.mark.parametrize("serial", ["ä", "\U0001f6a2", "\x1d", "a" * 10_000, "\\u0000"])
def test_every_other_text_passes_unchanged(door: TestClient, serial: str) -> None:
    body = {"query": "query U($s: String!) { unit(serial: $s) { serial } }", "variables": {"s": serial}}
    assert door.post("/graphql", json=body).json() == {"data": {"unit": {"serial": serial}}}
