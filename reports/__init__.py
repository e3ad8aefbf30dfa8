"""The report: from one saved benchmark run to a page for newcomers and researchers alike.

The road is straight, and each module is one stretch of it::

    load     the result file   ->  one tidy table, one row a (case, rival), and the machine
    merge    several of them   ->  one
    stats    paired timings    ->  ratios, slopes and crossovers, each with a 95 % interval
    words    estimates         ->  numbers and sentences for people
    figures  one tidy table    ->  one SVG figure (style holds the colours)
    tables   one tidy table    ->  one table of strings
    findings estimates         ->  the headline
    page     all of these      ->  index.html, summary.md, the figures and their data
    folder   texts             ->  files, and what an earlier report left is removed

``python -m reports`` walks it; ``compare`` puts two runs beside each other. Nothing here imports ``benchmarks``: of
what was measured the result file is the whole contract. ``ad`` is imported in one place, ``sections/modes.py``, where
the library draws and tabulates its own sweeps; nothing there is measured.
"""
