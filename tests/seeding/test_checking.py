"""doctor's look over the whole graph: silent over the seed, and it finds each thing that is planted in it."""

from dataclasses import dataclass
from typing import LiteralString

import pytest

from graph_api.store.bolt import Bolt, Transaction
from graph_api.store.check import Check, Finding
from graph_api.store.checking import CHECKS, check_audit, check_rules
from graph_api.store.statement import Mode, Statement, nothing
from tests.seeding.conftest import AUDIT_KEY
from tests.seeding.planted_returns import PLANTED_RETURNS

pytestmark = pytest.mark.anyio

PLANTED: dict[str, LiteralString] = {
    "settings_that_exclude_each_other": """
        MATCH (g:TrackingDimensionGroup {number: 'SERIAL'}) SET g.activeInInventory = true
        """,
    "short_slip_lines": """
        MATCH (:TrackingDimensionGroup {number: 'SERIAL'})<-[:IN_GROUP]-()<-[:OF_PRODUCT]-()<-[:FOR]-(l:SlipLine)
              <-[:HAS]-(:PackingSlip {state: 'POSTED'})
        MATCH (l)<-[:ON_SLIP]-(r) WITH r LIMIT 1
        DETACH DELETE r
        """,
    "short_invoice_lines": """
        MATCH (:TrackingDimensionGroup {number: 'SERIAL'})<-[:IN_GROUP]-()<-[:OF_PRODUCT]-()<-[:FOR]-(l:InvoiceLine)
              <-[:HAS]-(:Invoice {state: 'POSTED'})
        MATCH (l)<-[on:ON_INVOICE]-() WITH on LIMIT 1
        DELETE on
        """,
    "over_registered_slip_lines": """
        MATCH (:PackingSlip {number: 'PS-000001'})-[:HAS]->(l:SlipLine) WITH l LIMIT 1
        UNWIND range(1, l.quantity + 1) AS each
        CREATE (:Registration {id: 'planted ' + each, recordedAt: datetime(), notReadable: true})-[:ON_SLIP]->(l)
        """,
    "over_registered_invoice_lines": """
        MATCH (:Invoice {number: 'INV-000001'})-[:HAS]->(l:InvoiceLine) WITH l LIMIT 1
        UNWIND range(1, l.quantity + 1) AS each
        CREATE (r:Registration {id: 'planted ' + each, recordedAt: datetime(), notReadable: true})
        CREATE (r)-[:ON_INVOICE {recordedAt: datetime()}]->(l)
        """,
    "catch_weight_with_serials": """
        MATCH (p:Product) WHERE p.catchWeight WITH p LIMIT 1
        MATCH (g:TrackingDimensionGroup {number: 'SERIAL'})
        CREATE (p)-[:IN_GROUP]->(g)
        """,
    "drafts_that_hold_what_takes_no_serials": """
        MATCH (order:SalesOrder)-[:HAS]->(ordered:OrderLine)-[:OF_PRODUCT]->(p:Product)-[in:IN_GROUP]->()
        WITH order, ordered, in LIMIT 1
        DELETE in
        CREATE (order)<-[:OF_ORDER]-(d:PackingSlip {id: 'planted', state: 'DRAFT', createdAt: datetime()})
        CREATE (d)-[:HAS]->(l:SlipLine {id: 'planted', position: 1, quantity: 1})-[:FOR]->(ordered)
        CREATE (:Registration {id: 'planted', recordedAt: datetime(), notReadable: true})-[:ON_SLIP]->(l)
        """,
    "units_live_twice": """
        MATCH (u:Unit)<-[:OF]-(:Registration)-[:ON_SLIP]->(l) WITH u, l LIMIT 1
        CREATE (r:Registration {id: 'planted', recordedAt: datetime()})-[:ON_SLIP]->(l)
        CREATE (r)-[:OF {recordedAt: datetime()}]->(u)
        """,
    "registrations_that_hold_the_wrong_unit": """
        MATCH (r:Registration) WHERE r.holds IS NOT NULL WITH r LIMIT 1
        SET r.ended = 'TAKEN_OFF', r.endedAt = datetime(), r.endedOn = date()
        """,
    "registrations_without_a_number": """
        MATCH (r:Registration)-[of:OF]->() WITH r, of LIMIT 1
        DELETE of
        """,
    "registrations_nowhere": "CREATE (:Registration {id: 'planted', recordedAt: datetime(), notReadable: true})",
    "numbers_of_another_product": """
        MATCH (u:Unit) WITH u LIMIT 1 SET u.product = 'another'
        """,
    "choices_from_elsewhere": """
        MATCH (i:Invoice)-[:HAS]->(l:InvoiceLine)-[:BILLS]->(billed) WITH l, billed LIMIT 1
        MATCH (r:Registration)-[:ON_SLIP]->(other) WHERE other <> billed WITH l, r LIMIT 1
        CREATE (r)-[:ON_INVOICE {recordedAt: datetime()}]->(l)
        """,
    "registrations_invoiced_twice": """
        MATCH (r:Registration)-[:ON_INVOICE]->(l) WITH r, l LIMIT 1
        CREATE (r)-[:ON_INVOICE {recordedAt: datetime()}]->(l)
        """,
    "slip_lines_with_more_registrations_than_items_left": """
        MATCH (l:SlipLine)<-[:BILLS]-(i:InvoiceLine)<-[on:ON_INVOICE]-() WITH on LIMIT 1
        DELETE on
        """,
    "order_lines_shipped_beyond_what_is_ordered": """
        MATCH (:PackingSlip {number: 'PS-000001'})-[:HAS]->()-[:FOR]->(ordered) WITH ordered LIMIT 1
        SET ordered.quantity = 0
        """,
    "slip_lines_invoiced_beyond_what_is_shipped": """
        MATCH (l:SlipLine)<-[:BILLS]-() WITH l LIMIT 1 SET l.quantity = 0
        """,
    "lines_of_another_order": """
        MATCH (s:PackingSlip {number: 'PS-000001'})-[of:OF_ORDER]->(right)
        MATCH (wrong:SalesOrder) WHERE wrong <> right WITH s, of, wrong LIMIT 1
        DELETE of CREATE (s)-[:OF_ORDER]->(wrong)
        """,
    # One choice less on each of two slips that an invoice takes registrations from.
    "invoices_that_left_several_slips_in_part": """
        MATCH (i:Invoice)-[:HAS]->(l:InvoiceLine)<-[on:ON_INVOICE]-(r:Registration)
        MATCH (r)-[:ON_SLIP]->()<-[:HAS]-(s:PackingSlip)
        WITH i, s, collect(on) AS choices WHERE size(choices) > 1
        WITH i, collect(choices[0]) AS ends WHERE size(ends) > 1
        WITH ends LIMIT 1
        UNWIND ends AS on DELETE on
        """,
    "posted_documents_without_number_or_day": "MATCH (i:Invoice {number: 'INV-000001'}) REMOVE i.day",
    "documents_dated_wrongly": "MATCH (i:Invoice {number: 'INV-000001'}) SET i.day = date('1999-12-31')",
    "sequences_behind": "MATCH (s:Sequence {kind: 'INVOICE'}) SET s.last = s.last - 1",
    "sales_held_to_nothing": """
        MATCH (:SlipLine)-[under:SOLD_UNDER]->(:WarrantyTerm) WITH under LIMIT 1 DELETE under
        """,
    "sales_held_to_two_of_a_kind": """
        MATCH (l:SlipLine)-[:SOLD_UNDER]->(held:ReturnPolicy) WITH l, held LIMIT 1
        MATCH (other:ReturnPolicy) WHERE other <> held WITH l, other LIMIT 1
        CREATE (l)-[:SOLD_UNDER]->(other)
        """,
    "versions_for_others_than_their_number": """
        MATCH (t:WarrantyTerm) WITH t LIMIT 1
        CREATE (:WarrantyTerm {id: 'planted', number: t.number, version: 2, scopeKey: t.scopeKey, layer: t.layer,
                               country: 'PT', validFrom: t.validFrom, publishedAt: t.publishedAt})
        """,
    "versions_of_one_rank_for_one_day": """
        MATCH (t:WarrantyTerm) WITH t LIMIT 1
        CREATE (:WarrantyTerm {id: 'planted', number: 'planted', version: 1, scopeKey: t.scopeKey, layer: t.layer,
                               validFrom: t.validFrom + duration('P1Y'), publishedAt: t.publishedAt})
        """,
    "terms_for_buyers_that_there_are_not": "MATCH (t:WarrantyTerm) WITH t LIMIT 1 SET t.country = 'Italy'",
    "sales_held_to_what_was_not_in_force": """
        MATCH (t:WarrantyTerm)<-[:SOLD_UNDER]-() WITH t LIMIT 1 SET t.validFrom = date('9999-01-01')
        """,
    "voids_of_layers_that_are_not_there": """
        MATCH (v:WarrantyVoid) WITH v LIMIT 1 SET v.layer = 'GOODWILL'
        """,
    "voids_that_stand_twice": """
        MATCH (v:WarrantyVoid)-[:ON_SALE]->(r) WHERE v.liftedAt IS NULL AND v.layer IS NULL WITH v, r LIMIT 1
        CREATE (:WarrantyVoid {id: 'planted', on: v.on, recordedAt: v.recordedAt})-[:ON_SALE]->(r)
        """,
    "starts_on_record_twice": """
        MATCH (s:WarrantyStart)-[:ON_SALE]->(r) WHERE s.withdrawnAt IS NULL WITH s, r LIMIT 1
        CREATE (:WarrantyStart {id: 'planted', basis: s.basis, on: s.on, recordedAt: s.recordedAt})-[:ON_SALE]->(r)
        """,
    "covers_with_one_number": """
        MATCH (c:UnitCover)-[:ON_SALE]->(r) WHERE c.withdrawnAt IS NULL WITH c, r LIMIT 1
        CREATE (:UnitCover {id: 'planted', number: c.number, on: c.on, recordedAt: c.recordedAt})-[:ON_SALE]->(r)
        """,
    "records_of_no_sale": "MATCH (:UnitCover)-[on:ON_SALE]->() WITH on LIMIT 1 DELETE on",
    "records_before_their_sale": "MATCH (s:WarrantyStart) WITH s LIMIT 1 SET s.on = date('1999-12-31')",
    "transfers_to_nobody": "MATCH (:OwnershipTransfer)-[to:TO]->() WITH to LIMIT 1 DELETE to",
    "records_undone_before_they_were_made": """
        MATCH (v:WarrantyVoid) WITH v LIMIT 1 SET v.liftedAt = v.recordedAt - duration('PT1S')
        """,
    "documents_without_a_chain": """
        MATCH (i:Invoice {number: 'INV-000001'}) MATCH (c:AuditChain {subject: i.id}) DELETE c
        """,
    "slip_lines_taken_back_wrongly": """
        MATCH (:PackingSlip {number: 'PS-000001'})-[:HAS]->(l:SlipLine) SET l.takenBack = l.quantity + 1
        """,
    "registrations_taken_back_uncounted": """
        MATCH (r:Registration)-[:ON_SLIP]->() WITH r LIMIT 1
        SET r.ended = 'TAKEN_BACK', r.endedOn = date(), r.endedAt = datetime()
        """,
    "invoices_credited_in_part": "MATCH (i:Invoice {number: 'INV-000001'}) SET i.state = 'CREDITED'",
    "lines_without_their_credit_note": """
        MATCH (:Invoice {number: 'INV-000001'})-[:HAS]->(l) WITH l LIMIT 1
        SET l.creditedOn = date(), l.creditedAt = datetime()
        """,
    "credit_notes_of_nothing": """
        MATCH (i:Invoice {number: 'INV-000001'})
        CREATE (:CreditNote {id: 'planted', number: 'CN-9', day: date(), postedAt: datetime(), reason: 'x'})
               -[:CREDITS]->(i)
        """,
    "credited_registrations_that_stand": """
        MATCH (:Invoice)-[:HAS]->(l:InvoiceLine)<-[:ON_INVOICE]-() WITH l LIMIT 1
        SET l.creditedOn = date(), l.creditedAt = datetime()
        """,
    "credit_notes_dated_wrongly": """
        MATCH (i:Invoice {number: 'INV-000001'})
        CREATE (:CreditNote {id: 'planted', number: 'CN-9', day: date('1999-12-31'), postedAt: datetime()})
               -[:CREDITS]->(i)
        """,
    "slips_cancelled_in_part": "MATCH (s:PackingSlip {number: 'PS-000001'}) SET s.state = 'CANCELLED'",
    "reversed_lines_with_registrations": """
        MATCH (l:SlipLine)<-[:ON_SLIP]-(r) WHERE r.endedAt IS NULL WITH l LIMIT 1
        SET l.reversedOn = date(), l.reversedAt = datetime()
        """,
    "choices_of_what_was_undone": """
        MATCH (r)-[:ON_INVOICE]->() WHERE r.endedAt IS NULL WITH r LIMIT 1
        SET r.ended = 'REVERSED', r.endedOn = date(), r.endedAt = datetime()
        """,
    "registrations_that_wait_and_do_not": """
        MATCH (r)-[:ON_SLIP]->()-[:FOR]->(ordered) WHERE r.endedAt IS NULL WITH r, ordered LIMIT 1
        CREATE (r)-[:WAITS_FOR]->(ordered)
        """,
    "registrations_that_wait_for_another_line": """
        MATCH (r)-[:ON_SLIP]->()-[:FOR]->(ordered) WITH r, ordered LIMIT 1
        MATCH (other:OrderLine) WHERE other <> ordered WITH r, other LIMIT 1
        CREATE (r)-[:WAITS_FOR]->(other)
        """,
    "registrations_that_went_on_wrongly": """
        MATCH (r)-[:ON_SLIP]->()-[:FOR]->(ordered) WITH r, ordered LIMIT 1
        MATCH (other)-[:ON_SLIP]->()-[:FOR]->(another) WHERE another <> ordered WITH r, other LIMIT 1
        CREATE (other)-[:CONTINUES]->(r)
        """,
    "units_free_too_early": """
        MATCH (r)-[:OF]->(u:Unit) WHERE u.freeFrom IS NULL WITH r LIMIT 1
        SET r.ended = 'REVERSED', r.endedOn = date(), r.endedAt = datetime()
        """,
    "sales_that_overlap": """
        MATCH (u:Unit)<-[:OF]-(r)-[:ON_SLIP]->()<-[:HAS]-(:PackingSlip {state: 'POSTED'}) WITH u, r LIMIT 1
        MATCH (l:SlipLine)<-[:HAS]-(:PackingSlip {number: 'PS-000001'}) WITH u, l LIMIT 1
        CREATE (again:Registration {id: 'planted', recordedAt: datetime()})-[:ON_SLIP]->(l)
        CREATE (again)-[:OF {recordedAt: datetime()}]->(u)
        """,
    "numbers_that_do_not_follow_each_other": """
        MATCH (r:Registration)-[of:OF]->() WITH of LIMIT 1 SET of.supersededAt = datetime()
        """,
    "numbers_changed_on_posted_invoices": """
        MATCH (i:Invoice {state: 'POSTED'})-[:HAS]->()<-[:ON_INVOICE]-(r)-[of:OF]->(u) WITH i, r, of, u LIMIT 1
        SET of.supersededAt = i.postedAt + duration('PT1S')
        CREATE (r)-[:OF {recordedAt: of.supersededAt}]->(u)
        """,
    "numbers_given_after_taking_back": """
        MATCH (s:PackingSlip {state: 'POSTED'})-[:HAS]->(l)<-[:ON_SLIP]-(r)-[of:OF]->() WITH s, l, of LIMIT 1
        SET l.takenBack = 1, l.takenBackAt = s.postedAt, of.recordedAt = s.postedAt + duration('PT1S')
        """,
    "claims_that_hold_wrongly": """
        MATCH (r:Registration) WITH r LIMIT 1
        CREATE (:Claim {id: 'planted', number: 'planted', state: 'OPEN', verdict: '{}'})-[:ON_SALE]->(r)
        """,
    "units_with_two_open_claims": """
        MATCH (r:Registration)-[of:OF WHERE of.supersededAt IS NULL]->(:Unit) WITH r LIMIT 1
        UNWIND ['planted 1', 'planted 2'] AS id
        CREATE (:Claim {id: id, number: id, state: 'OPEN', holds: id, openedAt: datetime()})-[:ON_SALE]->(r)
        """,
    "replacements_that_stand_elsewhere": """
        MATCH (r:Registration) WITH r LIMIT 2
        WITH collect(r) AS two, date() AS day
        FOREACH (new IN two[..1] | FOREACH (old IN two[1..] | CREATE (new)-[:REPLACES {on: day}]->(old)))
        """,
    "replacements_without_a_unit": """
        MATCH (r:Registration) WITH r LIMIT 1
        CREATE (:Claim {id: 'planted', number: 'planted', resolution: 'REPLACEMENT'})-[:ON_SALE]->(r)
        """,
    **PLANTED_RETURNS,
}


