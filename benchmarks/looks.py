"""Each case is looked at several times, with other cases in between.

What disturbs a shared machine often lasts longer than all pairs of one case take together, and hits them all alike:
their median is precise, and wrong. So they are spread over the run: some at once, the others after other cases, and
the median of all is what most of the looks saw. A run that is killed keeps of its last cases what it has seen of them.
"""

from collections.abc import Callable

LOOKS = 16
BETWEEN = 60
"""So many cases lie between two looks: about a quarter of a minute. The problems of all looks stay in memory."""

Look = Callable[[], None]


def shares(rounds: int) -> list[int]:
    """Split an even number of rounds into looks of even numbers.

    >>> shares(16), shares(4), shares(2)
    ([6, 6, 4], [2, 2], [2])
    """
    pairs, more = divmod(rounds // 2, LOOKS)
    return [2 * (pairs + (look < more)) for look in range(LOOKS) if pairs + (look < more)]


class Looks:
    """The looks that are still to be taken at cases that were measured once."""

    def __init__(self, between: int = BETWEEN) -> None:
        self.between = between
        self._cases = 0
        self._waiting: list[tuple[int, Look]] = []

    def later(self, looks: list[Look]) -> None:
        """Take these looks at the present case, one after each `between` other cases."""
        self._waiting += [(self._cases + 1 + i * self.between, look) for i, look in enumerate(looks, 1)]

    def case_ends(self) -> None:
        """Take what looks are due after the present case."""
        self._cases += 1
        due = [look for case, look in self._waiting if case <= self._cases]
        self._waiting = [(case, look) for case, look in self._waiting if case > self._cases]
        for look in due:
            look()

    def finish(self) -> None:
        """Take all that are left, in the order in which they would have come."""
        while self._waiting:
            self.case_ends()
