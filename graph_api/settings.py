"""What an operator sets: read once at the start, typed, with the unit of measure in every name."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, Field, PositiveFloat, PositiveInt, SecretStr, ValidationError, field_validator
from pydantic import model_validator as check_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "WARRANTY_GRAPH_"
_SECRET_BYTES = 32


class SettingsError(Exception):
    """The settings cannot be used. The text has a line for each variable, which says what to set."""


def _data_home() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "warranty-graph"


def _neo4j(name: str) -> AliasChoices:
    """Neo4j's own variables have no prefix: its tools read the same ones."""
    return AliasChoices(f"NEO4J_{name}", f"neo4j_{name.lower()}")


class Settings(BaseSettings):
    """
    The settings of one process.

    Development mode is the absence of an issuer: the API then makes its own secrets below `home` and
    may be reached from this machine only.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", populate_by_name=True)

    neo4j_uri: str | None = Field(
        default=None, validation_alias=_neo4j("URI"), description="absent: the embedded Neo4j"
    )
    neo4j_user: str = Field(default="neo4j", validation_alias=_neo4j("USER"))
    neo4j_password: SecretStr | None = Field(default=None, validation_alias=_neo4j("PASSWORD"))
    neo4j_database: str = Field(default="neo4j", validation_alias=_neo4j("DATABASE"))

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535, description="0: any free port")
    home: Path = Field(default_factory=_data_home, description="the embedded Neo4j's data and the made secrets")
    business_time_zone: str = Field(default="UTC", description="IANA name; what day a sale or a claim falls on")
    scan_prefix: str = Field(default="", max_length=20, description="what the scanners put in front of each scan")
    scan_suffix: str = Field(default="", max_length=20, description="what they put behind it, before Enter or Tab")
    graphiql: bool = Field(default=True, description="whether /graphiql is served")

    issuer: str | None = Field(default=None, min_length=1, description="who signs the tokens; absent: development mode")
    audience: str = Field(default="warranty-graph", min_length=1)
    token_secret: SecretStr | None = Field(default=None, description="HS256 key of the tokens, at least 32 bytes")
    audit_key: SecretStr | None = Field(default=None, description="HMAC key of the audit chain, at least 32 bytes")

    request_timeout_seconds: PositiveFloat = 10
    retry_time_seconds: PositiveFloat = 6
    transaction_timeout_seconds: PositiveFloat = 5
    connection_timeout_seconds: PositiveFloat = 5
    acquisition_timeout_seconds: PositiveFloat = 2
    head_timeout_seconds: PositiveFloat = 10
    graceful_timeout_seconds: PositiveInt = 5
    max_pool_size: PositiveInt = 50
    max_connections: PositiveInt = 1000
    heap_mib: int = Field(default=512, ge=128, description="Java heap of the embedded Neo4j")

    body_limit_bytes: PositiveInt = 256 * 1024
    head_limit_bytes: PositiveInt = 32 * 1024
    max_source_characters: PositiveInt = 16_384
    max_tokens: PositiveInt = 1000
    max_comments: PositiveInt = 100
    max_depth: PositiveInt = 10
    max_aliases: PositiveInt = 15
    max_directives: PositiveInt = 20
    max_root_fields: PositiveInt = 15
    max_fragments: PositiveInt = 30
    max_selected_fields: PositiveInt = 2000
    document_cache_entries: PositiveInt = 500

    @property
    def development(self) -> bool:
        """Whether the API makes its own tokens and secrets."""
        return self.issuer is None

    @property
    def time_zone(self) -> ZoneInfo:
        """The business time zone, which `business_time_zone` names."""
        return ZoneInfo(self.business_time_zone)

    @field_validator("neo4j_uri")
    @classmethod
    def _speaks_bolt(cls, uri: str | None) -> str | None:
        schemes = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
        if uri is not None and uri.partition("://")[0] not in schemes:
            raise ValueError(f"set an address that begins with one of {', '.join(f'{name}://' for name in schemes)}")
        return uri

    @field_validator("business_time_zone")
    @classmethod
    def _is_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("set an IANA time zone, such as UTC or Europe/Berlin") from None
        return name

    @field_validator("scan_prefix", "scan_suffix")
    @classmethod
    def _can_be_seen(cls, text: str) -> str:
        if text.isprintable() and text == text.strip():
            return text
        raise ValueError(
            "set printable characters, without blanks around them: these, Enter and Tab are cut off anyway"
        )

    @field_validator("token_secret", "audit_key")
    @classmethod
    def _is_long_enough(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None and len(secret.get_secret_value().encode()) < _SECRET_BYTES:
            raise ValueError(f"set at least {_SECRET_BYTES} bytes, such as the output of: openssl rand -hex 32")
        return secret

    @check_model(mode="after")
    def _fits_together(self) -> Self:
        problems = [*_access_problems(self), *_time_problems(self)]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic passes it by name)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _SecretFiles(settings_cls)


def variable(field: str) -> str:
    """The environment variable that sets a field."""
    return field.upper() if field.startswith("neo4j_") else f"{PREFIX}{field.upper()}"


def variables() -> frozenset[str]:
    """Every environment variable that the settings read, the `_FILE` variants of secrets among them."""
    names = {variable(field) for field in Settings.model_fields}
    return frozenset(names | {f"{variable(field)}_FILE" for field in SECRET_FIELDS})


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Variables with our prefix that nothing reads: a misspelt name would otherwise go unseen."""
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in variables())