async def test_the_seed_breaks_no_rule(seeded_bolt: Bolt) -> None:
    assert await check_rules(seeded_bolt) == ()


async def test_the_audit_chains_of_the_seed_are_whole(seeded_bolt: Bolt) -> None:
    assert await check_audit(seeded_bolt, AUDIT_KEY) == ()


def test_something_is_planted_for_every_check() -> None:
    assert sorted(each.find.name.removeprefix("check_") for each in CHECKS) == sorted(PLANTED)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.find.name)
async def test_a_check_finds_what_was_planted(seeded_bolt: Bolt, check: Check) -> None:
    plant = Statement("plant", Mode.WRITE, PLANTED[check.find.name.removeprefix("check_")], nothing)

    async def work(tx: Transaction) -> tuple[int, tuple[str, ...]]:
        await tx.run(plant)
        found: tuple[int, tuple[str, ...]] = await tx.run(check.find)
        tx.roll_back(found)

    broken, examples = await seeded_bolt.write(work, Transaction, timeout_seconds=60)
    assert broken >= 1
    assert len(examples) == min(broken, 5)


@dataclass
class Planted:
    """What stands in the graph for the length of a block, and is taken out again by its opposite."""

    bolt: Bolt
    plant: LiteralString
    take_out: LiteralString

    async def __aenter__(self) -> None:
        await self._run(self.plant)

    async def __aexit__(self, *_error: object) -> None:
        await self._run(self.take_out)

    async def _run(self, text: LiteralString) -> None:
        async def work(tx: Transaction) -> None:
            await tx.run(Statement("planted", Mode.WRITE, text, nothing))

        await self.bolt.write(work, Transaction)


