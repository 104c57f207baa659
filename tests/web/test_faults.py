"""What went wrong on our side reaches the caller as an id, and the log without anybody's data."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from graph_api.domain.duties import Actor
from graph_api.web.health import Readiness


@pytest.fixture
def log() -> Iterator[list[Any]]:
    """What is logged while a test runs."""
    with capture_logs() as events:
        yield events


def test_an_exception_is_masked_and_its_id_is_in_the_log(door: TestClient, log: list[Any]) -> None:
    answer = door.post("/graphql", json={"query": "{ actor broken }"})
    request_id = answer.headers["x-request-id"]
    assert answer.json() == {
        "data": {"actor": "ann", "broken": None},
        "errors": [
            {
                "message": "This failed on our side: give the request id to whoever runs this installation",
                "locations": [{"line": 1, "column": 9}],
                "path": ["broken"],
                "extensions": {"code": "INTERNAL", "requestId": request_id},
            }
        ],
    }
    assert [(event["event"], event["request_id"], event["exceptions"]) for event in log] == [
        ("fault", request_id, ["builtins.ValueError"])
    ]


def test_the_log_shows_where_it_happened_and_quotes_nobody(door: TestClient, log: list[Any]) -> None:
    query = "query U($s: String!) { broken unit(serial: $s) { serial } }"
    door.post("/graphql", json={"query": query, "variables": {"s": "SN-of-Jane"}})
    written = json.dumps(log, default=str)
    assert "in broken" in written
    assert "Roe" not in json.dumps([{key: event[key] for key in event if key != "frames"} for event in log])
    assert "SN-of-Jane" not in written


def test_an_error_that_was_raised_for_the_caller_is_not_masked(door: TestClient, log: list[Any]) -> None:
    answer = door.post("/graphql", json={"query": "{ told }"})
    assert answer.json()["errors"][0]["message"] == "The cursor is not one of ours"
    assert answer.json()["errors"][0]["extensions"] == {"code": "INVALID_CURSOR"}
    assert log == []


def test_a_database_that_is_away_is_told_without_its_address(door: TestClient, log: list[Any]) -> None:
    answer = door.post("/graphql", json={"query": "{ away }"})
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "UNAVAILABLE", "requestId": answer.headers["x-request-id"]}
    assert "try again" in error["message"]
    assert "secret-host" not in answer.text
    assert [event["code"] for event in log] == ["UNAVAILABLE"]


def test_a_null_where_none_may_be_is_our_fault_too(door: TestClient, log: list[Any]) -> None:
    answer = door.post("/graphql", json={"query": "{ never }"})
    assert (answer.status_code, answer.json()["data"]) == (200, None)
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert len(log) == 1


def test_a_variable_of_the_wrong_type_is_the_callers_and_is_not_logged(door: TestClient, log: list[Any]) -> None:
    body = {"query": "query U($s: String!) { unit(serial: $s) { serial } }", "variables": {"s": 7}}
    (error,) = door.post("/graphql", json=body).json()["errors"]
    assert error["extensions"]["code"] == "INVALID_REQUEST"
    assert "$s" in error["message"]
    assert log == []


def test_a_context_that_cannot_be_made_is_masked(
    open_door: Callable[..., TestClient], make: Callable[..., Any], log: list[Any]
) -> None:
    def fails(_actor: Actor, _request_id: str) -> object:
        raise RuntimeError("no pool")

    answer = open_door(make(make_context=fails)).post("/graphql", json={"query": "{ actor }"})
    assert answer.status_code == 500
    assert answer.json()["errors"][0]["extensions"] == {
        "code": "INTERNAL",
        "requestId": answer.headers["x-request-id"],
    }
    assert len(log) == 1


def test_a_ready_check_that_fails_is_not_ready_and_logged(
    open_door: Callable[..., TestClient], make: Callable[..., Any], log: list[Any]
) -> None:
    async def fails() -> Readiness:
        raise RuntimeError("password 1234")

    answer = open_door(make(ready=fails)).get("/readyz")
    assert (answer.status_code, "1234" in answer.text) == (503, False)
    assert answer.headers["x-request-id"] in answer.json()["reason"]
    assert len(log) == 1
