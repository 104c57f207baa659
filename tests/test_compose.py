"""docker-compose.yml and the Dockerfile, held against the settings that they set."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_api.cli import build_cli
from graph_api.settings import SECRET_FIELDS, Settings, read_settings, variable, variables
from graph_api.wiring import WarrantyGraph

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("api", "migrate")


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_one_that_the_settings_read(name: str) -> None:
    assert sorted(set(SERVICES[name]["environment"]) - variables()) == []


@pytest.mark.parametrize("name", OURS)
def test_the_variables_make_settings_for_a_public_address(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for known in variables():
        monkeypatch.delenv(known, raising=False)
    for key, value in SERVICES[name]["environment"].items():
        # What a shell would make of ${NAME:-default} where NAME is not set.
        text = value.partition(":-")[2].rstrip("}") if value.startswith("${") else value
        if key.endswith("_FILE"):
            secret = tmp_path / Path(text).name
            secret.write_text("0123456789abcdef" * 4 + "\n")
            text = str(secret)
        monkeypatch.setenv(key, text)
    settings = read_settings()
    assert (settings.host, settings.port, settings.development) == ("0.0.0.0", 8000, False)  # noqa: S104
    assert settings.neo4j_uri == "bolt://neo4j:7687"
    assert all(getattr(settings, field) is not None for field in SECRET_FIELDS)


def test_secrets_come_by_file_only() -> None:
    names = {variable(field) for field in SECRET_FIELDS}
    for service in SERVICES.values():
        assert not names & set(service["environment"])
        files = {Path(value).name for key, value in service["environment"].items() if key.endswith("_FILE")}
        assert files == set(service["secrets"])
        assert files <= set(COMPOSE["secrets"])


def test_neo4j_keeps_its_graph_on_a_volume_and_is_reached_by_nobody_else() -> None:
    neo4j = SERVICES["neo4j"]
    assert neo4j["image"] == "neo4j:5.26-community"
    assert neo4j["volumes"] == ["graph:/data"]
    assert "graph" in COMPOSE["volumes"]
    assert "ports" not in neo4j


def test_the_api_waits_for_neo4j_and_the_migrations() -> None:
    assert SERVICES["migrate"]["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert SERVICES["api"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert all("healthcheck" in SERVICES[name] for name in ("neo4j", "api"))


def test_neo4j_gives_up_a_transaction_after_us_and_a_lock_before() -> None:
    """Its own limits are for callers that send none; ours give the better reason, so they come first."""
    environment = SERVICES["neo4j"]["environment"]
    ours = Settings.model_fields["transaction_timeout_seconds"].default
    assert float(environment["NEO4J_db_transaction_timeout"].rstrip("s")) > ours
    assert float(environment["NEO4J_db_lock_acquisition_timeout"].rstrip("s")) < ours


def test_the_port_is_open_on_this_machine_only() -> None:
    assert SERVICES["api"]["ports"] == ["127.0.0.1:8000:8000"]


@pytest.mark.parametrize("name", ["migrate", "api"])
def test_the_command_of_a_service_exists(name: str) -> None:
    listed = build_cli(WarrantyGraph()).registered_commands
    commands = {each.name or getattr(each.callback, "__name__", "") for each in listed}
    assert SERVICES[name]["command"][0] in commands


def test_the_image_runs_as_a_user_without_rights_and_installs_the_tested_versions() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["warranty-graph"]
    assert any("--constraint /tmp/constraints.txt" in line for line in lines)
    assert "secrets" in (ROOT / ".dockerignore").read_text().split()
