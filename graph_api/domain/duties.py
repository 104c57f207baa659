"""Who may do what: roles, the duties they carry, and the actor of one request. Source: rules S1 to S4."""

from dataclasses import dataclass
from enum import StrEnum


class Duty(StrEnum):
    """A right that a service asks for. Services never ask for a role."""

    READ_REGISTER = "read register"
    READ_PERSONAL_DATA = "read personal data"
    READ_AUDIT = "read audit"
    MAINTAIN_SETUP = "maintain products, tracking dimension groups, terms and policies"
    MAINTAIN_ORDERS = "maintain customers and sales orders"
    MAINTAIN_DOCUMENTS = "maintain packing slips and invoices"
    CORRECT_SERIALS = "maintain serial number corrections"
    REGISTER_NOT_READABLE = "maintain registration of non-readable serial numbers"
    INTROSPECT = "read the schema"


class Role(StrEnum):
    """What a token names. A role is a set of duties, and nothing else."""

    CLERK = "clerk"
    SENIOR_CLERK = "senior_clerk"
    SERVICE_DESK = "service_desk"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


_CLERK = frozenset({Duty.READ_REGISTER, Duty.READ_PERSONAL_DATA, Duty.MAINTAIN_ORDERS, Duty.MAINTAIN_DOCUMENTS})

ROLE_DUTIES: dict[Role, frozenset[Duty]] = {
    Role.CLERK: _CLERK,
    Role.SENIOR_CLERK: _CLERK | {Duty.CORRECT_SERIALS, Duty.REGISTER_NOT_READABLE, Duty.READ_AUDIT},
    Role.SERVICE_DESK: frozenset({Duty.READ_REGISTER, Duty.READ_PERSONAL_DATA}),
    Role.ANALYST: frozenset({Duty.READ_REGISTER, Duty.READ_AUDIT, Duty.INTROSPECT}),
    Role.ADMINISTRATOR: frozenset(Duty),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: the token's subject, as audit entries name it, and the duties that its roles carry."""

    subject: str
    duties: frozenset[Duty]

    def may(self, duty: Duty) -> bool:
        """Whether one of the actor's roles carries the duty."""
        return duty in self.duties
