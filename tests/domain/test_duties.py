"""Rules S1 to S4: which role carries which duty."""

import pytest

from graph_api.domain.duties import ROLE_DUTIES, Actor, Duty, Role

READING = {Duty.READ_REGISTER, Duty.READ_PERSONAL_DATA, Duty.READ_AUDIT, Duty.INTROSPECT}


def carriers(duty: Duty) -> set[Role]:
    return {role for role, duties in ROLE_DUTIES.items() if duty in duties}


def test_every_role_is_a_set_of_duties() -> None:
    """A token that names a role without duties would be a riddle."""
    assert set(ROLE_DUTIES) == set(Role)
    assert all(ROLE_DUTIES.values())


@pytest.mark.parametrize(
    ("duty", "roles"),
    [
        (Duty.MAINTAIN_DOCUMENTS, {Role.CLERK, Role.SENIOR_CLERK, Role.ADMINISTRATOR}),
        (Duty.MAINTAIN_ORDERS, {Role.CLERK, Role.SENIOR_CLERK, Role.ADMINISTRATOR}),
        (Duty.CORRECT_SERIALS, {Role.SENIOR_CLERK, Role.ADMINISTRATOR}),
        (Duty.REGISTER_NOT_READABLE, {Role.SENIOR_CLERK, Role.ADMINISTRATOR}),
        (Duty.MAINTAIN_SETUP, {Role.ADMINISTRATOR}),
        (Duty.READ_REGISTER, set(Role)),
        (Duty.READ_PERSONAL_DATA, set(Role) - {Role.ANALYST}),
    ],
)
def test_a_duty_is_carried_by_these_roles(duty: Duty, roles: set[Role]) -> None:
    """S1: whoever maintains documents registers; S2 and S3 ask for duties of their own; S4."""
    assert carriers(duty) == roles


def test_an_analyst_changes_nothing() -> None:
    """S4."""
    assert ROLE_DUTIES[Role.ANALYST] <= READING


@pytest.mark.parametrize("role", [Role.SERVICE_DESK, Role.SERVICE_LEAD])
def test_the_service_desk_and_its_lead_change_nothing_of_the_register(role: Role) -> None:
    """S4; claims, returns and what is recorded after a sale come with duties of their own."""
    assert not ROLE_DUTIES[role] & ({Duty.MAINTAIN_SETUP} | ROLE_DUTIES[Role.SENIOR_CLERK] - READING)


def test_goodwill_voiding_and_overriding_are_the_lead_s_alone() -> None:
    """K3, W6 and V3 ask for duties that the desk itself does not carry."""
    for duty in (Duty.GRANT_GOODWILL, Duty.VOID_WARRANTIES, Duty.OVERRIDE_RETURNS):
        assert carriers(duty) == {Role.SERVICE_LEAD, Role.ADMINISTRATOR}


def test_an_administrator_carries_every_duty() -> None:
    """A new duty is never out of everybody's reach."""
    assert ROLE_DUTIES[Role.ADMINISTRATOR] == set(Duty)


def test_an_actor_may_what_its_duties_say_and_nothing_else() -> None:
    """S1 to S4: services ask for duties, never for a role."""
    actor = Actor("clerk 7", ROLE_DUTIES[Role.CLERK])
    assert {duty for duty in Duty if actor.may(duty)} == ROLE_DUTIES[Role.CLERK]
