"""How two things are compared on a machine that is never quiet: in interleaved pairs. And how much memory they take.

Time them in two blocks, one after the other, and the clock frequency, the neighbours and the caches of the two blocks
are compared as well. Instead every sample of one is taken right beside a sample of the other, and what is kept is the
ratio of the two: whatever slows the machine for longer than a pair cancels. The order alternates from pair to pair, so
that a steady drift raises one ratio as much as it lowers the next; the number of pairs is even, so that their median
sees both alike.
"""

from __future__ import annotations

import math
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ad.arguments import Arguments
from ad.reverse import _Recorded

__all__ = [
    "PARTS",
    "SHARE",
    "Budget",
    "Clock",
    "Estimate",
    "Pairs",
    "Sampler",
    "TapeSize",
    "peak_memory",
    "tape_size",
]

Clock = Callable[[], float]
"""Returns the time in seconds."""


@dataclass(frozen=True)
class Budget:
    """How much time a measurement may take.

    Parameters
    ----------
    seconds : float
        What all pairs of one case should take together.
    sample : float
        The shortest sample, in seconds: far above the clock's resolution.
    fewest, most : int
        The smallest and the largest number of pairs, both even. The smallest wins over `seconds`.
    limit : float
        A case of which one call takes longer, in seconds, is not measured.
    precision : float
        How far the median of the ratios may be off, as a relative standard error; 0 asks for nothing beyond `seconds`.
    patience : float
        What the pairs that precision asks for may take besides, in seconds.
    """

    seconds: float
    sample: float
    fewest: int
    most: int
    limit: float
    precision: float = 0.0
    patience: float = 0.0


PARTS = 4
"""A sample consists of so many parts, if it repeats the call so often."""


SHARE = 0.1
"""No sample is shorter than this share of the longest that it is compared with: the noise of a short one beside few
long ones would be that of their ratio."""


COSTLY = 10
"""A call that takes as long as so many samples is not made again to find out whether the first one was slow."""

SETTLED = 0.9
"""The length of a sample is right when another sample does not bring what a call takes below this share."""


TICK = 1e-7
"""What a call that is over within one tick of the clock is taken to need, in seconds: the coarsest clock's tick."""


