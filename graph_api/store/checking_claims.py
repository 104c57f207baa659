"""What must be true of claims (K1 to K3) over the whole graph."""

from typing import Final

from graph_api.store.check import check

CLAIM_CHECKS: Final = (
    check(
        "K1",
        "claims_that_hold_wrongly",
        "is open and does not hold its sale, or ended and does, or has no end, or one that its state excludes",
        """
    MATCH (claim:Claim)
    OPTIONAL MATCH (claim)-[:ON_SALE]->(r:Registration)
    WITH claim, collect(r.id) AS sales, claim.state IN ['OPEN', 'IN_REVIEW', 'APPROVED', 'IN_PROGRESS'] AS open
    WHERE size(sales) <> 1 OR open <> (claim.closedAt IS NULL) OR open <> (claim.closedOn IS NULL)
       OR coalesce(claim.holds, '') <> CASE WHEN open THEN head(sales) ELSE '' END
       OR (claim.state = 'RESOLVED') <> (claim.resolution IS NOT NULL) OR claim.verdict IS NULL
    WITH 'claim ' + claim.number AS example
    """,
    ),
    check(
        "W7",
        "replacements_that_stand_elsewhere",
        "came for a unit whose registration did not end by it, or does not stand on its lines",
        """
    MATCH (new:Registration)-[replaces:REPLACES]->(old:Registration)
    WHERE coalesce(old.ended, '') <> 'REPLACED' OR old.endedOn <> replaces.on OR COUNT { (old)<-[:REPLACES]-() } > 1
       OR EXISTS { MATCH (old)-[:ON_SLIP]->(line) WHERE NOT EXISTS { (new)-[:ON_SLIP]->(line) } }
       OR EXISTS { MATCH (old)-[on:ON_INVOICE]->(line) WHERE on.supersededAt IS NULL AND NOT EXISTS {
              (new)-[:ON_INVOICE]->(line) } }
    WITH 'registration ' + old.id AS example
    """,
    ),
    check(
        "K3",
        "replacements_without_a_unit",
        "is resolved by a replacement, and no unit came for the claimed one",
        """
    MATCH (claim:Claim {resolution: 'REPLACEMENT'})-[:ON_SALE]->(r:Registration)
    WHERE NOT EXISTS { (r)<-[:REPLACES]-(:Registration) }
    WITH 'claim ' + claim.number AS example
    """,
    ),
    check(
        "K1",
        "units_with_two_open_claims",
        "has two open claims, neither of them brought by a corrected number",
        """
    MATCH (unit:Unit)<-[of:OF WHERE of.supersededAt IS NULL]-(:Registration)<-[:ON_SALE]-(claim:Claim)
    WHERE claim.holds IS NOT NULL AND of.recordedAt <= claim.openedAt
    WITH unit, count(claim) AS open WHERE open > 1
    WITH unit.product + ' ' + unit.serialNumber AS example
    """,
    ),
)
