"""What members ask a room for, who may ask it, and what comes of it."""

import dataclasses
from collections.abc import Callable
from typing import assert_never

from engine.experiment import LIVE_FIELDS, Experiment
from engine.links import Link, View, parse_link, random_seed
from server.messages import (
    Ack,
    BadMessage,
    Change,
    ChangeView,
    ClientMessage,
    GetHistory,
    Grids,
    Hello,
    Look,
    OpenLink,
    Pause,
    Play,
    Regenerate,
    Reset,
    SetBias,
    SetWeight,
    Speed,
    Step,
    ViewChanges,
    Visible,
)
from server.room import Asked, Member, Room, put_done, put_error
from server.training import Adjust, BeginAgain, Neuron, Update, Work

MOST_WORK = 256  # requests that wait for one trainer

Viewing = Look | Grids | Visible | GetHistory
Playing = Play | Pause | Speed | ChangeView | Step
Training = Step | Reset | Regenerate | Change | OpenLink | SetWeight | SetBias


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
        case Look() | Grids() | Visible() | GetHistory():
            _view(room, member, message)
            put_done(member.outbox, message.id)
        case Play() | Pause() | Speed() | ChangeView() | Step(unit="epoch"):
            _play(room, message)
            room.has_changed()
            room.tell_state()
            put_done(member.outbox, message.id)
        case Hello():
            raise BadMessage("bad_message", "hello may come once only")
        case _:
            if len(room.asked) >= MOST_WORK:
                raise BadMessage("too_fast", "the room is still busy with earlier messages")
            room.ask(Asked(_work(room, message, new_seed), member, message.id))


def _view(room: Room, member: Member, message: Viewing) -> None:
    """What a member asks for itself."""
    match message:
        case Look(layer=layer, neuron=neuron):
            member.looking_at = _neuron(room, layer, neuron)
            member.outbox.forget_neuron()
            member.wants.add("neuron")
        case Grids(size=size):
            member.grids = size
            member.wants.add("state")
        case Visible(visible=visible):
            member.visible = visible
            if visible:
                member.wants |= {"history", "state", "neuron"}
        case GetHistory():
            member.wants.add("history")
        case _:
            assert_never(message)


def _play(room: Room, message: Playing) -> None:
    """What changes the room but not the numbers of its trainer."""
    match message:
        case Play() | Step() if room.diverged:
            raise ValueError("training ran away to infinity; lower the learning rate and press reset")
        case Play():
            room.playing = True
        case Step():
            room.pause()
            room.epochs_to_step = min(room.epochs_to_step + 1, MOST_WORK)
        case Pause():
            room.pause()
        case Speed(epochs_per_second=speed):
            room.speed = speed
        case ChangeView(changes=changes):
            room.view = _changed_view(room.view, changes)
        case _:
            assert_never(message)


def _work(room: Room, message: Training, new_seed: Callable[[], str]) -> Work:
    """What the trainer has to do."""
    match message:
        case Step():
            room.pause()
            return Update()
        case SetWeight() | SetBias():
            room.diverged = False
            return message
        case Reset():
            room.new_generation({"history", "state", "neuron"})
            return BeginAgain()
        case Regenerate():
            return room.begin(Link(room.experiment.changed(seed=new_seed()), room.view))
        case Change(changes=changes):
            return _change(room, changes)
        case OpenLink(link=link):
            return room.begin(parse_link(link, new_seed))
        case _:
            assert_never(message)


def _change(room: Room, changes: dict[str, object]) -> Work:
    """Live fields go on training, the others begin anew; what is already so changes nothing."""
    old, new = room.experiment, room.experiment.changed(**changes)
    names = (each.name for each in dataclasses.fields(Experiment))
    if {name for name in names if getattr(new, name) != getattr(old, name)} <= LIVE_FIELDS:
        room.experiment = new
        return Adjust(new)
    return room.begin(Link(new, room.view))


def _changed_view(view: View, changes: ViewChanges) -> View:
    try:
        return dataclasses.replace(view, **changes.model_dump(exclude_none=True))
    except ValueError as error:  # the only field that the message's type does not check itself
        raise BadMessage("invalid", str(error), "hidden_controls") from None


def _neuron(room: Room, layer: int | None, neuron: int | None) -> Neuron | None:
    if layer is None:
        return None
    if neuron is None:
        raise BadMessage("bad_message", "neuron must be a whole number when layer is one", "neuron")
    wanted = Neuron(layer, neuron)
    if not room.has_neuron(wanted):
        raise BadMessage("invalid", f"there is no neuron {neuron} in layer {layer}", "neuron")
    return wanted
