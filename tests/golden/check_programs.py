#!/usr/bin/env python3
"""usage: check_programs.py PRINT_REPORT

The formats that programs read, by the rules of those programs, for every sample of print_report.
Each is compared with the JSON report of the same sample: no format may lose a finding or turn a
verdict into a better one."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import sarif_shape

GITHUB_SHOWN = 10
COMMAND = re.compile(r"::(error|warning|notice|debug)(?: ([^:]*))?::(.*)")
GITLAB_SEVERITIES = {"error": "blocker", "warning": "major", "info": "info"}
SARIF_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def findings_of(report):
    return [finding for result in report["results"] for finding in result["findings"]]


def unlisted_of(report):
    return sum(sum(result["unlisted"].values()) for result in report["results"])


def sections_of(report):
    """As docs describe them: an image each, and the archive beside several."""
    return sum(len(result["images"]) + 1 if len(result["images"]) > 1 else 1
               for result in report["results"])


def check_sarif(data, report, _sample, problems):
    log = json.loads(data)
    problems += sarif_shape.check(log)
    results = [item for run in log["runs"] for item in run["results"]]
    counted = [item for item in results if "suppressions" not in item]
    wanted = findings_of(report)
    limit = sarif_shape.RESULTS_MAX
    if len(wanted) <= limit and len(counted) != len(wanted):
        problems.append(f"{len(counted)} results for {len(wanted)} findings")
    for severity, level in SARIF_LEVELS.items():
        found = sum(item["level"] == level for item in counted)
        there = sum(item["severity"] == severity for item in wanted)
        if len(wanted) <= limit and found != there or severity == "error" and found != there:
            problems.append(f"{found} of level {level} for {there}")
    is_judged = all(run["invocations"][0]["executionSuccessful"] for run in log["runs"])
    verdicts = {result["verdict"] for result in report["results"]} or {"error"}
    if is_judged == ("error" in verdicts):
        problems.append("executionSuccessful is not what the verdicts say")
    for item in results:
        for key in item["message"]["text"].split("\n")[0], item["ruleId"]:
            if key == "":
                problems.append("an empty first line")


def check_counts(element, cases, where, problems):
    found = {"tests": len(cases),
             "failures": sum(case.find("failure") is not None for case in cases),
             "errors": sum(case.find("error") is not None for case in cases),
             "skipped": sum(case.find("skipped") is not None for case in cases)}
    for name, number in found.items():
        if element.get(name) != str(number):
            problems.append(f"{where}: {name} is {element.get(name)}, there are {number}")
    return found


def check_junit(data, report, _sample, problems):
    root = ElementTree.fromstring(data)
    suites = root.findall("testsuite")
    cases = root.findall("testsuite/testcase")
    if root.tag != "testsuites" or len(suites) != len(root):
        problems.append("not suites alone")
    found = check_counts(root, cases, "testsuites", problems)
    for suite in suites:
        check_counts(suite, suite.findall("testcase"), suite.get("name")[:40], problems)
        if not suite.get("name") or float(suite.get("time")) < 0:
            problems.append("a suite without name or time")
    if len(suites) != max(1, sections_of(report)):
        problems.append(f"{len(suites)} suites for {sections_of(report)} sections")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    if len(names) != len(set(names)) or not all(all(name) for name in names):
        problems.append("a test twice, or without a name")
    for case in cases:
        kinds = [child.tag for child in case]
        if kinds not in ([], ["failure"], ["error"], ["skipped"], ["system-out"],
                         ["skipped", "system-out"]):
            problems.append(f"{case.get('name')}: {kinds}")
    is_bad = found["failures"] + found["errors"] > 0
    if is_bad == (report["verdict"] == "pass"):
        problems.append(f"{found} for the verdict {report['verdict']}")
    if (found["errors"] > 0) != (report["verdict"] == "error"):
        problems.append(f"{found} for the verdict {report['verdict']}")


def unescape(text, is_property):
    for code, sign in (("%0D", "\r"), ("%0A", "\n")) + ((("%3A", ":"), ("%2C", ",")) if is_property
                                                        else ()):
        text = text.replace(code, sign)
    return text.replace("%25", "%")


def check_github(data, report, sample, problems):
    text = data.decode()
    if "##" in text or "\r" in text or not text.endswith("\n"):
        problems.append("a second command in a line, or no end of line")
    shown = {"error": 0, "warning": 0, "notice": 0, "debug": 0}
    lines = text[:-1].split("\n")
    for line in lines:
        match = COMMAND.fullmatch(line)
        if match is None:
            problems.append(f"no command: {line[:60]!r}")
            continue
        shown[match[1]] += 1
        properties = dict(pair.split("=", 1) for pair in (match[2] or "").split(",") if pair)
        if not set(properties) <= {"file", "line", "title"}:
            problems.append(f"properties {sorted(properties)}")
        if "file" in properties and unescape(properties["file"], True) != "Dockerfile":
            problems.append(f"file {properties['file']}")
        if match[1] != "debug" and not unescape(match[3], False).strip():
            problems.append(f"nothing is said: {line[:60]!r}")
    if max(shown[kind] for kind in ("error", "warning", "notice")) > GITHUB_SHOWN:
        problems.append(f"{sample}: more than GitHub shows: {shown}")
    if lines[-1] != f"::debug::ocigate: {report['verdict']}" or shown["debug"] != 1:
        problems.append("the last line is not the verdict")
    if (shown["error"] == 0) == (report["verdict"] != "pass"):
        problems.append(f"{shown} for the verdict {report['verdict']}")


def check_gitlab(data, report, _sample, problems):
    items = json.loads(data)
    prints = [item["fingerprint"] for item in items]
    if len(prints) != len(set(prints)):
        problems.append("a fingerprint twice")
    extra = sum(item["check_name"] in ("not-judged", "findings-not-listed") for item in items)
    if len(items) - extra != len(findings_of(report)):
        problems.append(f"{len(items) - extra} elements for {len(findings_of(report))} findings")
    if (unlisted_of(report) > 0 or report["verdict"] == "error") and extra == 0:
        problems.append("what is not judged or not listed is not told")
    for item in items:
        if set(item) != {"description", "check_name", "fingerprint", "severity", "location"}:
            problems.append(f"keys {sorted(item)}")
        if item["severity"] not in GITLAB_SEVERITIES.values() or not item["description"]:
            problems.append(f"{item['severity']}: {item['description'][:40]}")
        place = item["location"]
        if place != {"path": "Dockerfile", "lines": {"begin": 1}}:
            problems.append(f"location {place}")


def check_locations(print_report, problems):
    """A place of its own, as a careless or hostile caller gives it."""
    for path, plain in (("./build/Dockerfile.arm", "build/Dockerfile.arm"),
                        ("/abs/x y", "abs/x y"), ("//host/x", "host/x"), ("././", "Dockerfile"),
                        ("javascript:alert(1)", "javascript:alert(1)"), ("a,line=2", "a,line=2")):
        log = json.loads(output(print_report, "sarif", "policy", path, "7"))
        problems += [f"{path}: {text}" for text in sarif_shape.check(log)]
        place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        uri = sarif_shape.unquote(place["artifactLocation"]["uri"])
        item = json.loads(output(print_report, "gitlab", "policy", path, "7"))[0]["location"]
        line = output(print_report, "github", "policy", path, "7").decode().split("\n")[0]
        properties = dict(pair.split("=", 1) for pair in COMMAND.fullmatch(line)[2].split(","))
        found = (uri, item["path"], unescape(properties["file"], True))
        if found != (plain, plain, plain):
            problems.append(f"{path}: shown at {found}")
        if (place["region"]["startLine"], item["lines"]["begin"], properties["line"]) != (7, 7, "7"):
            problems.append(f"{path}: the line")


def main():
    print_report = sys.argv[1]
    checks = {"sarif": check_sarif, "junit": check_junit, "github": check_github,
              "gitlab": check_gitlab}
    problems = []
    count = 0
    for sample in output(print_report).decode().split():
        report = json.loads(output(print_report, "json", sample))
        for name, check in checks.items():
            data = output(print_report, name, sample)
            own = []
            check(data, report, sample, own)
            if sample == "all" and data != output(print_report, name, sample):
                own.append("not the same bytes twice")
            problems += [f"{sample}, {name}: {text}" for text in own[:5]]
            count += 1
    check_locations(print_report, problems)
    print("\n".join(problems) if problems else f"{count} reports are as their readers want them")
    return 1 if problems or count == 0 else 0


sys.exit(main())
