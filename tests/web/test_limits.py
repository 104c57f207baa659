"""What one request may cost, and how it is told that it asks too much."""

import time
from collections.abc import Callable, Iterator

import pytest
from graphql import get_introspection_query
from starlette.testclient import TestClient

from graph_api.domain.duties import Role


def _nested(depth: int) -> str:
    return '{ unit(serial: "1") ' + "{ sibling " * (depth - 2) + "{ serial }" + " }" * (depth - 2) + " }"


def _fragments(count: int, body: str) -> str:
    """Each fragment spreads the next one twice: the text grows by a line, what it says doubles."""
    lines = [f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(1, count)]
    return "{ ...F1 }\n" + "\n".join(lines) + f"\nfragment F{count} on Query {{ {body} }}"


@pytest.mark.parametrize(
    ("query", "code", "limit", "value"),
    [
        (_nested(11), "DEPTH_LIMIT", 10, 11),
        ("{ " + " ".join(f"a{i}: __typename" for i in range(16)) + " }", "ALIASES_LIMIT", 15, 16),
        ("{ actor " + "@include(if: true) " * 21 + "}", "DIRECTIVES_LIMIT", 20, 21),
        ("query A " + "@x " * 21 + "{ actor }", "DIRECTIVES_LIMIT", 20, 21),
        ("{ " + "actor " * 16 + "}", "ROOT_FIELDS_LIMIT", 15, 16),
        ("{ ...F } fragment F on Query { " + "actor " * 16 + "}", "ROOT_FIELDS_LIMIT", 15, 16),
        (_fragments(31, "actor"), "FRAGMENTS_LIMIT", 30, 31),
        ('{ unit(serial: "1") { ...F } } fragment F on Unit ' + _nested(11)[20:-2], "DEPTH_LIMIT", 10, 11),
        ("{ actor }" + " " * 16_376, "CHARACTERS_LIMIT", 16_384, 16_385),
        ("{ " + "actor " * 1000 + "}", "TOKENS_LIMIT", 1000, 1001),
        ("#\n" * 101 + "{ actor }", "COMMENTS_LIMIT", 100, 101),
    ],
)
def test_each_limit_names_itself_its_figure_and_what_was_sent(
    door: TestClient, query: str, code: str, limit: int, value: int
) -> None:
    errors = door.post("/graphql", json={"query": query}).json()["errors"]
    facts = {"code": code, "limit": limit, "value": value}
    assert facts in [error["extensions"] for error in errors]


@pytest.mark.parametrize(
    "query",
    [
        _nested(10),
        "{ " + " ".join(f"a{i}: __typename" for i in range(15)) + " }",
        "{ actor " + "@include(if: true) @skip(if: false) " + "}",
        "#\n" * 100 + "{ actor }",
        "{ actor }" + " " * 16_375,
    ],
)
def test_a_document_at_the_limit_is_answered(door: TestClient, query: str) -> None:
    assert "data" in door.post("/graphql", json={"query": query}).json()


def test_thirty_fragments_that_double_each_time_are_measured_at_once(door: TestClient) -> None:
    started = time.perf_counter()
    errors = door.post("/graphql", json={"query": _fragments(30, "a: actor")}).json()["errors"]
    assert time.perf_counter() - started < 1
    facts = {error["extensions"]["code"]: error["extensions"]["value"] for error in errors}
    assert facts == {"ALIASES_LIMIT": 2**29, "ROOT_FIELDS_LIMIT": 2**29, "SELECTED_FIELDS_LIMIT": 2**29}


def test_fields_that_fragments_multiply_are_counted(door: TestClient) -> None:
    links = [
        f"fragment F{i} on Unit {{ a: sibling {{ ...F{i + 1} }} sibling {{ ...F{i + 1} }} }}" for i in range(1, 12)
    ]
    query = '{ unit(serial: "1") { ...F1 } } ' + " ".join(links) + " fragment F12 on Unit { serial }"
    codes = {error["extensions"]["code"] for error in door.post("/graphql", json={"query": query}).json()["errors"]}
    assert codes == {"DEPTH_LIMIT", "ALIASES_LIMIT", "SELECTED_FIELDS_LIMIT"}


@pytest.mark.parametrize(
    "query",
    [
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ...A } fragment A on Query { ...A }",
        "{ ...Missing }",
        "{ actor } fragment Unused on Query { actor }",
    ],
)
def test_fragments_that_lead_nowhere_are_left_to_validation(door: TestClient, query: str) -> None:
    errors = door.post("/graphql", json={"query": query}).json()["errors"]
    assert {error["extensions"]["code"] for error in errors} == {"INVALID_DOCUMENT"}


@pytest.mark.parametrize(
    "query",
    [
        "{ " + "... { " * 480 + "actor" + " }" * 480 + " }",
        "{ unit(serial: " + "[" * 480 + "]" * 480 + ") { serial } }",
        "{" + "a{" * 490 + "a" + "}" * 490 + "}",
    ],
)
def test_deep_nesting_is_refused_and_does_not_exhaust_the_stack(door: TestClient, query: str) -> None:
    answer = door.post("/graphql", json={"query": query})
    codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
    assert (answer.status_code, codes <= {"SYNTAX", "DEPTH_LIMIT", "INVALID_DOCUMENT"}) == (200, True)


def test_at_most_six_validation_errors_come_back(door: TestClient) -> None:
    errors = door.post("/graphql", json={"query": "{ a b c d e f g h }"}).json()["errors"]
    assert len(errors) == 6


def test_the_standard_introspection_query_is_exempt_from_depth(open_door: Callable[..., TestClient]) -> None:
    body = {"query": get_introspection_query()}
    assert "errors" not in open_door(roles=(Role.ANALYST,)).post("/graphql", json=body).json()


def test_suggestions_are_made_in_development_only(open_door: Callable[..., TestClient]) -> None:
    secret = "0123456789abcdef" * 4
    public = {"issuer": "here", "token_secret": secret, "audit_key": secret}
    texts = [open_door(**kind).post("/graphql", json={"query": "{ actr }"}).text for kind in ({}, public)]
    assert ["Did you mean" in text for text in texts] == [True, False]


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(open_door: Callable[..., TestClient]) -> None:
    answer = open_door(body_limit_bytes=100).post("/graphql", json={"query": "{ actor }" + " " * 100})
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert answer.json()["errors"][0]["extensions"] == {"code": "BODY_TOO_LARGE", "limit": 100, "value": 121}


def test_a_body_without_a_length_is_refused_once_it_is_too_large(open_door: Callable[..., TestClient]) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(3):
            yield b" " * 60

    answer = open_door(body_limit_bytes=100).post(
        "/graphql", content=pieces(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 413


def test_a_request_that_takes_too_long_is_stopped_and_told_so(open_door: Callable[..., TestClient]) -> None:
    door = open_door(request_timeout_seconds=0.4, retry_time_seconds=0.3, transaction_timeout_seconds=0.2)
    answer = door.post("/graphql", json={"query": "{ slow }"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.json()["errors"][0]["extensions"]["code"] == "TIMEOUT"
    assert "same idempotency key" in answer.json()["errors"][0]["message"]
