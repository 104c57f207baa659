"""What was sold over the counter: each sale made its order and posted its invoice at once (P1)."""

from typing import Final

from graph_api.domain.views import DocumentView
from graph_api.seeding.clerk import Clerk
from graph_api.services.point_of_sale import SellAtPointOfSale, SoldLine, sell

COUNTER_ORDERS: Final = tuple(f"POS-{nth:04d}" for nth in range(1, 12))
"""The numbers of their orders, and of the sales over the counter that other stories tell."""


async def sells(clerk: Clerk, order: str, customer: str, *lines: SoldLine) -> DocumentView:
    """One sale over the counter."""
    return await clerk.does(sell, SellAtPointOfSale(customer, lines, order=order))


async def sold_with_its_number(clerk: Clerk) -> None:
    """One laptop, whose number answers the prompt."""
    clerk.on(14)
    await sells(clerk, "POS-0003", "120", SoldLine("3003", 1, clerk.next_serials("3003", 1)))


async def sold_with_a_label_that_could_not_be_read(clerk: Clerk) -> None:
    """Two printers, one of which answers the prompt as not readable (R4)."""
    clerk.on(7)
    await sells(clerk, "POS-0004", "110", SoldLine("3127", 2, clerk.next_serials("3127", 1), not_readable=1))


async def sold_with_and_without_a_prompt(clerk: Clerk) -> None:
    """A telephone with its number, keyboards whose prompt may stay empty (T3), and goods that do not prompt."""
    clerk.on(1)
    phone = SoldLine("2335", 1, clerk.next_serials("2335", 1))
    await sells(clerk, "POS-0005", "101", phone, SoldLine("2289", 3), SoldLine("2316", 10))


async def sold_to_a_consumer_whom_a_law_protects(clerk: Clerk) -> None:
    """A laptop for an Italian consumer: the law's two years run beside the maker's eighteen months (W5)."""
    clerk.on(4)
    await sells(clerk, "POS-0006", "337", SoldLine("3003", 1, clerk.next_serials("3003", 1)))


COUNTER_STORIES: Final = (
    sold_with_its_number,
    sold_with_a_label_that_could_not_be_read,
    sold_with_and_without_a_prompt,
    sold_to_a_consumer_whom_a_law_protects,
)
