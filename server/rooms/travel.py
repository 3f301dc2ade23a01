"""Going to other moments of a room's run, and taking back what the host did. Runs on the event loop's thread.

The room is at once as it will be; the trainer follows when the worker comes to the work that is left for it.
"""

from collections.abc import Hashable
from dataclasses import replace

from engine.reasons import ReasonError
from server.frames.members import EVERYTHING
from server.messages.reasons import RoomReason
from server.rooms.room import Room
from server.runs.moments import Moment
from server.runs.states import Slot
from server.runs.undo import UndoEntry
from server.training.jobs import Work
from server.training.work import Begin, BeginAgain, Cut, Remember, Return, Show


def go_to(room: Room, epoch: int) -> Work | None:
    """Shows the nearest moment that is kept at or before an epoch; None when it is shown already."""
    room.pause()
    if room.run.timeline.end is None and epoch >= room.run.epoch:
        return None
    return _show(room, room.run.timeline.nearest(epoch))


def go_to_best(room: Room) -> Work:
    """Shows the moment with the smallest training loss."""
    room.pause()
    return _show(room, room.run.timeline.best())


def _show(room: Room, moment: Moment | Slot | None) -> Work:
    if moment is None:
        raise ReasonError(RoomReason("no_moment"))
    room.grow(moment.experiment)
    if moment.state is not None:
        room.leash.check_same_by_hand(room.run.by_hand, moment.state.by_hand)
    room.undo.interrupt()
    room.run, end = room.run.shown_at(moment)
    room.take_over(moment.experiment)
    return Show(moment, end)


def go_to_run(room: Room, generation: int) -> Work:
    """Goes to where a run of before ended, which was seen in frames of this generation; that is another run,
    which waits."""
    ending = room.endings.of(generation)
    if ending is None:
        raise ReasonError(RoomReason("run_gone"))
    room.grow(ending.run.experiment)
    room.leash.check_same_by_hand(room.run.by_hand, ending.run.by_hand)
    remember(room)
    room.view = ending.view
    room.last_run += 1
    first = ending.run.timeline.first
    if first is not None:
        room.beginnings.add(room.last_run, first, room.memory.share)
    run = replace(ending.run, number=room.last_run)
    room.go_to(run.waiting(epoch=ending.state.epoch, diverged=ending.state.diverged), EVERYTHING)
    return Return(ending.state, first, None)


def remember(room: Room, key: Hashable = None) -> UndoEntry | None:
    """Notes how the room is before something is done. None if it belongs to what was done last (a drag), or
    if the room has just begun a run that nobody has seen yet."""
    unseen = room.work and isinstance(room.work[-1], Begin | BeginAgain) and room.work[-1].member
    if room.undo.continues(key) or unseen:
        room.undo.undone.clear()
        return None
    entry = _present(room)
    room.undo.add(entry)
    return entry


def remember_view(room: Room, key: Hashable) -> None:
    """Notes how the room is shown before that is changed."""
    if room.undo.continues(key):
        room.undo.undone.clear()
    else:
        room.undo.add(UndoEntry(room.view))


def _present(room: Room) -> UndoEntry:
    present = room.run.present()
    room.endings.add(room.generation, room.view, room.run, present)
    room.ask(Remember(present))
    return UndoEntry(room.view, replace(room.run, timeline=room.run.timeline.copy()), present)


def go_on(room: Room, key: Hashable = None) -> UndoEntry | None:
    """Notes how the room is, and cuts what came later than the moment shown, before something changes the
    run."""
    entry = remember(room, key)
    if room.run.timeline.end is not None:
        room.ask(Cut())
        room.go_to(room.run.cut(), EVERYTHING - {"points"})
    return entry


def by_hand(room: Room, key: Hashable = None) -> UndoEntry | None:
    """`go_on`, before something is done to the network by hand. Raises ReasonError where the class
    of the room has closed that."""
    room.leash.check_by_hand()
    entry = go_on(room, key)
    if entry is not None:
        entry.is_by_hand = True
    return entry


def undo(room: Room, redo: bool = False) -> Work | None:
    """Takes back what was done last, or does again what was taken back last. None: only the view changed."""
    entry = room.undo.take(redo)
    if entry is None:
        raise ReasonError(RoomReason("nothing_to_redo" if redo else "nothing_to_undo"))
    if entry.past is not None:
        try:
            room.grow(entry.past.experiment)
            if entry.is_by_hand:
                room.leash.check_by_hand()
        except ReasonError:
            room.undo.keep(entry, not redo)
            raise
    back = UndoEntry(room.view) if entry.past is None else _present(room)
    back.is_by_hand = entry.is_by_hand
    room.undo.keep(back, redo)
    room.show(entry.view)
    room.has_changed()
    if entry.past is None or entry.present is None:
        return None
    present, timeline = entry.present, entry.past.timeline
    room.go_to(entry.past.waiting(epoch=present.epoch, diverged=present.diverged), EVERYTHING)
    return Return(present, timeline.first, timeline.end)
