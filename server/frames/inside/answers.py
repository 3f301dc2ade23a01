"""What further layers make of the regions between lines: ANSWERS and JOINS of each."""

from collections.abc import Sequence

import numpy as np

from engine.inside.joins import JOIN_NAMES, RegionJoin, join_of
from engine.inside.regions import PlaneRegion, answers_in
from engine.network.outputs import output_of
from engine.training.trainer import Trainer
from server.frames.inside.sections import section
from server.frames.layout import Section, SectionKind

MOST_LINES, MOST_NEURONS = 10, 8  # of more lines, and in wider layers, nobody reads a table


def answers_sections(trainer: Trainer, regions: Sequence[PlaneRegion]) -> list[Section]:
    """What the neurons of each further layer say at the centres of regions, as these are ordered; where the
    lines are of unit steps, that is so all over a region, and each neuron joins some of them."""
    experiment = trainer.experiment
    n_lines = experiment.hidden[0]
    if n_lines > MOST_LINES:
        return []
    answers = answers_in(experiment, trainer.learner.model, regions, trainer.scaling, trainer.hand.off)
    codes = np.array([region.code[0] for region in regions]) > 0
    output, last = output_of(experiment), len(answers) - 1
    sections = []
    for l, said in enumerate(answers[2:], 2):
        n_neurons = said.shape[1]
        if n_neurons > MOST_NEURONS or not np.isfinite(said).all():
            continue
        sections.append(section(SectionKind.ANSWERS, l, len(said), n_neurons, said))
        middle = 0.5 * (output.low + output.high) if l == last else 0.5
        if all(name == "step" for name in experiment.activations) and experiment.problem == "classification":
            payload = b"".join(_row(join_of(codes, column > middle)) for column in said.T)
            sections.append(Section(SectionKind.JOINS, l, n_neurons, n_lines + 1, payload))
    return sections


def _row(join: RegionJoin) -> bytes:
    return bytes([JOIN_NAMES.index(join.name), *(side + 1 for side in join.sides)])
