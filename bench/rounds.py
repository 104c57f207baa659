"""Measuring in turns: each peer for a moment, then all again, so that none has the machine's better hour."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.figures import Round

Call = Callable[[], Awaitable[None]]
"""One call; it raises where the answer is not what was asked for."""


@dataclass(frozen=True, slots=True)
class Peer:
    """
    One way to do the same thing.

    Attributes:
        callers: One for each client, which calls again as soon as it is answered.
    """

    name: str
    callers: Sequence[Call]


async def take_turns(
    peers: Sequence[Peer], *, clients: int, rounds: int, seconds: float
) -> Mapping[str, tuple[Round, ...]]:
    """Let each peer answer for some seconds in each round; the rounds of each peer by its name."""
    measured: dict[str, list[Round]] = {peer.name: [] for peer in peers}
    for _ in range(rounds):
        for peer in peers:
            measured[peer.name].append(await answer_for(peer.callers[:clients], seconds))
    return {name: tuple(each) for name, each in measured.items()}


async def answer_for(callers: Sequence[Call], seconds: float) -> Round:
    """Call without a pause, one call a caller at a time, until the time is up."""
    latencies: list[float] = []
    began = time.perf_counter()
    end = began + seconds

    async def client(call: Call) -> None:
        now = time.perf_counter()
        while now < end:
            sent = now
            await call()
            now = time.perf_counter()
            latencies.append(now - sent)

    await asyncio.gather(*(client(call) for call in callers))
    return Round(time.perf_counter() - began, latencies)


async def each_once(calls: Sequence[Call]) -> Round:
    """One after the other, each a single time: what a call changes cannot be done again."""
    latencies: list[float] = []
    began = time.perf_counter()
    for call in calls:
        sent = time.perf_counter()
        await call()
        latencies.append(time.perf_counter() - sent)
    return Round(time.perf_counter() - began, latencies)
