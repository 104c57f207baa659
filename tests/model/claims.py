"""Claims and voids by the rules: K1 to K3, W6, I2."""

from typing import Final

from tests.model.facts import DONE, Product, Rules, broken
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
    of_unit = (each for each in service.claims if each.registration.serial == serial and each.state in OPEN)
    refused = broken(K1=any(each.registration.line.product is product for each in of_unit))
    sold = register.sales(product, serial)
    if sold and not (sold[-1].line.document.day or 0) <= day <= register.today:
        return refused | broken(W11=True)
    sale = service.asked(product, serial, day)
    refused |= broken(I2=sale is None or not stands(sale, day))
    if not refused and sale is not None:
        name, made = f"claim {len(service.claims) + 1}", len(register.registrations)
        service.claims.append(Claim(name, sale, day, serial, made, service.cover(sale, day)))
    return refused


def step_claim(service: Service, claim: Claim, step: str, day: int, resolution: str | None) -> Rules:
    """K1: from the states that a step leaves; the day lies between the claim's and today (W11)."""
    leaves, reaches = STEPS[step]
    refused = broken(K1=claim.state not in leaves, W11=not claim.day <= day <= service.register.today)
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
    refused = broken(W6=any(each.registration is sale and not each.lifted for each in service.voids))
    if not refused:
        service.voids.append(Void(f"void {len(service.voids) + 1}", sale, day))
    return refused


def lift(found: Void) -> Rules:
    """W6, R7: twice changes nothing."""
    found.lifted = True
    return DONE
