"""What `ad.compare` finds: an object to compute with, a table to read, and a sentence to act on."""

from __future__ import annotations

from dataclasses import dataclass

from ad.measure import Estimate, TapeSize

__all__ = ["Comparison", "Mode"]


@dataclass(frozen=True)
class Mode:
    """What was found about one mode.

    Attributes
    ----------
    name : {"forward", "reverse"}
    directions : int
        How many tangents or cotangents the full derivative takes: n or m.
    timed : int
        How many of them were timed. Where all would take too long, `cost` is that of these, scaled up.
    cost : Estimate or None
        The time of the gradient or Jacobian over the time of the function; None if this mode fails.
    single : Estimate or None
        Likewise of one direction: one jvp, one vjp.
    memory : int or None
        The largest number of bytes allocated at a time, with `timed` directions.
    rho : float or None
        The worst disagreement with differences of the function, as measured by `ad.testing.rho`.
    error : str
        Why this mode fails, or nothing.
    """

    name: str
    directions: int
    timed: int = 0
    cost: Estimate | None = None
    single: Estimate | None = None
    memory: int | None = None
    rho: float | None = None
    error: str = ""


@dataclass(frozen=True, repr=False)
class Comparison:
    """What `compare` found; ``print`` shows it as a table.

    Attributes
    ----------
    function : str
        The name of the function.
    n, m : int
        How many numbers go in and come out.
    quantity : {"gradient", "Jacobian"}
        The full derivative that was measured.
    pairs : int
        How many interleaved pairs were timed.
    seconds : Estimate
        What one evaluation of the function takes.
    forward, reverse : Mode
    ratio : Estimate or None
        The time of forward mode over the time of reverse mode; None if one of them fails.
    tape : TapeSize or None
        What reverse mode writes down; None if it fails.
    rho : float or None
        The worst disagreement of the two modes; None if one of them fails.
    kink : float
        The worst disagreement of the slopes to the two sides of the point.
    tolerance : float
        The largest disagreement with differences that counts as agreement.
    """

    function: str
    n: int
    m: int
    quantity: str
    pairs: int
    seconds: Estimate
    forward: Mode
    reverse: Mode
    ratio: Estimate | None
    tape: TapeSize | None
    rho: float | None
    kink: float
    tolerance: float

    @property
    def better(self) -> str:
        """The mode to use: "forward", "reverse", or "either" where the interval of the ratio includes 1."""
        if self.ratio is None:
            return "forward" if self.reverse.error else "reverse"
        return "reverse" if self.ratio.low > 1 else "forward" if self.ratio.high < 1 else "either"

    @property
    def agrees(self) -> bool:
        """Whether the modes agree with each other and with differences, and the function has no kink here."""
        found = (self.forward.rho, self.reverse.rho, self.rho, self.kink)
        return all(each is None or each <= self.tolerance for each in found)

    @property
    def verdict(self) -> str:
        """One sentence: which mode to use, and by how much it is better."""
        other = "forward" if self.better == "reverse" else "reverse"
        if self.ratio is None:
            return f"Use {self.better} mode: {other} mode fails."
        about = "about " if any(mode.timed < mode.directions for mode in (self.forward, self.reverse)) else ""
        if self.better == "either":
            return f"No clear difference: forward mode takes {about}{_times(self.ratio)} the time of reverse mode."
        value, low, high = self.ratio
        ratio = self.ratio if self.better == "reverse" else Estimate(1 / value, 1 / high, 1 / low)
        return f"Use {self.better} mode: {other} mode takes {about}{_times(ratio)} its time."

    def __repr__(self) -> str:
        return f"<comparison of {self.function}, n = {self.n}, m = {self.m}: {self.verdict}>"

    def __str__(self) -> str:
        modes = (self.forward, self.reverse)
        tape = f"{_count(self.tape.records, 'record')}, {_bytes(self.tape.bytes)}" if self.tape else "-"
        rows = [
            ("", *(mode.name for mode in modes)),
            (f"{self.quantity} / function", *(_times(mode.cost) for mode in modes)),
            ("  directions", *(_directions(mode) for mode in modes)),
            ("one jvp, vjp / function", *(_times(mode.single) for mode in modes)),
            ("peak memory", *(_memory(mode) for mode in modes)),
            ("tape", "-", tape),
            ("disagreement", "", ""),
            ("  with differences", *(self._judged(mode.rho) for mode in modes)),
            ("  with each other", self._judged(self.rho), ""),
            ("  left and right slope", self._judged(self.kink), ""),
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        lines = [
            f"{self.function}: {_count(self.n, 'input')}, {_count(self.m, 'output')}, "
            f"evaluated in {_seconds(self.seconds)}",
            "",
            *("   ".join(map(str.ljust, row, widths)).rstrip() for row in rows),
            "",
            f"Medians of {self.pairs} pairs, with 95 % intervals. {self.verdict}",
        ]
        lines += [f"{mode.name} mode fails: {mode.error}" for mode in modes if mode.error]
        if not self.agrees:
            lines.append(f"The derivatives disagree: {self._suspicion()}.")
        return "\n".join(lines)

    def _judged(self, found: float | None) -> str:
        if found is None:
            return "-"
        return f"{found:.1e} {'agree' if found <= self.tolerance else 'DISAGREE'}"

    def _suspicion(self) -> str:
        if self.kink > self.tolerance:
            return "the function has no derivative at this point, or is not the same at every call"
        return "a rule is wrong, or the function is not the same at every call"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _digits(number: float) -> str:
    """Return a number with three significant digits."""
    return f"{number:.3g}" if number < 999.5 else f"{float(f'{number:.3g}'):,.0f}"


def _times(estimate: Estimate | None) -> str:
    return "fails" if estimate is None else "{}× ({} to {})".format(*map(_digits, estimate))


def _directions(mode: Mode) -> str:
    if mode.error:
        return "-"
    return f"{mode.directions}" if mode.timed == mode.directions else f"{mode.timed} timed of {mode.directions}"


def _memory(mode: Mode) -> str:
    if mode.memory is None:
        return "-"
    return _bytes(mode.memory) if mode.timed == mode.directions else f"{_bytes(mode.memory)} or more"


def _seconds(estimate: Estimate) -> str:
    factor, unit = 1.0, "s"
    for smaller in ("ms", "µs", "ns"):
        if estimate.value * factor < 0.9995:
            factor, unit = factor * 1000, smaller
    value, low, high = (_digits(each * factor) for each in estimate)
    return f"{value} {unit} ({low} to {high})"


def _bytes(number: float) -> str:
    unit = "B"
    for larger in ("kB", "MB", "GB"):
        if number >= 999.5:
            number, unit = number / 1000, larger
    return f"{_digits(number)} {unit}"
