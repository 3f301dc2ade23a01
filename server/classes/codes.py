"""What lets somebody join a class: its code, six letters and digits that can be read aloud and typed, and no
others like them; and its invitation, which squares and links carry and nobody could guess."""

import secrets
from collections.abc import Container

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No I, L, O, 0 and 1, which look alike on a board."""

LENGTH = 6
INVITATION_BYTES = 12


def new_code(taken: Container[str]) -> str:
    """Returns a code that no class has: one of 887 million."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if code not in taken:
            return code


def new_invitation() -> str:
    """Returns a secret of 96 bits: long enough to be tried without a limit, short enough for a square."""
    return secrets.token_urlsafe(INVITATION_BYTES)


def read_code(text: str) -> str:
    """Returns a code as it was typed, in any case and with spaces or dashes, as classes have it."""
    return "".join(each for each in text.upper() if each not in " -–_.")
