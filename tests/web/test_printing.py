"""Pages to print, by the front door: who may have them, what stands on them, and that texts stay texts (D6, I1)."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape

import pytest
from starlette.testclient import TestClient

from graph_api.app import Parts, create_app
from graph_api.domain.duties import Role
from graph_api.settings import Settings
from tests.web import printed
from tests.web.conftest import bearer
from tests.web.printed import Paper, paper

SLIP, INVOICE = "/print/slips/PS/2026-0042", "/print/invoices/INV-7"
PAGES = (SLIP, INVOICE, "/print/returns/RMA-1", "/print/claims/CL-1")
NOWHERE = ("/print/slips/PS-0", "/print/invoices/PS-0", "/print/returns/PS-0", "/print/claims/PS-0")


@pytest.fixture
def prints() -> Paper:
    return paper()


@pytest.fixture
def client(make: Callable[..., Parts], prints: Paper) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), make(prints=prints))) as found:
        yield found


def page_of(client: TestClient, path: str, role: Role = Role.CLERK) -> str:
    answer = client.get(path, headers=bearer(role))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def words_of(page: str) -> list[str]:
    """What is read, without markup."""
    body = re.sub(r"<svg.*?</svg>", " ", page[page.index("<body>") :], flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", body)).split()


def said(page: str) -> str:
    return " ".join(words_of(page))


@pytest.mark.parametrize("path", PAGES)
def test_without_a_token_nothing_is_printed(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="warranty-graph"')
    assert "Send a token" in answer.text


def test_a_token_without_the_duty_is_refused(client: TestClient) -> None:
    """S1 to S4: as the API refuses it."""
    answer = client.get(SLIP, headers=bearer())

    assert (answer.status_code, "read register" in answer.text) == (403, True)


@pytest.mark.parametrize("path", NOWHERE)
def test_a_number_that_nothing_has_is_told_on_a_page(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=bearer(Role.CLERK))

    assert answer.status_code == 404
    assert "Nothing to print There is no" in said(answer.text)


def test_a_number_that_is_no_number_is_told_and_stays_a_text(client: TestClient) -> None:
    answer = client.get("/print/slips/%3Cscript%3E%E2%80%AE%07", headers=bearer(Role.CLERK))

    assert answer.status_code == 404
    assert "<script" not in answer.text
    assert "&lt;script&gt;\ufffd\ufffd" in answer.text


def test_whoever_may_not_read_names_has_the_customers_number_alone(client: TestClient) -> None:
    """G1."""
    own, analysts = (said(page_of(client, SLIP, role)) for role in (Role.CLERK, Role.ANALYST))

    assert "12 Mill Lane 49080 Osnabrück DE Customer C-77" in own
    assert "Mill Lane" not in analysts
    assert "Customer C-77" in analysts


def test_a_slip_lists_every_serial_blanks_and_what_ended_marked(client: TestClient) -> None:
    """D6, I1: of what stands there is a symbol, of what ended there is none."""
    page = page_of(client, SLIP)
    text = said(page)

    assert "SN-1001 SN-1002 Replaced on 2026-03-02 SN-1003 Not readable a serial of more" in text
    assert "V-2 Returned on 2026-03-02 Not readable Taken back on 2026-03-02" in text
    assert "1 piece taken back 1 piece without a serial number" in text
    labels = re.findall(r'aria-label="([^"]*)"', page)
    assert labels == [
        "Code 128 of PS/2026-0042",
        "DataMatrix of SN-1001",
        "DataMatrix of SN-1003",
        "DataMatrix of a serial of more than twenty characters",
        "DataMatrix of Größe 5/Ω",
        "DataMatrix of 2112345",
    ]


def test_an_invoice_names_its_packing_slip_and_a_credited_one_says_so(client: TestClient) -> None:
    assert "Packing slip PS/2026-0042 Reference REF 9/1" in said(page_of(client, INVOICE))
    credited = said(page_of(client, "/print/invoices/INV-8"))
    assert "Credited: nothing of it stands any more" in credited
    assert "Credited on 2026-03-02" in credited


def test_a_return_lists_its_items_with_what_became_of_them(client: TestClient) -> None:
    """V4, V6."""
    text = said(page_of(client, "/print/returns/RMA-1"))

    assert "Return authorisation RMA-1" in text
    assert "1 piece State authorised Sales order SO-2026-0815 SN-1001" in text
    assert "State authorised Sales order SO-2026-0815 Not readable" in text
    assert "4 pieces Pieces without a serial number State received" in text
    assert "Received X-1, X-2" in text
    assert "Disposition restock Credited yes SN-1004" in text


def test_a_claim_tells_its_verdict_its_sale_and_what_came(client: TestClient) -> None:
    """K2, K3."""
    text = said(page_of(client, "/print/claims/CL-1"))

    assert "State resolved Warranty covered Last day 2027-02-25 Layer commercial" in text
    assert "Problem It hums. Then it stops." in text
    assert "Packing slip PS-1 Invoice INV-1 Replaced by SN-9 SN-1" in text


@pytest.mark.parametrize("path", PAGES)
def test_texts_stay_texts_and_no_script_could_run(client: TestClient, path: str) -> None:
    """Markup is shown, what steers is replaced, each text keeps its direction; the style is allowed by its digest."""
    answer = client.get(path, headers=bearer(Role.CLERK))
    page = answer.text

    assert not re.search(r"<script|<b>Heating|\son\w+=|style=|[\u202a-\u202e\u0000-\u0008]", page)
    assert "<bdi>محمد &lt;b&gt;Heating&lt;/b&gt; &amp; Sons</bdi>" in page
    (style,) = re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_a_thousand_serials_are_read_in_two_statements_and_listed_under_heads_that_repeat(
    client: TestClient, prints: Paper
) -> None:
    page = page_of(client, "/print/slips/PS-1000")

    assert page.count('aria-label="DataMatrix of N-') == 1_000
    assert re.findall(r"N-\d{4}(?=</bdi>)", page) == [f"N-{place:04}" for place in range(1_000)]
    assert prints.pages == 2
    assert "thead { display: table-header-group; }" in page


def test_a_document_that_is_too_long_is_refused_and_not_cut(client: TestClient) -> None:
    answer = client.get("/print/slips/PS-LONG", headers=bearer(Role.CLERK))

    assert answer.status_code == 413
    assert "more than 5,000 serial numbers" in answer.text


def test_what_takes_too_long_is_stopped(make: Callable[..., Parts], prints: Paper) -> None:
    settings = Settings().model_copy(update={"request_timeout_seconds": 0.0})
    with TestClient(create_app(settings, make(prints=prints))) as client:
        answer = client.get(SLIP, headers=bearer(Role.CLERK))

    assert (answer.status_code, "try again" in answer.text) == (503, True)


def test_a_claim_whose_sale_nobody_finds_is_not_printed(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "SOLD", replace(printed.SOLD, registrations=()))

    assert client.get("/print/claims/CL-1", headers=bearer(Role.CLERK)).status_code == 404
