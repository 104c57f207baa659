"""Sales lineage as a picture: what is told of what was found, and what is stepped over."""

from datetime import date

from graph_api.domain.lineage import EndKind
from graph_api.domain.tracing import (
    Lineage,
    LineageFound,
    LineageKind,
    LineageLink,
    LineageNode,
    LineageStep,
    nearest,
    only,
)

CUSTOMER, ORDER, SLIP, UNIT, CLAIM = (
    LineageKind.CUSTOMER,
    LineageKind.SALES_ORDER,
    LineageKind.PACKING_SLIP,
    LineageKind.UNIT,
    LineageKind.CLAIM,
)


def node(kind: LineageKind, key: str, depth: int) -> LineageNode:
    return LineageNode(kind, key, key, None, None, depth)


def link(
    above: LineageNode, below: LineageNode, step: LineageStep = LineageStep.SHIPPED, ended: EndKind | None = None
) -> LineageLink:
    return LineageLink(step, above.place, below.place, ended, None if ended is None else date(2026, 3, 2))


BUYER, BOUGHT, SHIPMENT = node(CUSTOMER, "C", 0), node(ORDER, "O", 1), node(SLIP, "S", 2)
A, B = node(UNIT, "a", 3), node(UNIT, "b", 3)
LINKS = (
    link(BUYER, BOUGHT, LineageStep.PLACED),
    link(BOUGHT, SHIPMENT, LineageStep.DELIVERED_BY),
    link(SHIPMENT, A),
    link(SHIPMENT, B, ended=EndKind.REVERSED),
)


def found(*nodes: LineageNode, links: tuple[LineageLink, ...] = LINKS, longest: int = 1) -> LineageFound:
    return LineageFound(nodes, links, longest)


def test_what_was_found_on_two_ways_is_told_once_by_the_shorter_one() -> None:
    picture = nearest(found(node(UNIT, "a", 4), A, BUYER), 10)

    assert picture.nodes == (BUYER, A)


def test_those_nearest_to_the_start_are_told_and_links_between_them_alone() -> None:
    picture = nearest(found(B, A, SHIPMENT, BOUGHT, BUYER), 4)

    assert picture == Lineage((BUYER, BOUGHT, SHIPMENT, A), LINKS[:3], truncated=True)


def test_a_picture_with_all_that_was_found_is_not_truncated() -> None:
    assert nearest(found(BUYER, BOUGHT, SHIPMENT, A, B), 5) == Lineage((BUYER, BOUGHT, SHIPMENT, A, B), LINKS)


def test_a_list_that_was_cut_off_makes_the_picture_truncated() -> None:
    """A node may be found on many ways: then nothing is missing that anybody counted."""
    assert nearest(found(BUYER, longest=6), 5).truncated


def test_one_step_that_was_found_twice_is_one_link() -> None:
    assert nearest(found(SHIPMENT, A, links=(link(SHIPMENT, A), link(SHIPMENT, A))), 5).links == (link(SHIPMENT, A),)


def test_kinds_that_were_not_asked_for_are_stepped_over() -> None:
    picture = only(nearest(found(BUYER, BOUGHT, SHIPMENT, A, B), 5), [UNIT], BUYER.place)

    assert picture.nodes == (BUYER, A, B)
    assert picture.links == (link(BUYER, A, LineageStep.LEADS_TO), link(BUYER, B, LineageStep.LEADS_TO))


def test_a_step_between_two_that_are_told_stays_what_it_is() -> None:
    picture = only(nearest(found(BUYER, BOUGHT, SHIPMENT, A, B), 5), [SLIP, UNIT], BUYER.place)

    assert picture.nodes == (BUYER, SHIPMENT, A, B)
    assert picture.links == (link(BUYER, SHIPMENT, LineageStep.LEADS_TO), *LINKS[2:])


def test_what_is_reached_by_two_hidden_ways_is_one_link() -> None:
    other = node(SLIP, "S2", 2)
    ways = (*LINKS[:3], link(BOUGHT, other, LineageStep.DELIVERED_BY), link(other, A))
    picture = only(nearest(found(BUYER, BOUGHT, SHIPMENT, other, A, links=ways), 9), [ORDER, UNIT], BUYER.place)

    assert picture.links == (ways[0], link(BOUGHT, A, LineageStep.LEADS_TO))


def test_hidden_ways_that_meet_are_walked_once() -> None:
    other, invoice = node(SLIP, "S2", 2), node(LineageKind.INVOICE, "I", 3)
    ways = (
        *LINKS[:2],
        link(BOUGHT, other, LineageStep.DELIVERED_BY),
        link(SHIPMENT, invoice, LineageStep.BILLED_BY),
        link(other, invoice, LineageStep.BILLED_BY),
        link(invoice, A, LineageStep.INVOICED),
    )
    all_of_it = nearest(found(BUYER, BOUGHT, SHIPMENT, other, invoice, A, links=ways), 9)

    assert only(all_of_it, [UNIT], BUYER.place).links == (link(BUYER, A, LineageStep.LEADS_TO),)


def test_what_a_hidden_node_alone_leads_to_is_not_told() -> None:
    claim = node(CLAIM, "K", 4)
    picture = only(
        nearest(found(SHIPMENT, A, claim, links=(link(SHIPMENT, A), link(A, claim, LineageStep.CLAIMED_IN))), 9),
        [SLIP],
        SHIPMENT.place,
    )

    assert picture == Lineage((SHIPMENT,), ())


def test_a_cut_off_picture_stays_so_where_less_of_it_is_told() -> None:
    assert only(nearest(found(BUYER, BOUGHT), 1), [ORDER], BUYER.place).truncated
