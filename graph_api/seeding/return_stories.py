"""Returns of every kind: awaited, told apart, restocked and resold, replaced, refused, overridden, by quantity."""

from dataclasses import dataclass
from typing import Final

from graph_api.domain.documents import DocumentKind
from graph_api.domain.return_items import Disposition, ReturnView
from graph_api.domain.views import DocumentView, PageOf
from graph_api.seeding.clerk import Clerk
from graph_api.seeding.counter_stories import sells
from graph_api.services.authorising import AuthoriseReturn, WantedItem, authorise_return
from graph_api.services.point_of_sale import SoldLine
from graph_api.services.receiving import ReceiveItem, receive_return_item
from graph_api.services.receiving_pieces import PiecesArrived
from graph_api.services.returning import DisposeItem, RefuseItem, dispose_return_item, refuse_return_item
from graph_api.services.scans import Given

_MONITOR, _MOUSE_PAD = "3331", "2056"
_SOLD: Final = 8
_ITEM: Final = ("items", "0")
_RESTOCK, _REPLACE, _SEND_BACK = Disposition.RESTOCK, Disposition.REPLACE, Disposition.SEND_BACK


@dataclass(frozen=True, slots=True)
class _Parcel:
    """One item that a customer sends back, and the days before the newest one on which each thing happens to it."""

    clerk: Clerk
    customer: str
    item: WantedItem

    async def awaited(self, day: int, why: str, override: str | None = None) -> ReturnView:
        self.clerk.on(day)
        command = AuthoriseReturn(self.customer, (self.item,), override=override)
        return await self.clerk.does(authorise_return, command, why)

    async def arrived(
        self, day: int, found: ReturnView, number: str | None, pieces: PiecesArrived | None = None
    ) -> ReturnView:
        self.clerk.on(day)
        given = None if number is None else Given(number)
        command = ReceiveItem(found.items[0].id, 1, given, pieces=pieces or PiecesArrived())
        return await self.clerk.does(receive_return_item, command)

    async def disposed(self, day: int, found: ReturnView, to: Disposition, why: str, came: str | None = None) -> None:
        self.clerk.on(day)
        replacement = None if came is None else Given(came)
        command = DisposeItem(found.items[0].id, 2, to, credited=to is _RESTOCK, replacement=replacement)
        await self.clerk.does(dispose_return_item, command, why)


async def came_back_in_every_way(clerk: Clerk) -> None:
    """Nine monitors of one sale, one without a readable number: each comes back in its own way (V4 to V6)."""
    clerk.on(24)
    *sold, came, found = clerk.next_serials(_MONITOR, _SOLD + 2)
    line = SoldLine(_MONITOR, len(sold) + 1, tuple(sold), not_readable=1)
    invoice = await sells(clerk, "POS-0008", "120", line)
    resold, replaced, refused, home, apart, here, awaited, kept = sold

    blank = await _blank(clerk, invoice, found)
    view = await blank.awaited(20, "the label is gone, and the stand is loose")
    await blank.arrived(18, view, found)
    await blank.disposed(17, view, _RESTOCK, "repaired, and sold as used")

    parcel = await _parcel(clerk, resold)
    view = await parcel.awaited(16, "too large for the desk")
    await parcel.arrived(14, view, resold)
    await parcel.disposed(13, view, _RESTOCK, "unopened")
    clerk.on(12)
    await sells(clerk, "POS-0009", "103", SoldLine(_MONITOR, 1, (resold,)))

    parcel = await _parcel(clerk, replaced)
    view = await parcel.awaited(11, "a pixel is dead")
    await parcel.arrived(10, view, replaced)
    await parcel.disposed(9, view, _REPLACE, "one of the same kind was at hand", came)

    parcel = await _parcel(clerk, refused)
    view = await parcel.awaited(9, "the picture flickers")
    await parcel.arrived(8, view, refused)
    await clerk.does(refuse_return_item, RefuseItem(view.items[0].id, 2), "the glass is broken")

    parcel = await _parcel(clerk, home)
    view = await parcel.awaited(8, "it does not switch on")
    await parcel.arrived(7, view, home)
    await parcel.disposed(6, view, _SEND_BACK, "only the cable was broken")

    view = await (parcel := await _parcel(clerk, apart)).awaited(6, "the colours are pale")
    await parcel.arrived(4, view, kept)
    view = await (parcel := await _parcel(clerk, here)).awaited(5, "the picture flickers")
    await parcel.arrived(3, view, here)
    await (await _parcel(clerk, awaited)).awaited(2, "one more than was needed")


async def came_back_against_the_answer(clerk: Clerk) -> None:
    """The window has been closed for two weeks; whoever has the duty takes it all the same (V3)."""
    clerk.on(45)
    (serial,) = clerk.next_serials(_MONITOR, 1)
    await sells(clerk, "POS-0010", "103", SoldLine(_MONITOR, 1, (serial,)))
    parcel = await _parcel(clerk, serial, "103")
    view = await parcel.awaited(5, "it was never used", "a customer of many years")
    await parcel.arrived(4, view, serial)
    await parcel.disposed(3, view, _RESTOCK, "as new")


async def came_back_by_quantity(clerk: Clerk) -> None:
    """Six mouse pads without a registration; four are to come back, of which three have arrived (T3, V6)."""
    clerk.on(14)
    invoice = await sells(clerk, "POS-0011", "110", SoldLine(_MOUSE_PAD, 6))
    pads = _Parcel(clerk, "110", WantedItem(_ITEM, line_id=invoice.lines[0].id, quantity=4))
    view = await pads.awaited(9, "the wrong colour")
    await pads.arrived(7, view, None, PiecesArrived(3, clerk.next_serials(_MOUSE_PAD, 1)))
    await pads.disposed(6, view, _RESTOCK, "unopened")


async def _parcel(clerk: Clerk, serial: str, customer: str = "120") -> _Parcel:
    return _Parcel(clerk, customer, WantedItem(_ITEM, unit_id=await clerk.unit(_MONITOR, serial)))


async def _blank(clerk: Clerk, invoice: DocumentView, found: str) -> _Parcel:
    """The one whose number could not be read; told again, it has the number that was found on it."""
    (listed,) = await clerk.graph.registrations(DocumentKind.INVOICE, [(invoice.lines[0].id, PageOf(2 * _SOLD))])
    blank = next(each for each in listed if each.serial_number in (None, found))
    return _Parcel(clerk, "120", WantedItem(_ITEM, registration_id=blank.id))


RETURN_STORIES: Final = (came_back_in_every_way, came_back_against_the_answer, came_back_by_quantity)
