"""GraphQL over HTTP: media types, methods, parameters and statuses, as its specification has them."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from graph_api.domain.duties import Role

GRAPHQL = "application/graphql-response+json"
PREFLIGHT = {"GraphQL-Require-Preflight": "1"}


def test_a_query_is_answered_with_its_data(door: TestClient) -> None:
    body = {"query": "query U($s: String!) { unit(serial: $s) { serial } }", "variables": {"s": "SN-1"}}
    answer = door.post("/graphql", json=body)
    assert (answer.status_code, answer.json()) == (200, {"data": {"unit": {"serial": "SN-1"}}})


def test_the_resolver_sees_the_actor_of_the_token(door: TestClient) -> None:
    assert door.post("/graphql", json={"query": "{ actor }"}).json() == {"data": {"actor": "ann"}}


@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL),
        (f"application/json;q=0.1, {GRAPHQL};q=0.5", GRAPHQL),
        ("text/html, application/json;q=0.2", "application/json"),
    ],
)
def test_the_caller_chooses_the_media_type(door: TestClient, accept: str | None, sent: str) -> None:
    door.headers.pop("accept")
    answer = door.post("/graphql", json={"query": "{ actor }"}, headers={"accept": accept} if accept else {})
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"{sent}; charset=utf-8")


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", f"{GRAPHQL};charset=latin-1", "nonsense;q=x"])
def test_a_caller_that_takes_no_json_is_told_what_to_accept(door: TestClient, accept: str) -> None:
    answer = door.post("/graphql", json={"query": "{ actor }"}, headers={"accept": accept})
    assert answer.status_code == 406
    assert GRAPHQL in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "SYNTAX"),
        ("{ nothing }", "INVALID_DOCUMENT"),
        ("query A { actor } query B { actor }", "INVALID_REQUEST"),
        ("query U($s: String!) { unit(serial: $s) { serial } }", "INVALID_REQUEST"),
        ("subscription { actor }", "INVALID_DOCUMENT"),
    ],
)
@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL, 400), ("application/json", 200)])
def test_a_request_that_is_not_executed_has_no_data(
    door: TestClient, query: str, code: str, accept: str, status: int
) -> None:
    answer = door.post("/graphql", json={"query": query}, headers={"accept": accept})
    assert answer.status_code == status
    assert "data" not in answer.json()
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == [code]


@pytest.mark.parametrize("accept", [GRAPHQL, "application/json"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"text"',
        b'[{"query": "{ actor }"}]',
        b"{}",
        b'{"query": 7}',
        b'{"query": " "}',
        b'{"query": null}',
        b'{"query": "{ actor }", "operationName": 7}',
        b'{"query": "{ actor }", "operationName": []}',
        b'{"query": "{ actor }", "variables": []}',
        b'{"query": "{ actor }", "variables": "{}"}',
        b'{"query": "{ actor }", "extensions": 0}',
        b'{"query": "{ actor }"',
        b'{"query": "{ actor }"} more',
        b"query=%7B+actor+%7D",
        b"[" * 5000,
    ],
)
def test_a_body_that_is_no_request_is_refused(door: TestClient, body: bytes, accept: str) -> None:
    answer = door.post("/graphql", content=body, headers={"content-type": "application/json", "accept": accept})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


def test_null_parameters_are_as_good_as_none(door: TestClient) -> None:
    body = {"query": "{ actor }", "variables": None, "operationName": None, "extensions": None}
    assert door.post("/graphql", json=body).json() == {"data": {"actor": "ann"}}


def test_the_named_operation_is_executed(door: TestClient) -> None:
    query = 'query A { actor } query B { unit(serial: "1") { serial } }'
    answer = door.post("/graphql", json={"query": query, "operationName": "B"})
    assert answer.json() == {"data": {"unit": {"serial": "1"}}}


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=latin-1"],
)
def test_only_json_in_utf8_is_taken(door: TestClient, content_type: str) -> None:
    answer = door.post("/graphql", content=b'{"query": "{ actor }"}', headers={"content-type": content_type})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_compressed_body_is_not_taken(door: TestClient) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    assert door.post("/graphql", content=b"", headers=headers).status_code == 415


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])
def test_utf8_may_be_said(door: TestClient, content_type: str) -> None:
    answer = door.post("/graphql", content=b'{"query": "{ actor }"}', headers={"content-type": content_type})
    assert answer.status_code == 200


def test_a_query_can_be_sent_by_get_with_a_header_that_no_form_sends(door: TestClient) -> None:
    parameters = {"query": "query U($s: String!) { unit(serial: $s) { serial } }", "variables": '{"s": "ä"}'}
    answer = door.get("/graphql", params=parameters, headers=PREFLIGHT)
    assert (answer.status_code, answer.json()) == (200, {"data": {"unit": {"serial": "ä"}}})


def test_a_get_without_such_a_header_is_refused(door: TestClient) -> None:
    answer = door.get("/graphql", params={"query": "{ actor }"})
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "PREFLIGHT_REQUIRED")


def test_a_mutation_is_never_executed_by_get(door: TestClient) -> None:
    query = 'query A { actor } mutation B { rename(serial: "1") }'
    answer = door.get("/graphql", params={"query": query, "operationName": "B"}, headers=PREFLIGHT)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_the_query_beside_a_mutation_can_be_sent_by_get(door: TestClient) -> None:
    query = 'query A { actor } mutation B { rename(serial: "1") }'
    answer = door.get("/graphql", params={"query": query, "operationName": "A"}, headers=PREFLIGHT)
    assert answer.json() == {"data": {"actor": "ann"}}


@pytest.mark.parametrize(
    "query_string",
    ["", "query=%FF", "query=", "query={actor}&variables=[]", "query={actor}&variables=x", "query=%7Bactor%00%7D"],
)
def test_a_get_that_is_no_request_is_refused(door: TestClient, query_string: str) -> None:
    assert door.get(f"/graphql?{query_string}", headers=PREFLIGHT).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_are_told_which_ones_there_are(door: TestClient, method: str) -> None:
    answer = door.request(method, "/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}])
def test_nothing_is_read_without_a_token(open_door: Callable[..., TestClient], headers: dict[str, str]) -> None:
    door = open_door()
    door.headers.pop("authorization")
    answer = door.post("/graphql", content=b"\xff", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert answer.headers["www-authenticate"].startswith('Bearer realm="warranty-graph"')
    assert "Bearer <token>" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "query", ["{ __schema { queryType { name } } }", '{ ...F } fragment F on Query { __type(name: "Unit") { name } }']
)
def test_only_roles_with_the_duty_read_the_schema(open_door: Callable[..., TestClient], query: str) -> None:
    refused = open_door(roles=(Role.CLERK,)).post("/graphql", json={"query": query})
    assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert "data" not in refused.json()
    assert open_door(roles=(Role.ANALYST,)).post("/graphql", json={"query": query}).json()["data"]


def test_anybody_may_ask_for_the_name_of_a_type(door: TestClient) -> None:
    answer = door.post("/graphql", json={"query": '{ __typename unit(serial: "1") { __typename } }'})
    assert answer.json() == {"data": {"__typename": "Query", "unit": {"__typename": "Unit"}}}


def test_the_same_document_is_prepared_once_and_answered_alike(door: TestClient) -> None:
    body = {"query": "query U($s: String!) { unit(serial: $s) { serial } }"}
    answers = [door.post("/graphql", json=body | {"variables": {"s": serial}}).json() for serial in "ABA"]
    assert answers == [{"data": {"unit": {"serial": serial}}} for serial in "ABA"]


def test_no_more_documents_are_remembered_than_was_set(open_door: Callable[..., TestClient]) -> None:
    door = open_door(document_cache_entries=1)
    for query in ("{ actor }", "{ a: actor }", "{ actor }"):
        assert door.post("/graphql", json={"query": query}).status_code == 200
