#!/usr/bin/env python3
"""usage: test_formats.py OCIGATE FIXTURES GOLDEN [unittest argument...]

The formats that programs read, of real images: what they say passed has passed, whatever the depth,
and each is by the rules of its readers."""

import gzip
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

OCIGATE, FIXTURES = sys.argv[1], pathlib.Path(sys.argv[2])
sys.path.insert(0, sys.argv[3])
import sarif_shape  # noqa: E402

DEPTHS = ("manifest", "blobs", "rootfs")
GOOD = str(FIXTURES / "docker-20.10.tar")
BAD = str(FIXTURES / "docker-bad-entrypoint.tar")


def run(*arguments):
    return subprocess.run([OCIGATE, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=60, check=False)


def report(*arguments):
    return json.loads(run("--format", "json", *arguments).stdout)["results"][0]


def cases(*arguments):
    """Names of the cases of a JUnit report by state."""
    found = {"passed": set(), "failure": set(), "skipped": set(), "error": set()}
    for case in ElementTree.fromstring(run("--format", "junit", *arguments).stdout).iter("testcase"):
        states = [child.tag for child in case if child.tag in found] or ["passed"]
        if case.find("system-out") is None or states != ["passed"]:
            found[states[0]].add(case.get("name"))
    return found


def tar_of(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data, mode in members:
            info = tarfile.TarInfo(name)
            info.mode = mode
            if isinstance(data, str):
                info.type, info.linkname = tarfile.SYMTYPE, data
            elif data is None:
                info.type = tarfile.DIRTYPE
            elif data is tarfile.CHRTYPE:
                info.type = tarfile.CHRTYPE
            else:
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data) if isinstance(data, bytes) and data is not
                        tarfile.CHRTYPE else None)
    return out.getvalue()


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


LAYER = "application/vnd.oci.image.layer.v1.tar"


def layout(path, config, layers):
    """An oci-archive of one image; a layer is (stored, plain, media type), as true as it is."""
    config = {"architecture": "arm64", "os": "linux", **config,
              "rootfs": {"type": "layers", "diff_ids": [digest(plain) for _, plain, _ in layers]}}
    blobs = [json.dumps(config).encode()] + [stored for stored, _, _ in layers]
    types = ["application/vnd.oci.image.config.v1+json"] + [kind for _, _, kind in layers]
    parts = [{"mediaType": kind, "digest": digest(blob), "size": len(blob)}
             for kind, blob in zip(types, blobs)]
    manifest = json.dumps({"schemaVersion": 2,
                           "mediaType": "application/vnd.oci.image.manifest.v1+json",
                           "config": parts[0], "layers": parts[1:]}).encode()
    index = {"schemaVersion": 2, "manifests": [
        {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": digest(manifest),
         "size": len(manifest), "annotations": {"org.opencontainers.image.ref.name": "app:1"}}]}
    members = [("oci-layout", b'{"imageLayoutVersion":"1.0.0"}', 0o644),
               ("index.json", json.dumps(index).encode(), 0o644)]
    for blob in blobs + [manifest]:
        members.append(("blobs/sha256/" + digest(blob)[7:], blob, 0o644))
    path.write_bytes(tar_of(members))


ENTRIES = [
    ("/absolute", b"x", 0o644), ("../outside", b"x", 0o644), ("a/b/c", b"x", 0o600),
    ("var", None, 0o755), ("var/task", None, 0o700), ("var/task/app.py", b"x", 0o600),
    ("var/task/app.py", b"y", 0o600), ("dev", None, 0o755), ("dev/x", tarfile.CHRTYPE, 0o644),
    ("bin", None, 0o755), ("bin/su", b"x", 0o4755), ("bin/run", b"#!/bin/no\r\n", 0o644),
    ("bin/link", "run", 0o777), (".wh..wh.bad", b"", 0o644), ("tmp", None, 0o755),
    ("tmp/x", b"x", 0o644), ("opt", None, 0o755), ("opt/extensions", None, 0o755),
    ("opt/extensions/one", b"x", 0o644),
]


def plain(data, kind=LAYER):
    return data, data, kind


