#!/usr/bin/env python3
"""usage: test_options.py OCIGATE SOURCES

Every option and command once or twice: exit status, and a part of what it prints."""
import os
import subprocess
import sys
import tempfile

COMMAND, ROOT = sys.argv[1], sys.argv[2]
GOOD = os.path.join(ROOT, "fixtures/docker-20.10.tar")
BAD = os.path.join(ROOT, "fixtures/docker-bad-entrypoint.tar")
MULTI = os.path.join(ROOT, "fixtures/buildah-multi-arch.tar")
ZSTD = os.path.join(ROOT, "fixtures/skopeo-oci-archive-zstd.tar")
TWO = os.path.join(ROOT, "fixtures/podman-multi-image.tar")
passed = failed = 0


def check(name, good, detail=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"not ok {name}: {detail}")


def run(arguments):
    return subprocess.run([COMMAND, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          check=False)


# name, arguments, status, a part of standard output, a part of standard error
ROWS = [
    ("good", [GOOD], 0, "PASS  app:1", ""),
    ("check is the default", ["check", GOOD], 0, "PASS  app:1", ""),
    ("bad", [BAD], 1, "error[entrypoint-relative]", ""),
    ("several: the worst", [GOOD, BAD], 1, "FAIL  bad:1", ""),
    ("several: cannot be read is worse", [BAD, "/nonexistent/app.tar"], 3, "FAIL  bad:1",
     "/nonexistent/app.tar"),
    ("missing file", ["/nonexistent/app.tar"], 3, "ERROR", "No such file"),
    ("empty directory", ["DIR"], 1, "input-unrecognized", ""),
    ("profile oci", ["--profile", "oci", BAD], 0, "PASS", ""),
    ("profile with =", ["--profile=oci", BAD], 0, "PASS", ""),
    ("unknown profile", ["--profile", "aws", GOOD], 2, "", "aws"),
    ("unknown option", ["--profle", "oci", GOOD], 2, "", "--profile"),
    ("option of no value", ["--profile"], 2, "", "--profile"),
    ("unknown short option", ["-x", GOOD], 2, "", "-x"),
    ("clustered", ["-qv", GOOD], 0, "PASS", ""),
    ("end of options", ["--", GOOD], 0, "PASS", ""),
    ("arch", ["--arch", "arm64", GOOD], 1, "error[architecture-mismatch]", ""),
    ("unknown arch", ["--arch", "x86_64", GOOD], 2, "", "amd64"),
    ("platform", ["--platform", "linux/arm64", MULTI], 0, "info[index-multi-platform]", ""),
    ("no such platform", ["--platform", "linux/s390x", MULTI], 1, "error[image-not-found]", ""),
    ("platform that is none", ["--platform", "linux", MULTI], 2, "", "linux"),
    ("ref", ["--ref", "localhost/app:2", TWO], 0, "PASS  localhost/app:2", ""),
    ("no such ref", ["--ref", "app:9", GOOD], 1, "error[image-not-found]", ""),
    ("digest that is none", ["--digest", "sha256:12", GOOD], 2, "", "sha256:12"),
    ("no such digest", ["--digest", "sha256:" + "0" * 64, GOOD], 1, "image-not-found", ""),
    ("max-size", ["--max-size", "16383", GOOD], 1, "error[image-too-large]", ""),
    ("max-size, exactly", ["--max-size", "16384", "--severity", "image-near-limit=off", GOOD], 0,
     "PASS", ""),
    ("max-size with a unit", ["--max-size", "1KiB", GOOD], 1, "error[image-too-large]", ""),
    ("max-size that is none", ["--max-size", "many", GOOD], 2, "", "many"),
    ("max-size above 64 bits", ["--max-size", "99999999999GiB", GOOD], 2, "", "99999999999GiB"),
    ("entrypoint", ["--entrypoint", '["/nothing"]', GOOD], 1, "error[entrypoint-not-found]", ""),
    ("entrypoint is told", ["--entrypoint=[\"/bootstrap\"]", GOOD], 0,
     "judged with --entrypoint: /bootstrap app.handler", ""),
    ("entrypoint that is no list", ["--entrypoint", "/main", GOOD], 2, "", "/main"),
    ("cmd", ["--cmd", '["x.y"]', GOOD], 0, "judged with --cmd: /bootstrap x.y", ""),
    ("cmd that holds a number", ["--cmd", "[1]", GOOD], 2, "", "--cmd"),
    ("workdir", ["--workdir", "relative", GOOD], 1, "error[workdir-relative]", ""),
    ("workdir that is not there", ["--workdir", "/nowhere", GOOD], 1, "error[workdir-missing]",
     ""),
    ("workdir that is there", ["--workdir", "/etc", GOOD], 0, "PASS", ""),
    ("limit", ["--limit", "entries=1", GOOD], 1, "--limit entries=N", ""),
    ("limit of all layers", ["--limit", "image-entries=1", GOOD], 1, "--limit image-entries=N", ""),
    ("limit, exactly what is wanted", ["--limit", "json-depth=5", GOOD], 0, "PASS", ""),
    ("limit with a unit", ["--limit=document-bytes=4KiB", GOOD], 0, "PASS", ""),
    ("limit that is too low", ["--limit", "document-bytes=10", GOOD], 1, "--limit document-bytes=N",
     ""),
    ("limit of findings", ["--limit", "findings=1", "--limit", "entries=1", "--quiet", GOOD], 1,
     "not listed: ", ""),
    ("limit of no findings", ["--limit", "findings=0", "--limit", "entries=1", GOOD], 1,
     "not listed: 2 errors", ""),
    ("limit of no name", ["--limit", "entrys=1", GOOD], 2, "", "the nearest is entries"),
    ("limit far from any name", ["--limit", "zzzzzzzzzzzz=1", GOOD], 2, "", "is none of "),
    ("limit without =", ["--limit", "entries", GOOD], 2, "", "NAME=VALUE"),
    ("limit that is no number", ["--limit", "entries=many", GOOD], 2, "", "many"),
    ("location", ["--sarif-location", "docker/Dockerfile", GOOD], 0, "PASS", ""),
    ("location with a line", ["--sarif-location=./Dockerfile:2147483647", GOOD], 0, "PASS", ""),
    ("location with a colon", ["--sarif-location", "a:b", GOOD], 0, "PASS", ""),
    ("location that steers a terminal", ["--sarif-location", "a\x1b[2J", GOOD], 2, "",
     "is no file"),
    ("location outside", ["--sarif-location", "../Dockerfile", GOOD], 2, "", "relative to its root"),
    ("fail-on warning", ["--fail-on", "warning", ZSTD], 1, "FAIL", ""),
    ("fail-on never", ["--fail-on", "never", BAD], 0, "error[entrypoint-relative]", ""),
    ("fail-on never does not pass what is no image", ["--fail-on", "never", "EMPTY"], 3, "ERROR",
     ""),
    ("severity off", ["--severity", "layer-zstd=off", ZSTD], 0, "no findings", ""),
    ("severity pattern", ["--severity", "layer-*=error", ZSTD], 1, "error[layer-zstd]", ""),
    ("severity of no rule", ["--severity", "layer-zstt=off", ZSTD], 2, "", "layer-zstd"),
    ("severity without =", ["--severity", "layer-zstd", ZSTD], 2, "", "layer-zstd"),
    ("rules off do not pass what is no image",
     ["--severity", "input-unrecognized=off", "EMPTY"], 3, "ERROR", ""),
    ("depth manifest", ["--depth", "manifest", GOOD], 0, "PASS", ""),
    ("depth blobs", ["--depth", "blobs", GOOD], 0, "PASS", ""),
    ("unknown depth", ["--depth", "deep", GOOD], 2, "", "deep"),
    ("unknown format", ["--format", "yaml", GOOD], 2, "", "yaml"),
    ("color always", ["--color", "always", BAD], 1, "\x1b[", ""),
    ("quiet", ["-q", BAD], 1, "FAIL  bad:1", ""),
    ("verbose", ["-v", GOOD], 0, "diff_id", ""),
    ("version", ["--version"], 0, "ocigate 0.1.0", ""),
    ("help", ["--help"], 0, "Exit status", ""),
    ("help of check", ["check", "--help"], 0, "--profile", ""),
    ("help of rules", ["rules", "--help"], 0, "--format", ""),
    ("help of explain", ["explain", "--help"], 0, "RULE", ""),
    ("rules", ["rules"], 0, "diff-id-mismatch", ""),
    ("explain", ["explain", "diff-id-mismatch"], 0, "--severity diff-id-mismatch=off", ""),
    ("explain nothing", ["explain"], 2, "", ""),
    ("explain no rule", ["explain", "diff-id-mismatsh"], 2, "", "diff-id-mismatch"),
]


def check_rows(folder):
    empty = os.path.join(folder, "empty")
    os.mkdir(os.path.join(folder, "dir"))
    open(empty, "w", encoding="ascii").close()
    names = {"EMPTY": empty, "DIR": os.path.join(folder, "dir")}
    for name, arguments, status, out, err in ROWS:
        result = run([names.get(a, a) for a in arguments])
        text, errors = result.stdout.decode(), result.stderr.decode()
        check(name, result.returncode == status and out in text and err in errors,
              f"exit {result.returncode}, not {status}\n{text}{errors}")
        if status == 2:
            check(f"{name}: nothing on standard output", text == "", text)
        if status < 2:
            check(f"{name}: nothing on standard error", errors == "", errors)


with tempfile.TemporaryDirectory() as directory:
    check_rows(directory)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
