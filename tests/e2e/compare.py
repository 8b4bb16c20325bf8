#!/usr/bin/env python3
"""Compare a JSON report of ocigate with what is known about its input.

Exit status 0 when they agree; else 1, with one reason a line.
"""
import argparse
import json
import os
import sys


def read_facts(path):
    """The images of a facts file (its form is described in run)."""
    images = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            kind, *words = line.split()
            if kind == "image":
                images.append({"references": [], "manifest": None, "layers": []})
            elif kind == "reference":
                images[-1]["references"].append(words[0])
            elif kind == "manifest":
                images[-1]["manifest"] = {"digest": words[0], "size": int(words[1])}
            elif kind == "config":
                with open(words[1], "rb") as config:
                    text = config.read()
                images[-1]["config"] = {"digest": words[0], "size": len(text)}
                images[-1]["document"] = json.loads(text)
            elif kind == "layer":
                digest, size, diff_id, unpacked, entries = words
                images[-1]["layers"].append({
                    "index": len(images[-1]["layers"]), "digest": digest,
                    "size": int(size), "diff_id": diff_id,
                    "uncompressed_size": int(unpacked), "entries": int(entries)})
    return images


def differences(where, expected, found):
    """One line for each key of expected that found does not repeat."""
    if not isinstance(found, dict):
        return [f"{where}: expected {expected}, found {found}"]
    return [f"{where}.{key}: expected {value!r}, found {found.get(key)!r}"
            for key, value in expected.items() if found.get(key) != value]


def familiar(reference):
    """The name that docker shows: its default registry falls away."""
    for prefix in ("docker.io/library/", "docker.io/"):
        if reference.startswith(prefix):
            return reference[len(prefix):]
    return reference


def image_differences(where, facts, image):
    problems = differences(f"{where}.config", facts["config"], image.get("config"))
    if facts["manifest"]:
        problems += differences(f"{where}.manifest", facts["manifest"],
                                image.get("manifest"))
    elif image.get("manifest") is not None:
        problems.append(f"{where}.manifest: expected null")

    document = facts["document"]
    settings = document.get("config", {})
    problems += differences(f"{where}.config", {
        "os": document["os"], "architecture": document["architecture"],
        "entrypoint": settings.get("Entrypoint"), "cmd": settings.get("Cmd"),
        "working_dir": settings.get("WorkingDir"), "env": settings.get("Env"),
    }, image.get("config"))

    layers = image.get("layers", [])
    if len(layers) != len(facts["layers"]):
        problems.append(f"{where}: expected {len(facts['layers'])} layers, "
                        f"found {len(layers)}")
    for expected, found in zip(facts["layers"], layers):
        problems += differences(f"{where}.layers[{expected['index']}]", expected, found)
    if [layer["diff_id"] for layer in facts["layers"]] != document["rootfs"]["diff_ids"]:
        problems.append(f"{where}: the facts contradict the config's diff_ids")

    problems += differences(f"{where}.totals", {
        "layers": len(facts["layers"]),
        "uncompressed_size": sum(layer["uncompressed_size"]
                                 for layer in facts["layers"]),
    }, image.get("totals"))

    for reference in map(familiar, facts["references"]):
        if reference not in image.get("references", []):
            problems.append(f"{where}.references: {reference} not in "
                            f"{image.get('references')}")
    return problems


def check_pass(report, options):
    allowed = set(options.allow.split(",")) - {""}
    problems = []
    if options.status != 0:
        problems.append(f"exit status {options.status}, expected 0")
    if report["verdict"] != "pass":
        problems.append(f"verdict {report['verdict']}, expected pass")
    result, = report["results"]
    for finding in result["findings"]:
        if finding["severity"] != "info" and finding["rule"] not in allowed:
            problems.append(f"{finding['severity']}[{finding['rule']}] "
                            f"{finding['message']} {finding['location']}")
    found_rules = {finding["rule"] for finding in result["findings"]}
    for rule in sorted(allowed - found_rules):
        problems.append(f"expected a finding of {rule}")

    facts = read_facts(options.facts)
    images = {image["config"]["digest"]: image for image in result["images"]
              if image.get("config")}
    if len(result["images"]) != len(facts):
        problems.append(f"expected {len(facts)} images, found {len(result['images'])}")
    for number, expected in enumerate(facts):
        image = images.get(expected["config"]["digest"])
        if image is None:
            problems.append(f"no image with the config {expected['config']['digest']}, "
                            f"found {sorted(images)}")
        else:
            problems += image_differences(f"images[{number}]", expected, image)

    if options.input and os.path.isfile(options.input):
        size = os.path.getsize(options.input)
        if result["input"]["compression"] == "none" and result["input"]["bytes"] != size:
            problems.append(f"input.bytes: expected {size}, "
                            f"found {result['input']['bytes']}")
    return problems


def check_fail(report, options):
    expected = set(options.fails_with.split(","))
    errors = {finding["rule"] for result in report["results"]
              for finding in result["findings"] if finding["severity"] == "error"}
    problems = []
    if options.status != 1:
        problems.append(f"exit status {options.status}, expected 1")
    if report["verdict"] != "fail":
        problems.append(f"verdict {report['verdict']}, expected fail")
    if not expected & errors:
        problems.append(f"expected an error of {sorted(expected)}, "
                        f"found {sorted(errors)}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--status", type=int, required=True,
                        help="exit status of ocigate")
    parser.add_argument("--facts", help="facts file; the input must pass")
    parser.add_argument("--allow", default="",
                        help="rules that must be found and may be errors or warnings")
    parser.add_argument("--input", help="the file that was judged")
    parser.add_argument("--fails-with", help="the input must fail with one of these rules")
    parser.add_argument("report")
    options = parser.parse_args()

    try:
        with open(options.report, encoding="utf-8") as text:
            report = json.load(text)
        check = check_fail if options.fails_with else check_pass
        problems = check(report, options)
    except (ValueError, KeyError, TypeError) as error:
        problems = [f"exit status {options.status}, "
                    f"not a report: {type(error).__name__} {error}"]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