def make_images(directory):
    """Images with as many kinds of defects as can stand beside each other."""
    entries = tar_of(ENTRIES)
    packed = gzip.compress(entries)
    variants = {
        "entries": ({"config": {"Entrypoint": ["/bin/link"], "WorkingDir": "gone"}},
                    [plain(entries)]),
        "words": ({"config": {"Entrypoint": ["bin/run"], "Cmd": ["app.handler", "x"],
                              "Env": ["A", "AWS_SECRET_ACCESS_KEY=abc", "A=1", "A=2", "HOME=/x",
                                      "AWS_REGION=x"], "WorkingDir": "/gone"}},
                  [plain(entries), plain(entries)]),
        "handler": ({"config": {"Entrypoint": ["app.handler"]}}, [plain(entries)]),
        "nothing": ({}, []),
        "other": ({"architecture": "ppc64le", "os": "windows", "created": "yesterday",
                   "history": [{}, {}, {}]}, [plain(entries)]),
        "types": ({"config": {"Entrypoint": ["/bin/run"]}},
                  [(packed, entries, LAYER), (entries, entries, LAYER + "+gzip"),
                   (entries, entries, LAYER + "+zstd"),
                   plain(entries, "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")]),
        "damage": ({"config": {"Entrypoint": ["/bin/run"]}},
                   [(packed[:-20], entries, LAYER + "+gzip"), (packed + b"xyz" * 300, entries,
                                                                LAYER + "+gzip"),
                    plain(b"no tar at all" * 100), (packed, b"another", LAYER + "+gzip"),
                    (gzip.compress(bytes(3000000)), bytes(3000000), LAYER + "+gzip")]),
    }
    for name, (config, layers) in variants.items():
        path = directory / f"{name}.tar"
        layout(path, config, layers)
        yield str(path)
    whole = (directory / "entries.tar").read_bytes()
    for name, data in (("short", whole[:len(whole) // 2]), ("flipped", whole.replace(b"outside",
                                                                                    b"outsidE"))):
        path = directory / f"{name}.tar"
        path.write_bytes(data)
        yield str(path)


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.made = list(make_images(pathlib.Path(cls.directory.name)))
        cls.images = cls.made + sorted(str(path) for path in FIXTURES.glob("*.tar"))

    @classmethod
    def tearDownClass(cls):
        cls.directory.cleanup()

    def test_the_images_have_many_defects(self):
        rules = {finding["rule"] for path in self.made for finding in report(path)["findings"]}
        self.assertGreater(len(rules), 40, sorted(rules))

    def test_what_passed_at_any_depth_has_passed(self):
        for path in self.images:
            result = report(path)
            if len(result["images"]) > 1:
                continue
            failed = {finding["rule"] for finding in result["findings"]}
            for depth in DEPTHS:
                wrong = cases("--depth", depth, path)["passed"] & failed
                self.assertEqual(wrong, set(), f"{path} at depth {depth}")

    def test_deeper_runs_have_more_cases(self):
        counts = [len(cases("--depth", depth, GOOD)["passed"]) for depth in DEPTHS]
        self.assertTrue(30 < counts[0] < counts[1] < counts[2], counts)

    def test_a_rule_that_is_off_has_no_case(self):
        self.assertIn("entry-device", cases(GOOD)["passed"])
        self.assertNotIn("entry-device", cases("--severity", "entry-device=off", GOOD)["passed"])

    def test_failures_are_what_fails_the_gate(self):
        path = self.made[0]
        by_severity = {severity: {finding["rule"] for finding in report(path)["findings"]
                                  if finding["severity"] == severity}
                       for severity in ("error", "warning", "info")}
        wanted = set()
        for level in ("error", "warning", "info"):
            wanted |= by_severity[level]
            self.assertEqual(cases("--fail-on", level, path)["failure"], wanted)
        self.assertEqual(cases("--fail-on", "never", path)["failure"], set())

    def test_every_format_has_the_same_exit_status(self):
        for path in (GOOD, BAD, self.made[0], "/nonexistent"):
            statuses = {run("--format", name, path).returncode
                        for name in ("text", "json", "sarif", "junit", "github", "gitlab")}
            self.assertEqual(len(statuses), 1, path)

    def test_sarif_of_real_images(self):
        for paths in self.images, *[[path] for path in self.made]:
            log = json.loads(run("--format", "sarif", *paths).stdout)
            self.assertEqual(sarif_shape.check(log), [])

    def test_a_rebuild_has_the_category_of_the_build_before(self):
        first = json.loads(run("--format", "sarif", "--name", "app:1", GOOD).stdout)
        self.assertRegex(first["runs"][0]["automationDetails"]["id"], r"^ocigate/[^@]+/$")
        self.assertNotIn("%3A", first["runs"][0]["automationDetails"]["id"])

    def test_gitlab_of_a_good_image_is_an_empty_array(self):
        self.assertEqual(json.loads(run("--format", "gitlab", GOOD).stdout), [])


unittest.main(argv=sys.argv[:1] + sys.argv[4:])
