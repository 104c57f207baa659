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
    RECORD_AFTER_SALES = "record owners, installations and bought cover"
    VOID_WARRANTIES = "void warranties and lift that"
    WORK_CLAIMS = "work claims"
    GRANT_GOODWILL = "grant goodwill"
    WORK_RETURNS = "work returns"
    OVERRIDE_RETURNS = "authorise returns against the answer"
    REGISTER_NOT_READABLE = "maintain registration of non-readable serial numbers"
    INTROSPECT = "read the schema"


class Role(StrEnum):
    """What a token names. A role is a set of duties, and nothing else."""

    CLERK = "clerk"
    SENIOR_CLERK = "senior_clerk"
    SERVICE_DESK = "service_desk"
    SERVICE_LEAD = "service_lead"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


_CLERK = frozenset({Duty.READ_REGISTER, Duty.READ_PERSONAL_DATA, Duty.MAINTAIN_ORDERS, Duty.MAINTAIN_DOCUMENTS})
_SERVICE_DESK = frozenset(
    {
        Duty.READ_REGISTER,
        Duty.READ_PERSONAL_DATA,
        Duty.RECORD_AFTER_SALES,
        Duty.WORK_CLAIMS,
        Duty.WORK_RETURNS,
    }
)

ROLE_DUTIES: dict[Role, frozenset[Duty]] = {
    Role.CLERK: _CLERK,
    Role.SENIOR_CLERK: _CLERK | {Duty.CORRECT_SERIALS, Duty.REGISTER_NOT_READABLE, Duty.READ_AUDIT},
    Role.SERVICE_DESK: _SERVICE_DESK,
    Role.SERVICE_LEAD: _SERVICE_DESK
    | {Duty.VOID_WARRANTIES, Duty.GRANT_GOODWILL, Duty.OVERRIDE_RETURNS, Duty.READ_AUDIT},
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
