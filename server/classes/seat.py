"""What a room does for the class of the student whose it is: it shows itself, and obeys.

A seat knows its room and the bus, and nothing of the class but that.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from engine.evaluation.metrics import parameter_count
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, parse_link, write_link
from engine.reasons import ReasonError
from server.bus import Bus, BusFull, Subscription
from server.classes import orders
from server.classes.orders import Seated
from server.requests.runs import open_link
from server.rooms.class_pace import ClassPace, read_pace, read_set_ups
from server.rooms.room import Room
from server.training.contest import Contest, ContestLimits

CELL_SECONDS = 7200.0
"""How long a cell stays on the bus that is not renewed."""


class Seat:
    """A room's place in a class, until the class or the room lets go of it; `opened` is the number of the
    last link that was opened in it."""

    def __init__(
        self, room: Room, bus: Bus, seated: Seated, wake: Callable[[], None], opened: int = 0
    ) -> None:
        self._room, self._bus, self.seated, self._wake = room, bus, seated, wake
        self._opened = opened
        school_class, person = seated
        tables = (orders.orders_of(school_class), orders.orders_of(school_class, person))
        bus.put(tables[1], orders.ROOM, orders.written(room.id), CELL_SECONDS)
        self._orders: list[Subscription] = [bus.subscribe(table, self._obey) for table in tables]

    def publish(self, cell: str) -> None:
        """Shows the class what the room looks like: a cell as it was made of its network, and what the room
        itself knows."""
        room, run = self._room, self._room.run
        shown = {
            **orders.read(cell.encode()),
            "parameters": parameter_count(run.experiment),
            "n_neurons": sum(run.experiment.hidden),
            "playing": room.playing,
            "diverged": run.diverged,
            "stuck": None if run.stuck is None else run.stuck.model_dump(),
            "link": write_link(Link(run.experiment, room.view)),
            "room": room.id,
            "watch": room.watch_token,
        }
        school_class, person = self.seated
        if not room.lives:  # or what it was before would be seen in the place of what it is elsewhere
            return
        try:
            self._bus.put(orders.cells_of(school_class), person, orders.written(shown), CELL_SECONDS)
        except BusFull:
            return  # the next one comes soon

    def leave(self) -> None:
        """The room is none of a class any more."""
        for each in self._orders:
            each.close()
        self._hold(None)
        self._room.leash.pace = self._room.leash.contest = None
        self._room.leash.set_ups = ()
        self._room.seat = None
        self._wake()

    def move(self) -> None:
        """The room goes on elsewhere, in the same place."""
        for each in self._orders:
            each.close()

    def close(self) -> None:
        """The room is gone."""
        self.move()
        self._bus.drop(orders.cells_of(self.seated.school_class), self.seated.person)

    def _obey(self) -> None:
        for subscription in self._orders:
            for key, value in subscription.take().items():
                match key:
                    case orders.PAUSE:
                        self._hold(None if value is None else orders.read(value))
                    case orders.PACE:
                        self._room.leash.pace = None if value is None else read_pace(orders.read(value))
                    case orders.LESSON:
                        self._room.leash.set_ups = () if value is None else read_set_ups(orders.read(value))
                    case orders.CHALLENGE:
                        self._room.leash.contest = None if value is None else _contest(orders.read(value))
                    case orders.OPEN if value is not None:
                        self._open(**orders.read(value))
                    case orders.LEAVE if value is not None:
                        return self.leave()
                    case orders.ROOM if value is not None and orders.read(value) != self._room.id:
                        return self.leave()
        self._wake()

    def _hold(self, sentence: str | None) -> None:
        """The room waits, or (None) goes on if it did before."""
        room, leash = self._room, self._room.leash
        if sentence is not None and leash.held is None:
            leash.goes_on = room.playing
            room.pause()
        elif sentence is None and leash.held is not None and leash.goes_on and not room.run.diverged:
            room.playing = True
            room.has_changed()
        leash.held = sentence

    def _open(self, number: int, link: str) -> None:
        """Opens what is handed out, once."""
        room = self._room
        if number <= self._opened:
            return
        self._opened = number
        school_class, person = self.seated
        try:
            self._bus.put(orders.opened_of(school_class), person, orders.written(number), CELL_SECONDS)
            opened = parse_link(link, room.new_seed, room.table_of)
            if opened != Link(room.run.experiment, room.view):
                with room.leash.loosened():
                    room.ask(open_link(room, opened))
        except (ReasonError, BusFull):
            return  # there is no memory for it, or its table is not here: the room stays as it is


async def take_seat(room: Room, bus: Bus, secret: str, wake: Callable[[], None]) -> None:
    """The room belongs to a class from now on, if a seat with this secret is known. Another room that had the
    place has it no more."""
    value = await bus.get(orders.SEATS, secret)
    seated = None if value is None else Seated(*orders.read(value))
    if seated is None or _has(room, seated):
        return
    table = orders.orders_of(seated.school_class)
    number = await bus.get(orders.opened_of(seated.school_class), seated.person)
    pace = await bus.get(table, orders.PACE)
    lesson = await bus.get(table, orders.LESSON)
    cell = await bus.get(orders.cells_of(seated.school_class), seated.person)
    if _has(room, seated):  # by another page, meanwhile
        return
    if room.seat is not None:
        room.seat.leave()
    seat = room.seat = Seat(room, bus, seated, wake, 0 if number is None else orders.read(number))
    room.due.add("cell")
    leash = room.leash
    if lesson is not None:
        leash.set_ups = read_set_ups(orders.read(lesson))
    if pace is not None:  # what comes with the same hello is refused already
        leash.pace = read_pace(orders.read(pace))
        if cell is not None:
            _go_on_as(room, leash.pace, orders.read(cell))
    read = leash.pace, leash.set_ups
    ordered = await bus.values(table)
    if room.seat is seat:  # what was taken back before the seat could hear of it counts no more
        if leash.pace is read[0] and orders.PACE not in ordered:
            leash.pace = None
        if leash.set_ups is read[1] and orders.LESSON not in ordered:
            leash.set_ups = ()


def _has(room: Room, seated: Seated) -> bool:
    """Whether the room has this place already."""
    return room.seat is not None and room.seat.seated == seated


def _go_on_as(room: Room, pace: ClassPace, cell: dict[str, Any]) -> None:
    """A room that takes the place of another may differ from that only in what is open; else it begins with
    the same set-up, or, where the table of that is not here, with the usual one."""
    if cell["room"] == room.id:
        return
    try:
        before = parse_link(cell["link"], room.new_seed, room.table_of)
    except ReasonError:
        before = Link(Experiment(), room.view)
    try:
        pace.check(before.experiment, room.run.experiment)
        room.leash.check_by_hand()  # its weights come from elsewhere
    except ReasonError:
        with suppress(ReasonError), room.leash.loosened():  # there may be no memory for it
            room.ask(open_link(room, before))


def _contest(order: dict[str, Any]) -> Contest:
    """Returns a challenge as it was ordered."""
    features = order["features"]
    limits = ContestLimits(order["neurons"], order["epochs"], None if features is None else tuple(features))
    return Contest(order["number"], parse_link(order["link"]).experiment, limits, order["seed"])
