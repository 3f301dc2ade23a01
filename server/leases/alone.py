"""The leases of a server that is alone: everything is its own, and nothing is remembered."""

from collections.abc import Callable


class Alone:
    """All names are ours. What is kept is in the data folder, which is none of its concern."""

    replica = ""
    answering = True

    def holds(self, name: str) -> bool:
        """It is ours."""
        return True

    def claim(self, name: str) -> None:
        """It is ours."""

    async def take(self, name: str) -> str:
        """It is ours."""
        return self.replica

    async def where(self, name: str) -> str | None:
        """No other has anything, and what we have is known to who asks."""
        return None

    async def release(self, name: str) -> None:
        """There is no other who could take it."""

    async def write(self, name: str, data: bytes, seconds: float) -> bool:
        """It is ours; nothing is kept here."""
        return True

    async def read(self, name: str) -> bytes | None:
        """Nothing is kept here."""
        return None

    async def remove(self, name: str) -> None:
        """Nothing is kept here."""

    async def names(self, kind: str) -> dict[str, str]:
        """Nothing is remembered."""
        return {}

    def on_lost(self, told: Callable[[str, str], None]) -> None:
        """Nothing is ever lost."""

    def on_answering(self, told: Callable[[bool], None]) -> None:
        """There is nothing that could stop answering."""

    async def start(self) -> None:
        """There is nothing to renew."""

    async def close(self) -> None:
        """There is nobody to let have anything."""
