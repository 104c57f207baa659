"""Who a token stands for, and every token that is refused. Source: rule S1."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import anyio
import jwt
import pytest
from pydantic import SecretStr

from graph_api.access.tokens import Problem, SharedSecretTokens, TokenRefused, duties_of
from graph_api.domain.duties import ROLE_DUTIES, Actor, Duty, Role

SECRET = SecretStr("0123456789abcdef" * 4)


def _tokens() -> SharedSecretTokens:
    return SharedSecretTokens(SECRET, issuer="here", audience="warranty-graph")


def _claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {"sub": "ann", "roles": ["clerk"], "iss": "here", "aud": "warranty-graph", "iat": now, "exp": now + 60}
    return {name: value for name, value in (claims | changed).items() if value is not None}


def _signed(claims: object, header: dict[str, Any] | None = None) -> str:
    """A token with a valid signature whatever it holds, which PyJWT would refuse to make."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "typ": "JWT"} | (header or {}), claims)
    ]
    digest = hmac.digest(SECRET.get_secret_value().encode(), b".".join(parts), hashlib.sha256)
    return b".".join([*parts, base64.urlsafe_b64encode(digest).rstrip(b"=")]).decode()


async def _ask(authorization: str | None) -> Actor | TokenRefused:
    return await _tokens().authenticate(authorization)


async def _problem(authorization: str | None) -> Problem:
    answer = await _ask(authorization)
    assert isinstance(answer, TokenRefused), answer
    return answer.problem


@pytest.mark.anyio
async def test_a_minted_token_stands_for_its_subject_with_the_duties_of_its_roles() -> None:
    tokens = _tokens()
    token = tokens.mint("ann", [Role.CLERK, Role.ANALYST])
    duties = ROLE_DUTIES[Role.CLERK] | ROLE_DUTIES[Role.ANALYST]
    assert await tokens.authenticate(f"Bearer {token}") == Actor("ann", duties)


@pytest.mark.anyio
async def test_a_token_that_was_seen_before_stands_for_the_same_actor_until_it_expires() -> None:
    tokens = _tokens()
    token = tokens.mint("ann", [Role.CLERK], lifetime=timedelta(seconds=-4))
    first = await tokens.authenticate(f"bearer {token}")
    assert first == await tokens.authenticate(f"bearer {token}")
    await anyio.sleep(1.1)
    refused = await tokens.authenticate(f"bearer {token}")
    assert isinstance(refused, TokenRefused)
    assert refused.problem is Problem.EXPIRED


@pytest.mark.anyio
async def test_no_more_tokens_are_remembered_than_was_said() -> None:
    tokens = SharedSecretTokens(SECRET, issuer="here", audience="warranty-graph", remembered=2)
    for subject in ("ann", "ben", "cid"):
        await tokens.authenticate(f"Bearer {tokens.mint(subject, [])}")
    assert len(tokens._known) == 2


@pytest.mark.anyio
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b", "Bearer ä.ö.ü", "token"])
async def test_a_header_without_a_token_is_malformed(header: str) -> None:
    assert await _problem(header) is Problem.MALFORMED


@pytest.mark.anyio
async def test_no_header_is_missing_and_the_message_says_what_to_send() -> None:
    answer = await _ask(None)
    assert answer == TokenRefused(Problem.MISSING, "Send a token in the header: Authorization: Bearer <token>")


@pytest.mark.anyio
async def test_a_token_above_eight_kibibytes_is_not_even_read() -> None:
    assert await _problem(f"Bearer {_signed(_claims(more='x' * 8192))}") is Problem.MALFORMED


@pytest.mark.anyio
@pytest.mark.parametrize("claim", ["exp", "iat", "iss", "aud", "sub"])
async def test_a_token_without_a_required_claim_is_refused(claim: str) -> None:
    assert await _problem(f"Bearer {_signed(_claims(**{claim: None}))}") is Problem.WRONG


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"exp": int(time.time()) - 60}, Problem.EXPIRED),
        ({"iat": int(time.time()) + 600}, Problem.WRONG),
        ({"nbf": int(time.time()) + 600}, Problem.WRONG),
        ({"iss": "elsewhere"}, Problem.WRONG),
        ({"iss": ["here"]}, Problem.WRONG),
        ({"aud": "other"}, Problem.WRONG),
        ({"aud": ["warranty-graph", "other"]}, Problem.WRONG),
        ({"aud": ["warranty-graph"]}, Problem.WRONG),
        ({"sub": ""}, Problem.WRONG),
        ({"sub": 7}, Problem.WRONG),
        ({"sub": "a\nb"}, Problem.WRONG),
        ({"sub": "a" * 129}, Problem.WRONG),
        ({"roles": "administrator"}, Problem.WRONG),
        ({"exp": "soon"}, Problem.MALFORMED),
    ],
)
async def test_a_signed_token_with_a_wrong_claim_is_refused(changed: dict[str, Any], problem: Problem) -> None:
    assert await _problem(f"Bearer {_signed(_claims(**changed))}") is problem


@pytest.mark.anyio
@pytest.mark.parametrize(
    "header",
    [
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/chain"},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
        {"x5c": ["AAAA"]},
        {"crit": ["exp"]},
    ],
)
async def test_a_token_that_brings_or_names_its_own_key_is_refused(header: dict[str, Any]) -> None:
    assert await _problem(f"Bearer {_signed(_claims(), header)}") is Problem.WRONG


@pytest.mark.anyio
@pytest.mark.parametrize("algorithm", ["HS384", "HS512", "none"])
async def test_no_other_algorithm_is_accepted(algorithm: str) -> None:
    key = "" if algorithm == "none" else SECRET.get_secret_value() * 2
    assert await _problem(f"Bearer {jwt.encode(_claims(), key, algorithm=algorithm)}") is Problem.WRONG


@pytest.mark.anyio
async def test_another_secret_does_not_open() -> None:
    token = jwt.encode(_claims(), "f" * 64, algorithm="HS256")
    assert await _problem(f"Bearer {token}") is Problem.WRONG


@pytest.mark.anyio
@pytest.mark.parametrize("claims", [[], "text", 7])
async def test_claims_that_are_not_an_object_are_malformed(claims: object) -> None:
    assert await _problem(f"Bearer {_signed(claims)}") is Problem.MALFORMED


@pytest.mark.anyio
async def test_a_token_without_roles_may_do_nothing() -> None:
    assert await _ask(f"Bearer {_signed(_claims(roles=None))}") == Actor("ann", frozenset())


def test_unknown_roles_carry_no_duty() -> None:
    assert duties_of(["service_desk", "root", 7, None, ["clerk"]]) == ROLE_DUTIES[Role.SERVICE_DESK]
    assert duties_of(["root"]) == frozenset[Duty]()
