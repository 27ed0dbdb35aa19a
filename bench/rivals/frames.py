"""Times what others make of a run, for bench/frames.ts: python frames.py pyarrow|pandas-parquet|pandas-sql PATH"""

import json
import resource
import sqlite3
import sys
import time

import pandas
import pyarrow.parquet


def read_sql(path):
    with sqlite3.connect(path) as db:
        return pandas.read_sql("SELECT * FROM attempts WHERE run_id = 'run_1' ORDER BY cell_index, try", db)


READERS = {
    "pyarrow": lambda path: pyarrow.parquet.read_table(path),
    "pandas-parquet": lambda path: pandas.read_parquet(path),
    "pandas-sql": read_sql,
}

way, path = sys.argv[1:]
wall, processor = time.perf_counter(), time.process_time()
frame = READERS[way](path)
print(json.dumps({
    "rows": len(frame),
    "seconds": time.perf_counter() - wall,
    "processorSeconds": time.process_time() - processor,
    "peakMb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6),
}))
