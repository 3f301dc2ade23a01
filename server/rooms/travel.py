"""Going to other moments of a room's run, and taking back what the host did. Runs on the event loop's thread.

The room is at once as it will be; the trainer follows when the worker comes to the work that is left for it.
"""

from collections.abc import Hashable

from server.rooms import marks
from server.rooms.delivery import Asked
from server.rooms.members import EVERYTHING
from server.rooms.moments import Moment
from server.rooms.room import Room
from server.rooms.timeline import Slot
from server.rooms.undo import Entry, Past
from server.training.jobs import Cut, Remember, Return, Show, Work


def go_to(room: Room, epoch: int) -> Work | None:
    """Shows the nearest moment that is kept at or before an epoch; None when it is shown already."""
    room.pause()
    if room.timeline.end is None and epoch >= room.epoch:
        return None
    return _show(room, room.timeline.nearest(epoch))


def back_to_good(room: Room) -> Work | None:
    """Shows the moment with the smallest training loss."""
    room.pause()
    return _show(room, room.timeline.best())


def _show(room: Room, moment: Moment | Slot | None) -> Work | None:
    if moment is None:
        raise ValueError("no earlier moment of this run is kept")
    room.undo.interrupt()
    present = Slot(room.experiment, room.epoch, room.diverged)
    end = room.timeline.look_back(moment, present)
    room.turn += 1
    room.take_over(moment.experiment)
    room.diverged = moment.diverged
    return Show(moment, end)


def remember(room: Room, key: Hashable = None) -> Entry | None:
    """Notes how the room is before something is done. None if it belongs to what was done last (a drag)."""
    if room.undo.continues(key):
        room.undo.undone.clear()
        return None
    entry = _present(room, only_view=False)
    room.undo.add(entry)
    return entry


def remember_view(room: Room, key: Hashable) -> None:
    """Notes how the room is shown before that is changed."""
    if room.undo.continues(key):
        room.undo.undone.clear()
    else:
        room.undo.add(_present(room, only_view=True))


def _present(room: Room, only_view: bool) -> Entry:
    if only_view:
        return Entry(view=room.view, past=None)
    slot = Slot(room.experiment, room.epoch, room.diverged)
    room.ask(Asked(Remember(slot)))
    past = Past(
        experiment=room.experiment,
        run=room.run,
        marks=room.marks,
        timeline=room.timeline.copy(),
        present=slot,
    )
    return Entry(view=room.view, past=past)


def cut(room: Room) -> None:
    """The run goes on from the moment that is shown: what came later is forgotten."""
    if room.timeline.end is None:
        return
    room.timeline.cut()
    room.marks = marks.before(room.marks, room.timeline.shown)
    room.epoch = room.timeline.shown
    room.ask(Asked(Cut()))
    room.new_generation(EVERYTHING - {"points"})


def go_on(room: Room, key: Hashable = None) -> Entry | None:
    """Notes how the room is, and cuts what came later, before something changes the run."""
    entry = remember(room, key)
    cut(room)
    return entry


def undo(room: Room, redo: bool = False) -> Work | None:
    """Takes back what was done last, or does again what was taken back last. None: only the view changed."""
    entry = room.undo.take(redo)
    if entry is None:
        raise ValueError(f"there is nothing to {'redo' if redo else 'undo'}")
    room.undo.keep(_present(room, only_view=entry.past is None), redo)
    room.view = entry.view
    room.has_changed()
    return None if entry.past is None else _return(room, entry.past)


def _return(room: Room, past: Past) -> Work:
    room.experiment, room.run, room.marks = past.experiment, past.run, past.marks
    room.timeline, room.epoch = past.timeline, past.present.epoch
    room.new_generation(EVERYTHING)
    room.diverged = past.present.diverged
    return Return(past.present, past.timeline.first, past.timeline.end)
