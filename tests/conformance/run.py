#!/usr/bin/env python3
"""The verdicts of other projects about their own documents, layouts and tarballs, against ours.

usage: run.py COMMAND DIFFERENCES CASES

CASES is a folder with cases.tsv (suite, case, kind, path, expected, source). Each JSON document
is put into a small layout, where a descriptor with the right digest and size names it, and the
command judges that layout under the profile oci:

- expected valid: no error is found in that document,
- expected invalid: at least one is.

A descriptor becomes the first of two members of an index; of the errors in that index, those of
the first member count and those that have no place.

What the document names is not there, so blob-missing says nothing about the document and is left
out. A layout or tarball is judged as it is: valid is a pass, invalid a fail.

DIFFERENCES lists where our verdict differs, by which rules, and why. A difference that is not
listed fails, and so does a listed one that differs no longer, or by other rules."""
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile

SKIPPED = 77
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
LAYOUT = b'{"imageLayoutVersion":"1.0.0"}'
NOTHING_JUDGED = "no image was judged"
NOT_ABOUT_THE_DOCUMENT = {"blob-missing"}


class Layout:
    def __init__(self, folder):
        self.folder = folder
        os.makedirs(os.path.join(folder, "blobs", "sha256"))

    def write(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(data)

    def add(self, data, media_type):
        """Store a blob; its descriptor."""
        digest = hashlib.sha256(data).hexdigest()
        self.write(f"blobs/sha256/{digest}", data)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(data)}

    def finish(self, named, layout=LAYOUT):
        self.write("oci-layout", layout)
        top = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [named]}
        self.write("index.json", json.dumps(top).encode())


def member(data, key, default):
    """A member of the top object, where the document is good enough to have one."""
    try:
        value = json.loads(data)[key]
    except (ValueError, KeyError, TypeError):
        return default
    return value if isinstance(value, type(default)) else default


def manifest_of(layout, config, layer_count):
    layers = [layout.add(b"\0" * 1024 * (i + 1), LAYER) for i in range(layer_count)]
    body = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
    return layout.add(json.dumps(body).encode(), MANIFEST)


def good_image(layout):
    config = layout.add(b'{"os":"linux","architecture":"amd64",'
                        b'"rootfs":{"type":"layers","diff_ids":[]}}', CONFIG)
    return manifest_of(layout, config, 0)


def wrap_manifest(layout, data):
    named = layout.add(data, member(data, "mediaType", MANIFEST))
    layout.finish(named)
    return lambda place: place["blob"] == named["digest"]


def wrap_index(layout, data):
    named = layout.add(data, member(data, "mediaType", INDEX))
    layout.finish(named)
    return lambda place: place["blob"] == named["digest"]


def wrap_config(layout, data):
    config = layout.add(data, CONFIG)
    diff_ids = member(data, "rootfs", {}).get("diff_ids", [])
    layout.finish(manifest_of(layout, config, len(diff_ids) if isinstance(diff_ids, list) else 0))
    # Whether the layers are those of the config is no question to the config alone.
    return lambda place: place["blob"] == config["digest"] and place["layer"] is None


def wrap_descriptor(layout, data):
    image = json.dumps(good_image(layout)).encode()
    index = b'{"schemaVersion":2,"mediaType":"%s","manifests":[%s,%s]}' % (INDEX.encode(), data,
                                                                           image)
    named = layout.add(index, INDEX)
    layout.finish(named)
    return lambda place: place["blob"] == named["digest"] and (
        place["pointer"] is None or place["pointer"].startswith("/manifests/0"))


def wrap_layout_doc(layout, data):
    layout.finish(good_image(layout), data)
    return lambda place: place["document"] == "oci-layout"


WRAPPERS = {"manifest": wrap_manifest, "index": wrap_index, "config": wrap_config,
            "descriptor": wrap_descriptor, "layout-doc": wrap_layout_doc}


def judge(command, path):
    done = subprocess.run([command, "check", "--profile", "oci", "--format", "json", path],
                          capture_output=True, timeout=60, check=False)
    # 3: no image was judged, where all that a document names is absent. Its findings are there.
    result = json.loads(done.stdout)["results"][0] if done.returncode in (0, 1, 3) else {}
    if result.get("error", NOTHING_JUDGED) != NOTHING_JUDGED or "verdict" not in result:
        raise SystemExit(f"{path}: exit status {done.returncode}\n{done.stderr.decode()}")
    return result


def errors_in(result, is_about):
    return sorted({finding["rule"] for finding in result["findings"]
                   if finding["severity"] == "error" and is_about(finding)})


def run_case(command, kind, path):
    """Our verdict, and the rules that made it."""
    if kind in ("layout", "tarball"):
        result = judge(command, path)
        rules = errors_in(result, lambda finding: True)
        assert (result["verdict"] == "pass") == (not rules), path
        return rules
    with open(path, "rb") as file:
        data = file.read()
    with tempfile.TemporaryDirectory() as folder:
        layout = Layout(os.path.join(folder, "layout"))
        is_there = WRAPPERS[kind](layout, data)
        result = judge(command, layout.folder)
    return errors_in(result, lambda finding: finding["rule"] not in NOT_ABOUT_THE_DOCUMENT
                     and is_there(finding["location"]))


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def main():
    command, differences_path, cases_path = sys.argv[1:]
    folder = os.environ.get("OCIGATE_CASES") or cases_path
    if not os.path.isfile(os.path.join(folder, "cases.tsv")):
        print(f"conformance: skipped, there is no {folder}/cases.tsv; OCIGATE_CASES names the folder")
        return SKIPPED
    listed = {(row["suite"], row["case"]): row for row in read_table(differences_path)}
    cases = read_table(os.path.join(folder, "cases.tsv"))
    agreed, differing, skipped, failures = 0, 0, [], []
    for case in cases:
        name = f"{case['suite']}/{case['case']}"
        path = os.path.join(folder, case["path"])
        if case["kind"] not in (*WRAPPERS, "layout", "tarball") or not os.path.exists(path):
            skipped.append(name)
            continue
        rules = run_case(command, case["kind"], path)
        verdict = "invalid" if rules else "valid"
        difference = listed.pop((case["suite"], case["case"]), None)
        found = " ".join(rules) or "-"
        if verdict == case["expected"]:
            agreed += 1
            if difference is not None:
                failures.append(f"{name}: listed, but it is {verdict} as expected ({found})")
        else:
            differing += 1
            if difference is None:
                failures.append(f"{name}: expected {case['expected']}, is {verdict} ({found})")
            elif difference["rules"] != found:
                failures.append(f"{name}: differs by {found}, listed is {difference['rules']}")
    failures += [f"{suite}/{case}: listed, but no such case was run" for suite, case in listed]
    for failure in failures:
        print(failure)
    print(f"conformance: {len(cases)} cases, {agreed} as expected, {differing} differences "
          f"({'see above' if failures else 'listed'}), {len(skipped)} skipped"
          + "".join(f": {name}" for name in skipped))
    return 1 if failures or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
