"""What members ask a room for, who may ask it, and what comes of it."""

import dataclasses
from collections.abc import Callable, Hashable
from typing import assert_never, cast

from engine.backends.devices import DeviceName
from engine.experiment.links import Link, View, parse_link, random_seed
from engine.training.transfer import TRANSFERABLE
from server.frames.members import SHOWN, Member, Neuron
from server.frames.probes import ProbePoint, is_there
from server.messages import (
    Ack,
    BackToGood,
    BadMessage,
    Change,
    ChangeView,
    ClientMessage,
    Freeze,
    GetHistory,
    GoTo,
    Grids,
    Hello,
    Laser,
    Look,
    MeasureDevices,
    Numbers,
    OpenLink,
    Pause,
    Play,
    Probe,
    Redo,
    Regenerate,
    Reset,
    SetBias,
    SetDevice,
    SetWeight,
    Speed,
    Step,
    SwitchNeuron,
    Undo,
    Unit,
    ViewChanges,
    Visible,
)
from server.rooms import travel
from server.rooms.delivery import put_done, put_error
from server.rooms.room import Room
from server.runs.marks import changes_between
from server.runs.states import Slot
from server.training.jobs import Work
from server.training.pace import TrainingSpeed
from server.training.work import UNKNOWN, Adjust, ComputeOn, Edit, GoOn, Update

MOST_WORK = 256  # requests that wait for one trainer

Viewing = Look | Probe | Grids | Visible | Numbers | GetHistory
Arranging = Pause | Speed | ChangeView
Travelling = GoTo | BackToGood | Undo | Redo
Changing = Reset | Regenerate | Change | OpenLink | SetWeight | SetBias | SwitchNeuron | Freeze
Going = Play | Step | SetDevice | Travelling | Changing


def receive(
    room: Room, member: Member, message: ClientMessage, new_seed: Callable[[], str] = random_seed
) -> None:
    """Does what a message asks, or answers why not."""
    try:
        if message.host_only and member.role != "host":
            raise BadMessage("forbidden", f"only the host of the room may send {message.type}")
        _obey(room, member, message, new_seed)
    except BadMessage as error:
        put_error(member.outbox, message.id, error.code, error.sentence, error.field)
    except ValueError as error:
        put_error(member.outbox, message.id, "invalid", str(error), getattr(error, "field", None))


def _obey(room: Room, member: Member, message: ClientMessage, new_seed: Callable[[], str]) -> None:
    match message:
        case Ack(sequence=sequence):
            member.outbox.acknowledge(sequence)
        case Look() | Probe() | Grids() | Visible() | Numbers() | GetHistory():
            _view(room, member, message)
            put_done(member.outbox, message.id)
        case Pause() | Speed() | ChangeView():
            _arrange(room, message)
            _put_done_at_once(room, member, message.id)
        case Laser():
            room.pointing.move(member.outbox, message, room.outboxes())
            put_done(member.outbox, message.id)
        case MeasureDevices():
            room.measure_for(member, message.id)
        case Hello():
            raise BadMessage("bad_message", "hello may come once only")
        case _:
            if sum(work.member is not None for work in room.work) >= MOST_WORK:
                raise BadMessage("too_fast", "the room is still busy with earlier messages")
            work = _work_for(room, message, new_seed)
            if work is None:
                _put_done_at_once(room, member, message.id)
            else:
                work.member, work.id = member, message.id
                room.ask(work)


def _put_done_at_once(room: Room, member: Member, id: int | None) -> None:
    """Answers what is done already."""
    room.has_changed()
    room.send_state()
    put_done(member.outbox, id)


def _work_for(room: Room, message: Going, new_seed: Callable[[], str]) -> Work | None:
    """Changes the room; returns the work for the trainer that is left, if any."""
    match message:
        case Play():
            _check_not_diverged(room)
            _go_on_from_here(room)
            room.playing = True
            return None
        case Step(unit=unit):
            _check_not_diverged(room)
            room.pause()
            _go_on_from_here(room)
            if unit == "update":
                return Update()
            room.epochs_to_step = min(room.epochs_to_step + 1, MOST_WORK)
            return None
        case SetDevice(device=device):
            # Not for the undo: the run is the same on every device, and nothing of it is to be taken back.
            return ComputeOn(cast(DeviceName, device))
        case GoTo() | BackToGood() | Undo() | Redo():
            return _travel(room, message)
        case _:
            return _change_run(room, message, new_seed)


def _check_not_diverged(room: Room) -> None:
    if room.run.diverged:
        raise ValueError(
            "training ran away to infinity; go back to the last good moment, "
            "or lower the learning rate and press reset"
        )


def _go_on_from_here(room: Room) -> None:
    if room.run.timeline.end is not None:
        travel.go_on(room)
    if room.run.stopped is not None:
        room.run.stopped = None
        room.ask(GoOn())


def _view(room: Room, member: Member, message: Viewing) -> None:
    """What a member asks for itself."""
    match message:
        case Look(layer=layer, neuron=neuron):
            member.looking_at = _neuron(room, layer, neuron)
            member.outbox.forget_neuron()
            member.wants.add("neuron")
        case Probe():
            member.probing = _point(room, message)
            member.outbox.forget_probe()
            member.wants.add("probe")
        case Grids(size=size):
            member.grids = size
            member.wants.add("state")
        case Visible(visible=visible):
            member.visible = visible
            if visible:
                member.wants |= {"history", *SHOWN}
                room.due.add("numbers")
        case Numbers(wanted=wanted):
            member.numbers = wanted
            member.outbox.forget_numbers()
            room.due.add("numbers")
        case GetHistory():
            member.wants.add("history")
        case _:
            assert_never(message)


