"""Imports reads into each engine, asks each the same questions, and compares times and answers.

usage: compare.py READS WORK ASK     (folder with reads.csv and cameras.csv, folder to work in, Reeve's program)
       compare.py ENGINE STEP READS WORK     one step of one rival, in a process of its own
"""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

SETTINGS = {
    "pattern": os.environ.get("REEVE_PATTERN", "KA1_X%"),
    "end": "%1_XYZ",
    "from": os.environ.get("REEVE_FROM", "357"),
    "to": os.environ.get("REEVE_TO", "451"),
    "first": "2026-03-09",
    "last": "2026-03-23",
    "day": "2026-03-17",
    "next": "2026-03-18",
}
QUESTIONS = ["a", "a-end", "b", "d", "e", "c"]
LIMIT = int(os.environ.get("REEVE_LIMIT", "900"))
MEMORY_GB = 7


def question(step: str, engine: str, by_plate: str, by_time: str, cams: str) -> str:
    """The SQL of a question; the dialects differ in times, in looking back a row, and in the first of a group."""
    duck = engine == "duckdb"
    s = SETTINGS

    def ms(column: str) -> str:
        return f"epoch_ms({column})" if duck else f"toUnixTimestamp64Milli({column})"

    def back(column: str) -> str:
        window = "over (partition by plate order by ts"
        if duck:
            return f"lag({column}) {window})"
        return f"lagInFrame({column}) {window} rows between 1 preceding and current row)"

    if step in ("a", "a-end"):
        pattern = s["pattern"] if step == "a" else s["end"]
        return f"""select plate, {ms('ts')} t, cam, conf from {by_plate}
            where plate like '{pattern}' and ts >= '{s['first']}' and ts < '{s['last']}'"""
    if step == "b":
        return f"""select a.plate plate, a.t t1, b.t t2
            from (select plate, {ms('ts')} t from {by_time} where cam = {s['from']}) a
            join (select plate, {ms('ts')} t from {by_time} where cam = {s['to']}) b on a.plate = b.plate
            where b.t > a.t and b.t <= a.t + 7200000"""
    if step == "c":
        minute = "(epoch_ms(ts) // 60000)" if duck else "intDiv(toUnixTimestamp64Milli(ts), 60000)"
        return f"""with d as (select plate, cam, {ms('ts')} t, {minute} k from {by_time}
                           where ts >= '{s['day']}' and ts < '{s['next']}'),
            y as (select plate, cam, t, k from d union all select plate, cam, t, k - 1 k from d),
            z as (select distinct case when x.plate < y.plate then x.plate else y.plate end p1,
                                  case when x.plate < y.plate then y.plate else x.plate end p2, x.cam cam
                  from d x join y on x.cam = y.cam and x.k = y.k
                  where y.t >= x.t and y.t - x.t <= 60000 and x.plate <> y.plate),
            g as (select p1, p2, count(*) k3 from z group by p1, p2 having count(*) >= 3)
            select k3, count(*) n from g group by k3"""
    if step == "d":
        known = "t0 is not null" if duck else "t0 > 0"
        distance = """2 * 6371 * asin(sqrt(pow(sin(radians(c2.lat - c1.lat) / 2), 2)
            + cos(radians(c1.lat)) * cos(radians(c2.lat)) * pow(sin(radians(c2.lon - c1.lon) / 2), 2)))"""
        return f"""select plate, t0, t, cam0, cam from
            (select r.plate plate, t, t0, r.cam0 cam0, r.cam cam, {distance} km
             from (select plate, cam, {ms('ts')} t, {back('cam')} cam0, {back(ms('ts'))} t0 from {by_plate}) r
             join {cams} c1 on c1.cam = r.cam0 join {cams} c2 on c2.cam = r.cam
             where {known} and t - t0 < 3600000 and r.cam <> cam0) z
            where km > 5 and km * 3600000 > 200 * (t - t0)"""
    before = back("area") if duck else back("area").replace("(area)", "(area, 1, area)")
    date = "cast(ts as date)" if duck else "toDate(ts)"
    earliest = "arg_min(area, ts)" if duck else "argMin(area, ts)"
    area = "c.area::int" if duck else "toInt32(c.area)"
    return f"""with cand as (select distinct plate from {by_time}
                             where cam in (select cam from {cams} where area = 1)),
        s as (select r.plate plate, r.ts ts, {area} area from {by_plate} r join {cams} c on c.cam = r.cam
              where r.plate in (select plate from cand)),
        v as (select plate, count(*) filter (where area = 1 and pa <> 1) ins,
                     count(*) filter (where area <> 1 and pa = 1) outs
              from (select plate, area, {before} pa from s) q group by plate),
        f as (select plate, {date} d, {earliest} a1 from s group by plate, {date}),
        g as (select plate, a1, count(*) k2 from f group by plate, a1),
        h as (select plate, a1 home from
              (select plate, a1, row_number() over (partition by plate order by k2 desc, a1) rn from g) z where rn = 1)
        select v.plate plate, ins, outs from v join h on v.plate = h.plate
        where ins >= 6 and outs >= 6 and home = 0"""


