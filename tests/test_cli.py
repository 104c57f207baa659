"""The command line: what each command says, and what it says to do when it cannot."""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import jwt
import pytest
from typer.testing import CliRunner, Result

from graph_api.cli import build_cli
from graph_api.commands.product import Product
from graph_api.embedded import default_cache
from graph_api.settings import variables
from graph_api.web.server import take_address

SMALL = Path(__file__).with_name("small_product.py")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(build_cli(_small()), arguments)


def _small() -> Product:
    spec = importlib.util.spec_from_file_location("small_product", SMALL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["small_product"] = module
    spec.loader.exec_module(module)
    product: Product = module.SmallProduct()
    return product


def test_help_lists_every_command() -> None:
    listed = _run("--help").output
    commands = ("serve", "demo", "migrate", "seed", "schema", "token", "doctor", "fetch", "export")
    assert [command for command in commands if not re.search(rf"^\W*{command}\b", listed, re.MULTILINE)] == []


def test_token_prints_a_token_and_nothing_else_on_standard_output(tmp_path: Path) -> None:
    said = _run("token", "--role", "clerk", "--role", "analyst", "--subject", "ann", "--home", str(tmp_path))
    claims = jwt.decode(said.stdout.strip(), options={"verify_signature": False})
    assert (claims["sub"], claims["roles"], claims["exp"] - claims["iat"]) == ("ann", ["clerk", "analyst"], 12 * 3600)
    assert "a token for ann as clerk, analyst" in said.stderr


def test_token_is_for_development_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WARRANTY_GRAPH_ISSUER", "https://id.example")
    monkeypatch.setenv("WARRANTY_GRAPH_TOKEN_SECRET", "x" * 32)
    monkeypatch.setenv("WARRANTY_GRAPH_AUDIT_KEY", "x" * 32)
    said = _run("token", "--role", "clerk", "--home", str(tmp_path))
    assert (said.exit_code, said.stdout) == (1, "")
    assert "tokens are made by https://id.example: ask there" in said.stderr


@pytest.mark.parametrize("command", ["serve", "demo", "migrate", "seed"])
def test_a_wrong_setting_ends_a_command_with_what_to_set(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("WARRANTY_GRAPH_HOST", "0.0.0.0")  # noqa: S104
    said = _run(command)
    assert said.exit_code == 1
    assert "set WARRANTY_GRAPH_HOST=127.0.0.1" in said.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_told_before_neo4j_is_started(tmp_path: Path, command: str) -> None:
    with closing(take_address("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = _run(command, "--port", port, "--home", str(tmp_path))
    assert said.exit_code == 1
    assert f"stop what uses port {port}, or choose another by --port" in said.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["serve", "migrate", "seed"])
def test_a_server_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str) -> None:
    with closing(take_address("127.0.0.1", 0)) as taken:
        unused = taken.getsockname()[1]
    monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{unused}")
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    monkeypatch.setenv("WARRANTY_GRAPH_PORT", "0")
    said = _run(command, "--home", str(tmp_path))
    assert said.exit_code == 1
    assert "Neo4j does not answer: see that it runs" in said.stderr


def test_an_address_without_a_password_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:7687")
    said = _run("migrate", "--home", str(tmp_path))
    assert (said.exit_code, said.exception is None or isinstance(said.exception, SystemExit)) == (1, True)
    assert "set NEO4J_PASSWORD or NEO4J_PASSWORD_FILE too" in said.stderr


def test_fresh_does_not_touch_a_server_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:7687")
    said = _run("demo", "--fresh", "--port", "0", "--home", str(tmp_path))
    assert said.exit_code == 1
    assert "empty the embedded graph only" in said.stderr


def test_doctor_tells_a_wrong_setting_a_misspelt_one_and_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARRANTY_GRAPH_PORT", "many")
    monkeypatch.setenv("WARRANTY_GRAPH_PROT", "1")
    said = _run("doctor")
    assert said.exit_code == 1
    assert "WARRANTY_GRAPH_PORT: Input should be a valid integer" in said.stdout
    assert "nothing reads this variable" in said.stdout
    assert "2 of 4 need attention" in said.stderr


def test_the_schema_is_printed_or_written(tmp_path: Path) -> None:
    printed = _run("schema").stdout
    assert "type Query {" in printed
    said = _run("schema", "--output", str(tmp_path / "schema.graphql"))
    assert (tmp_path / "schema.graphql").read_text() == printed
    assert "wrote the schema to" in said.stdout


def test_a_schema_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    said = _run("schema", "--output", str(tmp_path / "none" / "schema.graphql"))
    assert said.exit_code == 1
    assert "(No such file or directory): name a file in another folder" in said.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for the demos below, which follow on each other."""
    return tmp_path_factory.mktemp("demo")


@contextmanager
def _demo(home: Path, *more: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A demo that has printed all it prints; it is ended at the end of the block if it still runs."""
    command = [sys.executable, str(SMALL), "demo", "--port", "0", "--home", str(home), *more]
    with (home.parent / "demo.log").open("w") as log:
        demo = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    assert demo.stdout is not None
    said = ""
    try:
        for line in demo.stdout:
            said += line
            if line.startswith("Ctrl-C"):
                break
        assert "Ctrl-C" in said, (home.parent / "demo.log").read_text()
        yield demo, said
    finally:
        demo.kill()
        demo.wait()
        demo.stdout.close()


def _send(said: str, query: str) -> dict[str, Any]:
    """Send a query as the administrator, to the address and with the token that the demo printed."""
    found = re.search(r"(http://\S+/graphql)", said)
    token = re.search(r"administrator\n\s+(\S+)", said)
    assert found
    assert token
    headers = {"Authorization": f"Bearer {token[1]}", "Content-Type": "application/json"}
    request = urllib.request.Request(found[1], json.dumps({"query": query}).encode(), headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
        answered: dict[str, Any] = json.load(answer)
    return answered


def _ask(said: str, query: str) -> object:
    return _send(said, query)["data"]


def _neo4j(home: Path) -> int:
    """The process of the Neo4j that runs in a home."""
    return int((home / "neo4j" / "warranty-graph.lock").read_text())


needs_neo4j = pytest.mark.skipif(not default_cache().exists(), reason="run make fetch first")


@needs_neo4j
def test_a_demo_answers_with_what_it_printed_and_ctrl_c_stops_everything_within_two_seconds(home: Path) -> None:
    with _demo(home) as (demo, said):
        assert [
            role for role in ("clerk", "service_desk", "analyst", "administrator") if f"  {role}\n" not in said
        ] == []
        assert _ask(said, "query Sown {\n  sown\n}\n") == {"sown": 1}
        assert _ask(said, "mutation { sow }") == {"sow": 2}
        neo4j = _neo4j(home)
        assert Path(f"/proc/{neo4j}").exists()
        started = time.monotonic()
        demo.send_signal(signal.SIGINT)
        assert demo.wait(10) == 0
        assert time.monotonic() - started < 2
        assert not Path(f"/proc/{neo4j}").exists()


@needs_neo4j
def test_a_second_demo_is_ready_within_15_seconds_and_keeps_what_was_done(home: Path) -> None:
    started = time.monotonic()
    with _demo(home) as (demo, said):
        assert time.monotonic() - started < 15
        assert _ask(said, "{ sown }") == {"sown": 2}
        other = _run("demo", "--port", "0", "--home", str(home))
        assert (other.exit_code, "is in use by the Neo4j of" in other.stderr) == (1, True)
        found = _run("doctor", "--home", str(home))
        assert (found.exit_code, "the graph is at V" in found.stdout) == (0, True)
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(10) == 0


@needs_neo4j
def test_a_fresh_demo_begins_with_an_empty_graph(home: Path) -> None:
    with _demo(home, "--fresh") as (_, said):
        assert _ask(said, "{ sown }") == {"sown": 1}


@needs_neo4j
def test_a_wrong_password_is_told_with_the_variables_to_check(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with _demo(home):
        conf = (home / "neo4j" / "conf" / "neo4j.conf").read_text()
        port = re.search(r"^server\.bolt\.listen_address=127\.0\.0\.1:(\d+)$", conf, re.MULTILINE)
        assert port
        monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{port[1]}")
        monkeypatch.setenv("NEO4J_PASSWORD", "wrong")
        said = _run("migrate", "--home", str(home))
    assert said.exit_code == 1
    assert "check NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE" in said.stderr


@needs_neo4j
def test_a_demo_whose_neo4j_dies_goes_on_answering_and_says_what_is_wrong(home: Path) -> None:
    with _demo(home) as (demo, said):
        os.kill(_neo4j(home), signal.SIGKILL)
        answered = _send(said, "{ sown }")
        assert answered["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert answered["errors"][0]["extensions"]["requestId"]
        url = re.search(r"(http://\S+)/graphql", said)
        assert url
        with urllib.request.urlopen(f"{url[1]}/healthz", timeout=5) as alive:  # noqa: S310
            assert alive.status == 200
        with pytest.raises(urllib.error.HTTPError, match="503") as refused:
            urllib.request.urlopen(f"{url[1]}/readyz", timeout=5)  # noqa: S310
        assert json.load(refused.value)["reason"] == "Neo4j does not answer"
        refused.value.close()
        demo.send_signal(signal.SIGINT)
        assert demo.wait(10) == 0


@needs_neo4j
def test_the_demo_leaves_secrets_to_their_owner_alone(home: Path) -> None:
    readable = [path for path in home.iterdir() if path.is_file() and path.stat().st_mode & 0o077]
    assert sorted(path.name for path in home.iterdir()) == ["audit.key", "neo4j", "token.key"]
    assert readable == []
