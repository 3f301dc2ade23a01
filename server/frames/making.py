"""The frames of a run as it is now, each made once for all who want it."""

from collections.abc import Collection

from engine.data.plane import Look
from engine.evaluation.metrics import accuracies_of
from engine.evaluation.probe import n_points
from engine.evaluation.snapshot import plane_of, snapshot_of
from engine.training.trainer import Trainer
from server.frames.encoding import RESOLUTION, history_frame, neuron_frame, points_frame, state_frame
from server.frames.inside.frame import inside_frame
from server.frames.inside.sections import Notes, Path
from server.frames.layout import Stamp
from server.frames.members import FrameKey
from server.frames.numbers import numbers_text
from server.frames.probes import is_there, probe_frame, probe_of
from server.frames.quick import quick_state_frame
from server.frames.standing import LastTold, standing_text


def frames_of(
    trainer: Trainer,
    stamp: Stamp,
    keys: Collection[FrameKey],
    look: Look,
    inside: tuple[str, ...] = (),
    path: Path = (),
    notes: Notes | None = None,
    told: LastTold | None = None,
) -> dict[FrameKey, bytes | str]:
    """Returns the frames with these keys, numbers and standings as messages; none where there is nothing to
    see. More than two inputs are looked at so; `inside` is the view into the network, `path` where the run
    has been, `notes` what earlier pictures of that view found, `told` what those who follow something were
    told last."""
    stamp = stamp._replace(epoch=trainer.epoch, updates=trainer.updates, diverged=trainer.diverged)
    made: dict[FrameKey, bytes | str] = {}
    shows_neuron = any(key.want == "neuron" for key in keys)
    snapshot = snapshot_of(trainer, RESOLUTION, look) if shows_neuron else None
    plane = plane_of(trainer, look)
    for key in keys:
        match key.want:
            case "points":
                made[key] = points_frame(stamp, trainer.task, trainer.experiment, plane)
            case "history":
                made[key] = history_frame(stamp, trainer.history)
            case "numbers":
                made[key] = numbers_text(stamp, trainer)
            case "standing":
                made[key] = standing_text(stamp, trainer, key.of, told or LastTold())
            case "inside":
                made[key] = inside_frame(stamp, trainer, inside, path, notes)
            case "probe" if is_there(key.of, n_points(trainer), len(trainer.experiment.variables)):
                made[key] = probe_frame(stamp, key.of, probe_of(trainer, key.of, look))
            case "state":
                accuracy = accuracies_of(trainer)
                quick = None if snapshot else quick_state_frame(stamp, trainer, key.of, accuracy, look)
                if quick is None:
                    snapshot = snapshot or snapshot_of(trainer, RESOLUTION, look)
                    quick = state_frame(stamp, snapshot, trainer.history, key.of, accuracy)
                made[key] = quick
            case "neuron" if snapshot and snapshot.curves is None:  # or the state shows it
                layer, neuron = key.of
                made[key] = neuron_frame(stamp, snapshot, layer, neuron, trainer.experiment.formulas, plane)
    return made
