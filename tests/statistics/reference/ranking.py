"""Prints the reference values of probability_of_best_test.ts and pareto_test.ts: python ranking.py (scipy 1.14.1).

Nothing is drawn: of so few prompts, all samples with replacement are counted.
"""

import itertools
import json

import numpy
import scipy.stats

SCORES = [[0.9, 0.2, 0.7, 0.4, 0.6], [0.5, 0.6, 0.8, 0.5, 0.5], [0.4, 0.6, 0.5, 0.9, 0.1], [0.5, 0.5, 0.8, 0.6, 0.5]]
COSTS = [[3, 1, 4, 1, 5], [2, 6, 5, 3, 5], [1, 2, 1, 2, 3], [2, 7, 1, 8, 2]]


def sums(table):
    """One row for each sample of the prompts, in which figures are sums."""
    prompts = range(len(table[0]))
    draws = numpy.array(list(itertools.product(prompts, repeat=len(table[0]))))
    return numpy.round(numpy.array(table)[:, draws].sum(axis=2).T, 9)


def best(scores):
    ranks = scipy.stats.rankdata(-sums(scores), method="average", axis=1)
    first = ranks == ranks.min(axis=1, keepdims=True)
    return {
        "scores": scores,
        "probability": (first / first.sum(axis=1, keepdims=True)).mean(axis=0).tolist(),
        "meanRank": ranks.mean(axis=0).tolist(),
    }


def frontier(costs, qualities):
    cost, quality = sums(costs), sums(qualities)
    cheaper, better = cost[:, None, :] - cost[:, :, None], quality[:, :, None] - quality[:, None, :]
    beats = (cheaper >= 0) & (better >= 0) & (cheaper + better > 0)
    return {"costs": costs, "qualities": qualities, "probability": (~beats.any(axis=1)).mean(axis=0).tolist()}


print(json.dumps({"best": best(SCORES), "frontier": frontier(COSTS, SCORES)}, indent=2))
