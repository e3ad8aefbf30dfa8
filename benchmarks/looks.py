"""Each case is looked at several times, with other cases in between.

What disturbs a shared machine often lasts longer than all pairs of one case take together, and hits them all alike:
their median is precise, and wrong. So they are spread over the run: some at once, the others after other cases, and
the more looks there are, the more pairs are calm ones. A run that is killed keeps what it has seen of each case.
"""

from collections.abc import Callable
from math import ceil

LOOKS = 16
BETWEEN = 60
"""So many cases lie between two looks: about a quarter of a minute. The problems of all looks stay in memory."""

Look = Callable[[], None]


def due(rounds: int, look: int) -> int:
    """Return how many of an even number of rounds should be done with this look, the first being 1: an even number.

    >>> [due(40, look) for look in (1, 2, LOOKS)], [due(4, look) for look in (1, LOOKS // 2, LOOKS)]
    ([4, 6, 40], [2, 2, 4])
    """
    return 2 * ceil(rounds * look / (2 * LOOKS))


class Looks:
    """The looks that are still to be taken at cases that were measured once."""

    def __init__(self, between: int = BETWEEN) -> None:
        self.between = between
        self._cases = 0
        self.waiting: list[tuple[int, Look]] = []

    def later(self, looks: list[Look]) -> None:
        """Take these looks at the present case, one after each `between` other cases."""
        self.waiting += [(self._cases + 1 + i * self.between, look) for i, look in enumerate(looks, 1)]

    def case_ends(self) -> None:
        """Take what looks are due after the present case."""
        self._cases += 1
        due = [look for case, look in self.waiting if case <= self._cases]
        self.waiting = [(case, look) for case, look in self.waiting if case > self._cases]
        for look in due:
            look()

    def finish(self) -> None:
        """Take all that are left, in the order in which they would have come."""
        while self.waiting:
            self.case_ends()
