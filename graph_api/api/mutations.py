"""The mutation root: every story's mutations by their names."""

import inspect
from collections.abc import Callable
from typing import Any

import strawberry

from graph_api.api import (
    claims,
    correcting,
    covering,
    crediting,
    invoices,
    orders,
    point_of_sale,
    registering,
    returning,
    reversing,
    setup,
    slips,
    starting,
    taking_back,
    transferring,
    voiding,
)


def _mutation(resolver: Callable[..., Any]) -> Any:
    """A field that is described by its resolver's docstring."""
    return strawberry.mutation(resolver=resolver, description=inspect.getdoc(resolver))


@strawberry.type(
    description=(
        "What changes something. A mutation that is refused changes nothing at all and says why in `refusals`; an "
        "entry in `errors` means that something failed on our side, or that the request itself was malformed."
    )
)
class Mutation:
    """The duties are asked for by the services."""

    save_tracking_dimension_group = _mutation(setup.save_tracking_dimension_group)
    save_product = _mutation(setup.save_product)
    save_customer = _mutation(setup.save_customer)
    publish_warranty_term = _mutation(setup.publish_warranty_term)
    publish_return_policy = _mutation(setup.publish_return_policy)
    save_sales_order = _mutation(orders.save_sales_order)
    create_packing_slip = _mutation(slips.create_packing_slip)
    edit_packing_slip = _mutation(slips.edit_packing_slip)
    discard_packing_slip = _mutation(slips.discard_packing_slip)
    post_packing_slip = _mutation(slips.post_packing_slip)
    reverse_packing_slip_lines = _mutation(reversing.reverse_packing_slip_lines)
    cancel_packing_slip = _mutation(reversing.cancel_packing_slip)
    take_back_items = _mutation(taking_back.take_back_items)
    authorise_return = _mutation(returning.authorise_return)
    receive_return_item = _mutation(returning.receive_return_item)
    decide_return_item = _mutation(returning.decide_return_item)
    dispose_return_item = _mutation(returning.dispose_return_item)
    refuse_return_item = _mutation(returning.refuse_return_item)
    cancel_return = _mutation(returning.cancel_return)
    credit_invoice = _mutation(crediting.credit_invoice)
    register_serials = _mutation(registering.register_serials)
    scan_serial = _mutation(registering.scan_serial)
    register_not_readable = _mutation(registering.register_not_readable)
    change_registrations = _mutation(registering.change_registrations)
    change_serial_number = _mutation(correcting.change_serial_number)
    fill_not_readable = _mutation(correcting.fill_not_readable)
    create_invoice = _mutation(invoices.create_invoice)
    edit_invoice = _mutation(invoices.edit_invoice)
    discard_invoice = _mutation(invoices.discard_invoice)
    post_invoice = _mutation(invoices.post_invoice)
    sell_at_point_of_sale = _mutation(point_of_sale.sell_at_point_of_sale)
    open_claim = _mutation(claims.open_claim)
    review_claim = _mutation(claims.review_claim)
    approve_claim = _mutation(claims.approve_claim)
    reject_claim = _mutation(claims.reject_claim)
    start_claim_work = _mutation(claims.start_claim_work)
    resolve_claim = _mutation(claims.resolve_claim)
    cancel_claim = _mutation(claims.cancel_claim)
    void_warranty = _mutation(voiding.void_warranty)
    lift_void = _mutation(voiding.lift_void)
    record_owner_registration = _mutation(starting.record_owner_registration)
    record_installation = _mutation(starting.record_installation)
    withdraw_start = _mutation(starting.withdraw_start)
    record_bought_cover = _mutation(covering.record_bought_cover)
    grant_goodwill = _mutation(covering.grant_goodwill)
    withdraw_cover = _mutation(covering.withdraw_cover)
    transfer_ownership = _mutation(transferring.transfer_ownership)
