"""Whether the process lives, and whether it can answer: two questions with two consequences for who asks."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse

from graph_api.web.faults import Faults

_READY_WITHIN_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether requests can be answered now; the reason is for the operator and names no secret."""

    ok: bool
    reason: str


CheckReady = Callable[[], Awaitable[Readiness]]


async def alive(_request: Request) -> JSONResponse:
    """Answer that the process lives. A database that is away is no reason to restart it."""
    return JSONResponse({"status": "alive"})


class ReadyRoute:
    """Answers 200 while requests can be served, otherwise 503 with the reason."""

    def __init__(self, check: CheckReady, faults: Faults) -> None:
        self._check = check
        self._faults = faults

    async def answer(self, request: Request) -> JSONResponse:
        """Ask, for a few seconds at most: a check that hangs is an answer too."""
        readiness = await self._ask(request.state.request_id)
        status = "ready" if readiness.ok else "not ready"
        return JSONResponse({"status": status, "reason": readiness.reason}, 200 if readiness.ok else 503)

    async def _ask(self, request_id: str) -> Readiness:
        try:
            async with asyncio.timeout(_READY_WITHIN_SECONDS):
                return await self._check()
        except TimeoutError:
            return Readiness(ok=False, reason=f"the database did not answer within {_READY_WITHIN_SECONDS} s")
        except Exception as error:  # noqa: BLE001 (whatever it is, the answer is "not ready", and the log has it)
            self._faults.fault(error, request_id)
            return Readiness(ok=False, reason=f"the check failed: look for request id {request_id} in the log")
