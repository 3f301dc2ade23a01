"""The origins of pages: scheme, name and port of where they come from."""

from collections.abc import Iterable

DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def plain_origin(text: str) -> str:
    """Returns an origin as browsers write it: small letters, and no port that its scheme has anyway."""
    scheme, _, host = text.lower().rstrip("/").partition("://")
    return f"{scheme}://{host.removesuffix(DEFAULT_PORTS.get(scheme, ' '))}"


def allowed_of(origin: str, allowed: Iterable[str]) -> str | None:
    """Returns an origin as browsers write it where it is one of those allowed, else None."""
    plain = plain_origin(origin)
    return plain if plain in map(plain_origin, allowed) else None
