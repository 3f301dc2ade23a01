"""Weights brought back from a file that was taken away: JSON, or an archive of NumPy arrays.

A file may come from anybody. Its size, and what it says of its parts, is checked before anything is made of
it; nothing in it is run.
"""

import io
import json
import math
import re
import zipfile
import zlib
from typing import Any, NamedTuple

import numpy as np

from engine.experiment.experiment import LIMITS, Experiment
from engine.export.table import MOST_BYTES
from engine.export.targets.npz import ARRAYS
from engine.formulas.normalizations import Statistics
from engine.network.deep import Model
from engine.network.network import Array, Layer, Mask
from engine.reasons import Reason, ReasonError
from engine.training.trainer import Trainer

MOST_SIZE = 1e9
"""No number may be further from 0: with larger ones sums of products would soon be infinite."""

_ENTRY = re.compile(rf"({'|'.join(ARRAYS)})([1-9]\d?)\.npy")
_OTHERS = ("about.npy", "shift.npy", "unit.npy")
"""What an archive has besides, which weights do not need."""


class Weights(NamedTuple):
    """A network's `model`, and the neurons of each hidden layer that are `off`; empty where none is."""

    model: Model
    off: tuple[Mask, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of neurons of every layer, inputs first."""
        first = self.model.parameters[0].weights.shape[1]
        return (first, *(len(biases) for _, biases in self.model.parameters))

    @property
    def normalization(self) -> str:
        """Which normalisation the network has."""
        if not self.model.scales:
            return "none"
        return "batch" if self.model.remembered else "layer"


def read_weights(content: bytes) -> Weights:
    """The weights in a file; `ReasonError` for one that is too large, is damaged or has numbers beyond all
    bounds."""
    if len(content) > MOST_BYTES:
        raise ReasonError(Reason("file_too_large", most=MOST_BYTES // 1000, got=len(content) // 1000))
    try:
        layers = _of_archive(content) if content.startswith(b"PK") else _of_json(content)
        return _weights(layers)
    except ReasonError:
        raise
    except DAMAGED:
        raise ReasonError(Reason("not_weights")) from None


DAMAGED = (
    *(AttributeError, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, TypeError, ValueError),
    *(zipfile.BadZipFile, zlib.error),
)
"""What reading a file may raise that is no file of weights; a RuntimeError is one that is nested too deeply,
or encrypted."""


def about(content: bytes) -> dict[str, Any]:
    """What a file of weights says besides: its link, its activations. Nothing of it can be relied on."""
    try:
        if not content.startswith(b"PK"):
            found = json.loads(content.decode("utf-8-sig"))
        else:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entry = archive.getinfo("about.npy")
                if entry.file_size > MOST_BYTES:
                    return {}
                dtype, _, _, rest = _read_header(_unpacked(archive, entry))
            found = json.loads(str(np.frombuffer(rest, dtype)[0])) if dtype.kind == "U" else None
    except DAMAGED:
        return {}
    return found if isinstance(found, dict) else {}


def check_fits(weights: Weights, experiment: Experiment) -> None:
    """Raises `ReasonError` unless the weights are those of a network of the experiment's shape."""
    if weights.sizes != experiment.sizes:
        shapes = ("-".join(map(str, sizes)) for sizes in (weights.sizes, experiment.sizes))
        got, wanted = shapes
        raise ReasonError(Reason("weights_of_another_shape", got=got, wanted=wanted))
    if weights.normalization != experiment.normalization:
        raise ReasonError(
            Reason(
                "weights_of_another_kind",
                field="normalization",
                got=weights.normalization,
                allowed=experiment.normalization,
            )
        )


def bring_back(trainer: Trainer, weights: Weights) -> None:
    """Puts the weights into a run of that shape (otherwise `ReasonError`), which goes on from there."""
    check_fits(weights, trainer.experiment)
    trainer.set_model(*weights)


def _of_json(content: bytes) -> list[dict[str, Any]]:
    """The layers of a file that json_file.py wrote, or that somebody wrote like it."""

    def refuse(name: str) -> None:
        raise ReasonError(Reason("weights_not_finite", most=MOST_SIZE))

    found = json.loads(content.decode("utf-8-sig"), parse_constant=refuse)["layers"]
    _check_number_of_layers(len(found))
    return [
        {name: np.array(layer[name], np.float64) for name in ARRAYS if layer.get(name) is not None}
        for layer in found
    ]


def _of_archive(content: bytes) -> list[dict[str, Any]]:
    """The layers of an archive that npz.py wrote."""
    found: dict[int, dict[str, Any]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > MOST_BYTES:
            raise ReasonError(Reason("file_too_large", most=MOST_BYTES // 1000, got=unpacked // 1000))
        if len(entries) > MOST_ENTRIES:
            raise ValueError(f"{len(entries)} entries")
        for entry in entries:
            named = _ENTRY.fullmatch(entry.filename)
            if named is not None:
                found.setdefault(int(named[2]), {})[named[1]] = _array(_unpacked(archive, entry))
            elif entry.filename not in _OTHERS:
                raise KeyError(entry.filename)
    _check_number_of_layers(len(found))
    return [found[number] for number in range(1, len(found) + 1)]


MOST_ENTRIES = (int(LIMITS["layers"].high) + 1) * len(ARRAYS) + len(_OTHERS)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What an entry holds, and no more of it than it says."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"compressed in the way {entry.compress_type}")
    with archive.open(entry) as file:
        return file.read(entry.file_size)


def _array(content: bytes) -> Array:
    """The array of numbers in a file of NumPy's; its header is believed only where it says how many numbers
    there are. Raises ValueError for any other."""
    dtype, shape, is_fortran, rest = _read_header(content)
    if dtype.kind not in "fiub" or math.prod(shape) * dtype.itemsize != len(rest) or len(shape) > 2:
        raise ValueError(f"{dtype} {shape}")
    array = np.frombuffer(rest, dtype).reshape(shape, order="F" if is_fortran else "C")
    return array.astype(np.float64)


def _read_header(content: bytes) -> tuple[np.dtype[Any], tuple[int, ...], bool, bytes]:
    """What an array consists of, its shape, whether it stands column by column, and its numbers' bytes."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    shape, is_fortran, dtype = read_header[version](file)
    return dtype, shape, is_fortran, content[file.tell() :]


def _check_number_of_layers(n: int) -> None:
    if not 1 <= n <= LIMITS["layers"].high + 1:
        raise ValueError(f"{n} layers")


def _weights(layers: list[dict[str, Any]]) -> Weights:
    """The arrays put together, if each fits its neighbours. Raises ValueError or KeyError where not."""
    parameters, scales, remembered, off = [], [], [], []
    n_in: int | None = None
    for number, layer in enumerate(layers, 1):
        biases = layer["biases"]
        n_out = len(biases)
        weights = layer["weights"].reshape(n_out, -1) if layer["weights"].size == 0 else layer["weights"]
        expected = dict.fromkeys(layer, (n_out,)) | {"weights": (n_out, n_in or weights.shape[1])}
        if any(layer[name].shape != shape for name, shape in expected.items() if name != "weights"):
            raise ValueError(f"layer {number}")
        if weights.shape != expected["weights"] or n_out > LIMITS["neurons"].high:
            raise ValueError(f"layer {number}")
        if not all(np.abs(array).max(initial=0) <= MOST_SIZE for array in layer.values()):  # false for NaN
            raise ReasonError(Reason("weights_not_finite", most=MOST_SIZE))
        n_in = n_out
        parameters.append(Layer(weights, biases))
        if "gains" in layer:
            scales.append(Layer(layer["gains"], layer["shifts"]))
        if "mean" in layer:
            if not (layer["variance"] >= 0).all():
                raise ValueError(f"layer {number}")
            remembered.append(Statistics(layer["mean"], layer["variance"]))
        off.append(layer["off"] != 0 if "off" in layer else np.zeros(n_out, np.bool_))
    n_hidden = len(layers) - 1
    if {len(scales), len(remembered)} - {0, n_hidden} or off[-1].any():
        raise ValueError("the layers are of different kinds")
    closed = tuple(off[:-1]) if any(mask.any() for mask in off) else ()
    return Weights(Model(tuple(parameters), tuple(scales), tuple(remembered)), closed)
