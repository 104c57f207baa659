"""Claims and voids by the rules: K1 to K3, W6, I2."""

from collections.abc import Iterator
from typing import Final

from tests.model import replacing
from tests.model.facts import DONE, Product, Registration, Rules, broken
from tests.model.service import OPEN, Claim, Service, Void, stands

STEPS: Final = {
    "reviewClaim": (("OPEN",), "IN_REVIEW"),
    "approveClaim": (("IN_REVIEW",), "APPROVED"),
    "rejectClaim": (("IN_REVIEW",), "REJECTED"),
    "startClaimWork": (("APPROVED",), "IN_PROGRESS"),
    "resolveClaim": (("IN_PROGRESS",), "RESOLVED"),
    "cancelClaim": (OPEN, "CANCELLED"),
}


def open_claim(service: Service, product: Product, serial: str, day: int) -> Rules:
    """K1, K2: on the sale that stood on the day, under the verdict of that day; one open claim of a unit at a time."""
    register = service.register
    open_on = [each.registration for each in service.claims if each.state in OPEN]
    refused = broken(K1=any(sale in open_on for sale in _sales_of(service, product, serial)))
    sold = register.sales(product, serial)
    if sold and not (sold[-1].first_day or 0) <= day <= register.today:
        return refused | broken(W11=True)
    sale = service.asked(product, serial, day)
    refused |= broken(I2=sale is None or not stands(sale, day))
    if not refused and sale is not None:
        name, made = f"claim {len(service.claims) + 1}", len(register.registrations)
        service.claims.append(Claim(name, sale, day, serial, made, service.cover(sale, day)))
    return refused


def _sales_of(service: Service, product: Product, serial: str) -> Iterator[Registration]:
    """The registrations of a unit, and those of the units for which it came: a sale goes on with its claim (W7)."""
    for each in service.register.registrations:
        found: Registration | None = each if each.serial == serial and each.line.product is product else None
        while found is not None:
            yield found
            found = found.came_for


def step_claim(
    service: Service, claim: Claim, step: str, day: int, resolution: str | None, came: str | None = None
) -> Rules:
    """K1: from the states that a step leaves; the day lies between the claim's and today (W11); K3: what came (W7)."""
    leaves, reaches = STEPS[step]
    refused = broken(K1=claim.state not in leaves, W11=not claim.day <= day <= service.register.today)
    sale = claim.registration
    if not refused and came is not None:
        # W7: there must be a sale into which it could step.
        refused = replacing.decide(service.register, sale, came, day) if sale.live else broken(W7=True)
        claim.replacement = None if refused else replacing.replace(service.register, sale, came, day)
    if not refused:
        claim.state, claim.resolution = reaches, resolution
        claim.closed_on = None if reaches in OPEN else day
    return refused


def void(service: Service, product: Product, serial: str, day: int) -> Rules:
    """W6: from a day on which it was sold, up to today; what is void is not voided again."""
    sale, today = service.asked(product, serial, day), service.register.today
    if day > today or sale is None or not stands(sale, day):
        now = service.asked(product, serial, today)
        return broken(W8=now is not None and stands(now, today), I2=now is None or not stands(now, today))
    refused = broken(W6=bool(service.standing_voids(sale)))
    if not refused:
        service.voids.append(Void(f"void {len(service.voids) + 1}", sale, day))
    return refused


def lift(found: Void) -> Rules:
    """W6, R7: twice changes nothing."""
    found.lifted = True
    return DONE
