"""A live room, driven or watched from Python."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy.typing as npt

from engine.data.reading.choices import GapsName
from engine.data.table import Table
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link, parse_link, write_link
from engine.experiment.view import View
from engine.export.description import describe
from engine.export.table import exported
from engine.export.weights import Weights, bring_back, read_weights
from engine.network.network import Layer
from engine.training.history import LossPoint
from engine.training.trainer import Trainer
from server.client.address import whereabouts
from server.client.epochs import LONGEST_WAIT_SECONDS, progress_bar, wait_for_epoch
from server.client.files import archive_of, fetch_network, fetch_table, send_file, send_network, send_table
from server.client.look import Look
from server.client.presence import Presence
from server.frames.layout import SectionKind
from server.frames.reading import decode, losses_in
from server.messages import Role, Unit

SECONDS = 15.0  # that an answer may take
STEPS_AT_ONCE = 100  # so many a room keeps in mind in any case


def new_room(
    address: str, experiment: Experiment | str | None = None, seconds: float = SECONDS
) -> "LiveRoom":
    """A new room of the playground at `address`, with an experiment or a link of one; you hold its controls.

    Raises `RoomError` if it cannot be had within so many seconds, `LinkError` for a bad link, ValueError for
    a bad address.
    """
    place = whereabouts(address)._replace(room=None, token=None)
    fragment = None if experiment is None else _fragment(experiment)
    room = LiveRoom(Presence(place, seconds), seconds)
    if fragment is not None:
        try:
            room.ask("open_link", link=fragment)
        except BaseException:
            room.close()
            raise
    return room


def join_room(address: str, seconds: float = SECONDS) -> "LiveRoom":
    """The room of a watch link, or of a host's `LiveRoom.address`. Raises `RoomError` and ValueError."""
    place = whereabouts(address)
    if place.room is None:
        raise ValueError(f"address must end with #watch=ROOM.TOKEN, got {address!r:.100}")
    return LiveRoom(Presence(place, seconds), seconds)


