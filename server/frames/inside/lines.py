"""The neurons of the first hidden layer as lines, and the regions that they cut: LINES, MARGIN,
REGIONS, CODES, CORNERS, COUNT, ANSWERS and JOINS."""

from collections.abc import Sequence

import numpy as np

from engine.inside.lines import lines_of, margin_of
from engine.inside.regions import PlaneRegion, linear_regions, most_regions_of_lines, regions_of_lines
from engine.training.trainer import Trainer
from server.frames.inside.answers import answers_sections
from server.frames.inside.sections import NO_NUMBER, Choices, Circumstances, gates_of, section
from server.frames.layout import Section, SectionKind
from server.frames.values import FloatArray

MOST_CUTTING_WHILE_PLAYING = 10  # neurons whose lines cut regions
MOST_PIECES = 1000  # of a whole network; more take too long to find


def lines_sections(trainer: Trainer, choices: Choices, circumstances: Circumstances) -> list[Section]:
    """The neurons of the first hidden layer as lines, and regions as long as they are found quickly: while
    training goes on those of small networks only."""
    experiment, model, scaling = trainer.experiment, trainer.learner.model, trainer.scaling
    sections = line_sections(trainer)
    n_lines = experiment.hidden[0]
    is_whole = choices.get("whole") == 1
    n_cutting = sum(experiment.hidden) if is_whole else n_lines
    if circumstances.playing and n_cutting > MOST_CUTTING_WHILE_PLAYING:
        return sections
    regions: Sequence[PlaneRegion] = (
        linear_regions(experiment, model, scaling, gates_of(trainer), most=MOST_PIECES)
        if is_whole
        else regions_of_lines(experiment, model, scaling)
    )
    by_size = sorted(regions, key=lambda region: -region.area)
    centres = [[*region.centre, region.area] for region in by_size]
    between = np.full((1, 2), np.nan)
    corners = np.concatenate([part for region in by_size for part in (region.corners, between)])
    sections += [
        section(SectionKind.REGIONS, 0, len(by_size), 3, np.array(centres)),
        section(SectionKind.CORNERS, 0, len(corners), 2, corners),
        Section(SectionKind.COUNT, 0, len(regions), min(most_regions_of_lines(n_lines), 0xFFFF), b""),
    ]
    if not is_whole:
        codes = np.array([region.code[0] for region in by_size], np.uint8)
        sections.append(Section(SectionKind.CODES, 0, len(by_size), n_lines, codes.tobytes()))
        if choices.get("table") == 1:
            sections += answers_sections(trainer, by_size)
    return sections


def straight_lines(layer: int, lines: Sequence[tuple[FloatArray, float, FloatArray | None]]) -> Section:
    """Returns lines of neurons of a layer: the normal, the offset, and what the plane has of each."""
    rows = [[*normal, offset, *_ends(segment)] for normal, offset, segment in lines]
    return section(SectionKind.LINES, layer, len(rows), 7, np.array(rows))


def line_sections(trainer: Trainer) -> list[Section]:
    """The neurons of the first hidden layer as lines, and the margin of their activation: LINES, MARGIN."""
    experiment = trainer.experiment
    lines = lines_of(experiment, trainer.learner.model, trainer.scaling)
    margin = margin_of(experiment.activations[0], experiment)
    return [
        straight_lines(1, [(line.normal, line.offset, line.segment) for line in lines]),
        section(SectionKind.MARGIN, 1, 1, 2, np.array(margin)),
    ]


def _ends(segment: FloatArray | None) -> list[float]:
    return [NO_NUMBER] * 4 if segment is None else segment.ravel().tolist()
