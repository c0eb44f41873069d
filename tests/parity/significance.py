"""Distributions behind intervals and tests, by scipy.

    python tests/parity/significance.py       (scipy 1.17.1)

Writes tests/fixtures/parity/significance.json: masses of binomial distributions, the middle 95 % of
accuracies, and McNemar's exact p-values: statsmodels' mcnemar(exact=True) is
min(1, 2·binom.cdf(min(b, c), b + c, 0.5)), which scipy's two-sided binomtest equals.
"""

import json
import os

from scipy.stats import binom, binomtest

OUT = os.path.join(os.path.dirname(__file__), "..", "fixtures", "parity", "significance.json")


def masses(trials, chance):
    low, high = (int(end) for end in binom.ppf([1e-3, 1 - 1e-3], trials, chance))
    return {"trials": trials, "chance": chance, "low": low, "masses": [float(binom.pmf(k, trials, chance)) for k in range(low, high + 1)]}


def middle(rows, right):
    ends = binom.ppf([0.025, 0.975], rows, right / rows) / rows
    return {"rows": rows, "right": right, "interval": ends.tolist()}


def mcnemar(only_base, only_tuned):
    trials, least = only_base + only_tuned, min(only_base, only_tuned)
    p = min(1.0, 2 * float(binom.cdf(least, trials, 0.5)))
    assert trials == 0 or abs(p - binomtest(least, trials, 0.5).pvalue) < 1e-12
    return {"onlyBase": only_base, "onlyTuned": only_tuned, "p": p}


with open(OUT, "w") as file:
    json.dump({
        "binomials": [masses(*one) for one in [(1, 0.3), (7, 0.9), (500, 0.004), (60, 0.25), (400, 0.04), (1000, 0.5), (50_000, 0.0007)]],
        "accuracies": [middle(10_000, 9_120), middle(2_000, 1_990), middle(100_000, 51_000)],
        "mcnemar": [mcnemar(*one) for one in [(0, 0), (0, 1), (3, 3), (4, 5), (0, 12), (10, 25), (25, 10), (120, 160), (1000, 1100), (20_000, 20_500), (3, 400)]],
    }, file)
