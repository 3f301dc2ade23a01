"""The views into a network as frames: type INSIDE, with the sections of the view that is shown.

Kinds of sections from 32 on belong to these views alone; layout.py has how frames and sections begin. Layers
are counted as there.

    32 PLACES  layer l (0: the inputs), count = points, size 2: f32 reach, then i16 [count][x, y], where
               ±8191 is ±reach and ±32767 as far or farther: the first training points as the layer sees them
    33 PAPER   layer l, count = places, size = places on a line: as PLACES, the plane's squared paper
    34 CUTS    layer l, count = next neurons, size 3: f32 [count][a, b, c]: a x + b y + c = 0, in shares of
               the reach
    35 SHOWN   layer l, count = its neurons, size 4: f32 neuron across, neuron up (0: a principal component),
               share of the spread that is shown, how well a straight cut tells the classes apart there (of
               numbers: how much of them a plane explains), no number as long as that is not known
    40 INPUTS  layer 0, count = inputs, size 1: f32 [count], what the network gets of the point
    41 NEURONS layer l, count = neurons, size 3: f32 [3][count]: z, a, δ of the point
    42 PARAMETERS  layer l, count = neurons, size = inputs + 1: f32 [3][count][size]: the weights and then the
               bias of each neuron now, the slopes of the loss (mean over the batch), and after the update
    43 VERDICT layer L, count = outputs, size 1: f32 loss, learning rate, 1 if there is an update, index of
               the point, then [count] targets
    44 COSINES layer 0, count = points of the batch, size 1: f32 [count], of each one's gradient and
               that of all training points
    50 LINES   layer 1, count = neurons, size 7: f32 [count][normal x, normal y, offset, then where the line
               enters and leaves the plane, x, y, x, y (no numbers where it misses the plane)]; of the
               perceptron layer 0: before the last visit, after it, and the best there is, if there is one
    51 REGIONS layer 0, count = regions, the largest first, size 3: f32 [count][centre x, centre y, area]
    52 CODES   layer 0, count = regions, size = neurons: u8 [count][size], 1 where a neuron is on; not of the
               regions of the whole network
    53 CORNERS layer 0, count = corners of all regions, size 2: f32 [count][x, y], no numbers between two
    54 COUNT   layer 0, count = regions that there are, size = regions that so many lines can make
    56 LANDSCAPE  layer 0, count = size = places along a side: f32 [count][size], the mean training loss, row
               by row from the lowest of the plane; infinite where the numbers run away
    57 SLICE   layer 0, count 1, size 8: f32 left, right, low and high end of that plane, where the present
               weights are at 0, 0; share of the path that it holds (no number: it is a random one), greatest
               eigenvalue of the Hessian (no number: nobody looked), learning rate, loss of these weights
    58 PATH    layer 0, count = moments, size 4: f32 [count][x, y, epoch, loss], where the run was, earliest
               first; the loss is that of the moment itself, which may lie beside the plane
    63 REASON  layer 0, count 0, size 0: why there is nothing to see, as JSON: the code and the values
    64 RULE    layer 0, count 1, size 10: f32 examples visited, mistakes, right in a row, 1 if it is done,
               visits until it is done or ends, the visit of the mistake before and that of the next (no
               number: there is none), then of the example visited last x, y, 1 if it was a mistake (no
               numbers: none was visited)
    65 BOUND   layer 0, count 1, size 3: f32 R, γ, (R/γ)²; no numbers where nothing tells the classes apart
    66 CLASH   layer 0, count = points that no line is right about, size 3: f32 [count][x, y, label]
    67 PARTS   layer 0, count = boxes or pieces from the left, size 4: f32 [count][low end, high end, height,
               weight of its first neuron to the output]; or count = towers, size 6: f32 [count][low x, low y,
               high x, high y, height, weight to the output]
    68 FUNCTION  layer 0, count = places, size 1: f32 [count], what a built network says to x from -6 to 6
    69 SURFACE layer 0, count 1, size = r: u8 [r][r], what a built network says to the plane, as a grid's
               bytes and not packed
    70 ERRORS  layer 0, count = numbers of parts, size 1: f32 [count], the error of 1, 2, … parts
    72 GRAPH   layer 0, count = operations that are drawn, size 0, as JSON: the `counts` of operations by name
               and, of a small network, its `nodes` with name, layer (1 to L, L + 1 the loss), sources (by
               their places in the list) and shape (rows and columns)
    73 FLOW    layer 0, count = numbers of these nodes, size 3: f32 [3][count]: what each is, its change along
               a parameter (forward), the change of the result with it (backward)
    74 WORK    layer 0, count 3 (evaluating, forward, backward), size 3: u32 [count][passes, operations,
               multiplications among them] for all derivatives
    75 TIMES   layer 0, count 3 (the same), size 1: f32 [count] seconds; no numbers until one is measured
    76 PASS    layer 0, count 1, size 8: f32 parameters, results, the pass that is shown, from 0; of its
               parameter layer, kind (0 weight, 1 bias, 2 gain, 3 shift), neuron, source; the derivative
               that is found forward
    79 NOISE   layer 0, count = points of the batch, size 1: f32 cosine of the batch's gradient and that of
               all, length of the one and of the other, of how many points that is, then [count] lengths of
               the gradient of each
    80 PUZZLE  layer 0, count 1, size 0: as JSON `name` of the puzzle that the points are, or null; `links`,
               a fragment that opens each; and where there are lines `n_points`, `n_wrong`, `n_mixed`: regions
               with points of both classes, and `stage`, what is left: "right", "lines", "output", "codes"
    81 WRONG   layer 0, count = points, size 2: f32 [count][x, y], training points of which the network tells
               the wrong class
    82 ANSWERS layer l from 2 on, count = regions as in REGIONS, size = neurons: f32 [count][size], what they
               say at the centres of regions
    83 JOINS   layer l from 2 on, count = neurons, size = 1 + lines: u8 [count][0 nothing, 1 everything, 2 a
               half-plane, 3 an intersection, 4 a union, 5 neither; then for each line 0 its off side, 1 no
               matter, 2 its on side]: which regions each neuron joins; of unit steps only
    84 MARGIN  layer 1, count 1, size 2: f32 the lower and upper sum between which the activation is at least
               half as steep as where it is steepest; 0 where there is no such edge
    90 DEPTHS  layer l, count = points, size = neuron that is the third axis (0: a principal component):
               i16 [count], the third number of PLACES, of layers that are seen in a space
    91 PAPER_DEPTHS  layer l, count = places, size = places on a line: i16 [count], the same of PAPER
    92 CUT_DEPTHS  layer l, count = next neurons, size 1: f32 [count], d of CUTS: a x + b y + d z + c = 0
    94 CUT     layer 0 train, 1 test, count = places, size 2: f32 [count][t, loss], the mean loss at 1 - t
               times one network and t times the other; infinite where the numbers run away
    95 ENDS    layer 0, count 2, size 1: f32 [count], the epochs of these two networks
    96 HILLS   layer 0, count 2, size 1: f32 [count], how high the training loss and the test loss rise
               between them above the straight line from end to end
"""

