"""Where else than at the present weights the room's view into the network looks: the path of a landscape, and
the two ends of a cut."""

from collections.abc import Mapping

from engine.experiment.experiment import Experiment
from engine.experiment.inside import read_choices
from server.rooms.room import Room
from server.runs.moments import Moment
from server.runs.states import Slot

MOST_OF_PATH_PLAYING, MOST_OF_PATH = 8, 40
"""Moments of the path that a landscape shows."""

Looked = tuple[Moment | Slot | None, ...]
"""Moments and ends of runs; None is the present."""


def looked_at(room: Room) -> Looked:
    """Returns what the view needs beside the run as it is now; nothing for most."""
    match room.view.inside[:1]:
        case ("landscape",):
            return _path(room)
        case ("cut",):
            return _ends(room, read_choices(room.view.inside[1:]))
    return ()


def _path(room: Room) -> Looked:
    """Returns some moments of the run with the present shape, the first and the last among them; the first
    are the initial weights, if they are known."""
    shape, timeline = _shape(room.run.experiment), room.run.timeline
    is_begun = timeline.first is not None and timeline.first.state is not None
    begun = [timeline.first] if is_begun else []
    moments = [each for each in (*begun, *timeline.moments) if each and _shape(each.experiment) == shape]
    most = MOST_OF_PATH_PLAYING if room.playing else MOST_OF_PATH
    if len(moments) > most:
        moments = [moments[round(k * (len(moments) - 1) / (most - 1))] for k in range(most)]
    return tuple(moments)


def _shape(experiment: Experiment) -> tuple[object, ...]:
    """Returns what two networks must have in common to lie in one plane."""
    return experiment.sizes, experiment.normalization


def _ends(room: Room, choices: Mapping[str, float]) -> Looked:
    """Returns the two ends of a cut, nothing where one is not known (any more)."""
    ends: list[Moment | Slot | None] = []
    for key in ("from", "to"):
        end: Moment | Slot | None
        if f"{key}_run" in choices:
            ending = room.endings.of(int(choices[f"{key}_run"]))
            end = None if ending is None else ending.state
        elif choices.get(f"{key}_best") == 1:
            end = room.run.timeline.best()
        elif key == "to" and key not in choices:
            ends.append(None)
            continue
        else:
            end = room.run.timeline.nearest(int(choices.get(key, 0)))
        if end is None:
            return ()
        ends.append(end)
    return tuple(ends)
