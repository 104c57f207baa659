"""The orders of lists as GraphQL shows them."""

from graph_api.api.types.enums import describe
from graph_api.domain.listing import AgeSort, DocumentSort, NumberSort, SalesOrderSort
from graph_api.domain.listing_units import UnitSort, UnitState

describe(
    DocumentSort,
    "The order of a list of packing slips or invoices. What has no day or no number yet is in no order of them.",
    {
        DocumentSort.OLDEST_FIRST: "As they were drafted.",
        DocumentSort.NEWEST_FIRST: "What was drafted last first.",
        DocumentSort.DAY_ASCENDING: "By the day, the earliest first.",
        DocumentSort.DAY_DESCENDING: "By the day, the latest first.",
        DocumentSort.NUMBER_ASCENDING: "By the number, as texts are sorted.",
        DocumentSort.NUMBER_DESCENDING: "By the number, backwards.",
    },
)
describe(
    SalesOrderSort,
    "The order of a list of sales orders.",
    {
        SalesOrderSort.NUMBER_ASCENDING: "By the number, as texts are sorted.",
        SalesOrderSort.NUMBER_DESCENDING: "By the number, backwards.",
        SalesOrderSort.DAY_ASCENDING: "By the day of the order, the earliest first.",
        SalesOrderSort.DAY_DESCENDING: "By the day of the order, the latest first.",
    },
)
describe(
    NumberSort,
    "The order of a list of customers or products.",
    {
        NumberSort.NUMBER_ASCENDING: "By the number, as texts are sorted.",
        NumberSort.NUMBER_DESCENDING: "By the number, backwards.",
    },
)
describe(
    UnitSort,
    "The order of a list of units.",
    {
        UnitSort.OLDEST_FIRST: "As their numbers were first registered.",
        UnitSort.NEWEST_FIRST: "What was registered last first.",
        UnitSort.SERIAL_ASCENDING: "By the serial number, as texts are sorted; case does not count.",
        UnitSort.SERIAL_DESCENDING: "By the serial number, backwards.",
    },
)
describe(
    UnitState,
    "What became of a sale of a unit.",
    {
        UnitState.SOLD: "It stands.",
        UnitState.RETURNED: "The unit came back for good (V5).",
        UnitState.REPLACED: "Another unit came for it (W7).",
        UnitState.UNDONE: "It was reversed, taken back or credited.",
    },
)
describe(
    AgeSort,
    "The order of a list of claims, returns or blanks.",
    {
        AgeSort.OLDEST_FIRST: "As they were recorded.",
        AgeSort.NEWEST_FIRST: "What was recorded last first.",
    },
)
