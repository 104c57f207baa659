"""The wheel, installed alone in an empty environment: everything that the checkout has is inside."""

import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph_api.api.schema import sdl
from graph_api.domain.duties import Role
from graph_api.embedded import default_cache

ROOT = Path(__file__).parents[2]


def _run(*command: object, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel and what it depends on, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    (wheel,) = folder.glob("*.whl")
    _run(python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel, cwd=folder)
    return folder


def _command(installed: Path, *arguments: object, **environment: str) -> str:
    return _run(installed / "venv" / "bin" / "warranty-graph", *arguments, cwd=installed, **environment)


def test_the_wheel_prints_the_same_schema(installed: Path) -> None:
    assert _command(installed, "schema") == sdl()


def test_the_wheel_prints_pages(installed: Path) -> None:
    """D6: templates, style and what draws the symbols."""
    script = """
        from graph_api.domain.lineage import CustomerFacts
        from graph_api.web.printing import PrintPages
        from graph_api.web.sheets import Sheet, party
        from graph_api.web.symbols import number_symbol

        sheet = Sheet("Invoice", "INV-1", number_symbol("INV-1"), party(CustomerFacts("C-1"), personal=True), (), ())
        print(PrintPages(None, None, request_seconds=1)._templates.get_template("sheet.html").render(sheet=sheet))
    """
    page = _run(installed / "venv" / "bin" / "python", "-c", textwrap.dedent(script), cwd=installed)

    assert "Code 128 of INV-1" in page
    assert "@page" in page


class Demo:
    """A running `warranty-graph demo`: what it printed, and the API behind it."""

    def __init__(self, process: subprocess.Popen[str], printed: str) -> None:
        self.process = process
        self.address = re.findall(r"^GraphQL +(\S+)$", printed, re.MULTILINE)[0]
        self.tokens = dict(re.findall(r"^  (\w+)\n    (ey\S+)$", printed, re.MULTILINE))
        self.queries = [
            textwrap.dedent(text)
            for text in re.findall(r"(?:^    .*\n)+", printed.partition("Queries")[2], re.MULTILINE)
        ]

    def ask(self, query: str, role: str = "service_desk") -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 -- the address is on loopback
            self.address,
            json.dumps({"query": query}).encode(),
            {"Authorization": f"Bearer {self.tokens[role]}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return dict(json.load(answer))


@contextmanager
def _demo(installed: Path, home: Path) -> Iterator[Demo]:
    program = str(installed / "venv" / "bin" / "warranty-graph")
    command = [program, "demo", "--home", str(home), "--port", "0"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(default_cache().parent.parent)}
    with subprocess.Popen(
        command, cwd=installed, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("Ctrl-C"):
                break
        try:
            yield Demo(process, printed)
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
    assert process.returncode in (0, 130)


ORDERS = '{ salesOrder(number: "E2E-1") { number lines { quantity } } }'
SAVE = """mutation {
  saveSalesOrder(input: {number: "E2E-1", customer: "101", lines: [{product: "2272", quantity: 2}]}) {
  salesOrder { number } refusals { message } } }"""


def test_the_demo_runs_the_main_job_and_keeps_what_was_done(installed: Path) -> None:
    """One command: a graph, sales in it, tokens and queries that work; what is done survives the end of it."""
    home = installed / "home"
    with _demo(installed, home) as demo:
        assert set(demo.tokens) == set(Role)
        covered, old, resold, slip = (demo.ask(query) for query in demo.queries)
        assert covered["data"]["lookup"]["matches"][0]["warranty"]["status"] == "COVERED"
        assert old["data"]["lookup"]["matches"][0]["warranty"]["status"] in {"COVERED", "EXPIRED"}
        first_sale = resold["data"]["lookup"]["matches"][0]["sales"][-1]
        assert first_sale["ended"]["kind"] in {"REVERSED", "CREDITED"}
        listed = [line["registrations"]["edges"] for line in slip["data"]["packingSlip"]["lines"]]
        assert any(edge["node"]["notReadable"] for edges in listed for edge in edges)
        saved = demo.ask(SAVE, role="clerk")["data"]["saveSalesOrder"]
        assert saved == {"salesOrder": {"number": "E2E-1"}, "refusals": []}
        java = _java_of(home)
        assert java
    assert _java_of(home) == []
    with _demo(installed, home) as demo:
        assert demo.ask(ORDERS)["data"]["salesOrder"] == {"number": "E2E-1", "lines": [{"quantity": 2}]}
    said = _command(
        installed, "doctor", "--home", home, COLUMNS="200", XDG_CACHE_HOME=str(default_cache().parent.parent)
    )
    assert "every rule holds over the graph, every audit chain is whole" in said


def _java_of(home: Path) -> list[str]:
    """The Java processes that run in a home."""
    commands = (path for path in Path("/proc").glob("[0-9]*/cmdline"))
    return [each.parent.name for each in commands if _mentions(each, home)]


def _mentions(cmdline: Path, home: Path) -> bool:
    try:
        command = cmdline.read_bytes()
    except OSError:
        return False
    return b"java" in command and str(home).encode() in command


def test_the_wheel_carries_the_pages(installed: Path) -> None:
    code = "import graph_api.web.pages as p, pathlib; print(*pathlib.Path(p.__file__).parent.rglob('*.js'))"
    assert "graphiql.js" in _run(installed / "venv" / "bin" / "python", "-c", code, cwd=installed)
