"""Which version of the playground this is."""

import functools
from importlib import metadata

PACKAGE = "nn-playground"


@functools.cache
def version() -> str:
    """Returns the version of the installed package; "0" in a checkout that was never installed."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return "0"
