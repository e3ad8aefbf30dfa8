"""The report: from one saved benchmark run to a page for newcomers and researchers alike.

The road is straight, and each module is one stretch of it::

    load     the result file   ->  one tidy table, one row a (case, rival), and the machine
    stats    paired timings    ->  ratios, slopes and crossovers, each with a 95 % interval
    words    estimates         ->  numbers and sentences for people
    figures  one tidy table    ->  one SVG figure (style holds the colours)
    tables   one tidy table    ->  one table of strings
    page     all of these      ->  index.html, summary.md, the figures and their data

``python -m reports`` walks it. Nothing here imports ``ad`` or ``benchmarks``: the result file is
the whole contract.
"""
