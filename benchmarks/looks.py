"""Each case is looked at several times, with other cases in between.

What disturbs a shared machine often lasts longer than all pairs of one case take together, and hits them all alike:
their median is precise, and wrong. So they are spread over the run: some at once, the others after other cases, and
the more looks there are, the fewer of them one disturbance hits. A run that is killed keeps what it has seen of each
case.

A slow or disturbed machine takes longer for the same pairs, and needs more of them. A run that is late leaves out those
that only make the medians more precise, so that it ends when it should.
"""

import time
from collections.abc import Callable
from math import ceil, inf

LOOKS = 16
BETWEEN = 60
"""So many cases lie between two looks: about a quarter of a minute. The problems of all looks stay in memory."""

FIRST = 10
"""As many later looks take as long as the first, which builds, compiles, checks and watches what it measures."""

Look = Callable[[], None]


def due(rounds: int, look: int) -> int:
    """Return how many of an even number of rounds should be done with this look, the first being 1: an even number.

    >>> [due(40, look) for look in (1, 2, LOOKS)], [due(4, look) for look in (1, LOOKS // 2, LOOKS)]
    ([4, 6, 40], [2, 2, 4])
    """
    return 2 * ceil(rounds * look / (2 * LOOKS))


class Looks:
    """The looks that are still to be taken at cases that were measured once.

    Parameters
    ----------
    between : int
        So many cases lie between two looks at one.
    cases, seconds : int and float
        How many cases there are, and how long they should take together at the most.
    clock : callable
        Returns the time in seconds.
    """

    def __init__(
        self,
        between: int = BETWEEN,
        cases: int = 0,
        seconds: float = inf,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.between = between
        self.cases = cases
        self.seconds = seconds
        self.waiting: list[tuple[int, Look]] = []
        self._cases = 0
        self._taken = 0
        self._clock = clock
        self._start = clock()

    @property
    def late(self) -> bool:
        """Whether less of the run is done than of its time has passed; each look counts alike, the first for ten."""
        done, all_of_it = min(self._cases, self.cases) * FIRST + self._taken, self.cases * (FIRST + LOOKS - 1)
        return (self._clock() - self._start) * all_of_it > self.seconds * max(done, 1)

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
            self._taken += 1

    def finish(self) -> None:
        """Take all that are left, in the order in which they would have come."""
        while self.waiting:
            self.case_ends()
