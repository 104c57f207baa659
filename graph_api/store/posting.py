"""Posting slips and invoices: numbers, and what the sales that begin are held to."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, LiteralString

from graph_api.domain.documents import DocumentKind
from graph_api.domain.terms import EVERYBODY
from graph_api.domain.versions import Candidates, HeldTo
from graph_api.store.bolt import Transaction
from graph_api.store.statement import Mode, Row, Statement, nothing
from graph_api.store.terms import POLICY, TERM, buyers, policy, term

_HOLD_TO: Final[LiteralString] = """
        CALL (line, held) {
            UNWIND held.versions AS id
            CALL (id) {
                MATCH (version:WarrantyTerm {id: id}) RETURN version
              UNION
                MATCH (version:ReturnPolicy {id: id}) RETURN version
            }
            CREATE (line)-[:SOLD_UNDER]->(version)
            RETURN count(*) AS versions
        }
"""

POST_SLIP: Final = Statement(
    name="post_slip",
    mode=Mode.WRITE,
    text="""
    MATCH (slip:PackingSlip {id: $id})
    SET slip.state = 'POSTED', slip.number = $number, slip.day = $day, slip.postedAt = $now
    WITH slip
    CALL () {
        UNWIND $held AS held
        MATCH (line:SlipLine {id: held.line})
    """
    + _HOLD_TO
    + """
        RETURN count(line) AS heldLines
    }
    FINISH
    """,
    decode=nothing,
)

POST_INVOICE: Final = Statement(
    name="post_invoice",
    mode=Mode.WRITE,
    text="""
    MATCH (invoice:Invoice {id: $id})
    SET invoice.state = 'POSTED', invoice.number = $number, invoice.day = $day, invoice.postedAt = $now
    WITH invoice
    CALL () {
        UNWIND $held AS held
        MATCH (line:InvoiceLine {id: held.line})
    """
    + _HOLD_TO
    + """
        RETURN count(line) AS heldLines
    }
    FINISH
    """,
    decode=nothing,
)


def _owner(name: str, found: LiteralString) -> Statement[str | None]:
    """Which document `found` matches by its number."""
    return Statement(
        name=name,
        mode=Mode.READ,
        text=found + " RETURN found.id AS id",
        decode=lambda row: None if row is None else row["id"],
    )


_OWNERS: Final[Mapping[DocumentKind, Statement[str | None]]] = {
    DocumentKind.PACKING_SLIP: _owner("slip_of_number", "MATCH (found:PackingSlip {number: $number})"),
    DocumentKind.INVOICE: _owner("invoice_of_number", "MATCH (found:Invoice {number: $number})"),
    DocumentKind.CREDIT_NOTE: _owner("credit_note_of_number", "MATCH (found:CreditNote {number: $number})"),
    DocumentKind.CLAIM: _owner("claim_of_number", "MATCH (found:Claim {number: $number})"),
    DocumentKind.RETURN: _owner("return_of_number", "MATCH (found:Return {number: $number})"),
}


def _last(row: Row | None) -> int:
    return 0 if row is None else int(row["last"])


NEXT_OF_SEQUENCE: Final = Statement(
    name="next_of_sequence",
    mode=Mode.WRITE,
    # The lock stands until the document is posted, so that a refused post leaves no gap (D12).
    text="""
    MERGE (sequence:Sequence {kind: $kind})
    SET sequence.lockedAt = timestamp()
    WITH sequence
    SET sequence.last = coalesce(sequence.last, 0) + 1
    RETURN sequence.last AS last
    """,
    decode=_last,
)


def _candidates(row: Row | None) -> dict[str, Candidates]:
    entries = [] if row is None else row["candidates"]
    buyer = EVERYBODY if row is None else buyers(row["buyer"])
    return {
        product: Candidates(
            categories=tuple(categories),
            terms=tuple(term(each) for each in terms),
            policies=tuple(policy(each) for each in policies),
            buyer=buyer,
        )
        for product, categories, terms, policies in entries
    }


FIND_VERSIONS: Final = Statement(
    name="find_versions",
    mode=Mode.READ,
    text="""
    MATCH (customer:Customer {number: $customer})
    UNWIND $products AS number
    MATCH (product:Product {number: number})
    CALL (product) {
        OPTIONAL MATCH path = (product)-[:IN_CATEGORY]->(:ProductCategory)-[:WITHIN*0..8]->(category:ProductCategory)
        WITH category, length(path) AS distance ORDER BY distance
        RETURN collect(category) AS categories
    }
    CALL (product, categories, customer) {
        MATCH (product)<-[:FOR_PRODUCT]-(version)
        WHERE version.scopeCustomer IS NULL OR version.scopeCustomer = customer.number
        RETURN version
      UNION
        UNWIND categories AS category
        MATCH (category)<-[:FOR_CATEGORY]-(version)
        WHERE version.scopeCustomer IS NULL OR version.scopeCustomer = customer.number
        RETURN version
      UNION
        MATCH (customer)<-[:FOR_CUSTOMER]-(version)
        WHERE version.scopeProduct IS NULL AND version.scopeCategory IS NULL
        RETURN version
      UNION
        MATCH (version:WarrantyTerm {scopeKey: 'all'})
        RETURN version
      UNION
        MATCH (version:ReturnPolicy {scopeKey: 'all'})
        RETURN version
    }
    WITH customer, product, categories, version
    // A number keeps its buyers, so what is for others says nothing of this sale.
    WHERE coalesce(version.country = customer.country, version.country IS NULL)
      AND coalesce(version.buyer = customer.buyerKind, version.buyer IS NULL)
    WITH customer, product, categories, collect(version) AS versions
    RETURN [customer.country, customer.buyerKind] AS buyer,
        collect([product.number, [category IN categories | category.number],
        [term IN versions WHERE term:WarrantyTerm | """
    + TERM
    + """],
        [policy IN versions WHERE policy:ReturnPolicy | """
    + POLICY
    + """]]) AS candidates
    """,
    decode=_candidates,
)


class PostingStatements(Transaction):
    """What posting asks and writes."""

    async def number_owner(self, kind: DocumentKind, number: str) -> str | None:
        """The id of the document of a kind that has a number."""
        return await self.run(_OWNERS[kind], number=number)

    async def next_of_sequence(self, kind: DocumentKind) -> int:
        """The next number of a kind's sequence; given back if the transaction is rolled back."""
        return await self.run(NEXT_OF_SEQUENCE, kind=kind.value)

    async def find_versions(self, customer: str, products: Sequence[str]) -> Mapping[str, Candidates]:
        """What was published for products, by product: for a customer's sale."""
        return await self.run(FIND_VERSIONS, customer=customer, products=list(products))

    async def post(
        self,
        kind: DocumentKind,
        document_id: str,
        number: str,
        day: date,
        held: Mapping[str, HeldTo],
        now: datetime,
    ) -> None:
        """
        Post a document on a day.

        Args:
            held: For each line that starts sales: what these are held to.
        """
        statement = POST_SLIP if kind is DocumentKind.PACKING_SLIP else POST_INVOICE
        lines = [{"line": line, "versions": [*to.terms, *to.policies]} for line, to in sorted(held.items())]
        await self.run(statement, id=document_id, number=number, day=day, held=lines, now=now)
