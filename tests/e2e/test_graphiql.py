"""GraphiQL in a real browser, without the internet: what a newcomer does first."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import strawberry
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from pydantic import SecretStr

from graph_api.access.tokens import SharedSecretTokens
from graph_api.app import Parts, create_app
from graph_api.domain.duties import Actor, Role
from graph_api.settings import Settings
from graph_api.web.health import Readiness
from graph_api.web.server import ServerLimits, address, take_address, uvicorn_config

TOKENS = SharedSecretTokens(SecretStr("0123456789abcdef" * 4), issuer="here", audience="warranty-graph")
EXAMPLES = (
    '# A serial number, and who asks for it.\nquery Serial {\n  serial(number: "SN-1001")\n  actor\n}\n',
    "query WhoAmI {\n  actor\n}\n",
)


def _serial(number: str) -> str:
    return f"found {number}"


@strawberry.type
class Query:
    serial: str = strawberry.field(resolver=_serial, description="Says a serial number again.")

    @strawberry.field
    def actor(self, info: strawberry.Info) -> str:
        actor: Actor = info.context
        return actor.subject


@dataclass
class Seen:
    """What a page did while it was open."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)


async def _ready() -> Readiness:
    return Readiness(ok=True, reason="ready")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The application on a real socket."""
    parts = Parts(
        schema=strawberry.Schema(Query),
        make_context=lambda actor, _request_id: actor,
        ready=_ready,
        authenticator=TOKENS,
        fault_codes={},
        examples=EXAMPLES,
    )
    taken = take_address("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn_config(create_app(Settings(), parts), ServerLimits()))
    thread = threading.Thread(target=server.run, args=([taken],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield address(taken)
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def seen(browser: Browser) -> Iterator[Seen]:
    """A page whose requests and console are noted."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    found = Seen(context.new_page())

    def note_request(request: Request) -> None:
        if not request.url.startswith("data:"):
            found.hosts.add("/".join(request.url.split("/")[:3]))

    def note_complaint(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            found.complaints.append(message.text)

    found.page.on("request", note_request)
    found.page.on("console", note_complaint)
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    yield found
    context.close()


def _sign_in(page: Page, *roles: Role) -> None:
    page.get_by_label("Bearer token", exact=True).fill(TOKENS.mint("ann", roles))
    page.get_by_role("button", name="Use it").click()


def _run(page: Page) -> str:
    page.get_by_role("button", name="Execute query").click()
    page.locator(".graphiql-response .CodeMirror-line", has_text='"actor"').first.wait_for()
    return page.locator(".graphiql-response").inner_text()


def test_a_newcomer_pastes_a_token_runs_an_example_and_sees_the_answer(site: str, seen: Seen) -> None:
    seen.page.goto(site)
    _sign_in(seen.page, Role.ADMINISTRATOR)
    seen.page.get_by_role("tab", name="Serial").wait_for()
    answer = _run(seen.page)
    assert '"serial": "found SN-1001"' in answer
    assert '"actor": "ann"' in answer
    assert seen.hosts == {site}
    assert seen.complaints == []


def test_the_examples_are_tabs_and_the_schema_can_be_read(site: str, seen: Seen) -> None:
    seen.page.goto(f"{site}/graphiql")
    _sign_in(seen.page, Role.ADMINISTRATOR)
    assert seen.page.get_by_role("tab").all_inner_texts() == ["Serial", "WhoAmI"]
    seen.page.get_by_label("Show Documentation Explorer").click()
    seen.page.get_by_role("link", name="Query", exact=True).click()
    seen.page.get_by_text("Says a serial number again.").wait_for()
    assert seen.hosts == {site}
    assert seen.complaints == []


def test_without_a_token_the_page_says_what_to_do_and_sends_nothing(site: str, seen: Seen) -> None:
    sent: list[str] = []
    seen.page.on("request", lambda request: sent.append(request.method))
    seen.page.goto(f"{site}/graphiql")
    seen.page.locator(".graphiql-response", has_text="Paste a bearer token").wait_for()
    assert set(sent) == {"GET"}
    assert seen.complaints == []


def test_a_role_that_may_not_read_the_schema_can_still_run_queries(site: str, seen: Seen) -> None:
    seen.page.goto(f"{site}/graphiql")
    _sign_in(seen.page, Role.CLERK)
    seen.page.locator(".graphiql-response", has_text="lack the duty to read the schema").wait_for()
    assert '"actor": "ann"' in _run(seen.page)
    assert seen.complaints == []


def test_the_token_outlives_a_reload_but_not_the_tab(site: str, seen: Seen) -> None:
    seen.page.goto(f"{site}/graphiql")
    _sign_in(seen.page, Role.ADMINISTRATOR)
    seen.page.reload()
    seen.page.get_by_text("ann (administrator), valid until").wait_for()
    assert seen.page.evaluate("Object.values(localStorage).filter(text => text.includes('eyJ')).length") == 0
    seen.page.get_by_role("button", name="Forget").click()
    seen.page.get_by_text("No token yet").wait_for()


def test_the_page_fits_a_narrow_screen(site: str, seen: Seen) -> None:
    seen.page.set_viewport_size({"width": 320, "height": 640})
    seen.page.goto(f"{site}/graphiql")
    seen.page.get_by_role("button", name="Use it").wait_for()
    assert seen.page.evaluate("document.querySelector('.bar').scrollWidth") <= 320
