"""How long 2,000 people's six weeks take, and how much memory: `daren demo --check` in a process of its own."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

SECONDS, MEBIBYTES, PEOPLE = 60.0, 400.0, 2000


def main() -> int:
    """Play, tell where the time went, and hold the figures against what is aimed at."""
    began = time.perf_counter()
    done = subprocess.run(
        [Path(sys.executable).with_name("daren"), "demo", "--check", "--json", "--people", str(PEOPLE)],
        capture_output=True, check=False)
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = used.ru_maxrss / 1024
    if done.returncode:
        sys.stderr.write(done.stderr.decode())
        return done.returncode
    report = json.loads(done.stdout)
    for part, spent in sorted(report["spent"].items(), key=lambda one: -one[1]):
        print(f"{part:<12} {spent:6.1f} CPU s")
    print(f"{report['signed_up']} people, {report['journal']['entries']} entries, "
          f"{sum(report['messages'].values())} messages")
    print(f"{seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} CPU s, {peak:.0f} MiB at most")
    print(f"RATIO demo_seconds_of_60 {seconds / SECONDS:.3f}")
    print(f"RATIO demo_memory_of_400mib {peak / MEBIBYTES:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