def read_settings(**overrides: Any) -> Settings:
    """
    Read the settings from the environment; an override wins over it.

    Raises:
        SettingsError: a value is missing or wrong; the text names each variable and what to set.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(problem) for problem in error.errors())) from None


class _SecretFiles(PydanticBaseSettingsSource):
    """Reads `<NAME>_FILE`, the way that containers and service managers hand over secrets."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        name = variable(field_name)
        path = os.environ.get(f"{name}_FILE")
        if path is None:
            return None, field_name, False
        if name in os.environ:
            raise SettingsError(f"{name} and {name}_FILE are both set: unset one of them")
        return _first_line(Path(path), f"{name}_FILE"), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {name: self.get_field_value(Settings.model_fields[name], name)[0] for name in SECRET_FIELDS}
        return {name: value for name, value in values.items() if value is not None}


def _first_line(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise SettingsError(f"{name}: cannot read {path} ({reason}): set it to a readable file") from None


def _access_problems(settings: Settings) -> list[str]:
    if settings.issuer is None:
        if is_loopback(settings.host):
            return []
        remedy = f"set {PREFIX}ISSUER, {PREFIX}TOKEN_SECRET and {PREFIX}AUDIT_KEY, or set {PREFIX}HOST=127.0.0.1"
        return [f"{PREFIX}HOST: development mode refuses {settings.host}, which other machines can reach: {remedy}"]
    return [
        f"{variable(name)}: with {PREFIX}ISSUER the API makes no secrets: set {variable(name)} or {variable(name)}_FILE"
        for name in ("token_secret", "audit_key")
        if getattr(settings, name) is None
    ]


def _time_problems(settings: Settings) -> list[str]:
    """A waiting time must end before the one around it, or the inner one never gets to give its reason."""
    names = ("request_timeout_seconds", "retry_time_seconds", "transaction_timeout_seconds")
    return [
        f"{variable(outer)}: {getattr(settings, outer):g} must exceed {variable(inner)}, {getattr(settings, inner):g}"
        for outer, inner in pairwise(names)
        if getattr(settings, outer) <= getattr(settings, inner)
    ]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _explain(problem: ErrorDetails) -> str:
    text = problem["msg"].removeprefix("Value error, ")
    if not problem["loc"]:
        return text
    name = str(problem["loc"][0])
    return f"{name if name.isupper() else variable(name)}: {text}"


SECRET_FIELDS = tuple(name for name, field in Settings.model_fields.items() if field.annotation == SecretStr | None)
