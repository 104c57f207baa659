"""
The program against a reference model of the rules: stories that nobody wrote, told until the two part ways.

More of them: MODEL_EXAMPLES=2000 MODEL_STEPS=60 make test TESTS=tests/model. With -s the statistics are printed.
With MODEL_SHRINK=no the story in which they part is told as it was found, minutes earlier.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from graph_api.store.bolt import Bolt, Connection
from tests.model.acts_of_pieces import ActsOfPieces
from tests.model.reading import Reader
from tests.model.stage import REFUSED, Told

BOUNDS = settings(
    max_examples=int(os.environ.get("MODEL_EXAMPLES", "20")),
    stateful_step_count=int(os.environ.get("MODEL_STEPS", "25")),
    derandomize="CI" in os.environ,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if "MODEL_SHRINK" not in os.environ else [])],
    print_blob=True,
)


class Stories(ActsOfPieces):
    """Everything that may happen."""


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """A loop of its own: hypothesis calls synchronously, the driver answers asynchronously."""
    with asyncio.Runner() as running:
        yield running


@pytest.fixture
def bolt_of_stories(connection: Connection, runner: asyncio.Runner) -> Iterator[Bolt]:
    async def opened() -> Bolt:
        # Cold statements on a busy machine: how long an answer takes is proven elsewhere.
        return Bolt(replace(connection, transaction_timeout_seconds=60.0, retry_time_seconds=60.0))

    bolt = runner.run(opened())
    yield bolt
    runner.run(bolt.close())


def test_the_program_does_what_the_rules_say(
    bolt_of_stories: Bolt, runner: asyncio.Runner, unique: Callable[[str], str]
) -> None:
    """T to P, W2, W3, W6 to W8, K1 to K3 and V1 to V6, in any order that hypothesis thinks of."""
    told: Told = Counter()

    def stories() -> Stories:
        return Stories(Reader.at(bolt_of_stories, runner, unique), told)

    run_state_machine_as_test(stories, settings=BOUNDS)  # type: ignore[arg-type]  # whatever makes a machine will do

    print(statistics(told))  # noqa: T201  # with -s


def statistics(told: Told) -> str:
    """How often each mutation was sent, what came of it, and how often each rule refused."""
    rules = Counter[str]()
    for (_, outcome), count in told.items():
        rules.update(dict.fromkeys(outcome.removeprefix(REFUSED).split(", "), count) if REFUSED in outcome else {})
    lines = [f"{told.total()} steps, {rules.total()} refusals: {_counted(rules)}"]
    for mutation in sorted({name for name, _ in told}):
        outcomes = Counter({outcome: count for (name, outcome), count in told.items() if name == mutation})
        lines.append(f"{mutation}: {_counted(outcomes)}")
    return "\n".join(lines)


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common())
