"""How two things are compared on a machine that is never quiet: in interleaved pairs.

Time them in two blocks, one after the other, and the clock frequency, the neighbours and the caches
of the two blocks are compared as well. Instead every sample of one is taken right beside a sample
of the other, and what is kept is the ratio of the two: whatever slows the machine for longer than a
pair cancels. The order alternates from pair to pair, so that a steady drift raises one ratio as
much as it lowers the next; the number of pairs is even, so that their median sees both alike.
"""

import math
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

Clock = Callable[[], float]


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
        A case of which one call takes longer, in seconds, is a timeout.
    """

    seconds: float
    sample: float
    fewest: int
    most: int
    limit: float


class Sampler:
    """Time a call, repeated so often that one sample is long enough for the clock.

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
        """Find how many calls make a sample."""
        self.call = call
        self.clock = clock
        self.loops = 1
        while (seconds := self()) * self.loops < shortest / 10:
            self.loops *= 10
        self.loops = max(self.loops, math.ceil(shortest / seconds))
        self.cost = seconds * self.loops

    def __call__(self) -> float:
        """Return the seconds that one call takes, from one sample."""
        call, loops = self.call, range(self.loops)
        start = self.clock()
        for _ in loops:
            call()
        return (self.clock() - start) / self.loops


class Pairs:
    """Interleave the samples of a subject with those of its rivals.

    `setup`, `target` and `teardown` are made for `benchmark.pedantic`, which times nothing but the
    target: the rivals are timed in the setup of one round and in the teardown of the next.

    Parameters
    ----------
    subject : Sampler
        What is measured.
    rivals : mapping of str to Sampler
        What it is measured against.

    Attributes
    ----------
    ratios : dict of str to list of float
        For each rival the time of the subject over the time of the rival, one for each round.
    """

    def __init__(self, subject: Sampler, rivals: Mapping[str, Sampler]) -> None:
        """Start without any pair."""
        self.subject = subject
        self.rivals = dict(rivals)
        self.ratios: dict[str, list[float]] = {name: [] for name in rivals}
        self._round = 0
        self._own = math.nan
        self._others: dict[str, float] = {}

    def rounds(self, budget: Budget) -> int:
        """Return the even number of rounds that fit into the budget."""
        cost = self.subject.cost + sum(rival.cost for rival in self.rivals.values())
        affordable = 2 * round(budget.seconds / cost / 2)
        return min(max(affordable, budget.fewest), budget.most)

    def setup(self) -> None:
        """Time the rivals before the subject, in every other round."""
        if self._round % 2 == 0:
            self._time_rivals(reversed(self.rivals))

    def target(self) -> None:
        """Time the subject."""
        self._own = self.subject()

    def teardown(self) -> None:
        """Time the rivals after the subject, in the other rounds, and keep the ratios."""
        if self._round % 2 == 1:
            self._time_rivals(self.rivals)
        for name, seconds in self._others.items():
            self.ratios[name].append(self._own / seconds)
        self._round += 1

    def run(self, rounds: int) -> None:
        """Do what `benchmark.pedantic` does, where there is no entry to write."""
        for _ in range(rounds):
            self.setup()
            self.target()
            self.teardown()

    def _time_rivals(self, names: Iterable[str]) -> None:
        # Mirrored before and after, so that each rival is as near to the subject in both orders.
        self._others = {name: self.rivals[name]() for name in names}


def noise_floor(call: Callable[[], object], budget: Budget) -> list[float]:
    """Return the ratios of a call to itself, measured like any other pair: the A/A control."""
    call()
    pairs = Pairs(Sampler(call, budget.sample), {"itself": Sampler(call, budget.sample)})
    pairs.run(budget.most)
    return pairs.ratios["itself"]


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop what is inside after so many seconds.

    Raises
    ------
    TimeoutError
        If the inside took longer. Where the platform has no timer, or outside the main thread, only
        after it has come to its own end; likewise a single long call into a library.
    """

    def stop(signum: int, frame: object) -> None:
        raise TimeoutError(message)

    message = f"one call takes longer than {seconds:g} s"
    timer = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    start = time.perf_counter()
    if timer:
        previous = signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        if timer:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, previous)
    if time.perf_counter() - start > seconds:
        raise TimeoutError(message)


def shortened(ratios: Mapping[str, list[float]]) -> dict[str, list[float]]:
    """Return the ratios with four significant digits, which keeps the result file small."""
    return {name: [float(f"{each:.4g}") for each in values] for name, values in ratios.items()}
