"""Bearer tokens: what a request must carry, and the actor that it stands for. Source: rule S1."""

import time
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

import jwt
from pydantic import SecretStr

from graph_api.domain.duties import ROLE_DUTIES, Actor, Duty, Role

MAX_TOKEN_BYTES = 8 * 1024
MAX_SUBJECT_CHARACTERS = 128
CLOCK_SKEW_SECONDS = 5
DEVELOPMENT_ISSUER = "warranty-graph-development"
_ALGORITHM = "HS256"
_REQUIRED = ("exp", "iat", "iss", "aud", "sub")
# A header that names or carries a key would let the token choose what it is checked with.
_ALLOWED_HEADERS = frozenset({"alg", "typ", "kid"})


class Problem(StrEnum):
    """Why a request has no actor."""

    MISSING = "missing"
    MALFORMED = "malformed"
    EXPIRED = "expired"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class TokenRefused:
    """A request without a valid token. The message tells its sender what to do, and nothing about the key."""

    problem: Problem
    message: str


class Authenticator(Protocol):
    """What the door asks. An issuer with published keys stands beside the shared secret behind this."""

    async def authenticate(self, authorization: str | None) -> Actor | TokenRefused:
        """The actor that an `Authorization` header stands for."""
        ...


_MISSING = TokenRefused(Problem.MISSING, "Send a token in the header: Authorization: Bearer <token>")
_MALFORMED = TokenRefused(
    Problem.MALFORMED, "The Authorization header does not hold a token: send Authorization: Bearer <token>"
)
_EXPIRED = TokenRefused(Problem.EXPIRED, "The token has expired: get a new one")
_WRONG = TokenRefused(Problem.WRONG, "The token is not valid here: get one from this installation's issuer")


class SharedSecretTokens:
    """Mints and checks tokens that are signed with a secret which both sides hold."""

    def __init__(self, secret: SecretStr, *, issuer: str, audience: str, remembered: int = 1000) -> None:
        self._secret = secret
        self._issuer = issuer
        self._audience = audience
        self._known: OrderedDict[str, tuple[float, Actor]] = OrderedDict()
        self._remembered = remembered

    def mint(self, subject: str, roles: Collection[Role], *, lifetime: timedelta = timedelta(hours=12)) -> str:
        """A token for a person or program, from now on."""
        now = datetime.now(UTC)
        claims = {
            "sub": subject,
            "roles": [role.value for role in roles],
            "iss": self._issuer,
            "aud": self._audience,
            "iat": now,
            "exp": now + lifetime,
        }
        return jwt.encode(claims, self._secret.get_secret_value(), algorithm=_ALGORITHM)

    async def authenticate(self, authorization: str | None) -> Actor | TokenRefused:
        """The actor of a header. A token that was found good is not checked again before it expires."""
        if authorization is None:
            return _MISSING
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            return _MALFORMED
        known = self._known.get(token)
        if known is not None and time.time() < known[0]:
            return known[1]
        return self._check(token)

    def _check(self, token: str) -> Actor | TokenRefused:
        if len(token) > MAX_TOKEN_BYTES or not token.isascii():
            return _MALFORMED
        try:
            if not _ALLOWED_HEADERS.issuperset(jwt.get_unverified_header(token)):
                return _WRONG
            claims = self._decode(token)
        except jwt.ExpiredSignatureError:
            return _EXPIRED
        except jwt.DecodeError as error:
            return _WRONG if isinstance(error, jwt.InvalidSignatureError) else _MALFORMED
        except jwt.InvalidTokenError:
            return _WRONG
        return self._remember(token, claims)

    def _decode(self, token: str) -> dict[str, Any]:
        return jwt.decode(
            token,
            self._secret.get_secret_value(),
            algorithms=[_ALGORITHM],
            issuer=self._issuer,
            audience=self._audience,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": list(_REQUIRED), "strict_aud": True},
        )

    def _remember(self, token: str, claims: dict[str, Any]) -> Actor | TokenRefused:
        actor = _actor(claims)
        if isinstance(actor, TokenRefused):
            return actor
        self._known[token] = (float(claims["exp"]) + CLOCK_SKEW_SECONDS, actor)
        self._known.move_to_end(token)
        if len(self._known) > self._remembered:
            self._known.popitem(last=False)
        return actor


def duties_of(roles: Iterable[object]) -> frozenset[Duty]:
    """The duties that roles carry together. A role that is not known carries none."""
    known = {role.value: ROLE_DUTIES[role] for role in Role}
    return frozenset().union(*(known.get(role, frozenset()) for role in roles if isinstance(role, str)))


def _actor(claims: dict[str, Any]) -> Actor | TokenRefused:
    subject, roles = claims["sub"], claims.get("roles", [])
    if not (isinstance(subject, str) and 0 < len(subject) <= MAX_SUBJECT_CHARACTERS and subject.isprintable()):
        return _WRONG
    return Actor(subject, duties_of(roles)) if isinstance(roles, list) else _WRONG
