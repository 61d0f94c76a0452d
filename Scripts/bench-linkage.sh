#!/bin/sh
# Joins the same people with Reeve and with Splink 5 on DuckDB, one after the other on this machine, and prints one JSON
# object a line: seconds of CPU of the whole process, peak memory, and how good the outcome is.
#
# REEVE_RIVALS names the folder with the generator of people and the rival's scripts; without it there is nothing to
# compare with, and the script says so. REEVE_RECORDS sets how many people (1,000,000), REEVE_BENCH where to work.
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

rival=${REEVE_RIVALS:-}
[ -d "$rival" ] || { echo "give REEVE_RIVALS the folder with gen_persons.py and bench_splink_synth.py" >&2; exit 2; }
records=${REEVE_RECORDS:-1000000}
out=${REEVE_BENCH:-$PWD/.reeve/bench-linkage}
mkdir -p "$out/linkage" "$out/data/synth" "$out/results"
cp "$rival"/*.py "$rival"/*.json "$out/linkage/"

if [ ! -x "$out/venv/bin/python" ]; then
    python3 -m venv "$out/venv"
    "$out/venv/bin/pip" install --quiet splink==5.0.0 duckdb==2.0.0 numpy pyarrow pandas >&2
fi
people=$out/data/synth/persons_${records}_1.csv
[ -f "$people" ] || (cd "$out/linkage" && ../venv/bin/python gen_persons.py --records "$records" --out ../data/synth --csv >&2)

if [ -z "${REEVE:-}" ]; then
    Scripts/setup.sh demo
    swift=$(find_swift)
    "$swift" build -c release --product reeve >&2
    REEVE=$("$swift" build -c release --show-bin-path)/reeve
fi
# What only the judge may see is taken away before Reeve reads the file.
"$out/venv/bin/python" - "$people" "$out/people.csv" <<'PYTHON'
import sys
import pyarrow.csv as csv

csv.write_csv(csv.read_csv(sys.argv[1], convert_options=csv.ConvertOptions(column_types={"phone": "string"})).drop_columns(["is_dup"]), sys.argv[2])
PYTHON
python3 - "$REEVE" "$out/people.csv" <<'PYTHON'
import json, os, subprocess, sys

reeve, people = sys.argv[1:]
process = subprocess.Popen([reeve, "link", people, "--id", "rec_id", "--truth", "cluster", "--json"], stdout=subprocess.PIPE)
answer = process.stdout.read()
_, status, used = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
found = json.loads(answer)
print(json.dumps({
    "system": "reeve", "records": found["records"], "cpu_s_with_reading": round(used.ru_utime + used.ru_stime, 2),
    "peak_mb": round(used.ru_maxrss / 1024), "pairs_compared": found["compared"], "quality": found["quality"],
}), flush=True)
PYTHON
cd "$out/linkage" && ../venv/bin/python bench_splink_synth.py "$records"
