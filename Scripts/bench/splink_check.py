#!/usr/bin/env python3
"""Does Splink give each pair the weight that we say it will? Exports a learnt model, runs it in Splink, and compares.

    splink_check.py REEVE FILE ID OUT

REEVE is a built program, FILE a CSV of people, ID its column that names the record, OUT a folder to work in. The file is
joined with `--splink`; Splink reads the exported model and records and predicts every pair of its blocking rules; Reeve
then runs the same exported model over the same records, and both weigh the same pairs. Prints one JSON object: how many
pairs both have, how many weights agree within 10^-6 bits, and how far apart the furthest are. Ends with 1 unless every
pair is on both sides with the same weight. Needs splink==5.0.0 duckdb==2.0.0.
"""
import csv
import json
import logging
import os
import subprocess
import sys
import warnings

import duckdb
from splink import DuckDBAPI, Linker

warnings.filterwarnings("ignore")
logging.getLogger("splink").setLevel(logging.ERROR)
TOLERANCE = 1e-6


def theirs(folder):
    """The weight Splink gives each pair of the exported records."""
    con = duckdb.connect()
    con.execute(f"create table people as from read_csv('{folder}/splink-records.csv', all_varchar = true)")
    with open(f"{folder}/splink-model.json", encoding="utf-8") as file:
        settings = json.load(file)
    api = DuckDBAPI(con)
    try:
        linker = Linker(api.register(con.table("people")), settings)
    except AttributeError:
        linker = Linker("people", settings, db_api=api)
    key = settings["unique_id_column_name"]
    table = linker.inference.predict().physical_name
    rows = con.execute(f"select {key}_l, {key}_r, match_weight from {table}").fetchall()
    return key, {frozenset((a, b)): weight for a, b, weight in rows}


def ours(reeve, folder, key):
    """The weight we give each pair by the same model, of the pairs that are worth a look."""
    subprocess.run(
        [reeve, "link", f"{folder}/splink-records.csv", "--id", key, "--model", f"{folder}/splink-model.json",
         "--out", f"{folder}/again"],
        check=True, stdout=subprocess.DEVNULL,
    )
    with open(f"{folder}/again/pairs.csv", encoding="utf-8", newline="") as file:
        return {frozenset((row["a"], row["b"])): float(row["bits"]) for row in csv.DictReader(file)}


def main(reeve, people, record, out):
    os.makedirs(out, exist_ok=True)
    subprocess.run(
        [reeve, "link", people, "--id", record, "--out", out, "--splink"], check=True, stdout=subprocess.DEVNULL
    )
    key, splink = theirs(out)
    reeves = ours(reeve, out, key)
    # Ours are written down from a weight on; Splink's that are heavier must be among them.
    least = min(reeves.values(), default=0.0)
    common = splink.keys() & reeves.keys()
    apart = [abs(splink[pair] - reeves[pair]) for pair in common]
    missing = [pair for pair, weight in splink.items() if weight > least + TOLERANCE and pair not in reeves]
    extra = reeves.keys() - splink.keys()
    outcome = {
        "measure": "weights of an exported model in Splink",
        "pairs": len(common),
        "equal": sum(1 for one in apart if one <= TOLERANCE),
        "furthestBits": max(apart, default=0.0),
        "onlySplink": len(missing),
        "onlyReeve": len(extra),
    }
    print(json.dumps(outcome))
    return 0 if common and outcome["equal"] == len(common) and not missing and not extra else 1


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
