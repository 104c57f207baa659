"""What stands beside the GraphQL endpoint: health, headers, pages, and ways that lead nowhere."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_api.web.health import Readiness


def test_a_living_process_says_so(door: TestClient) -> None:
    answer = door.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_a_ready_process_says_what_it_found(door: TestClient) -> None:
    answer = door.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "reason": "the graph is at V001"})


def test_a_process_that_is_not_ready_says_why(open_door: Callable[..., TestClient], make: Callable[..., Any]) -> None:
    async def away() -> Readiness:
        return Readiness(ok=False, reason="Neo4j does not answer")

    answer = open_door(make(ready=away)).get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "Neo4j does not answer")


@pytest.mark.parametrize("path", ["/graphql", "/healthz", "/readyz", "/graphiql", "/static/pages/graphiql.js", "/none"])
def test_every_answer_has_an_id_of_its_own_and_the_security_headers(door: TestClient, path: str) -> None:
    answers = [door.get(path, headers={"X-Request-Id": "chosen"}) for _ in range(2)]
    assert len({answer.headers["x-request-id"] for answer in answers} - {"chosen"}) == 2
    headers = answers[0].headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_a_path_that_leads_nowhere_answers_like_the_rest(door: TestClient) -> None:
    answer = door.get("/nothing")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("path", ["/static/pages/../frame.py", "/static/vendor/%2e%2e/frame.py", "/static/pages/"])
def test_no_other_file_is_served(door: TestClient, path: str) -> None:
    assert door.get(path).status_code == 404


def test_the_root_leads_to_graphiql(door: TestClient) -> None:
    answer = door.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/graphiql")


def test_where_graphiql_is_off_the_root_says_where_to_send_operations(open_door: Callable[..., TestClient]) -> None:
    door = open_door(graphiql=False)
    assert "/graphql" in door.get("/").text
    assert [door.get(path).status_code for path in ("/graphiql", "/static/pages/graphiql.js")] == [404, 404]


def test_the_page_has_no_inline_script_and_names_no_other_host(door: TestClient) -> None:
    page = door.get("/graphiql")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert "unsafe-eval" not in page.headers["content-security-policy"]
    assert "http://" not in page.text
    assert "https://" not in page.text


def test_an_example_cannot_end_the_script_element(door: TestClient) -> None:
    assert '"A\\u003cB\\"' in door.get("/graphiql").text.replace('\\"A', '"A')
