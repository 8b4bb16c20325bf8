"""What a SARIF 2.1.0 log of ours must look like: the part of the OASIS standard that it uses, written
down as a table, and the rules by which GitHub takes a log in. A property that is not in the table
is a mistake, so that the table grows with the format."""

import re
from urllib.parse import unquote

STRING = "string"        # not empty
COUNT = "count"          # integer, 0 or more
POSITION = "position"    # integer, 1 or more
BOOLEAN = "boolean"
BAG = "bag"              # a property bag: names are free, tags are a set of strings
LEVEL = ("none", "note", "warning", "error")

# type: {property: type}; [type] is an array, a tuple an enumeration; "!" marks what is required.
TYPES = {
    "log": {"$schema": STRING, "version!": ("2.1.0",), "runs!": ["run"]},
    "run": {"tool!": "tool", "automationDetails": "automation",
            "columnKind": ("utf16CodeUnits", "unicodeCodePoints"), "results": ["result"],
            "invocations": ["invocation"], "properties": BAG},
    "tool": {"driver!": "component"},
    "component": {"name!": STRING, "version": STRING, "semanticVersion": STRING,
                  "informationUri": STRING, "rules": ["rule"]},
    "rule": {"id!": STRING, "name": STRING, "shortDescription": "strings",
             "fullDescription": "strings", "help": "strings", "helpUri": STRING,
             "defaultConfiguration": "configuration", "properties": BAG},
    "strings": {"text!": STRING, "markdown": STRING},
    "configuration": {"enabled": BOOLEAN, "level": LEVEL},
    "automation": {"id": STRING},
    "invocation": {"executionSuccessful!": BOOLEAN,
                   "toolExecutionNotifications": ["notification"]},
    "notification": {"level": LEVEL, "message!": "message"},
    "message": {"text": STRING},
    "result": {"ruleId": STRING, "ruleIndex": COUNT, "level": LEVEL, "message!": "message",
               "locations": ["location"], "partialFingerprints": BAG,
               "suppressions": ["suppression"], "properties": BAG},
    "location": {"physicalLocation": "physical", "logicalLocations": ["logical"]},
    "physical": {"artifactLocation": "artifact", "region": "region"},
    "artifact": {"uri": STRING, "uriBaseId": STRING},
    "region": {"startLine": POSITION, "startColumn": POSITION, "endLine": POSITION,
               "endColumn": POSITION},
    "logical": {"name": STRING, "fullyQualifiedName": STRING, "kind": STRING},
    "suppression": {"kind!": ("inSource", "external"),
                    "status": ("accepted", "underReview", "rejected"), "justification": STRING,
                    "properties": BAG},
}

# GitHub: "SARIF support for code scanning".
RUNS_MAX, RESULTS_MAX, TAGS_MAX, DESCRIPTION_MAX = 20, 25000, 10, 1024
SEMANTIC_VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
PLAIN_URI = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+")


def check_value(kind, value, where, problems):
    if isinstance(kind, tuple):
        if value not in kind:
            problems.append(f"{where}: {value!r} is none of {kind}")
    elif isinstance(kind, list):
        if not isinstance(value, list):
            problems.append(f"{where}: no array")
            return
        for i, item in enumerate(value):
            check_value(kind[0], item, f"{where}[{i}]", problems)
    elif kind == STRING:
        if not isinstance(value, str) or value == "":
            problems.append(f"{where}: no text, or an empty one")
    elif kind in (COUNT, POSITION):
        least = 1 if kind == POSITION else 0
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            problems.append(f"{where}: {value!r} is no number from {least}")
    elif kind == BOOLEAN:
        if not isinstance(value, bool):
            problems.append(f"{where}: no truth value")
    elif kind == BAG:
        check_bag(value, where, problems)
    else:
        check_object(kind, value, where, problems)


def check_bag(value, where, problems):
    if not isinstance(value, dict):
        problems.append(f"{where}: no object")
        return
    tags = value.get("tags", [])
    if len(tags) != len(set(tags)) or len(tags) > TAGS_MAX:
        problems.append(f"{where}: tags twice, or too many")


def check_object(kind, value, where, problems):
    if not isinstance(value, dict):
        problems.append(f"{where}: no object")
        return
    known = {name.rstrip("!"): inner for name, inner in TYPES[kind].items()}
    for name in TYPES[kind]:
        if name.endswith("!") and name[:-1] not in value:
            problems.append(f"{where}: {name[:-1]} is missing")
    for name, item in value.items():
        if name not in known:
            problems.append(f"{where}: {name} is not known")
        else:
            check_value(known[name], item, f"{where}.{name}", problems)