async def test_a_rule_that_is_broken_is_named_with_what_breaks_it(seeded_bolt: Bolt) -> None:
    lower: LiteralString = "MATCH (s:Sequence {kind: 'INVOICE'}) SET s.last = s.last - 1"
    higher: LiteralString = "MATCH (s:Sequence {kind: 'INVOICE'}) SET s.last = s.last + 1"
    async with Planted(seeded_bolt, lower, higher):
        found = await check_rules(seeded_bolt)
    assert found == (Finding("D12", "has a number that its sequence would give again", 1, ("INV-000086",)),)


async def test_another_key_verifies_no_chain(seeded_bolt: Bolt) -> None:
    (finding,) = await check_audit(seeded_bolt, b"another key, as long as the first one")
    chains = 3 + 288 + 319 + (234 + 5 + 2) + 3 + 116 + 137 + 88 + 2 + 8 + 10 + 28
    assert (finding.rule, finding.count) == ("C4", chains)


@pytest.mark.parametrize(
    ("plant", "take_out"),
    [
        (
            "MATCH (e:AuditEntry {subject: 'Product:2289', sequence: 1}) SET e.actor = 'nobody'",
            "MATCH (e:AuditEntry {subject: 'Product:2289', sequence: 1}) SET e.actor = 'seed'",
        ),
        (
            "MATCH (c:AuditChain {subject: 'Product:2289'}) SET c.length = 2",
            "MATCH (c:AuditChain {subject: 'Product:2289'}) SET c.length = 1",
        ),
        (
            "MATCH (e:AuditEntry {subject: 'Product:2289', sequence: 1}) SET e.subject = 'Product:2289:gone'",
            "MATCH (e:AuditEntry {subject: 'Product:2289:gone', sequence: 1}) SET e.subject = 'Product:2289'",
        ),
    ],
    ids=["a changed entry", "a cut-off end", "a removed entry"],
)
async def test_a_chain_that_was_tampered_with_is_named(
    seeded_bolt: Bolt, plant: LiteralString, take_out: LiteralString
) -> None:
    async with Planted(seeded_bolt, plant, take_out):
        found = await check_audit(seeded_bolt, AUDIT_KEY)
    assert found[0].examples == ("Product:2289",)


async def test_an_entry_of_no_chain_is_found(seeded_bolt: Bolt) -> None:
    async with Planted(
        seeded_bolt,
        "CREATE (:AuditEntry {subject: 'nowhere', sequence: 1})",
        "MATCH (e:AuditEntry {subject: 'nowhere', sequence: 1}) DELETE e",
    ):
        found = await check_audit(seeded_bolt, AUDIT_KEY)
    assert found == (Finding("C4", "audit entries that belong to no chain", 1, ()),)
