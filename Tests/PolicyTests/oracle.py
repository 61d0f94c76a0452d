"""Decides or validates each case of a JSON Lines file with cedarpy and reports where the answer differs from the file's.

    python3 oracle.py CASES.jsonl

Two processes share the cases of a large file. Exit code 0 when there is no difference.
"""

import concurrent.futures
import json
import re
import sys

import cedarpy


def names(diagnostics, text):
    """The @id of each rule named in a list of cedarpy's own names (policy0, policy1 ...)."""
    ids = re.findall(r'@id\("([^"]*)"\)', text)
    return sorted(ids[int(name.removeprefix("policy"))] for name in diagnostics)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = file.readlines()
    if len(lines) < 2_000:
        found = [difference(line) for line in lines]
    else:
        # Leaving an executor waits for its workers; leaving a pool kills them, which a blocked signal keeps from ending.
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            found = list(pool.map(difference, lines, chunksize=500))
    different = [words for words in found if words is not None]
    for words in different[:5]:
        print(words)
    print(f"{len(found)} cases, {len(different)} differences")
    return 1 if different else 0


def difference(line):
    """What differs in one case, in words; None when nothing does."""
    case = json.loads(line)
    return validated(case) if "schema" in case else decided(case)


def decided(case):
    answer = cedarpy.is_authorized(
        {key: case[key] for key in ("principal", "action", "resource", "context")},
        case["policies"],
        case["entities"],
    )
    theirs = {
        "allowed": answer.allowed,
        "reasons": names(answer.diagnostics.reasons, case["policies"]),
        "errors": sorted({name for error in answer.diagnostics.errors for name in failed(error, case["policies"])}),
    }
    ours = {key: case[key] for key in theirs}
    if ours == theirs:
        return None
    return f"{case['policies']}\n{case['context']}\nours: {ours}\ntheirs: {theirs}\n{answer.diagnostics.errors}"


SCHEMAS = {}


def validated(case):
    schema = SCHEMAS.get(case["schema"])
    if schema is None:
        schema = SCHEMAS[case["schema"]] = cedarpy.Schema.from_str(case["schema"])
    result = cedarpy.validate_policies(case["policies"], schema)
    if result.validation_passed == case["valid"]:
        return None
    errors = [str(error) for error in result.errors]
    return f"{case['policies']}\nours: {case['valid']}\ntheirs: {result.validation_passed}\n{errors}"


def failed(error, text):
    """The rules that an error message of cedarpy speaks of."""
    return names(re.findall(r"`?(policy\d+)`?", error), text)


if __name__ == "__main__":
    sys.exit(main())
