"""Which points members ask about, and what the network computes for them as frames."""

from typing import NamedTuple

import numpy as np

from engine.data.plane import Look
from engine.evaluation.probe import (
    Normalisation,
    ProbedPoint,
    SetName,
    probe_anywhere,
    probe_inputs,
    probe_point,
)
from engine.network.network import Array
from engine.training.trainer import Trainer
from server.frames.layout import FrameType, Section, SectionKind, Stamp, encode
from server.frames.values import single

SETS: tuple[SetName, ...] = ("train", "test")
ELSEWHERE = len(SETS)
MADE = ELSEWHERE + 1


class ProbePoint(NamedTuple):
    """A point of a set, or (None) a place of the plane, or (with `inputs`) one that somebody made."""

    name: SetName | None
    number: int = 0
    x: tuple[float, float] = (0.0, 0.0)
    inputs: tuple[float, ...] = ()


def is_there(point: ProbePoint, counts: dict[SetName, int], n_inputs: int) -> bool:
    """Whether there is such a point, where points have so many inputs; what is not yet known is taken to be
    so."""
    if point.inputs:
        return len(point.inputs) == n_inputs
    return point.name is None or point.number < counts.get(point.name, point.number + 1)


def probe_of(trainer: Trainer, point: ProbePoint, look: Look) -> ProbedPoint:
    """Returns what the network computes for a point; more than two inputs are looked at so."""
    if point.inputs:
        return probe_inputs(trainer, point.inputs, look)
    if point.name is None:
        return probe_anywhere(trainer, point.x, look)
    return probe_point(trainer, point.name, point.number, look)


def probe_frame(stamp: Stamp, point: ProbePoint, probe: ProbedPoint) -> bytes:
    """Returns a probe as bytes."""
    verdict, last = probe.verdict, len(probe.pre_activations)
    values = list(probe.x)
    if verdict is not None:
        values += [verdict.label, verdict.loss, verdict.mean_loss, verdict.share]
    elsewhere = MADE if point.inputs else ELSEWHERE
    place = elsewhere if point.name is None else SETS.index(point.name)
    sections = [Section(SectionKind.POINT, place, point.number, len(values), single(values).tobytes())]
    sections += [
        _numbers(SectionKind.POTENTIALS, layer, z) for layer, z in enumerate(probe.pre_activations, 1)
    ]
    sections += [_numbers(SectionKind.OUTPUTS, layer, a) for layer, a in enumerate(probe.outputs)]
    sections += [_between(layer, each) for layer, each in enumerate(probe.normalisations, 1)]
    if verdict is not None:
        sections.append(_numbers(SectionKind.TARGETS, last, verdict.targets))
    if probe.row is not None:
        sections.append(_numbers(SectionKind.ROW, 0, probe.row))
    return encode(FrameType.PROBE, stamp, sections)


def _between(layer: int, way: Normalisation) -> Section:
    rows = np.column_stack(way)
    return Section(SectionKind.NORMALISED, layer, len(rows), len(way), single(rows).tobytes())


def _numbers(kind: SectionKind, layer: int, values: Array) -> Section:
    return Section(kind, layer, len(values), 1, single(values).tobytes())