class Duck:
    def __init__(self, work: pathlib.Path, fresh: bool = False) -> None:
        import duckdb

        self.path = work / "reads.duckdb"
        if fresh:
            self.path.unlink(missing_ok=True)
        self.base = duckdb.connect(str(self.path))
        self.base.execute(f"set memory_limit = '{MEMORY_GB}GB'; set temp_directory = '{work}/duckdb-temp'")

    def size(self) -> int:
        self.base.execute("checkpoint")
        row = self.base.execute("select used_blocks * block_size from pragma_database_size() where database_name = 'reads'")
        return row.fetchone()[0]

    def load(self, reads: pathlib.Path) -> list:
        columns = ("{'ts': 'TIMESTAMP_MS', 'cam': 'USMALLINT', 'plate': 'VARCHAR', 'conf': 'UTINYINT', "
                   "'lane': 'UTINYINT', 'speed': 'UTINYINT'}")
        run = self.base.execute
        return [
            lambda: run(f"create table cams as select * from read_csv('{reads}/cameras.csv')"),
            lambda: run(f"create table t as select * from read_csv('{reads}/reads.csv', header = true, columns = {columns})"),
            # Arrival order has no further use once there is an order by plate, but questions of cameras want it.
            lambda: run("create table p as select * from t order by plate, ts"),
            lambda: run("checkpoint"),
        ]

    def ask(self, step: str) -> None:
        self.base.execute(f"create or replace temp table answer as {question(step, 'duckdb', 'p', 't', 'cams')}")

    def answer(self) -> list[str]:
        return [",".join(map(str, row)) for row in self.base.execute("select * from answer").fetchall()]


class House:
    SETTINGS = (f" settings max_memory_usage = {(MEMORY_GB + 2) * 10**9}, max_bytes_before_external_group_by = 4000000000,"
                " max_bytes_before_external_sort = 4000000000, join_algorithm = 'parallel_hash,hash'")

    def __init__(self, work: pathlib.Path, fresh: bool = False) -> None:
        from chdb import session

        self.path = work / "chdb"
        if fresh:
            shutil.rmtree(self.path, ignore_errors=True)
        self.base = session.Session(str(self.path))
        self.base.query("create database if not exists a")

    def size(self) -> int:
        sum_ = "select sum(bytes_on_disk) from system.parts where database = 'a' and active"
        return int(str(self.base.query(sum_, "CSV")))

    def load(self, reads: pathlib.Path) -> list:
        columns = ("ts DateTime64(3, 'UTC') codec(Delta(8), ZSTD(1)), cam UInt16 codec(ZSTD(1)), "
                   "plate String codec(ZSTD(1)), conf UInt8 codec(ZSTD(1)), lane UInt8 codec(ZSTD(1)), "
                   "speed UInt8 codec(ZSTD(1))")
        given = "ts DateTime64(3, ''UTC''), cam UInt16, plate String, conf UInt8, lane UInt8, speed UInt8"
        camera = "cam UInt16, area UInt16, kind String, lat Float64, lon Float64"
        run = self.base.query
        steps = [
            lambda: run(f"create table a.cams ({camera}) engine = MergeTree order by cam"),
            lambda: run(f"insert into a.cams select * from file('{reads}/cameras.csv', CSVWithNames, '{camera}')"),
        ]
        for name, order in (("t", "cam, ts"), ("p", "plate, ts")):
            steps += [
                lambda name=name, order=order: run(f"create table a.{name} ({columns}) engine = MergeTree order by ({order})"),
                lambda name=name: run(f"insert into a.{name} select * from file('{reads}/reads.csv', CSVWithNames, '{given}')"),
                lambda name=name: run(f"optimize table a.{name} final"),
            ]
        return steps

    def ask(self, step: str) -> None:
        sql = question(step, "chdb", "a.p", "a.t", "a.cams")
        self.base.query("drop table if exists a.answer")
        self.base.query(f"create table a.answer engine = Log as {sql} {self.SETTINGS}")

    def answer(self) -> list[str]:
        text = str(self.base.query("select * from a.answer", "CSV")).replace('"', "")
        return text.split()


