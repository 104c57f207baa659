"""Acts on packing slips, and registering on drafts of both kinds."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model import registering, slips
from tests.model.facts import Document, Kind, Line, OrderLine, State
from tests.model.program import day_of
from tests.model.stage import DAY, PIECES, SERIALS, SOUND_DAY, WHICH, Stage, names, one

SERIAL = st.sampled_from(SERIALS)
NUMBERS = st.lists(SERIAL, min_size=1, max_size=3)
SOME = st.lists(st.integers(0, 3), max_size=3, unique=True)


class ActsOnSlips(Stage):
    def draft_slip(self, wanted: list[tuple[OrderLine, int]]) -> bool:
        order = wanted[0][0].order
        lines = [{"orderLineId": self.id(line), "quantity": pieces} for line, pieces in wanted]
        told = ", ".join(f"{pieces} of {line.name}" for line, pieces in wanted)
        return self.act(
            order,
            f"draft a slip of {told}",
            lambda: slips.create_slip(self.register, order, wanted),
            "createPackingSlip",
            order=self.id(order),
            lines=lines,
        )

    def add(self, line: Line, serials: list[str], *, each: bool = False) -> bool:
        return self.act(
            line.document.order,
            f"list {', '.join(serials)} on {line.name}{', each for itself' if each else ''}",
            lambda: registering.add(self.register, line, serials, each=each),
            "registerSerials",
            lineId=self.id(line),
            serials=serials,
            mode="EACH" if each else "ALL_OR_NOTHING",
        )

    def add_blanks(self, line: Line, count: int) -> bool:
        return self.act(
            line.document.order,
            f"{count} not readable on {line.name}",
            lambda: registering.add(self.register, line, (), blanks=count),
            "registerNotReadable",
            lineId=self.id(line),
            count=count,
        )

    @rule(which=WHICH, pieces=st.none() | PIECES)
    def draft_a_slip(self, which: int, pieces: int | None) -> None:
        """So many pieces of an order line, or all that is left of its order."""
        order_line = one(self.order_lines(), self.order_lines(), which)
        if pieces is not None:
            self.draft_slip([(order_line, pieces)])
            return
        order = order_line.order
        self.act(
            order,
            f"draft a slip of all that is left of {order.name}",
            lambda: slips.create_slip(self.register, order, None),
            "createPackingSlip",
            order=self.id(order),
        )

    @rule(which=WHICH, pieces=PIECES, numbers=st.integers(0, 3), day=SOUND_DAY)
    def ship(self, which: int, pieces: int, numbers: int, day: int) -> None:
        """A slip from its draft to its posting: free numbers first, the rest not readable."""
        order_line = one(self.order_lines(), self.order_lines(), which)
        if not self.draft_slip([(order_line, pieces)]):
            return
        slip = self.documents(Kind.SLIP)[-1]
        self.fill_up(slip.lines[0], numbers)
        self.post_slip(slip, day)

    def fill_up(self, line: Line, numbers: int) -> None:
        """Register free numbers, so many at most, and the rest as not readable."""
        missing = line.quantity - len(line.standing)
        serials = self.free_serials(line.product)[: max(0, min(numbers, missing))]
        if line.product.active and serials:
            self.add(line, serials)
        if line.product.active and missing > len(serials):
            self.add_blanks(line, missing - len(serials))

    @precondition(lambda self: self.documents(Kind.SLIP, State.DRAFT))
    @rule(which=WHICH, place=st.integers(0, 2), pieces=st.integers(0, 3), more=st.integers(0, 2))
    def edit_a_slip(self, which: int, place: int, pieces: int, more: int) -> None:
        slip = one(self.documents(Kind.SLIP, State.DRAFT), self.documents(Kind.SLIP), which)
        edited = {slip.lines[place]: pieces} if place < len(slip.lines) else {}
        # A line that is removed in one call with its successor would leave open which of them waiting numbers find.
        added = [(slip.order.lines[place % len(slip.order.lines)], more)] if more and pieces else []
        told = [f"{line.name} to {quantity}" for line, quantity in edited.items()]
        told += [f"{quantity} more of {line.name}" for line, quantity in added]
        self.act(
            slip.order,
            f"edit {slip.name}: {', '.join(told) or 'nothing'}",
            lambda: slips.edit_slip(self.register, slip, edited, added),
            "editPackingSlip",
            id=self.id(slip),
            lines=[{"lineId": self.id(line), "quantity": quantity} for line, quantity in edited.items()],
            add=[{"orderLineId": self.id(line), "quantity": quantity} for line, quantity in added],
        )

    @precondition(lambda self: len(self.story) % 3 == 0 and self.drafts())
    @rule(which=WHICH)
    def discard(self, which: int) -> None:
        document = one(self.drafts(), self.register.documents, which)
        self.act(
            document.order,
            f"discard {document.name}",
            lambda: slips.discard(self.register, document),
            "discardPackingSlip" if document.kind is Kind.SLIP else "discardInvoice",
            id=self.id(document),
        )

    def drafts(self) -> list[Document]:
        return [each for each in self.register.documents if each.state is State.DRAFT]

    @precondition(lambda self: self.documents(Kind.SLIP, State.DRAFT))
    @rule(which=WHICH, day=DAY)
    def post_a_slip(self, which: int, day: int) -> None:
        slip = one(self.documents(Kind.SLIP, State.DRAFT), self.documents(Kind.SLIP), which)
        self.post_slip(slip, day)

    def post_slip(self, slip: Document, day: int) -> None:
        self.act(
            slip.order,
            f"post {slip.name} on {day}",
            lambda: slips.post_slip(self.register, slip, day),
            "postPackingSlip",
            id=self.id(slip),
            day=day_of(day),
        )

    @precondition(lambda self: self.lines(State.DRAFT))
    @rule(which=WHICH, serial=SERIAL, off=st.booleans())
    def scan(self, which: int, serial: str, *, off: bool) -> None:
        line = one(self.lines(State.DRAFT), self.lines(), which)
        decide = registering.remove if off else lambda register, line, serial: registering.add(register, line, [serial])
        self.act(
            line.document.order,
            f"scan {serial} {'off' if off else 'onto'} {line.name}",
            lambda: decide(self.register, line, serial),
            "scanSerial",
            lineId=self.id(line),
            scan=serial,
            mode="REMOVE" if off else "ADD",
        )

    @precondition(lambda self: self.lines(State.DRAFT))
    @rule(which=WHICH, serials=NUMBERS, each=st.booleans())
    def list_numbers(self, which: int, serials: list[str], *, each: bool) -> None:
        self.add(one(self.lines(State.DRAFT), self.lines(), which), serials, each=each)

    @precondition(lambda self: self.lines(State.DRAFT))
    @rule(which=WHICH, count=st.integers(1, 2))
    def register_not_readable(self, which: int, count: int) -> None:
        self.add_blanks(one(self.lines(State.DRAFT), self.lines(), which), count)

    @precondition(lambda self: self.lines(State.DRAFT))
    @rule(which=WHICH, add=SOME, remove=SOME)
    def change_by_id(self, which: int, add: list[int], remove: list[int]) -> None:
        """Choose and give back, or take off, blanks too."""
        line = one(self.lines(State.DRAFT), self.lines(), which)
        source = line.bills or line
        added = [source.standing[place] for place in add if place < len(source.standing)]
        removed = [
            each for place in remove if place < len(line.standing) and (each := line.standing[place]) not in added
        ]
        self.act(
            line.document.order,
            f"on {line.name} choose {names(added) or 'none'}, give back {names(removed) or 'none'}",
            lambda: registering.change(self.register, line, added, removed),
            "changeRegistrations",
            lineId=self.id(line),
            add=self.ids(added),
            remove=self.ids(removed),
        )