from collections.abc import Callable, Sequence

from engine.experiment.inside import read_choices
from engine.reasons import ReasonError
from engine.training.trainer import Trainer
from server.frames.inside.boxes import boxes_sections
from server.frames.inside.cut import cut_sections
from server.frames.inside.hidden import hidden_sections
from server.frames.inside.landscape import landscape_sections
from server.frames.inside.lines import lines_sections
from server.frames.inside.modes import modes_sections
from server.frames.inside.perceptron import perceptron_sections
from server.frames.inside.puzzle import puzzle_sections
from server.frames.inside.sections import Choices, Circumstances, Notes, Path, reason_section
from server.frames.inside.update import update_sections
from server.frames.layout import FrameType, Section, Stamp, encode

VIEWS: dict[str, Callable[[Trainer, Choices, Circumstances], list[Section]]] = {
    "boxes": boxes_sections,
    "hidden": hidden_sections,
    "cut": cut_sections,
    "landscape": landscape_sections,
    "lines": lines_sections,
    "perceptron": perceptron_sections,
    "modes": modes_sections,
    "puzzle": puzzle_sections,
    "update": update_sections,
}
"""What makes the sections of each view of `engine/experiment/inside.py`; ReasonError where there are none."""


def inside_frame(
    stamp: Stamp, trainer: Trainer, inside: Sequence[str], path: Path = (), notes: Notes | None = None
) -> bytes:
    """Returns what a view into the network shows, as an experiment's view names it; `path` is where the run
    has been, for the landscape, or what a cut leads from and to, and `notes` what earlier pictures of the
    same room found."""
    notes = Notes() if notes is None else notes
    notes.is_unfinished = False
    try:
        circumstances = Circumstances(stamp.playing, path, notes)
        sections = VIEWS[inside[0]](trainer, read_choices(inside[1:]), circumstances)
    except ReasonError as error:
        sections = [reason_section(error)]
    return encode(FrameType.INSIDE, stamp, sections)
