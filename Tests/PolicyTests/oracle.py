"""Decides or validates each case of a JSON Lines file with cedarpy and reports where the answer differs from the file's.

    python3 oracle.py CASES.jsonl

Exit code 0 when there is no difference.
"""

import json
import re
import sys

import cedarpy


def names(diagnostics, text):
    """The @id of each rule named in a list of cedarpy's own names (policy0, policy1 ...)."""
    ids = re.findall(r'@id\("([^"]*)"\)', text)
    return sorted(ids[int(name.removeprefix("policy"))] for name in diagnostics)


def main():
    cases = differences = 0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            cases += 1
            if "schema" in case:
                differences += validate(case, differences)
                continue
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
            if ours != theirs:
                differences += 1
                if differences <= 5:
                    print(case["policies"], json.dumps(case["context"]), "ours:", ours, "theirs:", theirs, sep="\n")
                    print(answer.diagnostics.errors)
    print(f"{cases} cases, {differences} differences")
    return 1 if differences else 0


SCHEMAS = {}


def validate(case, before):
    """1 when the other implementation accepts what we refuse, or the other way round."""
    schema = SCHEMAS.get(case["schema"])
    if schema is None:
        schema = SCHEMAS[case["schema"]] = cedarpy.Schema.from_str(case["schema"])
    result = cedarpy.validate_policies(case["policies"], schema)
    if result.validation_passed == case["valid"]:
        return 0
    if before < 5:
        print(case["policies"], "ours:", case["valid"], "theirs:", result.validation_passed, sep="\n")
        print([str(error) for error in result.errors])
    return 1


def failed(error, text):
    """The rules that an error message of cedarpy speaks of."""
    return names(re.findall(r"`?(policy\d+)`?", error), text)


if __name__ == "__main__":
    sys.exit(main())