def check_rules(rules, where, problems):
    ids = [rule["id"] for rule in rules]
    if len(ids) != len(set(ids)) or not ids:
        problems.append(f"{where}: no rules, or an id twice")
    for rule in rules:
        place = f"{where}: {rule['id']}"
        for part in ("shortDescription", "fullDescription"):
            if not 0 < len(rule[part]["text"]) <= DESCRIPTION_MAX:
                problems.append(f"{place}: the length of {part}")
        if not rule["help"]["text"] or not rule["help"]["markdown"]:
            problems.append(f"{place}: no help")
        if not rule.get("helpUri", "https://").startswith("https://"):
            problems.append(f"{place}: helpUri is not absolute")
        bag = rule["properties"]
        risk = bag.get("security-severity")
        if risk is not None and not 0 < float(risk) <= 10:
            problems.append(f"{place}: security-severity {risk}")
        if ("security" in bag["tags"]) != (risk is not None):
            problems.append(f"{place}: tag security without security-severity, or the reverse")
        if bag["precision"] not in ("very-high", "high", "medium", "low"):
            problems.append(f"{place}: precision {bag['precision']}")
        if bag["problem.severity"] not in ("error", "warning", "recommendation"):
            problems.append(f"{place}: problem.severity")


def check_uri(uri, place, problems):
    if not PLAIN_URI.fullmatch(uri) or SCHEME.match(uri) or uri.startswith("/"):
        problems.append(f"{place}: {uri!r} is no relative reference")
    unquote(uri, errors="strict")


def check_result(result, rules, where, problems):
    if "ruleIndex" in result and rules[result["ruleIndex"]]["id"] != result["ruleId"]:
        problems.append(f"{where}: ruleIndex is another rule than {result['ruleId']}")
    if "ruleIndex" not in result and result["ruleId"] in [rule["id"] for rule in rules]:
        problems.append(f"{where}: no ruleIndex")
    if "level" not in result or result["level"] == "none":
        problems.append(f"{where}: no level")
    if not result.get("locations"):
        problems.append(f"{where}: no location, GitHub refuses the whole log")
        return
    for location in result["locations"]:
        physical = location["physicalLocation"]
        check_uri(physical["artifactLocation"]["uri"], where, problems)
        if set(physical["region"]) != {"startLine", "startColumn", "endLine", "endColumn"}:
            problems.append(f"{where}: the region is not complete")
    if "](" in result["message"]["text"].replace("\\](", ""):
        problems.append(f"{where}: the message has a link")


def check_fingerprints(results, where, problems):
    """Of one run: GitHub takes results of one rule and fingerprint for one alert."""
    seen = set()
    for result in results:
        prints = result.get("partialFingerprints")
        if prints is None:
            continue
        if not all(isinstance(value, str) and value for value in prints.values()):
            problems.append(f"{where}: an empty fingerprint")
        key = (result["ruleId"], prints["primaryLocationLineHash"])
        if key in seen:
            problems.append(f"{where}: fingerprint twice: {key}")
        seen.add(key)


def check_run(run, where, problems):
    driver = run["tool"]["driver"]
    if not SEMANTIC_VERSION.fullmatch(driver["semanticVersion"]):
        problems.append(f"{where}: semanticVersion {driver['semanticVersion']}")
    check_rules(driver["rules"], where, problems)
    if len(run["results"]) > RESULTS_MAX:
        problems.append(f"{where}: {len(run['results'])} results")
    if not run["automationDetails"]["id"].endswith("/"):
        problems.append(f"{where}: the id has no category")
    for i, result in enumerate(run["results"]):
        check_result(result, driver["rules"], f"{where}.results[{i}]", problems)
    check_fingerprints(run["results"], where, problems)


def check(log):
    """The problems of a log, one line each."""
    problems = []
    check_value("log", log, "log", problems)
    if problems:
        return problems
    if not 0 < len(log["runs"]) <= RUNS_MAX:
        problems.append(f"log: {len(log['runs'])} runs")
    ids = [run["automationDetails"]["id"] for run in log["runs"]]
    if len(ids) != len(set(ids)):
        problems.append("log: two runs in one category")
    indexes = {tuple(rule["id"] for rule in run["tool"]["driver"]["rules"]) for run in log["runs"]}
    if len(indexes) != 1:
        problems.append("log: runs with different rules")
    for i, run in enumerate(log["runs"]):
        check_run(run, f"log.runs[{i}]", problems)
    return problems
