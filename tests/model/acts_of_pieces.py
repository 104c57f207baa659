"""Acts on pieces without a registration: sent back by quantity, received in parts, with the numbers found on them."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model import pieces
from tests.model.acts_of_correction import REASON
from tests.model.acts_of_service import DISPOSITION, ActsOfService
from tests.model.acts_on_slips import SERIAL
from tests.model.facts import Document, Kind, Line
from tests.model.program import LAST, day_of
from tests.model.service import Item, Return
from tests.model.stage import DAY, PIECES, SOUND_DAY, STRAY, WHICH, one

FOUND = st.lists(SERIAL, max_size=2, unique=True)
ARRIVED = st.none() | PIECES


class ActsOfPieces(ActsOfService):
    def befall(self, slip: Document, fate: str) -> None:
        """Also that another unit came for one of it, or that pieces without a number come back in parts."""
        super().befall(slip, fate)
        named = [each for each in slip.lines[0].standing if each.serial is not None]
        if fate == "replaced" and named:
            self.swap_sold(named[0], LAST, 0)
        unnamed = self.register.orders[0].lines[-1]
        if fate == "sent back" and self.draft_direct(unnamed, unnamed.quantity):
            invoice = self.documents(Kind.INVOICE)[-1]
            self.post_invoice(invoice, LAST)
            self.come_in_parts(invoice.lines[0])

    def come_in_parts(self, line: Line) -> None:
        """One piece is back for good, the rest is awaited on; more than that there is not."""
        if self.authorise_pieces(line, pieces.left(self.service, line), LAST, override=False):
            made = self.service.returns[-1]
            item = made.items[0]
            self.receive_pieces(made, item, 1, [], LAST, 0)
            self.dispose(made, item, "RESTOCK", LAST, 0, 0, credited=True)
            self.authorise_pieces(line, 1, LAST, override=True)

    @precondition(lambda self: bool(pieces.still_sold(self.service)))
    @rule(
        which=WHICH,
        quantity=PIECES,
        by_slip=st.booleans(),
        day=SOUND_DAY,
        override=st.booleans(),
        arrived=ARRIVED,
        found=FOUND,
        how=st.none() | DISPOSITION,
    )
    def send_pieces_back(
        self,
        which: int,
        quantity: int,
        day: int,
        arrived: int | None,
        found: list[str],
        how: str | None,
        *,
        by_slip: bool,
        override: bool,
    ) -> None:
        """A return by quantity, or all of it: what is kept is credited. The stray choice takes any day."""
        sold = pieces.still_sold(self.service)
        line = sold[which % len(sold)]
        if which != STRAY:
            day = max(day, line.document.day or 0)
            quantity = min(quantity, pieces.left(self.service, line))
            arrived = None if arrived is None else min(arrived, quantity)
        asked = line.bills if by_slip and line.bills is not None else line
        if self.authorise_pieces(asked, quantity, day, override=override) and how is not None:
            made = self.service.returns[-1]
            item = made.items[0]
            self.receive_pieces(made, item, arrived, found, LAST, 0)
            self.dispose(made, item, how, LAST, which, 0, credited=how in ("RESTOCK", "SCRAP"))

    @precondition(lambda self: self.lines())
    @rule(which=st.integers(0, 20), quantity=PIECES, day=DAY, override=st.booleans())
    def authorise_pieces_of_anything(self, which: int, quantity: int, day: int, *, override: bool) -> None:
        self.authorise_pieces(self.lines()[which % len(self.lines())], quantity, day, override=override)

    def authorise_pieces(self, line: Line, quantity: int, day: int, *, override: bool) -> bool:
        number = self.program.unique("RMA")
        more = {"override": "He is a friend."} if override else {}
        return self.act(
            self.register.orders[0],
            f"authorise {quantity} of {line.name} for {day}{' against the answer' if override else ''}",
            lambda: pieces.authorise(self.service, line, quantity, day, override=override),
            "authoriseReturn",
            lambda: self.program.number_return(self.service.returns[-1], number),
            customer=self.program.ids["customer"],
            items=[{"pieces": {"lineId": self.id(line), "quantity": quantity}}],
            day=day_of(day),
            number=number,
            reason=REASON,
            **more,
        )

    def awaited(self) -> list[Item]:
        """Pieces that are on their way."""
        return [each for each in self.service.items() if each.registration is None and each.state == "AUTHORISED"]

    @precondition(lambda self: any(item.registration is None for item in self.service.items()))
    @rule(which=WHICH, arrived=ARRIVED, found=FOUND, day=DAY, seen=WHICH)
    def receive_some_pieces(self, which: int, arrived: int | None, found: list[str], day: int, seen: int) -> None:
        item = one(self.awaited(), [each for each in self.service.items() if each.registration is None], which)
        made = next(each for each in self.service.returns if item in each.items)
        self.receive_pieces(made, item, arrived, found, day, seen)

    def receive_pieces(
        self, made: Return, item: Item, arrived: int | None, found: list[str], day: int, seen: int
    ) -> None:
        version, stale = self.seen(made, seen)
        self.act(
            item.line.document.order,
            f"receive {arrived or 'all'} of {item.name} with {', '.join(found) or 'no number'} on {day}",
            lambda: stale or pieces.receive(self.service, made, item, arrived, found, day),
            "receiveReturnItem",
            lambda: self.program.number_return(made),
            itemId=self.id(item),
            version=version,
            day=day_of(day),
            quantity=arrived,
            serials=found,
        )
