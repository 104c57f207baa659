"""The managed Neo4j itself: real Java, real signals, one instance that the tests stop and start again."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from neo4j import Driver, GraphDatabase
from neo4j.exceptions import AuthError, ClientError

from graph_api.embedded import EmbeddedError, Neo4jChild, start
from graph_api.embedded.errors import HomeLockedError, HomeUnusableError, PortInUseError, StartFailedError
from graph_api.embedded.home import Home


class Place(Protocol):
    home: Path

    def child(self) -> Neo4jChild: ...
    def stop(self) -> None: ...


# What a program does that runs an embedded Neo4j and does not care about Ctrl-C.
_PROGRAM = """
import signal, sys, time
from pathlib import Path
from graph_api.embedded import start
signal.signal(signal.SIGINT, signal.SIG_IGN)
child = start(Path(sys.argv[1]), heap_mib=256, page_cache_mib=32)
print(child.uri, child.pid, flush=True)
time.sleep(600)
"""


def _driver(child: Neo4jChild, password: str | None = None) -> Driver:
    return GraphDatabase.driver(child.uri, auth=(child.user, password or child.password), telemetry_disabled=True)


def _write(child: Neo4jChild, text: str) -> None:
    with _driver(child) as driver:
        driver.execute_query("CREATE (:Kept {text: $text})", text=text)


def _kept(child: Neo4jChild) -> set[str]:
    with _driver(child) as driver:
        return {record["text"] for record in driver.execute_query("MATCH (kept:Kept) RETURN kept.text AS text").records}


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_started_child_answers_to_its_own_password_on_loopback(place: Place) -> None:
    child = place.child()
    assert child.uri == f"bolt://127.0.0.1:{child.port}"
    with _driver(child) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


@pytest.mark.parametrize("password", ["neo4j", "wrong"])
def test_a_wrong_or_default_password_is_refused(place: Place, password: str) -> None:
    child = place.child()
    with _driver(child, password) as driver, pytest.raises(AuthError):
        driver.verify_connectivity()


def test_many_wrong_passwords_do_not_lock_the_program_out(place: Place) -> None:
    child = place.child()
    for _ in range(5):
        with _driver(child, "wrong") as driver, pytest.raises(AuthError):
            driver.verify_connectivity()
    with _driver(child) as driver:
        driver.verify_connectivity()


def test_nobody_but_the_owner_reads_the_home_and_nobody_at_all_the_password(place: Place) -> None:
    child = place.child()
    assert _mode(place.home) == 0o700
    assert _mode(place.home / "password") == 0o600
    assert child.password not in repr(child)
    assert child.password not in Path(f"/proc/{child.pid}/cmdline").read_text()
    assert not (place.home / "conf" / "password.args").exists()


def test_no_password_looks_like_an_option_of_the_tool_that_sets_it(tmp_path: Path) -> None:
    """One start in sixty-four failed while a password could begin with a dash."""
    homes = [Home(tmp_path / str(number)) for number in range(300)]
    for home in homes:
        home.create()
    assert not [password for home in homes if (password := home.password()).startswith("-")]


def test_the_running_server_is_closed_where_a_stock_one_is_open(place: Place) -> None:
    wanted = {
        "dbms.security.auth_enabled": "true",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "dbms.usage_report.enabled": "false",
        "db.logs.query.enabled": "OFF",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "db.lock.acquisition.timeout": "3s",
    }
    with _driver(place.child()) as driver:
        settings = driver.execute_query("SHOW SETTINGS YIELD name, value WHERE name IN $names", names=list(wanted))
    assert {record["name"]: record["value"] for record in settings.records} == wanted


def test_a_transaction_may_ask_for_more_time_than_the_servers_own_limit(place: Place) -> None:
    """Seeding and migrations do; a caller that asks for nothing is ended after six seconds."""
    with (
        _driver(place.child()) as driver,
        driver.session() as patient,
        driver.session() as plain,
        patient.begin_transaction(timeout=60) as long,
        plain.begin_transaction() as short,
    ):
        long.run("RETURN 1").consume()
        short.run("RETURN 1").consume()
        time.sleep(8)
        assert long.run("RETURN 1 AS one").single(strict=True)["one"] == 1
        with pytest.raises(ClientError, match="timeout"):
            short.run("RETURN 1").consume()
        short.close()


def test_a_second_program_on_the_same_home_hears_who_holds_it(place: Place) -> None:
    child = place.child()
    with pytest.raises(HomeLockedError, match=rf"the home {place.home} is in use by the Neo4j of process {child.pid}"):
        start(place.home)
    assert child.running


def test_a_stop_is_quick_and_the_next_start_on_that_port_has_the_data(place: Place) -> None:
    child = place.child()
    _write(child, "before the stop")
    began = time.monotonic()
    child.stop()
    assert time.monotonic() - began < 2
    assert not child.running
    assert not _exists(child.pid)
    child.stop()
    with start(place.home, heap_mib=256, page_cache_mib=32, bolt_port=child.port) as again:
        assert again.uri == child.uri
        assert "before the stop" in _kept(again)
    assert not again.running


def test_ctrl_c_spares_java_and_a_killed_program_leaves_none_and_loses_nothing(place: Place) -> None:
    place.stop()
    with subprocess.Popen(
        (sys.executable, "-c", _PROGRAM, str(place.home)), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as program:
        assert program.stdout is not None
        uri, pid_text = program.stdout.readline().split()
        pid = int(pid_text)
        os.killpg(program.pid, signal.SIGINT)
        auth = ("neo4j", (place.home / "password").read_text().strip())
        with GraphDatabase.driver(uri, auth=auth) as driver:
            driver.execute_query("CREATE (:Kept {text: 'before the kill'})")
        program.kill()
    assert _within(5, lambda: not _exists(pid))
    assert "before the kill" in _kept(place.child())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_java_ends_even_when_its_supervisor_is_killed(place: Place) -> None:
    child = place.child()
    os.kill(child._process.pid, signal.SIGKILL)
    assert _within(5, lambda: not _exists(child.pid))
    assert not child.running
    child.stop()


def test_a_port_in_use_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortInUseError, match=rf"port {port} cannot be used .* or set another port"):
            start(tmp_path / "home", bolt_port=port)
    assert not (tmp_path / "home").exists()


def test_a_start_that_fails_shows_the_end_of_the_log_and_holds_no_lock(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(StartFailedError, match=r"(?s)ended before it was ready.*Too small maximum heap"):
            start(tmp_path / "home", heap_mib=1)


def test_a_start_that_is_not_ready_in_time_leaves_nothing_running(tmp_path: Path) -> None:
    with pytest.raises(StartFailedError, match="was not ready in time"):
        start(tmp_path / "home", timeout_seconds=0.5)
    with pytest.raises(StartFailedError, match="Too small maximum heap"):
        start(tmp_path / "home", heap_mib=1)


def test_a_folder_with_other_peoples_things_is_not_taken_for_a_home(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(HomeUnusableError, match="not empty and was not made by warranty-graph"):
        start(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_graph_without_its_password_says_which_file_to_put_back(place: Place) -> None:
    place.stop()
    password = place.home / "password"
    hidden = password.rename(place.home / "hidden")
    try:
        with pytest.raises(EmbeddedError, match=rf"{password} is gone"):
            start(place.home)
    finally:
        hidden.rename(password)
