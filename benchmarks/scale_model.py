"""What many people at once need, worked out from what one of them costs.

A server trains its rooms and makes their pictures with one core's worth of Python. What it gives many rooms
is simulated with the server's own rules (`Pace`, `Beat`, `PictureRate`): a queue of rooms before one core.
What a crowd needs is a sum. `benchmarks.scale` measures the same points, and docs/scale.md has both.
"""

from __future__ import annotations

import heapq
import math
import random
from typing import NamedTuple

from server.rooms.picture_rate import PictureRate
from server.training.pace import Beat, Pace, TrainingSpeed

EPOCHS_A_SECOND = 60.0
WARM_SECONDS = 20.0
"""Until the rate of pictures has settled."""
LOOK_SECONDS = 20.0


class Costs(NamedTuple):
    """What the small network 2-4-2-1 costs: processor times in seconds, sizes in bytes."""

    picture: float = 0.28e-3
    """A picture of a room: made, packed and sent to one browser."""
    epoch: float = 0.056e-3
    """An epoch in a room, with the loop around it."""
    follower: float = 25e-6
    """The same picture for one more who looks, with the acknowledgement."""
    cell: float = 0.15e-3
    """A room's cell on the wall of its class: made, put on the bus and told to the teacher's page."""
    valkey_cell: float = 18e-6
    """The same cell, of Valkey's processor."""
    valkey_state: float = 110e-6
    """A room's state that is kept, of Valkey's processor."""
    proxied: float = 120e-6
    """A picture that goes through a proxy with TLS, of its processor."""
    picture_bytes: float = 8_000
    small_picture_bytes: float = 3_000
    cell_bytes: float = 1_700
    kept_bytes: float = 30_000
    room_memory: float = 1e6
    page_memory: float = 31e3
    server_memory: float = 150e6


COSTS = Costs()


class Point(NamedTuple):
    """So many rooms that train side by side, each with somebody who looks, on so many server processes with a
    core each: pictures and epochs a second of each."""

    rooms: int
    processes: int
    pictures: float
    epochs: float


MEASURED = (
    Point(40, 1, 30.0, 60.0),
    Point(60, 1, 29.8, 59.9),
    Point(100, 1, 23.6, 60.0),
    Point(150, 1, 12.0, 59.1),
)
"""On two cores, one of them for the server."""


def simulated(rooms: int, processes: int = 1, frame_rate: float = 30.0, costs: Costs = COSTS) -> Point:
    """Returns what so many rooms get where they are spread evenly over the processes."""
    n = math.ceil(rooms / processes)
    pictures, epochs = _queue(n, frame_rate, costs)
    return Point(rooms, processes, pictures, epochs)


def _queue(n: int, frame_rate: float, costs: Costs) -> tuple[float, float]:
    """Pictures and epochs a second of each of n rooms that one core serves one after the other."""
    drawn, now = random.Random(1), 0.0
    rate = PictureRate(1 / frame_rate, now)
    begun = [drawn.random() / frame_rate for _ in range(n)]
    paces = [Pace(TrainingSpeed(EPOCHS_A_SECOND), each) for each in begun]
    beats = [Beat(1 / frame_rate, each) for each in begun]
    due = [(each, room) for room, each in enumerate(begun)]
    heapq.heapify(due)
    n_pictures = n_epochs = 0
    while now < WARM_SECONDS + LOOK_SECONDS:
        at, room = heapq.heappop(due)
        now = max(now, at)
        pace, beat = paces[room], beats[room]
        beat.interval = rate.interval
        pace.earn(now)
        due_at, loses = beat.due_at, pace.is_full
        is_shown = beat.is_due(now)
        if is_shown:
            rate.note(now - due_at, loses, now)
        trained = int(pace.credit)
        pace.spend(trained, 0)
        if now > WARM_SECONDS:
            n_pictures += is_shown
            n_epochs += trained
        now += costs.picture * is_shown + costs.epoch * trained
        heapq.heappush(due, (max(now, min(beat.due_at, pace.half_full_at())), room))
    return n_pictures / LOOK_SECONDS / n, n_epochs / LOOK_SECONDS / n


def pictures_of_followers(n: int, wanted: float, costs: Costs = COSTS) -> float:
    """Returns how many pictures a second n people get who look into one room, of as many as are wanted."""
    return min(wanted, 1 / (costs.picture + 2 * costs.epoch + n * costs.follower))


class Crowd(NamedTuple):
    """Who is there at once. Of a hundred people in a school sixty have a network of their own in a class of
    thirty, thirty look on while somebody presents, and ten are alone; a network trains a third of the time,
    since one looks, thinks and changes something in between."""

    people: int
    in_classes: float = 0.6
    following: float = 0.3
    training: float = 1 / 3
    of_class: int = 30
    of_presenter: int = 300
    pictures: float = 12.0
    """A second, of each room; nobody who learns misses the others."""


class Needs(NamedTuple):
    """What a crowd takes, beside what a single part of it can give at most."""

    cores: float
    """Of servers, each at 60 % of what it can, so that a queue stays short."""
    proxy_cores: float
    valkey_cores: float
    """One Valkey has one core for what it is told: more are several, with the rooms shared among them."""
    memory: float
    bytes_a_second: float
    """From the servers to the browsers."""
    messages_a_second: float
    """Over the bus."""
    kept_a_second: float
    """Bytes of rooms' states, written every four seconds where they train."""
    sockets: int


BUSY = 0.6
KEEP_SECONDS = 4.0
CELLS_A_SECOND = 2.0


def needs(crowd: Crowd, costs: Costs = COSTS) -> Needs:
    """Returns what a crowd needs."""
    following = crowd.people * crowd.following
    of_classes = crowd.people * crowd.in_classes
    rooms = crowd.people - following
    training, presented = rooms * crowd.training, following / crowd.of_presenter
    shown = crowd.pictures * (training + presented)
    followed = crowd.pictures * following
    cells = CELLS_A_SECOND * of_classes * crowd.training
    busy = (
        shown * costs.picture
        + followed * costs.follower
        + EPOCHS_A_SECOND * (training + presented) * costs.epoch
        + cells * costs.cell
    )
    cores = busy / BUSY
    return Needs(
        cores=cores,
        proxy_cores=(shown + followed) * costs.proxied / BUSY,
        valkey_cores=(cells * costs.valkey_cell + training / KEEP_SECONDS * costs.valkey_state) / BUSY,
        memory=rooms * costs.room_memory + crowd.people * costs.page_memory + cores * costs.server_memory,
        bytes_a_second=shown * costs.picture_bytes
        + followed * costs.small_picture_bytes
        + cells * costs.cell_bytes,
        messages_a_second=cells + of_classes / crowd.of_class,
        kept_a_second=training * costs.kept_bytes / KEEP_SECONDS,
        sockets=round(crowd.people * (1 + crowd.in_classes)),
    )
