"""A room without a server or a clock, with people in it whose messages it gets."""

import json
from contextlib import ExitStack
from typing import Any

from engine.backends.devices import Devices
from engine.experiment.experiment import Experiment
from engine.experiment.links import Link
from engine.experiment.view import View
from server.frames.members import Member
from server.messages import Role
from server.messages.outbox import Outbox
from server.requests.reading import read_message
from server.requests.receiving import receive
from server.rooms.dispatch import make_job, next_work, seeks_remedies, take_back
from server.rooms.room import Room
from server.training.carry_out import carry_out
from server.training.room_trainer import RoomTrainer
from tests.server.people.decode import Frame, decode


class Classroom:
    """A room with a host and a watcher, and a worker that works when told to."""

    def __init__(self, doors: ExitStack, devices: Devices | None = None) -> None:
        self.room = Room("room", Link(Experiment(), View()), new_seed=lambda: "0.25")
        self.training = RoomTrainer(devices=devices)
        self._doors = doors
        self.host = self.join("host")
        self.watcher = self.join("watcher")
        self.work()

    def join(self, role: Role) -> Member:
        return self._doors.enter_context(self.room.joined(role, Outbox()))

    def work(self, epochs: float = 0, diagnose: bool = False) -> None:
        while True:
            measure = bool(self.room.measuring)
            job = make_job(
                self.room,
                next_work(self.room),
                epochs=epochs,
                seconds=10,
                publish=True,
                diagnose=diagnose,
                seek_remedies=seeks_remedies(self.room),
                measure=measure,
            )
            has_more = bool(self.room.work)
            take_back(self.room, carry_out(self.training, job))
            self.room.send_state()
            if not has_more:
                return

    def say(self, member: Member, type: str, **fields: Any) -> None:
        receive(self.room, member, read_message(json.dumps({"type": type, **fields})))
        if self.room.answers:
            self.room.send_state()

    def heard(self, member: Member) -> list[dict[str, Any] | Frame]:
        """What went out to a member since the last time."""
        items = iter(member.outbox.take, None)
        heard = [decode(each) if isinstance(each, bytes) else json.loads(each) for each in items]
        for each in heard:
            if isinstance(each, Frame):
                member.outbox.acknowledge(each.sequence)
        return heard

    def kinds_heard(self, member: Member) -> list[str]:
        return [each.type if isinstance(each, Frame) else each["type"] for each in self.heard(member)]
