"""Where a run has what it knows, which decides whether it counts in a challenge."""

from enum import IntEnum


class Learnt(IntEnum):
    """By what weights came about, the least that can be said of them: trained on the run's own points alone,
    some of them set by hand, or from somewhere else (other points, a file, another run)."""

    HERE = 0
    BY_HAND = 1
    ELSEWHERE = 2