def _arrange(room: Room, message: Arranging) -> None:
    """What changes the room but not its run."""
    match message:
        case Pause():
            room.pause()
        case Speed(epochs_per_second=epochs, updates_per_second=updates):
            if len(message.model_fields_set & {"epochs_per_second", "updates_per_second"}) != 1:
                sentence = "speed must say either epochs_per_second or updates_per_second"
                raise BadMessage("bad_message", sentence, "epochs_per_second")
            unit: Unit = "epoch" if updates is None else "update"
            room.speed = TrainingSpeed(epochs if updates is None else updates, unit)
        case ChangeView(changes=changes):
            view = _changed_view(room.view, changes)
            if view != room.view:
                travel.remember_view(room, ("view", *changes.model_fields_set))
                room.view = view
        case _:
            assert_never(message)


def _travel(room: Room, message: Travelling) -> Work | None:
    """Goes to another moment."""
    match message:
        case GoTo(epoch=epoch):
            return travel.go_to(room, epoch)
        case BackToGood():
            return travel.back_to_good(room)
        case Undo():
            return travel.undo(room)
        case Redo():
            return travel.undo(room, redo=True)
        case _:
            assert_never(message)


def _change_run(room: Room, message: Changing, new_seed: Callable[[], str]) -> Work:
    """What changes the run or begins another."""
    match message:
        case SetWeight(layer=layer, neuron=neuron, source=source, value=value):
            entry = travel.go_on(room, ("weight", layer, neuron, source))
            room.run.diverged = False
            return Edit(lambda trainer: trainer.set_weight(layer, neuron, source, value), entry=entry)
        case SetBias(layer=layer, neuron=neuron, value=value):
            entry = travel.go_on(room, ("bias", layer, neuron))
            room.run.diverged = False
            return Edit(lambda trainer: trainer.set_bias(layer, neuron, value), entry=entry)
        case SwitchNeuron(layer=layer, neuron=neuron, on=on):
            entry = travel.go_on(room)
            return Edit(lambda trainer: trainer.switch_neuron(layer, neuron, on), entry=entry)
        case Freeze(layer=layer, neuron=neuron, source=origin, frozen=frozen):
            entry = travel.go_on(room)
            if origin is None:
                return Edit(lambda trainer: trainer.freeze_bias(layer, neuron, frozen), entry=entry)
            return Edit(lambda trainer: trainer.freeze_weight(layer, neuron, origin, frozen), entry=entry)
        case Reset(weights=weights):
            first = room.run.timeline.first
            if weights == "same" and first is None:
                raise ValueError(UNKNOWN)
            travel.remember(room)
            return room.begin_again(first if weights == "same" else None)
        case Regenerate():
            return open_link(room, Link(room.run.experiment.changed(seed=new_seed()), room.view))
        case Change(changes=changes):
            return _change(room, changes)
        case OpenLink(link=link, run=run):
            return open_link(room, parse_link(link, new_seed), same=room.beginnings.of(run))
        case _:
            assert_never(message)


def open_link(room: Room, link: Link, key: Hashable = None, same: Slot | None = None) -> Work:
    """Begins another run, with another view if the link has one, and with the same initial weights as an
    earlier run if they are known."""
    travel.remember(room, key)
    return room.begin(link, same)


def _change(room: Room, changes: dict[str, object]) -> Work:
    """Live fields go on training, the others begin anew; what is already so changes nothing.

    Fields that are not named go along to what fits, so that a click on another problem simply works.
    """
    old, new = room.run.experiment, room.run.experiment.fitting(**changes)
    differences = old.differences(new)
    if not differences:
        return Adjust(new)
    key = ("change", *differences)
    if not TRANSFERABLE.issuperset(differences):
        return open_link(room, Link(new, room.view), key)
    entry = travel.go_on(room, key)
    room.take_over(new)
    return Adjust(new, changes=changes_between(old, new), continues=entry is None, entry=entry)


def _changed_view(view: View, changes: ViewChanges) -> View:
    try:
        return dataclasses.replace(view, **changes.model_dump(exclude_none=True))
    except ValueError as error:  # the only field that the message's type does not check itself
        raise BadMessage("invalid", str(error), "hidden_controls") from None


def _point(room: Room, message: Probe) -> ProbePoint | None:
    name, index, x = message.set, message.index, message.x
    if x is not None:
        if name is not None or index is not None:
            raise BadMessage("bad_message", "probe must name a point of a set or x, not both", "x")
        return ProbePoint(None, x=(x[0], x[1]))
    if name is None:
        if index is not None:
            raise BadMessage("bad_message", "set must be train or test when index is given", "set")
        return None
    if index is None:
        raise BadMessage("bad_message", "index must be a whole number when set is given", "index")
    point = ProbePoint(name, index)
    if not is_there(point, room.run.n_points):
        last = room.run.n_points[name] - 1
        raise BadMessage("invalid", f"index must be between 0 and {last}, got {index}", "index")
    return point


def _neuron(room: Room, layer: int | None, neuron: int | None) -> Neuron | None:
    if layer is None:
        return None
    if neuron is None:
        raise BadMessage("bad_message", "neuron must be a whole number when layer is one", "neuron")
    wanted = Neuron(layer, neuron)
    if not room.run.has_neuron(wanted):
        raise BadMessage("invalid", f"there is no neuron {neuron} in layer {layer}", "neuron")
    return wanted
