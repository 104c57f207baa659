"""Acts on sold units: claims with their steps, voids, and returns from the authorisation to what becomes of an item."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model import claims, returning
from tests.model.acts_of_correction import REASON, ActsOfCorrection
from tests.model.acts_on_slips import SERIAL
from tests.model.facts import Product, Registration, Rules, broken
from tests.model.program import LAST, day_of
from tests.model.returning import Wanted
from tests.model.service import OPEN, Claim, Item, Return, stands
from tests.model.stage import DAY, SERIALS, SOUND_DAY, STRAY, WHICH, one

STEP = st.sampled_from(tuple(claims.STEPS))
RESOLUTION = st.sampled_from(("REPAIR", "REPLACEMENT", "REFUND", "GOODWILL"))
DISPOSITION = st.sampled_from(("RESTOCK", "REPAIR", "REPLACE", "SCRAP", "SEND_BACK"))


class ActsOfService(ActsOfCorrection):
    def known(self) -> list[tuple[Product, str]]:
        """Numbers that a unit carries, those that are sold first."""
        found = {(each.line.product, each.serial): each for each in self.register.registrations if each.serial}
        sold = [(product, serial) for product, serial in found if serial and self.register.sales(product, serial)]
        return sold + [(product, serial) for product, serial in found if serial and (product, serial) not in sold]

    def seen(self, thing: Claim | Return, which: int) -> tuple[int, Rules]:
        """The version that is seen; the stray choice has seen an older one (C4)."""
        stale = which == STRAY
        return self.program.versions[thing.name] - stale, broken(C4=stale)

    @precondition(lambda self: self.known())
    @rule(which=WHICH, day=DAY, steps=st.integers(0, 4), resolution=RESOLUTION, came=WHICH)
    def claim(self, which: int, day: int, steps: int, resolution: str, came: int) -> None:
        """A claim, and some way of it."""
        self.open_claim(*self.known()[which % len(self.known())], day, steps, resolution, came)

    @precondition(lambda self: self.standing())
    @rule(which=WHICH, day=SOUND_DAY, came=WHICH)
    def swap(self, which: int, day: int, came: int) -> None:
        """A claim from its opening to the unit that comes for the claimed one, by today."""
        self.swap_sold(self.standing()[which % len(self.standing())], day, came)

    def swap_sold(self, sale: Registration, day: int, came: int) -> None:
        day = max(day, sale.first_day or 0)
        self.open_claim(sale.line.product, sale.serial or "", day, 4, "REPLACEMENT", came)

    def standing(self) -> list[Registration]:
        """Units that are sold, those that came for another one first (W7)."""
        sold = [each for each in self.register.registrations if each.serial and stands(each, LAST)]
        return sorted(sold, key=lambda each: each.came_for is None)

    def coming(self, product: Product, which: int) -> str:
        """A number for what comes; the stray choice takes any."""
        return one(self.free_serials(product), SERIALS, which)

    def open_claim(self, product: Product, serial: str, day: int, steps: int, resolution: str, came: int) -> None:
        number = self.program.unique("CL")
        opened = self.act(
            self.register.orders[0],
            f"claim on {product.name} {serial} for {day}",
            lambda: claims.open_claim(self.service, product, serial, day),
            "openClaim",
            lambda: self.program.number_claim(self.service.claims[-1], number),
            unitId=self.program.unit_of(product, serial),
            problem="It hums.",
            day=day_of(day),
            number=number,
        )
        for step in ("reviewClaim", "approveClaim", "startClaimWork", "resolveClaim")[: steps if opened else 0]:
            self.step(self.service.claims[-1], step, LAST, resolution, came, 0)

    @precondition(lambda self: self.service.claims)
    @rule(which=WHICH, step=STEP, day=DAY, resolution=RESOLUTION, came=WHICH, seen=WHICH)
    def step_a_claim(self, which: int, step: str, day: int, resolution: str, came: int, seen: int) -> None:
        open_ones = [claim for claim in self.service.claims if claim.state in OPEN]
        self.step(one(open_ones, self.service.claims, which), step, day, resolution, came, seen)

    def step(self, claim: Claim, step: str, day: int, resolution: str, which: int, seen: int) -> None:
        """Resolving has a day and says how, and by which unit where another one came."""
        version, stale = self.seen(claim, seen)
        resolves = step == "resolveClaim"
        day, how = (day, resolution) if resolves else (LAST, None)
        more = {"day": day_of(day), "resolution": how} if resolves else {}
        came = self.coming(claim.registration.line.product, which) if how == "REPLACEMENT" else None
        more |= {"replacementSerial": came} if came else {}
        self.act(
            claim.registration.line.document.order,
            f"{step} of {claim.name} on {day}{f', {came} came' if came else ''}",
            lambda: stale or claims.step_claim(self.service, claim, step, day, how, came),
            step,
            id=self.id(claim),
            version=version,
            reason=REASON,
            **more,
        )

    @precondition(lambda self: self.known())
    @rule(which=WHICH, day=DAY)
    def void_a_warranty(self, which: int, day: int) -> None:
        product, serial = self.known()[which % len(self.known())]
        unit = self.program.unit_of(product, serial)
        self.act(
            self.register.orders[0],
            f"void {product.name} {serial} from {day} on",
            lambda: claims.void(self.service, product, serial, day),
            "voidWarranty",
            lambda: self.program.name_void(self.service.voids[-1], unit),
            unitId=unit,
            day=day_of(day),
            reason=REASON,
        )

    @precondition(lambda self: self.service.voids)
    @rule(which=WHICH)
    def lift_a_void(self, which: int) -> None:
        void = one([each for each in self.service.voids if not each.lifted], self.service.voids, which)
        self.act(
            void.registration.line.document.order,
            f"lift {void.name}",
            lambda: claims.lift(void),
            "liftVoid",
            id=self.id(void),
            reason=REASON,
        )

    @precondition(lambda self: bool(returning.still_sold(self.service)))
    @rule(which=WHICH, day=SOUND_DAY, override=st.booleans(), how=st.none() | DISPOSITION, came=WHICH)
    def send_back(self, which: int, day: int, how: str | None, came: int, *, override: bool) -> None:
        """A return, or all of it: what is kept is credited. The stray choice takes any day."""
        wanted = returning.still_sold(self.service)[which % len(returning.still_sold(self.service))]
        sale = wanted.sale(self.service, LAST)
        if which != STRAY and sale is not None:
            day = max(day, *(of for of, _ in self.service.invoices(sale)), 0)
        if self.authorise(wanted, day, override=override) and how is not None:
            found = self.service.returns[-1]
            self.receive(found, found.items[0], wanted.serial, LAST, 0)
            self.dispose(found, found.items[0], how, LAST, came, 0, credited=how in ("RESTOCK", "SCRAP"))

    @precondition(lambda self: self.register.registrations)
    @rule(which=st.integers(0, 50), day=DAY, override=st.booleans())
    def authorise_anything(self, which: int, day: int, *, override: bool) -> None:
        made = self.register.registrations[which % len(self.register.registrations)]
        blank = None if made.serial else made
        self.authorise(Wanted(made.line.product, made.serial, blank), day, override=override)

    def authorise(self, wanted: Wanted, day: int, *, override: bool) -> bool:
        number, blank = self.program.unique("RMA"), wanted.blank
        if wanted.serial is not None:
            item, told = {"unitId": self.program.unit_of(wanted.product, wanted.serial)}, wanted.serial
        else:
            assert blank is not None
            item, told = {"registrationId": self.id(blank)}, blank.name
        more = {"override": "He is a friend."} if override else {}
        return self.act(
            self.register.orders[0],
            f"authorise {told} of {wanted.product.name} for {day}{' against the answer' if override else ''}",
            lambda: returning.authorise(self.service, wanted, day, override=override),
            "authoriseReturn",
            lambda: self.program.number_return(self.service.returns[-1], number),
            customer=self.program.ids["customer"],
            items=[item],
            day=day_of(day),
            number=number,
            reason=REASON,
            **more,
        )

    def item(self, which: int, *states: str) -> tuple[Return, Item]:
        """An item that suits a step, with its return; the stray choice takes any."""
        item = one([each for each in self.service.items() if each.state in states], self.service.items(), which)
        return next(each for each in self.service.returns if item in each.items), item

    @precondition(lambda self: self.service.returns)
    @rule(which=WHICH, serial=st.none() | SERIAL, right=st.booleans(), day=DAY, seen=WHICH)
    def receive_an_item(self, which: int, serial: str | None, day: int, seen: int, *, right: bool) -> None:
        found, item = self.item(which, "AUTHORISED")
        if item.registration is not None:
            self.receive(found, item, item.serial if right else serial, day, seen)

    def receive(self, found: Return, item: Item, serial: str | None, day: int, seen: int) -> None:
        version, stale = self.seen(found, seen)
        number = {"notReadable": True} if serial is None else {"serialNumber": serial}
        self.act(
            item.line.document.order,
            f"receive {serial or 'something unreadable'} for {item.name} on {day}",
            lambda: stale or returning.receive(self.service, item, serial, day),
            "receiveReturnItem",
            itemId=self.id(item),
            version=version,
            day=day_of(day),
            **number,
        )

    @precondition(lambda self: any(item.waits for item in self.service.items()))
    @rule(which=WHICH, as_received=st.booleans(), seen=WHICH)
    def decide_on_an_item(self, which: int, seen: int, *, as_received: bool) -> None:
        item = one([each for each in self.service.items() if each.waits], self.service.items(), which)
        found = next(each for each in self.service.returns if item in each.items)
        version, stale = self.seen(found, seen)
        self.act(
            item.line.document.order,
            f"take {item.name} {'as received' if as_received else 'as authorised'}",
            lambda: stale or returning.decide(self.service, found, item, as_received=as_received),
            "decideReturnItem",
            lambda: self.program.number_return(found),
            itemId=self.id(item),
            version=version,
            decision="AS_RECEIVED" if as_received else "AS_AUTHORISED",
            reason=REASON,
        )

    @precondition(lambda self: self.service.returns)
    @rule(which=WHICH, how=DISPOSITION, credited=st.booleans(), day=SOUND_DAY, came=WHICH, seen=WHICH)
    def dispose_an_item(self, which: int, how: str, day: int, came: int, seen: int, *, credited: bool) -> None:
        found, item = self.item(which, "RECEIVED")
        self.dispose(found, item, how, day, came, seen, credited=credited)

    def dispose(self, found: Return, item: Item, how: str, day: int, which: int, seen: int, *, credited: bool) -> None:
        version, stale = self.seen(found, seen)
        came = self.coming(item.line.product, which) if how == "REPLACE" else None
        told = f"{how}{', credited,' if credited else ''}{f', {came} came,' if came else ''}"
        self.act(
            item.line.document.order,
            f"dispose {item.name} to {told} on {day}",
            lambda: stale or returning.dispose(self.service, item, how, day, came, credited=credited),
            "disposeReturnItem",
            itemId=self.id(item),
            version=version,
            disposition=how,
            credited=credited,
            replacementSerial=came,
            day=day_of(day),
            reason=REASON,
        )

    @precondition(lambda self: self.service.returns)
    @rule(which=WHICH, day=SOUND_DAY, seen=WHICH, whole=st.booleans())
    def give_up_a_return(self, which: int, day: int, seen: int, *, whole: bool) -> None:
        """An item is refused, or a return cancelled of which nothing was received."""
        found, item = self.item(which, "AUTHORISED", "RECEIVED")
        version, stale = self.seen(found, seen)
        order = item.line.document.order
        if whole:
            awaited = any(each.state == "AUTHORISED" for each in found.items)
            self.act(
                order,
                f"cancel {found.name}",
                lambda: (stale if awaited else frozenset()) or returning.cancel(self.service, found),
                "cancelReturn",
                id=self.id(found),
                version=version,
                reason=REASON,
            )
            return
        self.act(
            order,
            f"refuse {item.name} on {day}",
            lambda: stale or returning.refuse(self.service, item, day),
            "refuseReturnItem",
            itemId=self.id(item),
            version=version,
            day=day_of(day),
            reason=REASON,
        )
