"""What pictures are drawn with: matplotlib, loaded when one is drawn, and the page's colours."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.reasons import Reason, ReasonError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NEGATIVE, ZERO, POSITIVE = "#f59322", "#e8eaeb", "#0877bd"
CLASSES = ("#e69f00", "#0072b2", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442", "#000000")
"""Those of the page's light theme (static/css/tokens.css)."""


def axes_or_new(axes: "Axes | None") -> "Axes":
    """The axes to draw on; `ReasonError` where matplotlib is not installed."""
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ReasonError(Reason("extra_not_installed", library="matplotlib", extra="plot")) from None
    return pyplot.subplots()[1] if axes is None else axes


def value_colours() -> Any:
    """From the colour of what is negative to that of what is positive."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("values", [NEGATIVE, ZERO, POSITIVE])


def class_colours(classes: npt.NDArray[np.integer], strength: npt.NDArray[np.floating]) -> Any:
    """Red, green and blue (…, 3) of classes, each so far from the colour of zero as its strength, 0 to 1."""
    from matplotlib.colors import to_rgb

    own, zero = np.array([to_rgb(each) for each in CLASSES]), np.array(to_rgb(ZERO))
    return zero + (own[classes % len(own)] - zero) * strength[..., np.newaxis]
