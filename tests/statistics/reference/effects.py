"""Prints the reference values of effects_test.ts: python effects.py (scipy 1.14.1, statsmodels 0.15.0)."""

import json
import math

import numpy
import scipy.special
import scipy.stats
import statsmodels.stats.contingency_tables

SAMPLES = [
    ([3, 4, 5], [1, 2, 3]),
    ([0.2, 0.5, 0.9, 0.4], [0.3, 0.1, 0.35, 0.8, 0.2]),
    ([1, 1, 0, 1, 1, 0, 1], [0, 1, 0, 0, 1]),
]
DIFFERENCES = [
    [0.2, 0.1, 0.3, 0.2, -0.1, 0.1, 0.4, 0.2],
    [1, 0, -1, 1, 1, 0, 1, 0],
    [-0.5, -0.25, 0.125, -0.75, 0, -1],
]
TABLES = [(3, 0), (9, 2), (15, 14), (0, 0), (40, 12)]


def correction(df):
    return scipy.special.gamma(df / 2) / (math.sqrt(df / 2) * scipy.special.gamma((df - 1) / 2))


def independent(first, second):
    a, b = numpy.array(first), numpy.array(second)
    df = len(a) + len(b) - 2
    t = scipy.stats.ttest_ind(a, b).statistic
    d = t * math.sqrt(1 / len(a) + 1 / len(b))
    u = scipy.stats.mannwhitneyu(a, b).statistic
    return {
        "first": first, "second": second,
        "cohensD": d, "hedgesG": d * correction(df), "cliffsDelta": 2 * u / (len(a) * len(b)) - 1,
    }


def paired(differences):
    d = scipy.stats.ttest_1samp(differences, 0).statistic / math.sqrt(len(differences))
    unequal = [difference for difference in differences if difference != 0]
    ranks = scipy.stats.rankdata(numpy.abs(unequal))
    return {
        "differences": differences,
        "cohensDz": d,
        "hedgesGz": d * correction(len(differences) - 1),
        "rankBiserial": float(numpy.sum(numpy.sign(unequal) * ranks) / numpy.sum(ranks)),
    }


def mcnemar(only_first, only_second):
    table = [[5, only_first], [only_second, 6]]
    p = statsmodels.stats.contingency_tables.mcnemar(table, exact=True).pvalue
    return {"onlyFirst": only_first, "onlySecond": only_second, "pValue": 1 if math.isnan(p) else p}


print(json.dumps({
    "independent": [independent(*case) for case in SAMPLES],
    "paired": [paired(case) for case in DIFFERENCES],
    "mcnemar": [mcnemar(*case) for case in TABLES],
}, indent=2))
