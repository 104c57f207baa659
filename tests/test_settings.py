"""What an operator may set, and what each mistake is answered with."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from graph_api.settings import Settings, SettingsError, read_settings, unknown_variables, variables

SECRET = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variables():
        monkeypatch.delenv(name, raising=False)


def _public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARRANTY_GRAPH_ISSUER", "https://id.example")
    monkeypatch.setenv("WARRANTY_GRAPH_TOKEN_SECRET", SECRET)
    monkeypatch.setenv("WARRANTY_GRAPH_AUDIT_KEY", SECRET)


def test_an_empty_environment_is_development_on_this_machine_with_the_embedded_neo4j() -> None:
    settings = read_settings()
    assert (settings.development, settings.host, settings.port, settings.neo4j_uri) == (True, "127.0.0.1", 8000, None)


def test_the_home_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    assert read_settings().home == Path("/somewhere/warranty-graph")


def test_neo4js_variables_have_no_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "neo4j+s://graph.example")
    monkeypatch.setenv("NEO4J_PASSWORD", "a password")
    settings = read_settings()
    assert settings.neo4j_uri == "neo4j+s://graph.example"
    assert settings.neo4j_password == SecretStr("a password")


def test_a_secret_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "swordfish")
    settings = read_settings()
    assert "swordfish" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_a_secret_can_come_from_a_file_and_loses_its_line_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("from the file\n")
    monkeypatch.setenv("NEO4J_PASSWORD_FILE", str(tmp_path / "password"))
    assert read_settings().neo4j_password == SecretStr("from the file")


def test_a_secret_file_that_is_not_there_names_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WARRANTY_GRAPH_AUDIT_KEY_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match=r"WARRANTY_GRAPH_AUDIT_KEY_FILE: cannot read .*none \(No such file"):
        read_settings()


def test_a_secret_that_is_set_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "one")
    monkeypatch.setenv("NEO4J_PASSWORD_FILE", str(tmp_path / "other"))
    with pytest.raises(SettingsError, match="NEO4J_PASSWORD and NEO4J_PASSWORD_FILE are both set: unset one"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("NEO4J_URI", "http://localhost:7474", "NEO4J_URI: set an address that begins with one of bolt://"),
        ("WARRANTY_GRAPH_PORT", "many", "WARRANTY_GRAPH_PORT: Input should be a valid integer"),
        ("WARRANTY_GRAPH_PORT", "70000", "WARRANTY_GRAPH_PORT: Input should be less than or equal to 65535"),
        ("WARRANTY_GRAPH_BUSINESS_TIME_ZONE", "Mars/Olympus", "WARRANTY_GRAPH_BUSINESS_TIME_ZONE: set an IANA"),
        ("WARRANTY_GRAPH_BUSINESS_TIME_ZONE", "../etc", "WARRANTY_GRAPH_BUSINESS_TIME_ZONE: set an IANA"),
        ("WARRANTY_GRAPH_SCAN_PREFIX", "~\t", "WARRANTY_GRAPH_SCAN_PREFIX: set printable characters"),
        ("WARRANTY_GRAPH_SCAN_SUFFIX", "#\x03", "WARRANTY_GRAPH_SCAN_SUFFIX: set printable characters"),
        ("WARRANTY_GRAPH_SCAN_SUFFIX", "#" * 21, "WARRANTY_GRAPH_SCAN_SUFFIX: String should have at most 20"),
        ("WARRANTY_GRAPH_TOKEN_SECRET", "short", "WARRANTY_GRAPH_TOKEN_SECRET: set at least 32 bytes"),
        ("WARRANTY_GRAPH_MAX_DEPTH", "0", "WARRANTY_GRAPH_MAX_DEPTH: Input should be greater than 0"),
        ("WARRANTY_GRAPH_RETRY_TIME_SECONDS", "20", "must exceed WARRANTY_GRAPH_RETRY_TIME_SECONDS, 20"),
        ("WARRANTY_GRAPH_HOST", "0.0.0.0", "WARRANTY_GRAPH_HOST: development mode refuses 0.0.0.0"),  # noqa: S104
        ("WARRANTY_GRAPH_HOST", "::", "WARRANTY_GRAPH_HOST: development mode refuses ::"),
        ("WARRANTY_GRAPH_HOST", "api.example", "WARRANTY_GRAPH_HOST: development mode refuses api.example"),
        ("WARRANTY_GRAPH_ISSUER", "https://id.example", "set WARRANTY_GRAPH_TOKEN_SECRET or WARRANTY_GRAPH_TOKEN_"),
    ],
)
def test_a_wrong_value_names_its_variable_and_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert says in str(refused.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_development_binds_to_any_loopback_address(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("WARRANTY_GRAPH_HOST", host)
    assert read_settings().host == host


def test_with_an_issuer_and_its_secrets_a_public_address_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    _public(monkeypatch)
    monkeypatch.setenv("WARRANTY_GRAPH_HOST", "0.0.0.0")  # noqa: S104
    assert not read_settings().development


def test_all_mistakes_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARRANTY_GRAPH_PORT", "x")
    monkeypatch.setenv("WARRANTY_GRAPH_MAX_DEPTH", "x")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "WARRANTY_GRAPH_PORT",
        "WARRANTY_GRAPH_MAX_DEPTH",
    ]


def test_settings_do_not_change_after_they_were_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1


def test_a_misspelt_variable_is_found() -> None:
    environment = {
        "WARRANTY_GRAPH_PROT": "1",
        "WARRANTY_GRAPH_PORT": "1",
        "WARRANTY_GRAPH_AUDIT_KEY_FILE": "x",
        "A": "",
    }
    assert unknown_variables(environment) == ["WARRANTY_GRAPH_PROT"]


def test_every_figure_names_its_unit_of_measure() -> None:
    """A bare number is a count, a port, or says what it is in."""
    units = ("_seconds", "_bytes", "_characters", "_mib", "_entries", "_size", "_connections")
    counts = ("port", "max_tokens", "max_comments", "max_depth", "max_aliases", "max_directives")
    counted = (*counts, "max_root_fields", "max_fragments", "max_selected_fields")
    numbers = [name for name, field in Settings.model_fields.items() if isinstance(field.default, int | float)]
    assert [name for name in numbers if not name.endswith(units) and name not in (*counted, "graphiql")] == []
