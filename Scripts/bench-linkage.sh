#!/bin/sh
# Joins the same people with Reeve and with Splink 5 on DuckDB, and compares names with Reeve's kernels and with
# rapidfuzz, one after the other on this machine. Prints one JSON object a line, the last of them the ratios: seconds of
# CPU of the whole process by stage, peak memory, and how good the outcome is.
#
# REEVE_RIVALS names the folder with the generator of people and the rival's scripts; without it there is nothing to
# compare with, and the script says so. REEVE_RECORDS sets how many people (1,000,000), REEVE_BENCH where to work (what
# lies there already is used again), REEVE_NAMES how many names the kernels compare (5,000), REEVE_VENV a Python
# environment that has the rivals, REEVE a built program.
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

rival=${REEVE_RIVALS:-}
[ -d "$rival" ] || fail 2 "give REEVE_RIVALS the folder with gen_persons.py and bench_splink_synth.py"
records=${REEVE_RECORDS:-1000000}
out=${REEVE_BENCH:-$PWD/.reeve/bench-linkage}
venv=${REEVE_VENV:-$out/venv}
mkdir -p "$out/linkage" "$out/data/synth" "$out/results"
cp "$rival"/*.py "$rival"/*.json "$out/linkage/"

if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet splink==5.0.0 duckdb==2.0.0 rapidfuzz==3.14.6 numpy pyarrow pandas >&2
fi
python=$(cd "$venv" && pwd)/bin/python
people=$out/data/synth/persons_${records}_1.csv
[ -f "$people" ] && [ -f "${people%.csv}.parquet" ] \
    || (cd "$out/linkage" && "$python" gen_persons.py --records "$records" --out ../data/synth --csv >&2)

if [ -z "${REEVE:-}" ]; then
    Scripts/setup.sh demo
    swift=$(find_swift)
    "$swift" build -c release --product reeve >&2
    REEVE=$("$swift" build -c release --show-bin-path)/reeve
fi

# The column that says which records are repeats is taken away before Reeve reads the file. The kernels get the surnames of its first rows.
names=${REEVE_NAMES:-5000}
"$python" - "$people" "$out/people.csv" "$out/names.txt" "$names" <<'PYTHON'
import sys
import pyarrow.csv as csv

people, judged, names, count = sys.argv[1:]
table = csv.read_csv(people, convert_options=csv.ConvertOptions(column_types={"phone": "string"}))
csv.write_csv(table.drop_columns(["is_dup"]), judged)
with open(names, "w", encoding="utf-8") as file:
    file.writelines(f"{name.lower()}\n" for name in table["surname"].slice(0, int(count)).to_pylist() if name)
PYTHON

# Not through a pipe: a program that fails ends the script.
"$REEVE" bench linkage --file "$out/people.csv" --id rec_id --truth cluster --names "$names" >"$out/results/reeve.json"
cat "$out/results/reeve.json"
"$python" Scripts/bench/kernels.py "$out/names.txt" >"$out/results/rapidfuzz.json"
cat "$out/results/rapidfuzz.json"
# A model of ours must weigh in Splink what it weighs here; a few thousand people have every level.
head -n 5001 "$out/people.csv" >"$out/few.csv"
"$python" Scripts/bench/splink_check.py "$REEVE" "$out/few.csv" rec_id "$out/splink-check"
(cd "$out/linkage" && "$python" bench_splink_synth.py "$records") >"$out/results/splink.json"
cat "$out/results/splink.json"

"$python" - "$out/results" <<'PYTHON'
import json, sys


def last(name):
    with open(f"{sys.argv[1]}/{name}.json", encoding="utf-8") as file:
        return json.loads([line for line in file if line.startswith("{")][-1])


ours, names, theirs = last("reeve"), last("rapidfuzz"), last("splink")
used = {stage: cpu["user_s"] + cpu["sys_s"] for stage, cpu in theirs["stages"].items()}
work = sum(used[stage] for stage in ("train", "predict", "cluster"))
clusters = max((theirs[key] for key in theirs if key.startswith("cluster@")), key=lambda one: one["pairwise"]["f1"])
best = {}
for result in ours["kernels"]["results"]:
    metric = result["metric"]
    best[metric] = max(best.get(metric, 0), result["pairsPerSecondMedian"])
print(json.dumps({
    "measure": "ours beside theirs",
    "records": ours["records"],
    "joining_cpu_s": [ours["cpuSecondsAfterReading"], round(work, 2)],
    "times_less_cpu": round(work / max(ours["cpuSecondsAfterReading"], 1e-3), 1),
    "whole_cpu_s": [ours["cpuSecondsWithReading"], round(sum(used.values()), 2)],
    "peak_mb": [ours["peakMB"], theirs["peak_rss_mb"]],
    "pairwise_f1": [round(ours["quality"]["pairwiseF1"], 4), theirs["pairwise"]["best"]["f1"]],
    "cluster_f1_theirs_at_its_best": [round(ours["quality"]["clusterF1"], 4), clusters["pairwise"]["f1"]],
    "b_cubed": [round(ours["quality"]["bCubed"], 4), clusters["bcubed"]["f1"]],
    "kernels_times_faster": {
        result["metric"]: round(best[result["metric"]] / result["pairsPerSecondMedian"], 1)
        for result in names["results"] if result["metric"] in best
    },
}))
PYTHON
