"""Times SciPy's bootstrap for bench/statistics.ts: python bootstrap.py INPUT.json"""

import json
import sys
import time

import numpy
import scipy.stats

with open(sys.argv[1]) as file:
    given = json.load(file)
values = numpy.array(given["values"])
STATISTICS = {
    "mean": numpy.mean,
    "median": numpy.median,
    "quantile 0.95": lambda x, axis: numpy.quantile(x, 0.95, axis=axis),
}
figures = {}
for name, statistic in STATISTICS.items():
    wall, processor = time.perf_counter(), time.process_time()
    scipy.stats.bootstrap(
        (values,), statistic, n_resamples=given["resamples"], batch=100, method="BCa",
        random_state=numpy.random.default_rng(1),
    )
    figures[f"SciPy {scipy.__version__}, {name}"] = {
        "wall": time.perf_counter() - wall, "processor": time.process_time() - processor,
    }
print(json.dumps(figures))
