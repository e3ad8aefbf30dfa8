"""Where one mode overtakes the other: the place where the ratio of their times passes one, with a 95 % interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from reports.stats import AXIS, SEED, Array, Estimate, interval, resampled


def crossing(sizes: ArrayLike, ratios: ArrayLike) -> Array:
    """Find the size from which a ratio stays above one, by straight lines on log-log axes.

    Parameters
    ----------
    sizes
        Shape ``(k,)``, rising, k at least 2.
    ratios
        Shape ``(..., k)``.

    Returns
    -------
    Array
        Shape ``(...)``: 0 where the ratio is above one at every size, inf where it is not at the
        largest.

    Examples
    --------
    >>> float(crossing([1, 4], [0.5, 2.0]))
    2.0
    """
    position, height = np.log2(np.asarray(sizes, float)), np.log2(np.asarray(ratios, float))
    below = height <= 0
    last = position.size - 1
    # the last size whose ratio is not above one; argmax finds the first True from the far end
    left = np.minimum(last - np.argmax(below[..., ::-1], axis=-1), last - 1)[..., None]
    start, end = (np.take_along_axis(height, left + step, axis=-1)[..., 0] for step in (0, 1))
    inside = below.any(axis=-1) & ~below[..., -1]
    share = np.where(inside, -start, 0.0) / np.where(inside, end - start, 1.0)
    left = left[..., 0]
    found = 2 ** (position[left] + share * (position[left + 1] - position[left]))
    return np.where(inside, found, np.where(below[..., -1], np.inf, 0.0))


def sweep_crossover(ratios: pd.DataFrame, sweep: str) -> Estimate | None:
    """Estimate where the mode that wins at the far end of a sweep begins to win.

    Parameters
    ----------
    ratios
        Forward over reverse, from `mode_ratios`.
    sweep
        ``"wide"``: the n from which reverse is cheaper. ``"tall"``: the m from which forward is
        cheaper.

    Returns
    -------
    Estimate or None
        0 and inf mean before the first and after the last size; None if there are fewer than two
        sizes.
    """
    ordered = ratios.sort_values(AXIS[sweep])
    if len(ordered) < 2:
        return None
    sign = -1 if sweep == "tall" else 1  # along the tall sweep the ratio falls, its inverse rises
    sizes = ordered[AXIS[sweep]].to_numpy(float)
    value = crossing(sizes, ordered["ratio"].to_numpy(float) ** sign)
    drawn = _resampled_by_cell(ordered, np.random.default_rng(SEED))
    return Estimate(float(value), *interval(crossing(sizes, drawn**sign)))


def contour(ratios: pd.DataFrame) -> pd.DataFrame:
    """Trace the measured crossover through the n x m grid.

    Returns
    -------
    DataFrame
        One row for each m whose row of the grid has forward cheaper at one end and reverse at the
        other: ``m`` and the ``n`` at which both cost the same.
    """
    points = []
    for m, row in ratios.groupby("m"):
        ordered = row.sort_values("n")
        if len(ordered) >= 2:
            points.append((m, float(crossing(ordered["n"], ordered["ratio"]))))
    found = pd.DataFrame(points, columns=["m", "n"], dtype=float)
    inside = found["n"].between(0, np.inf, inclusive="neither")
    return found.loc[inside].reset_index(drop=True)


def grid_crossover(ratios: pd.DataFrame) -> Estimate | None:
    """Estimate the factor c of n = c m, the line on the grid where the modes cost the same.

    Returns
    -------
    Estimate or None
        The weighted geometric mean of n / m along `contour`; None where the modes do not cross inside the grid.

    Notes
    -----
    Where a fixed cost hides both modes, their ratio hovers around one and any noise moves the crossing far along its
    row. Each row is therefore weighted by the inverse of its bootstrap variance. The interval comes from two levels of
    resampling, the pairs within each cell and the rows of the grid: the second lets it widen where c is not the same
    in all rows, which no number of pairs would show.
    """
    points = contour(ratios)
    if points.empty:
        return None
    random = np.random.default_rng(SEED)
    logs = np.stack([_row_crossings(ratios[ratios["m"] == m], random) for m in points["m"]])
    weights = 1 / (logs.var(axis=1) + 0.01)  # no row counts for more than one that is known to 7 %
    value = np.average(np.log2(points["n"] / points["m"]), weights=weights)
    drawn = random.integers(0, len(logs), size=logs.shape)
    resampled = np.average(np.take_along_axis(logs, drawn, axis=0), axis=0, weights=weights[drawn])
    return Estimate(float(2**value), *interval(2**resampled))


def _row_crossings(row: pd.DataFrame, random: np.random.Generator) -> Array:
    """Resample log2(n / m) at the crossing of one row of the grid, or at the end of the row beyond which it lies."""
    ordered = row.sort_values("n")
    sizes = ordered["n"].to_numpy(float)
    found = crossing(sizes, _resampled_by_cell(ordered, random))
    return np.asarray(np.log2(np.clip(found, sizes[0], sizes[-1]) / float(ordered["m"].iloc[0])))


def _resampled_by_cell(ratios: pd.DataFrame, random: np.random.Generator) -> Array:
    """Resample every row on its own: shape (RESAMPLES, rows)."""
    return np.stack([resampled(pairs, random) for pairs in ratios["pairs"]], axis=-1)
