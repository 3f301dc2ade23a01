"""The perceptron rule on the training points: LINES, RULE, BOUND and CLASH."""

from bisect import bisect_left, bisect_right

import numpy as np

from engine.inside.lines import clipped
from engine.inside.perceptron import checked_examples, story_of
from engine.training.trainer import Trainer
from server.frames.inside.lines import straight_lines
from server.frames.inside.sections import NO_NUMBER, Choices, Circumstances, section
from server.frames.layout import Section, SectionKind
from server.frames.values import FloatArray


def perceptron_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """Returns one neuron after so many examples, and whether the rule will ever be done."""
    points = trainer.data.train
    z = checked_examples(trainer.experiment, points.x, points.label)
    walk, separation = story_of(z)
    visits = min(round(choices.get("at", 0)), walk.n_visits)
    now, before = walk.at(visits), walk.at(max(0, visits - 1))
    earlier = bisect_left(walk.mistakes, visits) - 1
    later = bisect_right(walk.mistakes, visits)
    seen = [NO_NUMBER] * 3
    if visits:
        seen = [*points.x[before.visits % len(z)], now.mistakes - before.mistakes]
    rule = [
        *(visits, now.mistakes, now.right_in_a_row),
        *(walk.is_done and visits == walk.n_visits, walk.n_visits),
        walk.mistakes[earlier] if earlier >= 0 else NO_NUMBER,
        walk.mistakes[later] if later < len(walk.mistakes) else NO_NUMBER,
        *seen,
    ]
    bound = [separation.reach, separation.gap, separation.bound or NO_NUMBER]
    clash = [[*points.x[index], points.label[index]] for index in separation.clash]
    lines = [before.weights, now.weights, *([] if separation.best is None else [separation.best])]
    return [
        straight_lines(0, [_line(each) for each in lines]),
        section(SectionKind.RULE, 0, 1, len(rule), np.array(rule, np.float64)),
        section(SectionKind.BOUND, 0, 1, len(bound), np.array(bound)),
        section(SectionKind.CLASH, 0, len(clash), 3, np.array(clash).reshape(-1, 3)),
    ]


def _line(weights: FloatArray) -> tuple[FloatArray, float, FloatArray | None]:
    """Returns a neuron's line: its normal, its offset, and what the plane has of it."""
    normal, offset = weights[:-1], float(weights[-1])
    return normal, offset, clipped(normal, offset)
