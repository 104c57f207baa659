"""Rules T1 to T4: what a tracking dimension group's settings may be, and what they ask of a product."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.tracking import (
    CatchWeightExcluded,
    GtinTaken,
    HeldByDrafts,
    SerialSettings,
    SettingExcluded,
    WantedSettings,
    decide_catch_weight,
    decide_settings,
)

OFF = SerialSettings()
ACTIVE = SerialSettings(active_in_sales_process=True, serial_number_control=True)
ACTIVE_WITH_BLANKS = SerialSettings(active_in_sales_process=True, serial_number_control=True, blank_issue_allowed=True)
INVENTORY = SerialSettings(serial_number_control=True, active_in_inventory=True, blank_receipt_allowed=True)
INVENTORY_WITH_BLANKS = SerialSettings(blank_issue_allowed=True, active_in_inventory=True, blank_receipt_allowed=True)
CONTROL_STAYS = SettingExcluded(setting="serial_number_control", must_be=True, path=("serial_number_control",))
NO_INVENTORY = SettingExcluded(setting="active_in_inventory", must_be=False, path=("active_in_inventory",))
NO_RECEIPT = SettingExcluded(setting="blank_receipt_allowed", must_be=False, path=("blank_receipt_allowed",))
ON = WantedSettings(active_in_sales_process=True)


@pytest.mark.parametrize(
    ("current", "wanted", "settled"),
    [
        (OFF, ON, ACTIVE),
        (INVENTORY, ON, ACTIVE),
        (INVENTORY_WITH_BLANKS, ON, ACTIVE_WITH_BLANKS),
        (OFF, WantedSettings(active_in_sales_process=True, blank_issue_allowed=True), ACTIVE_WITH_BLANKS),
        (
            INVENTORY_WITH_BLANKS,
            WantedSettings(active_in_sales_process=True, blank_issue_allowed=False),
            ACTIVE,
        ),
        (ACTIVE, WantedSettings(blank_issue_allowed=True), ACTIVE_WITH_BLANKS),
        (ACTIVE_WITH_BLANKS, WantedSettings(blank_issue_allowed=False), ACTIVE),
        (ACTIVE, WantedSettings(serial_number_control=True), ACTIVE),
        (ACTIVE, WantedSettings(active_in_inventory=False, blank_receipt_allowed=False), ACTIVE),
        (ACTIVE, WantedSettings(), ACTIVE),
        (OFF, WantedSettings(), OFF),
        (ACTIVE, WantedSettings(active_in_sales_process=False), SerialSettings(serial_number_control=True)),
        (ACTIVE, WantedSettings(active_in_sales_process=False, serial_number_control=False), OFF),
        (
            OFF,
            WantedSettings(serial_number_control=True, active_in_inventory=True, blank_receipt_allowed=True),
            INVENTORY,
        ),
    ],
)
def test_active_in_sales_selects_control_and_clears_all_but_blank_issue(
    current: SerialSettings, wanted: WantedSettings, settled: SerialSettings
) -> None:
    """T1, every kind of change."""
    assert decide_settings(current, wanted) == settled


@pytest.mark.parametrize(
    ("current", "wanted", "refusals"),
    [
        (OFF, WantedSettings(active_in_sales_process=True, serial_number_control=False), (CONTROL_STAYS,)),
        (OFF, WantedSettings(active_in_sales_process=True, active_in_inventory=True), (NO_INVENTORY,)),
        (OFF, WantedSettings(active_in_sales_process=True, blank_receipt_allowed=True), (NO_RECEIPT,)),
        (ACTIVE, WantedSettings(serial_number_control=False), (CONTROL_STAYS,)),
        (ACTIVE, WantedSettings(active_in_inventory=True), (NO_INVENTORY,)),
        (
            ACTIVE,
            WantedSettings(serial_number_control=False, active_in_inventory=True, blank_receipt_allowed=True),
            (NO_INVENTORY, NO_RECEIPT, CONTROL_STAYS),
        ),
    ],
)
def test_while_active_in_sales_the_contrary_is_refused_with_every_setting_named(
    current: SerialSettings, wanted: WantedSettings, refusals: tuple[SettingExcluded, ...]
) -> None:
    """T1: control cannot be deselected, nor another serial setting selected."""
    assert decide_settings(current, wanted) == refusals


settings = st.builds(SerialSettings, *[st.booleans()] * 5)
wishes = st.builds(WantedSettings, *[st.none() | st.booleans()] * 5)


@given(
    st.builds(SerialSettings, active_in_inventory=st.booleans(), blank_issue_allowed=st.booleans()), st.lists(wishes)
)
def test_no_row_of_changes_leads_out_of_the_rule(start: SerialSettings, changes: list[WantedSettings]) -> None:
    """T1 holds after any changes; a refused one changes nothing."""
    held = start
    for wanted in changes:
        decided = decide_settings(held, wanted)
        held = decided if isinstance(decided, SerialSettings) else held
        if held.active_in_sales_process:
            assert held in (ACTIVE, ACTIVE_WITH_BLANKS)


@given(settings, wishes)
def test_what_is_stated_is_what_comes_out_or_is_refused(current: SerialSettings, wanted: WantedSettings) -> None:
    """T1: nothing that was asked for is bent silently."""
    decided = decide_settings(current, wanted)
    if isinstance(decided, SerialSettings):
        pairs = zip(astuple(wanted), astuple(decided), strict=True)
        assert all(asked is None or asked is given for asked, given in pairs)


@given(settings)
def test_all_items_need_a_registration_only_under_control_without_blank_issue(of: SerialSettings) -> None:
    """T2 and T3: control counts in the sales process only, and blank issue overrides it."""
    under_control = of.active_in_sales_process and of.serial_number_control
    assert of.requires_all == (under_control and not of.blank_issue_allowed)


@pytest.mark.parametrize(
    ("catch_weight", "of_the_group", "refusal"),
    [
        (True, ACTIVE, CatchWeightExcluded(product="HAM", group="SN")),
        (True, ACTIVE_WITH_BLANKS, CatchWeightExcluded(product="HAM", group="SN")),
        (True, INVENTORY, None),
        (False, ACTIVE, None),
        (False, OFF, None),
    ],
)
def test_catch_weight_and_serials_in_sales_exclude_each_other(
    *, catch_weight: bool, of_the_group: SerialSettings, refusal: CatchWeightExcluded | None
) -> None:
    """T4, whichever came first."""
    assert decide_catch_weight("HAM", catch_weight=catch_weight, group="SN", settings=of_the_group) == refusal


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (
            NO_INVENTORY,
            "While a group is active in the sales process, “active in inventory” is cleared: leave it out.",
        ),
        (
            CONTROL_STAYS,
            "While a group is active in the sales process, “serial number control” is selected: leave it out.",
        ),
        (
            CatchWeightExcluded(product="HAM", group="SN"),
            "HAM is a catch-weight product: it cannot have the group SN, active in sales.",
        ),
        (
            HeldByDrafts(subject="Product PUMP", documents=("PS-1", "INV-2")),
            "Product PUMP stands still while drafts hold registrations of it: post or discard PS-1, INV-2 first.",
        ),
        (GtinTaken(gtin="00012345678905", product="PUMP"), "The GTIN 00012345678905 belongs to PUMP."),
    ],
)
def test_a_refusal_of_the_setup_says_what_stands_against_it(refusal: SettingExcluded, message: str) -> None:
    """T1, T4, T5, R6."""
    assert refusal.message == message
