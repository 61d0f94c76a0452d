"""rapidfuzz on a list of names, one a line: every name with every name, on one core. Prints JSON.

Usage: kernels.py NAMES [ROUNDS]

Figures are pairs per second of processor time (user and system). Needs `pip install rapidfuzz numpy`.
"""

import json
import resource
import sys

import numpy
import rapidfuzz
from rapidfuzz import distance, process

METRICS = {
    "jaroWinkler": (distance.JaroWinkler.similarity, numpy.float32, None),
    "jaroWinkler_cutoff": (distance.JaroWinkler.similarity, numpy.float32, 0.9),
    "levenshtein": (distance.Levenshtein.distance, numpy.uint16, None),
    "levenshtein_cutoff": (distance.Levenshtein.distance, numpy.uint16, 2),
    "alignment": (distance.OSA.distance, numpy.uint16, None),
    "alignment_cutoff": (distance.OSA.distance, numpy.uint16, 2),
}


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        names = [line.rstrip("\n") for line in file if line.strip()]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    results = []
    for metric, (scorer, kind, cutoff) in METRICS.items():
        times = []
        for _ in range(rounds):
            start = processor_seconds()
            process.cdist(names, names, scorer=scorer, score_cutoff=cutoff, dtype=kind, workers=1)
            times.append(max(processor_seconds() - start, 1e-9))
        times.sort()
        pairs = len(names) ** 2
        results.append(
            {
                "metric": metric,
                "path": "rapidfuzz",
                "pairsPerSecondBest": pairs / times[0],
                "pairsPerSecondMedian": pairs / times[len(times) // 2],
                "pairs": pairs,
            }
        )
    mean = sum(len(name.encode()) for name in names) / max(1, len(names))
    print(json.dumps({"names": len(names), "meanBytes": mean, "version": rapidfuzz.__version__, "results": results}))


if __name__ == "__main__":
    main()
