"""What is planted for doctor's checks of returns: for each the graph that only a fault could make (V2 to V5)."""

from typing import Final, LiteralString

PLANTED_RETURNS: Final[dict[str, LiteralString]] = {
    "return_items_that_hold_wrongly": """
        MATCH (r:Registration) WITH r LIMIT 1
        CREATE (:Return {id: 'planted', number: 'planted'})
               -[:HAS]->(:ReturnItem {id: 'planted', state: 'AUTHORISED', position: 1})-[:ON_SALE]->(r)
        """,
    "credited_items_whose_sale_stands": """
        MATCH (r:Registration) WHERE r.ended IS NULL WITH r LIMIT 1
        CREATE (:Return {id: 'planted', number: 'planted'})
               -[:HAS]->(:ReturnItem {id: 'planted', state: 'DISPOSED', position: 1, credited: true})-[:ON_SALE]->(r)
        """,
    "replaced_items_without_a_unit": """
        MATCH (r:Registration) WHERE r.ended IS NULL WITH r LIMIT 1
        CREATE (:Return {id: 'planted', number: 'planted'})
               -[:HAS]->(:ReturnItem {id: 'planted', state: 'DISPOSED', position: 1, disposition: 'REPLACE'})
               -[:ON_SALE]->(r)
        """,
    "sales_that_ended_by_no_return": """
        MATCH (r:Registration) WHERE r.ended IS NULL WITH r LIMIT 1
        SET r.ended = 'RETURNED', r.endedOn = date(), r.endedAt = datetime()
        """,
    "invoice_lines_that_count_wrongly_what_came_back": """
        MATCH (line:InvoiceLine) WITH line LIMIT 1 SET line.returned = 1
        """,
    "pieces_that_come_back_twice": """
        MATCH (line:InvoiceLine) WITH line LIMIT 1
        CREATE (:Return {id: 'planted', number: 'planted'})
               -[:HAS]->(:ReturnItem {id: 'planted', state: 'AUTHORISED', position: 1, quantity: line.quantity + 1})
               -[:FROM_LINE]->(line)
        """,
    "return_items_of_nothing": """
        CREATE (:Return {id: 'planted', number: 'planted'})
               -[:HAS]->(:ReturnItem {id: 'planted', state: 'CANCELLED', position: 1, quantity: 2})
        """,
    "returns_of_nothing": "CREATE (:Return {id: 'planted', number: 'planted'})",
}
