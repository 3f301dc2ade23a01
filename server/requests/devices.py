"""What computes: choosing a device, and measuring all of them."""

from typing import Annotated, cast

from pydantic import Field

from engine.backends.devices import DeviceName
from server.frames.members import Member
from server.requests.request import Answer, HostRequest, RunRequest
from server.rooms.room import Room
from server.training.jobs import Work
from server.training.work import ComputeOn


class SetDevice(RunRequest):
    """Chooses the device that computes, or leaves the choice to the server ("auto"); training goes on."""

    device: Annotated[str, Field(max_length=32)]

    def handle(self, room: Room, member: Member) -> Work:
        # Not for the undo: the run is the same on every device, and nothing of it is to be taken back.
        return ComputeOn(cast(DeviceName, self.device))


class MeasureDevices(HostRequest):
    """Has each device that is ready train a copy of the network for about 20 ms; `devices` is the answer.

    One measurement at a time.
    """

    def handle(self, room: Room, member: Member) -> Answer:
        room.measure_for(member, self.id)
        return Answer.NONE
