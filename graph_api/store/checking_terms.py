"""What must be true of published warranty terms and return policies (W1, V1), and of what sales are held to."""

from typing import Final

from graph_api.store.check import check

TERM_CHECKS: Final = (
    check(
        "W1",
        "versions_for_others_than_their_number",
        "was published for another scope, layer or buyers than the first version of its number",
        """
    MATCH (version:WarrantyTerm|ReturnPolicy)
    WITH labels(version)[0] AS kind, version.number AS number,
         collect(DISTINCT [version.scopeKey, coalesce(version.layer, ''), coalesce(version.country, ''),
                           coalesce(version.buyer, '')]) AS ranks
    WHERE size(ranks) > 1
    WITH kind + ' ' + number AS example
    """,
    ),
    check(
        "W1",
        "versions_of_one_rank_for_one_day",
        "holds beside another one of its rank on the same days",
        """
    MATCH (version:WarrantyTerm|ReturnPolicy)
    CALL (version) {
        // A later version speaks for its number from its own first day on.
        MATCH (later:WarrantyTerm|ReturnPolicy)
        WHERE later.scopeKey = version.scopeKey AND later.number = version.number AND later.version > version.version
          AND labels(later) = labels(version)
        RETURN min(later.validFrom) AS replacedOn
    }
    WITH version, [labels(version)[0], version.scopeKey, version.layer, version.country, version.buyer] AS rank,
         coalesce(version.validTo, date('9999-12-31')) AS lastDay, replacedOn
    WITH rank, collect([version.number, version.validFrom,
         CASE WHEN replacedOn <= lastDay THEN replacedOn - duration('P1D') ELSE lastDay END]) AS spans
    UNWIND spans AS one
    UNWIND spans AS other
    WITH one, other
    WHERE one[0] < other[0] AND one[1] <= one[2] AND other[1] <= other[2] AND one[1] <= other[2] AND other[1] <= one[2]
    WITH one[0] + ' and ' + other[0] AS example
    """,
    ),
    check(
        "W1",
        "terms_for_buyers_that_there_are_not",
        "is for a country or a kind of buyer that there is not",
        """
    MATCH (version:WarrantyTerm)
    WHERE NOT version.country =~ '[A-Z]{2}' OR NOT version.buyer IN ['CONSUMER', 'BUSINESS']
    WITH version.number + ' version ' + version.version AS example
    """,
    ),
    check(
        "W1",
        "sales_held_to_what_was_not_in_force",
        "is held to a version that was published later, or not for its day of sale",
        """
    MATCH (document:PackingSlip|Invoice)-[:HAS]->(line)-[:SOLD_UNDER]->(version)
    WHERE version.publishedAt > document.postedAt OR document.day < version.validFrom OR version.validTo < document.day
    WITH document.number + ' line ' + line.position AS example
    """,
    ),
)