class Sampler:
    """Time a call, repeated so often that one sample is long enough for the clock.

    A sample is the lower median of its parts, so that what interrupts one or two of them does not count.

    The first calls after other work take several times as long as those that follow. A sample made as long as they
    suggest would be of so few calls that it never gets beyond them, and of another number in each process. So the
    number of calls follows the fastest sample seen.

    Parameters
    ----------
    call : callable
        What is timed. It has run before: the first call often compiles or allocates.
    shortest : float
        The shortest sample, in seconds.
    clock : callable
        Returns the time in seconds.
    """

    def __init__(self, call: Callable[[], object], shortest: float, clock: Clock = time.perf_counter) -> None:
        self.call = call
        self.clock = clock
        self.loops, self.parts = 1, 1
        self._shortest = shortest
        self._seconds = before = math.inf
        while self() < SETTLED * before and self._seconds < COSTLY * shortest:
            before = self._seconds

    def lengthen(self, shortest: float) -> None:
        """Repeat the call so often that a sample takes so many seconds at least."""
        self._shortest = max(self._shortest, shortest)
        calls = math.ceil(self._shortest / self._seconds)
        self.parts = min(PARTS, calls)
        self.loops = math.ceil(calls / self.parts)

    @property
    def calls(self) -> int:
        """How many calls one sample makes."""
        return self.loops * self.parts

    @property
    def cost(self) -> float:
        """How many seconds one sample takes, by the fastest so far."""
        return self._seconds * self.calls

    def __call__(self) -> float:
        """Return the seconds that one call takes, from one sample."""
        call, loops, seconds = self.call, range(self.loops), []
        for _ in range(self.parts):
            start = self.clock()
            for _ in loops:
                call()
            seconds.append(self.clock() - start)
        sample = sorted(seconds)[(self.parts - 1) // 2] / self.loops
        seen = sample or TICK
        if seen < self._seconds:
            self._seconds = seen
            self.lengthen(self._shortest)
        return sample


KNOWN = 6
"""From so many pairs on their scatter is estimated."""


class Pairs:
    """Interleave the samples of a subject with those of its rivals.

    `setup`, `target` and `teardown` are made for `benchmark.pedantic` of pytest-benchmark, which times nothing but the
    target: the rivals are timed in the setup of one round and in the teardown of the next.

    Parameters
    ----------
    subject : Sampler
        What is measured.
    rivals : mapping of str to Sampler
        What it is measured against.

    Attributes
    ----------
    seconds : list of float
        What one call of the subject took, one for each round.
    ratios : dict of str to list of float
        For each rival the time of the subject over the time of the rival, one for each round.

    Examples
    --------
    >>> from ad.measure import Pairs, Sampler
    >>> twice, once = (Sampler(lambda k=k: sum(range(k)), shortest=1e-4) for k in (2000, 1000))
    >>> pairs = Pairs(twice, {"once": once})
    >>> pairs.run(rounds=2)
    >>> len(pairs.ratios["once"])
    2
    """

    def __init__(self, subject: Sampler, rivals: Mapping[str, Sampler]) -> None:
        self.subject = subject
        self.rivals = dict(rivals)
        longest = max(sampler.cost for sampler in (subject, *self.rivals.values()))
        for sampler in (subject, *self.rivals.values()):
            sampler.lengthen(SHARE * longest)
        self.seconds: list[float] = []
        self.ratios: dict[str, list[float]] = {name: [] for name in rivals}
        self._own = math.nan
        self._others: dict[str, float] = {}

    def rounds(self, budget: Budget) -> int:
        """Return the even number of rounds that there should be in all, by what is known so far: what fits into
        the budget, and as many more as make every median as precise as it asks for, as far as its patience and `most`
        allow.

        Notes
        -----
        The median of k normal numbers of standard deviation s has a standard error near sqrt(pi / 2) s / sqrt(k); s is
        estimated by the interquartile range of the logarithms of the ratios, which is 1.349 s.
        """
        cost = self.subject.cost + sum(rival.cost for rival in self.rivals.values())
        affordable = min(max(2 * round(budget.seconds / cost / 2), budget.fewest), budget.most)
        if not budget.precision or len(self.seconds) < KNOWN:
            return affordable
        scatter = 0.0
        for ratios in self.ratios.values():
            low, high = np.quantile(np.log(ratios), [0.25, 0.75])
            scatter = max(scatter, float(high - low) / 1.349)
        needed = math.pi / 2 * (scatter / budget.precision) ** 2
        return max(affordable, 2 * round(min(needed, affordable + budget.patience / cost, budget.most) / 2))

    def setup(self) -> None:
        """Time the rivals before the subject, in every other round."""
        if len(self.seconds) % 2 == 0:
            self._time_rivals(reversed(self.rivals))

    def target(self) -> None:
        """Time the subject."""
        self._own = self.subject()

    def teardown(self) -> None:
        """Time the rivals after the subject, in the other rounds, and keep what was found."""
        if len(self.seconds) % 2 == 1:
            self._time_rivals(self.rivals)
        self.seconds.append(self._own)
        for name, seconds in self._others.items():
            self.ratios[name].append(self._own / seconds)

    def run(self, rounds: int) -> None:
        """Do what `benchmark.pedantic` does, where there is no entry to write."""
        for _ in range(rounds):
            self.setup()
            self.target()
            self.teardown()

    def _time_rivals(self, names: Iterable[str]) -> None:
        # Mirrored before and after, so that each rival is as near to the subject in both orders.
        self._others = {name: self.rivals[name]() for name in names}


class Estimate(NamedTuple):
    """A median and its 95 % confidence interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, samples: Sequence[float]) -> Estimate:
        """Estimate the median of what the samples are drawn from.

        Notes
        -----
        The interval goes from the k-th smallest to the k-th largest sample, k as large as 95 % allow. Each sample falls
        below the median with probability one half, whatever the distribution, so that the number that do is binomial
        [1]_. Fewer than six samples have no such interval: theirs is from the smallest to the largest.

        References
        ----------
        .. [1] W. J. Conover, Practical Nonparametric Statistics, 3rd ed., Wiley 1999, section 3.2.

        Examples
        --------
        >>> from ad.measure import Estimate
        >>> Estimate.of([3.0, 1.0, 2.0, 5.0, 4.0, 9.0, 7.0, 8.0, 6.0])
        Estimate(value=5.0, low=2.0, high=8.0)
        """
        ordered = sorted(samples)
        count = len(ordered)
        k, tail = 0, 0.5**count  # the probability that at most k samples fall below the median
        while tail <= 0.025:
            k += 1
            tail += math.comb(count, k) * 0.5**count
        k = max(k - 1, 0)
        return cls(float(np.median(ordered)), ordered[k], ordered[-1 - k])


# Memory, watched by `tracemalloc`, to which NumPy reports what its arrays allocate. It slows the program down, so that
# nothing is timed meanwhile.


@contextmanager
def _watched() -> Iterator[int]:
    """Watch allocations; give the bytes that are allocated at the start."""
    ours = not tracemalloc.is_tracing()
    if ours:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        yield tracemalloc.get_traced_memory()[0]
    finally:
        if ours:
            tracemalloc.stop()


def peak_memory(call: Callable[[], object]) -> int:
    """Return the largest number of bytes that a call has allocated at a time, its result included.

    Examples
    --------
    >>> import numpy as np
    >>> from ad.measure import peak_memory
    >>> peak_memory(lambda: np.ones(1000) + np.ones(1000)) >= 2 * 8000
    True
    """
    with _watched() as before:
        result = call()
        peak = tracemalloc.get_traced_memory()[1]
    del result
    return peak - before


class TapeSize(NamedTuple):
    """What reverse mode writes down."""

    records: int
    bytes: int


def tape_size(f: Callable[..., Any], *args: Any, argnums: int | Sequence[int] = 0) -> TapeSize:
    """Return how many calls of ``f(*args)`` are recorded, and how many bytes are held until they are swept.

    What the records refer to and was there before, such as the inputs and the constants of `f`, does not count.

    Examples
    --------
    >>> import numpy as np
    >>> from ad.measure import tape_size
    >>> size = tape_size(lambda x: np.sum(np.sin(x)), np.ones(1000))
    >>> size.records, size.bytes >= 8000
    (2, True)
    """
    arguments = Arguments(f, args, {}, argnums)
    with _watched() as before:
        recorded = _Recorded(arguments, False, None)
        held = tracemalloc.get_traced_memory()[0] - before
    return TapeSize(len(recorded.tape.records) - len(arguments.leaves), held)
