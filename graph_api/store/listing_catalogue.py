"""Lists of customers and products: by number, and by the words of what they are called."""

from typing import Any, Final, LiteralString

from graph_api.domain.listing import ListOrder
from graph_api.domain.searching import MOST_FOUND, rank_of_key
from graph_api.domain.views import PageOf
from graph_api.store.listing import LAST, KeyReads, Keys, by_number, keys_of, number_bounds, page_parameters
from graph_api.store.statement import Statement

_FOUND: Final[LiteralString] = """
    WITH node.number AS id, score
    WHERE score < $score OR (score = $score AND id > $number)
    WITH toString(score) + ' ' + id AS key, id, score ORDER BY score DESC, id LIMIT $first
    RETURN count(id) AS found, CASE WHEN $counting THEN [] ELSE collect([key, id]) END AS keys
"""

_CUSTOMERS: Final = by_number("customers_by_number", "Customer")
_PRODUCTS: Final = by_number("products_by_number", "Product")
_CUSTOMERS_BY_WORDS: Final = keys_of(
    "customers_by_words",
    "CALL db.index.fulltext.queryNodes('customer_words', $words, $options) YIELD node, score" + _FOUND,
)
_PRODUCTS_BY_WORDS: Final = keys_of(
    "products_by_words",
    "CALL db.index.fulltext.queryNodes('product_words', $words, $options) YIELD node, score" + _FOUND,
)


def _bounds(prefix: str | None, order: ListOrder, page: PageOf) -> dict[str, Any]:
    return page_parameters(order, page) | number_bounds(prefix)


def _ranked(statement: Statement[Keys], words: str, page: PageOf) -> tuple[Statement[Keys], dict[str, Any]]:
    score, number = rank_of_key(page.after) or (float("inf"), LAST)
    given = {"words": words, "options": {"limit": MOST_FOUND}, "score": score, "number": number}
    return statement, given | {"first": page.first, "counting": False}


class CatalogueLists(KeyReads):
    """Listing customers and products."""

    async def customer_keys(self, prefix: str | None, order: ListOrder, page: PageOf) -> tuple[tuple[str, str], ...]:
        """The numbers of one page of customers, by number."""
        return await self.keys(_CUSTOMERS.towards(order), _bounds(prefix, order, page))

    async def count_customers(self, prefix: str | None, order: ListOrder, most: int) -> int:
        """How many customers there are; one more than the most that is counted where there are more."""
        return await self.count_keys(_CUSTOMERS.towards(order), _bounds(prefix, order, PageOf(1)), most)

    async def product_keys(self, prefix: str | None, order: ListOrder, page: PageOf) -> tuple[tuple[str, str], ...]:
        """The numbers of one page of products, by number."""
        return await self.keys(_PRODUCTS.towards(order), _bounds(prefix, order, page))

    async def count_products(self, prefix: str | None, order: ListOrder, most: int) -> int:
        """How many products there are; one more than the most that is counted where there are more."""
        return await self.count_keys(_PRODUCTS.towards(order), _bounds(prefix, order, PageOf(1)), most)

    async def customers_found(self, words: str, page: PageOf) -> tuple[tuple[str, str], ...]:
        """The customers that a query of words finds: the rank and the number of each, the best first."""
        return await self.keys(*_ranked(_CUSTOMERS_BY_WORDS, words, page))

    async def count_customers_found(self, words: str, most: int) -> int:
        """How many customers a query of words finds, of those that it ranks."""
        return await self.count_keys(*_ranked(_CUSTOMERS_BY_WORDS, words, PageOf(1)), most)

    async def products_found(self, words: str, page: PageOf) -> tuple[tuple[str, str], ...]:
        """The products that a query of words finds: the rank and the number of each, the best first."""
        return await self.keys(*_ranked(_PRODUCTS_BY_WORDS, words, page))

    async def count_products_found(self, words: str, most: int) -> int:
        """How many products a query of words finds, of those that it ranks."""
        return await self.count_keys(*_ranked(_PRODUCTS_BY_WORDS, words, PageOf(1)), most)