def cpu() -> float:
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime


def one(engine: str, step: str, reads: pathlib.Path, work: pathlib.Path) -> None:
    """One step of a rival: the least times of at most five runs, in at most some twenty seconds."""
    rival = {"duckdb": Duck, "chdb": House}[engine](work, fresh=step == "import")
    walls, cpus = [], []
    begin = time.monotonic()
    while not walls or (step != "import" and len(walls) < 5 and time.monotonic() - begin < 20):
        start, used = time.monotonic(), cpu()
        if step == "import":
            for part in rival.load(reads):
                part()
        else:
            rival.ask(step)
        walls.append(time.monotonic() - start)
        cpus.append(cpu() - used)
    figures = {"engine": engine, "step": step, "wall_s": round(min(walls), 4), "cpu_s": round(min(cpus), 4),
               "runs": len(walls), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}
    if step == "import":
        figures["bytes"] = rival.size()
    else:
        rows = sorted(rival.answer())
        figures["rows"] = len(rows)
        (work / f"{engine}-{step}.csv").write_text("\n".join(rows))
    print(json.dumps(figures), flush=True)


def run(command: list[str], engine: str, step: str) -> dict:
    limit = None if step == "import" else LIMIT
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        figures = json.loads(lines[-1]) if done.returncode == 0 and lines else {
            "engine": engine, "step": step, "error": done.stderr.strip().splitlines()[-1:]}
    except subprocess.TimeoutExpired:
        figures = {"engine": engine, "step": step, "error": [f"not finished after {limit} s"]}
    print(json.dumps(figures), flush=True)
    return figures


def differ(ours: pathlib.Path, theirs: pathlib.Path) -> str | None:
    """The first row that only one of two answers has."""
    a, b = (sorted(path.read_text().split()) for path in (ours, theirs))
    if a == b:
        return None
    odd = sorted(set(a) ^ set(b))
    return odd[0] if odd else "a row that one has more often"


def whole(reads: pathlib.Path, work: pathlib.Path, ask: str) -> int:
    results: dict[tuple[str, str], dict] = {}
    engines = os.environ.get("REEVE_ENGINES", "reeve duckdb chdb").split()
    for engine in engines:
        for step in ["import", "open", *QUESTIONS] if engine == "reeve" else ["import", *QUESTIONS]:
            answer = str(work / f"{engine}-{step}.csv")
            command = [ask, step, str(work / "store"), str(reads), answer, json.dumps(SETTINGS)]
            if engine != "reeve":
                command = [sys.executable, __file__, engine, step, str(reads), str(work)]
            results[engine, step] = run(command, engine, step)
        # Room for the next.
        if engine == "duckdb":
            (work / "reads.duckdb").unlink(missing_ok=True)
        elif engine == "chdb":
            shutil.rmtree(work / "chdb", ignore_errors=True)

    failed = False
    rivals = [engine for engine in engines if engine != "reeve"]
    for engine, step in results:
        if engine in rivals and step != "import" and "error" not in results[engine, step]:
            odd = differ(work / f"reeve-{step}.csv", work / f"{engine}-{step}.csv")
            failed = failed or odd is not None
            print(json.dumps({"answers": step, "beside": engine, "rows": results[engine, step]["rows"],
                              "equal": odd is None, **({"first_difference": odd} if odd else {})}), flush=True)
    count = results["reeve", "import"]["rows"]
    last = {"measure": "ours beside theirs", "reads": count,
            "bytes_a_read": round(results["reeve", "import"]["bytes"] / count, 2),
            "start_s": round(results["reeve", "open"]["wall_s"], 3),
            "peak_mb": max(results["reeve", step]["peak_mb"] for engine, step in results if engine == "reeve")}
    for step in ["import", *QUESTIONS]:
        ours = results["reeve", step]
        theirs = [results[engine, step] for engine in rivals if "error" not in results[engine, step]]
        last[step] = {"wall_s": round(ours["wall_s"], 4), "cpu_s": round(ours["cpu_s"], 4)}
        if theirs:
            last[step]["times_faster"] = round(min(one["wall_s"] for one in theirs) / max(ours["wall_s"], 1e-6), 1)
            last[step]["times_less_cpu"] = round(min(one["cpu_s"] for one in theirs) / max(ours["cpu_s"], 1e-6), 1)
    print(json.dumps(last), flush=True)
    return 1 if failed or any("error" in results["reeve", step] for step in QUESTIONS) else 0


if __name__ == "__main__":
    if sys.argv[1] in ("duckdb", "chdb"):
        one(sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), pathlib.Path(sys.argv[4]))
    else:
        sys.exit(whole(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]))
