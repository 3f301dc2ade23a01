"""What is seen of a room at a moment: a STATE frame, read as far as somebody asks."""

from functools import cached_property

import numpy as np
import numpy.typing as npt

from engine.network.network import Layer
from engine.training.history import LossPoint
from server.frames.layout import Section, SectionKind
from server.frames.reading import DecodedFrame, decode, losses_in, numbers_in, pictures_in

ZERO_BYTE = 127
NO_NUMBER_BYTE = 255


class Look:
    """A room's run as its viewers see it, in single floats."""

    def __init__(self, frame: bytes) -> None:
        found = decode(frame)
        assert found is not None, "a STATE frame is known"
        self._frame: DecodedFrame = found
        self.epoch = found.stamp.epoch
        """How many times all training points were visited."""
        self.updates = found.stamp.updates
        """How many times the weights were changed."""
        self.generation = found.stamp.generation
        """Rises with every new run, and whenever what was seen before does not fit any more."""
        self.is_playing = found.stamp.playing
        self.has_diverged = found.stamp.diverged
        now = numbers_in(self._one(SectionKind.NOW)).ravel().tolist()
        self.train_loss: float = now[0]
        self.test_loss: float = now[1]

    def __repr__(self) -> str:
        return (
            f"Look(epoch {self.epoch}: training loss {self.train_loss:.4g}, test loss {self.test_loss:.4g})"
        )

    @cached_property
    def recent_losses(self) -> list[LossPoint]:
        """The last points of the loss curve, at most 64, oldest first: epoch, training and test loss."""
        return losses_in(self._one(SectionKind.LOSSES))

    @cached_property
    def parameters(self) -> tuple[Layer, ...]:
        """Weights (n_out, n_in) and biases (n_out,) of each layer, float32."""
        weights, biases = self._frame.of(SectionKind.WEIGHTS), self._frame.of(SectionKind.BIASES)
        pairs = zip(weights, biases, strict=True)
        return tuple(Layer(numbers_in(w), numbers_in(b).ravel()) for w, b in pairs)

    @cached_property
    def accuracy(self) -> tuple[float, float] | None:
        """The shares of training and test points told right, from 0 to 1; None where a number is learnt."""
        found = self._frame.of(SectionKind.ACCURACY)
        if not found:
            return None
        train, test = numbers_in(found[0]).ravel().tolist()
        return train, test

    @cached_property
    def pictures(self) -> tuple[npt.NDArray[np.float32], ...]:
        """What the neurons of each layer, the output last, say over the plane: (n_neurons, side, side) from
        -1 to 1 and cut off there, row 0 is x₂ = +6, column 0 is x₁ = -6; how large the side is depends on the
        layer. Of a curve (n_neurons, columns), from x₁ = -6 to +6, not cut off."""
        curves = self._frame.of(SectionKind.CURVES)
        if curves:
            return tuple(map(numbers_in, curves))
        return tuple(_values(pictures_in(section)) for section in self._frame.of(SectionKind.GRIDS))

    @cached_property
    def decision(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]] | None:
        """Of several outputs the index of the class that wins and its lead over the second from 0 to 1, both
        (side, side); None of one output, whose picture says all."""
        found = self._frame.of(SectionKind.DECISION)
        if not found:
            return None
        winner, lead = pictures_in(found[0])
        return winner, (lead / 255).astype(np.float32)

    def _one(self, kind: SectionKind) -> Section:
        found = self._frame.of(kind)
        if not found:
            raise ValueError(f"a picture of a room must have a section {kind.name}, this one has none")
        return found[0]


def _values(bytes_of: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """The values of a picture's bytes; NaN for what is no number."""
    values = (bytes_of.astype(np.float64) - ZERO_BYTE) / ZERO_BYTE
    values[bytes_of == NO_NUMBER_BYTE] = np.nan
    return values.astype(np.float32)
