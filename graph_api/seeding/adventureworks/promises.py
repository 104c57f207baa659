"""What sales of bicycles are held to: the source's warranties, what the law gives, and one return policy."""

from collections.abc import Iterator

from graph_api.domain.terms import BuyerKind, CoverageKind, Layer, ReturnBasis, StartBasis
from graph_api.seeding.adventureworks.history import category_of_model
from graph_api.seeding.adventureworks.source import Sales
from graph_api.seeding.source import LawRow
from graph_api.services.publishing import CoverageInput, PublishPolicy, PublishTerm, ScopeInput

_RETURN_DAYS = 30


def promises(sales: Sales, laws: tuple[LawRow, ...]) -> Iterator[PublishTerm | PublishPolicy]:
    """Everything to publish before the first sale is loaded, in force since before the first order."""
    first = min(order.ordered_on for order in sales.orders)
    for model in sales.models.values():
        if model.warranty_months is not None:
            yield PublishTerm(
                number=f"WT-{category_of_model(model.id)}",
                scope=ScopeInput(category=category_of_model(model.id)),
                layer=Layer.COMMERCIAL,
                start_basis=StartBasis.INVOICE,
                coverages=tuple(
                    CoverageInput(kind, f"P{model.warranty_months}M")
                    for kind in (CoverageKind.PARTS, CoverageKind.LABOUR)
                ),
                valid_from=first,
            )
    for law in laws:
        yield _law(law)
    yield PublishPolicy("RP-ALL", ScopeInput(), ReturnBasis.INVOICE, _RETURN_DAYS, first)


def _law(row: LawRow) -> PublishTerm:
    return PublishTerm(
        number=row.number,
        scope=ScopeInput(),
        layer=Layer.STATUTORY,
        start_basis=StartBasis.PACKING_SLIP,
        coverages=tuple(CoverageInput(kind, row.period) for kind in CoverageKind),
        valid_from=row.valid_from,
        repair_extension=row.repair_extension,
        country=row.country,
        buyer=BuyerKind(row.buyer),
        source=f"{row.source}; of {row.source_date}, checked on {row.checked_on}",
    )
