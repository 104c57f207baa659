"""The product, wired: the one place where the API is given a store, and the commands are given both."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from pydantic import SecretStr

from graph_api.api.context import Office, context_maker
from graph_api.api.schema import schema
from graph_api.commands.product import Example, Finding, Report
from graph_api.domain.scanning import Frame
from graph_api.seeding.adventureworks.load import seed_bicycles
from graph_api.seeding.data import SeedData
from graph_api.seeding.load import sample_serials, seed
from graph_api.settings import Settings
from graph_api.store.bolt import Bolt
from graph_api.store.checking import check_audit, check_rules
from graph_api.store.graph import Graph
from graph_api.store.seeding import Sample
from graph_api.web.graphql import MakeContext

_SEEDERS: Final = {SeedData.ORACLE_OE: seed, SeedData.ADVENTUREWORKS: seed_bicycles}


def office(bolt: Bolt, settings: Settings, audit_key: SecretStr) -> Office:
    """What outlives a request, over a graph."""
    return Office(
        graph=Graph(bolt),
        audit_key=_bytes(audit_key),
        now=lambda: datetime.now(UTC),
        time_zone=settings.time_zone,
        frame=Frame(settings.scan_prefix, settings.scan_suffix),
    )


class WarrantyGraph:
    """The stories, wired."""

    schema = schema

    def context_maker(self, bolt: Bolt, settings: Settings, audit_key: SecretStr) -> MakeContext:
        """What makes the context of one request."""
        return context_maker(office(bolt, settings, audit_key))

    async def seed(self, bolt: Bolt, settings: Settings, audit_key: SecretStr, data: SeedData, report: Report) -> str:
        """Fill a graph that holds no seeds yet, or go on where a run was cut off."""
        today = datetime.now(settings.time_zone).date()
        done = await _SEEDERS[data](bolt, today=today, audit_key=_bytes(audit_key), report=report)
        if not done.seeded:
            return "the graph is seeded already; what was done in it is kept"
        counted = ", ".join(f"{count:,} {what}" for what, count in done.counts.items())
        return f"seeded {counted} in {done.seconds:.1f} s; every day moved by {done.shift_weeks} weeks"

    async def examples(self, bolt: Bolt) -> Sequence[Example]:
        """Queries about what the graph holds now."""
        samples = await sample_serials(bolt)
        made = [
            _of_unit("Is it ours, whose, and is it covered?", samples.newest),
            _of_unit("An old sale: why is it no longer covered?", samples.oldest),
            _of_unit("Sold twice: how did the first sale end, who has it now?", samples.resold, _HISTORY),
            _of_slip("A packing slip with a unit that could not be read", samples.not_readable),
        ]
        return [example for example in made if example is not None]

    async def check(self, bolt: Bolt, settings: Settings, audit_key: SecretStr) -> Sequence[Finding]:  # noqa: ARG002
        """The rules over the whole graph, and the audit chains."""
        broken = await check_rules(bolt)
        tampered = await check_audit(bolt, _bytes(audit_key))
        remedy = "restore the last good backup, or correct what is named through the API"
        findings = [
            Finding(f"rule {each.rule}", f"{each.count} times {each.what}: {', '.join(each.examples)}", remedy)
            for each in (*broken, *tampered)
        ]
        return findings or [Finding("rules and audit", "every rule holds over the graph, every audit chain is whole")]


def _bytes(key: SecretStr) -> bytes:
    return key.get_secret_value().encode()


def _of_unit(title: str, sample: Sample | None, query: str | None = None) -> Example | None:
    if sample is None or sample.serial_number is None:
        return None
    return Example(title, (query or _UNIT).replace("SERIAL", sample.serial_number))


def _of_slip(title: str, sample: Sample | None) -> Example | None:
    return None if sample is None else Example(title, _SLIP.replace("NUMBER", sample.document))


_UNIT = """query {
  lookup(by: { serial: "SERIAL" }) {
    matches {
      ... on Unit {
        serialNumber
        product { number name }
        sales { day packingSlip { number } invoice { number } salesOrder { number } customer { number name } }
        warranty { status lastDay daysLeft reasons { rule statement held } }
        returnEligibility { mayReturn lastDay reasons { rule statement held } }
      }
    }
  }
}
"""

_HISTORY = """query {
  lookup(by: { serial: "SERIAL" }) {
    matches {
      ... on Unit {
        serialNumber
        product { number name }
        saleStatus
        sales {
          day
          ended { kind on }
          packingSlip { number }
          invoices { number day state }
          salesOrder { number }
          customer { number name }
        }
      }
    }
  }
}
"""

_SLIP = """query {
  packingSlip(number: "NUMBER") {
    number
    day
    salesOrder { number customer { number } }
    lines { position quantity product { number name } registrations { edges { node { serialNumber notReadable } } } }
  }
}
"""
