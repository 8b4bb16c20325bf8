#!/usr/bin/env python3
"""The command with any number of threads prints the same, from a file, a pipe and a directory.

usage: test_threads.py OCIGATE. With a build for ThreadSanitizer, a data race fails it as well."""

import gzip
import hashlib
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tarfile
import tempfile
import unittest

COMMAND = sys.argv.pop(1)
THREADS = ("1", "2", "3", "8")
MIB = 1 << 20
TYPE = "application/vnd.oci.image."


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def make_layer(seed, size):
    """Half of it can be compressed, so that pieces of both sides pass the helper."""
    noise = random.Random(seed)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for number in range(4):
            body = noise.randbytes(size // 8) + b"text " * (size // 40)
            info = tarfile.TarInfo(f"layer{seed}/file{number}")
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
        program = tarfile.TarInfo("main")
        program.mode = 0o755
        body = b"#!/main\n"
        program.size = len(body)
        tar.addfile(program, io.BytesIO(body))
    return out.getvalue()


def make_layout(compressed):
    """Names and bytes of an OCI layout whose layers are above the limit of documents."""
    blobs, layers, diff_ids = {}, [], []
    for seed in range(4):
        plain = make_layer(seed, 12 * MIB + seed * 1000)
        stored = gzip.compress(plain, 1, mtime=0) if compressed[seed] else plain
        blobs[digest(stored)] = stored
        kind = "layer.v1.tar+gzip" if compressed[seed] else "layer.v1.tar"
        layers.append({"mediaType": TYPE + kind, "digest": digest(stored), "size": len(stored)})
        diff_ids.append(digest(plain))
    config = json.dumps({"architecture": "amd64", "os": "linux",
                         "config": {"Entrypoint": ["/main"]},
                         "rootfs": {"type": "layers", "diff_ids": diff_ids}}).encode()
    blobs[digest(config)] = config
    manifest = json.dumps({"schemaVersion": 2, "mediaType": TYPE + "manifest.v1+json",
                           "config": {"mediaType": TYPE + "config.v1+json",
                                      "digest": digest(config), "size": len(config)},
                           "layers": layers}).encode()
    blobs[digest(manifest)] = manifest
    index = json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": TYPE + "manifest.v1+json", "digest": digest(manifest),
         "size": len(manifest)}]}).encode()
    files = {"blobs/sha256/" + name[7:]: data for name, data in blobs.items()}
    files["index.json"] = index
    files["oci-layout"] = b'{"imageLayoutVersion": "1.0.0"}'
    return files


def write_tar(path, files):
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def write_directory(path, files):
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)


def run(*arguments, stdin=None):
    result = subprocess.run([COMMAND, "--format", "json", "--name", "image", *arguments],
                            stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            check=False, timeout=300)
    report = json.loads(result.stdout)
    del report["stats"]
    for one in report["results"]:
        one.pop("stats", None)
    return result.returncode, result.stderr.decode(), report


class Threads(unittest.TestCase):
    maxDiff = 2000

    def expect_same(self, call):
        first = None
        for threads in THREADS:
            got = call(threads)
            self.assertIn(got[0], (0, 1), got[1])
            first = first or got
            self.assertEqual(got, first, threads)
        return first

    def check(self, files, expected):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            write_tar(root / "image.tar", files)
            write_directory(root / "layout", files)
            packed = gzip.compress((root / "image.tar").read_bytes(), 1, mtime=0)
            (root / "image.tar.gz").write_bytes(packed)

            def from_pipe(threads):
                with subprocess.Popen(["cat", root / "image.tar"],
                                      stdout=subprocess.PIPE) as cat:
                    return run("--threads", threads, "-", stdin=cat.stdout)

            seen = [self.expect_same(from_pipe)]
            for name in ("image.tar", "image.tar.gz", "layout"):
                seen.append(self.expect_same(
                    lambda threads, name=name: run("--threads", threads, os.fspath(root / name))))
            self.assertEqual(seen[0][2], seen[1][2])
            for got in seen:
                rules = {finding["rule"] for finding in got[2]["results"][0]["findings"]}
                self.assertLessEqual(expected, rules, got[2]["results"][0]["findings"])

    def test_good_layers(self):
        self.check(make_layout((True, False, True, False)), set())

    def test_damaged_layers(self):
        files = make_layout((True, True, False, True))
        large = [name for name, data in files.items() if len(data) > MIB]
        for place, name in enumerate(large):
            data = bytearray(files[name])
            data[len(data) // (place + 2)] ^= 0x10
            files[name] = bytes(data)
        self.check(files, {"blob-digest-mismatch"})


if __name__ == "__main__":
    unittest.main()
