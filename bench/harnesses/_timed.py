"""Runs a command and writes what it took as JSON: python3 _timed.py REPORT COMMAND [ARGUMENT…]"""

import json
import resource
import subprocess
import sys
import time

start = time.monotonic()
code = subprocess.run(sys.argv[2:], check=False).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w", encoding="utf-8") as report:
    json.dump(
        {
            "seconds": time.monotonic() - start,
            "cpuSeconds": used.ru_utime + used.ru_stime,
            "rssMb": used.ru_maxrss / 1024,
            "code": code,
        },
        report,
    )
