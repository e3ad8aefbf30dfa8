"""Draws of what is known, with noise."""

import numpy as np


def noisy(value, noise=0.05, pairs=25, seed=0):
    """Draw paired ratios around a value."""
    random = np.random.default_rng(seed)
    return value * np.exp(noise * random.standard_normal(pairs))
