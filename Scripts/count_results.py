"""Prints `PASSED FAILED SKIPPED` for JUnit files, one test case each; a warning is not a failure."""

import sys
import xml.etree.ElementTree as ElementTree

passed = failed = skipped = 0
for path in sys.argv[1:]:
    for case in ElementTree.parse(path).iter("testcase"):
        faults = [f for f in [*case.findall("failure"), *case.findall("error")] if "(warning)" not in f.get("message", "")]
        if faults:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
print(passed, failed, skipped)
