#!/usr/bin/env python3
"""Count what `meson test` reported: the last line is "N passed, N failed, N skipped".

    summary.py build/test/meson-logs/testlog.json...

A test program counts its own cases where it says how many there were (cmocka, pytest, unittest, and runners that
close with "N passed, N failed"); any other program is one case.  A program that failed without a failed
case of its own (a crash, a leak, a time-out) counts as one failure.
"""
import json
import re
import sys

CLOSING = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)
CMOCKA = re.compile(r"^\[  (PASSED|FAILED|SKIPPED) \] (?:\S+: )?(\d+) test\(s\)", re.M)
PYTEST = re.compile(r"^=+ (.*) in [\d.]+s.*=+$", re.M)
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\n(?:OK|FAILED)(?: \((.*)\))?$", re.M)
GOOD = ("OK", "EXPECTEDFAIL")


def cases(output: str) -> tuple[int, int, int]:
    """Passed, failed and skipped cases that a program's output tells of; zeros if it tells nothing."""
    if found := CLOSING.findall(output):
        passed, failed, skipped = found[-1]
        return int(passed), int(failed), int(skipped or 0)
    if found := CMOCKA.findall(output):
        counts = {"PASSED": 0, "FAILED": 0, "SKIPPED": 0}
        for word, number in found:
            counts[word] += int(number)
        return counts["PASSED"], counts["FAILED"], counts["SKIPPED"]
    if found := PYTEST.findall(output):
        words = {word.rstrip("s"): int(n) for n, word in re.findall(r"(\d+) (\w+)", found[-1])}
        return words.get("passed", 0), words.get("failed", 0) + words.get("error", 0), words.get("skipped", 0)
    if found := UNITTEST.findall(output):
        words = {word: int(n) for word, n in re.findall(r"(\w+)=(\d+)", found[-1][1])}
        failed, skipped = words.get("failures", 0) + words.get("errors", 0), words.get("skipped", 0)
        return int(found[-1][0]) - failed - skipped, failed, skipped
    return 0, 0, 0


def main() -> int:
    total = [0, 0, 0]
    for test in (json.loads(line) for log in sys.argv[1:] for line in open(log, encoding="utf-8")):
        passed, failed, skipped = cases(test.get("stdout", "") + "\n" + test.get("stderr", ""))
        if test["result"] == "SKIP":
            skipped = max(skipped, 1)
        elif test["result"] in GOOD:
            passed, failed = max(passed, 1 if not skipped else 0), failed
        else:
            failed = max(failed, 1)
            print(f"{test['result']}: {test['name']}")
        total = [a + b for a, b in zip(total, (passed, failed, skipped))]
    passed, failed, skipped = total
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