class LiveRoom:
    """A room that you are in until `close`, or the end of a `with` block.

    A connection that is lost comes back by itself, into the same room; what waits for a picture or an epoch
    waits on. Every answer may take `seconds`. What cannot be done raises `RoomError`, whose text is a
    sentence. Its methods may be called by one thread at a time.
    """

    def __init__(self, presence: Presence, seconds: float = SECONDS) -> None:
        self._presence, self.seconds = presence, seconds

    def __enter__(self) -> "LiveRoom":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        place = self._presence.place
        return f"LiveRoom({self.role} of {place.room} at {place.page})"

    def close(self) -> None:
        """Leaves the room, which stays for those who are in it."""
        self._presence.leave()

    # What is known of the room

    @property
    def role(self) -> Role:
        """ "host", who holds the controls, or "watcher"."""
        return self._presence.role

    @property
    def address(self) -> str:
        """The address that opens the room in a browser, or here again, in the role that you have."""
        return self._presence.place.link

    @property
    def watch_address(self) -> str:
        """The address for those who look on."""
        return self._presence.place._replace(token=self._presence.watch).link

    @property
    def server_version(self) -> str:
        """Which version of the playground the server has."""
        return self._presence.version

    @property
    def state(self) -> dict[str, Any]:
        """All that the server says of the room, as `state` of the protocol (docs/protocol.md)."""
        return dict(self._presence.state)

    @property
    def experiment(self) -> Experiment:
        """What the room trains."""
        return parse_link(self.state["link"], table_of=lambda digest: self.table()).experiment

    @property
    def is_playing(self) -> bool:
        """Whether it trains."""
        return bool(self.state["playing"])

    def look(self) -> Look:
        """What the run looks like now: epoch, losses, weights, pictures."""
        deadline = time.monotonic() + self.seconds
        room = self._presence
        before = room.ask("set_grid_size", {"size": "small"}, deadline)  # has the present picture sent again
        return Look(room.wait(lambda: room.look if room.n_looks > before else None, deadline))

    def history(self) -> list[LossPoint]:
        """The loss curve since epoch 0, at most 1000 points: epoch, training and test loss."""
        room = self._presence
        room.history = None
        self.ask("get_history")
        frame = decode(room.wait(lambda: room.history, time.monotonic() + self.seconds))
        sections = [] if frame is None else frame.of(SectionKind.LOSSES)
        return [point for section in sections for point in losses_in(section)]

    def table(self) -> Table:
        """The data of its own that the room has, painted or brought. Raises `RoomError` where there are
        none."""
        return fetch_table(self._presence.place, self.seconds)

    def weights(self) -> tuple[Layer, ...]:
        """Weights (n_out, n_in) and biases (n_out,) of each layer as they are now, float64."""
        return self._weights().model.parameters

    def network(self, target: str) -> bytes:
        """The trained network as a file: "numpy", "pytorch", "keras", "onnx", … (docs/taking-away.md)."""
        return fetch_network(self._presence.place, target, self.seconds)

    def trainer(self) -> Trainer:
        """A run of your own, at epoch 0, with the room's experiment and present weights."""
        made = Trainer(self.experiment)
        bring_back(made, self._weights())
        return made

    def wait_for_epoch(
        self, epoch: int, seconds: float = LONGEST_WAIT_SECONDS, progress: bool | None = None
    ) -> Look:
        """Waits until the room has trained that far; returns what it looks like then, perhaps some epochs
        later. With `progress` a bar is on standard error meanwhile; by itself where that is a terminal.

        Raises `RoomError` if it does not come to that within so many seconds, diverges or stops by a rule.
        """
        with progress_bar(epoch, "epoch", progress) as bar:
            return wait_for_epoch(self._presence, epoch, seconds, bar)

    # What a host may do

    def ask(self, type: str, **fields: Any) -> None:
        """Sends any request of the protocol, such as `ask("go_to", epoch=10)`, and waits until it is carried
        out. Raises `RoomError` with why not, and what is at fault."""
        self._presence.ask(type, fields, time.monotonic() + self.seconds)

    def set_experiment(self, experiment: Experiment | str) -> None:
        """Begins another run, of an experiment or of a link, which waits to be played. Raises `LinkError` for
        a bad link."""
        self.ask("open_link", link=_fragment(experiment))

    def change(self, **changes: Any) -> None:
        """Changes some fields of the experiment: `change(learning_rate=0.1)`. Some take effect while it
        trains, others begin another run (docs/protocol.md has which)."""
        self.ask("change", changes=changes)

    def play(self) -> None:
        """Trains until it is paused, at the room's speed."""
        self.ask("play")

    def pause(self) -> None:
        """Stops where it is."""
        self.ask("pause")

    def set_speed(self, epochs_per_second: float | None) -> None:
        """How fast a playing room trains, from 1 to 10,000 epochs a second; None: as fast as it can."""
        self.ask("set_speed", epochs_per_second=epochs_per_second)

    def reset(self, same_weights: bool = False) -> None:
        """Begins another run on the same points, with new first weights or those of this run."""
        self.ask("reset", weights="same" if same_weights else "new")

    def step(self, n: int = 1, unit: Unit = "epoch", progress: bool | None = None) -> Look:
        """Pauses, trains by exactly so many epochs or updates (one for each batch) and looks. `progress` as
        in `wait_for_epoch`."""
        if n < 1:
            raise ValueError(f"n must be at least 1, got {n}")
        self.pause()
        first = self.look()
        with progress_bar(n, unit, progress) as bar:
            for done in range(1, n + 1):
                self.ask("step", unit=unit)
                if unit == "epoch" and (done % STEPS_AT_ONCE == 0 or done == n):
                    wait_for_epoch(self._presence, first.epoch + done, LONGEST_WAIT_SECONDS)
                bar.update()
        return self.look()

    def put_table(self, table: Table) -> None:
        """Has the room learn from data of your own, up to 5,000 rows of 64 inputs; what is on the plane can
        be painted on. Where the inputs stay the network learns on. It can be undone."""
        send_table(self._presence.place, table, self.seconds)
        self._wait_for_turn()

    def bring(
        self,
        file: str | Path | bytes,
        target: str,
        inputs: Sequence[str] | None = None,
        gaps: GapsName = "leave",
        title: str = "",
    ) -> Table:
        """Has the room learn the column `target` of a CSV, TSV or JSON file, given by its path or its bytes,
        as the page's "Bring a table" does: up to 3 MB, 5,000 rows and 20 columns. Returns the table.

        Without `inputs` all columns of numbers are, and those with few words; words become an input each.
        Rows with gaps are left out, filled or refused. Raises `RoomError`, and ValueError for a column that
        is not there.
        """
        content = file if isinstance(file, bytes) else Path(file).read_bytes()
        name = title or ("Table" if isinstance(file, bytes) else Path(file).stem)
        send_file(self._presence.place, content, name, target, inputs, gaps, self.seconds)
        self._wait_for_turn()
        return self.table()

    def put_weights(
        self, weights: Trainer | bytes | str | Path | Sequence[tuple[npt.ArrayLike, npt.ArrayLike]]
    ) -> None:
        """Puts weights that were trained elsewhere into the room's network, which must have the same shape.

        They are (weights (n_out, n_in), biases (n_out,)) of each layer, a trainer's, or a file as it is taken
        away to json or npz, by its path or its bytes. It can be undone. Raises `RoomError` where they do not
        fit.
        """
        if isinstance(weights, Trainer):
            content = exported(describe(weights), "npz").content
        elif isinstance(weights, bytes):
            content = weights
        elif isinstance(weights, str | Path):
            content = Path(weights).read_bytes()
        else:
            content = archive_of(weights)
        send_network(self._presence.place, content, self.seconds)
        self._wait_for_turn()

    def _wait_for_turn(self) -> None:
        """Waits until what came before, over HTTP too, is carried out and everybody has been told."""
        self.ask("change", changes={})

    def _weights(self) -> Weights:
        return read_weights(self.network("npz"))


def _fragment(experiment: Experiment | str) -> str:
    """An experiment as a link; one that is a link already is checked."""
    if isinstance(experiment, Experiment):
        return write_link(Link(experiment, View()))
    parse_link(experiment)
    return experiment
