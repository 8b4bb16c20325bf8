#!/usr/bin/env python3
"""One tree of files, written by GNU tar, bsdtar and Python in each of their formats: as the layer
of an image, and an OCI layout as the outer archive. Both must pass, with the entries and bytes
of the tree; and our strict reader lists each entry of both exactly as Python's tarfile does: name,
type, mode, owner, size and link target. GNU tar's v7 format, which has no magic, is refused as
ambiguous.

usage: real_writers.py COMMAND LISTING"""
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile

SKIPPED = 77
TYPES = "application/vnd.oci.image"
GNU = ("gnu", "oldgnu", "pax", "ustar")
BSD = ("ustar", "pax", "gnutar")
PYTHON = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
failures = []


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def make_tree(root, has_long_names):
    """Returns the number of entries below root (root included) and the bytes of its files."""
    write(root + b"/bin/tool", b"x" * 10000)
    write(root + b"/etc/empty", b"")
    write(root + b"/etc/with space", b"a")
    write(root + b"/etc/caf\xe9", b"not UTF-8")
    write(root + "/etc/café".encode(), b"UTF-8")
    write(root + b"/" + b"/".join([b"deep"] * 30) + b"/file", b"deep" * 200)
    write(root + b"/" + b"d" * 90 + b"/" + b"f" * 60, b"split in ustar")
    os.makedirs(root + b"/empty directory")
    os.link(root + b"/bin/tool", root + b"/bin/tool-hard")
    os.symlink(b"tool", root + b"/bin/tool-soft")
    os.symlink(b"../" * 20 + b"bin/tool", root + b"/etc/soft")
    if has_long_names:
        write(root + b"/" + b"n" * 120, b"above 100")
        write(root + b"/" + b"/".join([b"p" * 99] * 4) + b"/" + b"q" * 200, b"above 255")
        os.symlink(b"t" * 150, root + b"/long-target")
    os.utime(root + b"/bin/tool", ns=(1700000000123456789, 1700000000123456789))
    if os.geteuid() == 0:
        os.chown(root + b"/etc/empty", 200000, 200000) # six octal digits: all that bsdtar writes
        if has_long_names:
            os.chown(root + b"/etc/with space", 3000000000, 3000000000) # above them
    if has_long_names:
        try:
            os.setxattr(root + b"/etc/empty", b"user.test", b"value")
        except OSError:
            pass # not every file system has them
    entries, size, seen = 1, 0, set()
    for folder, folders, files in os.walk(root):
        entries += len(folders) + len(files)
        for name in files:
            status = os.lstat(os.path.join(folder, name))
            if not os.path.islink(os.path.join(folder, name)) and status.st_ino not in seen:
                seen.add(status.st_ino)
                size += status.st_size
    return entries, size


def run(words, cwd):
    done = subprocess.run(words, cwd=cwd, capture_output=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    if done.returncode != 0:
        failures.append(f"{' '.join(map(str, words))}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def python_tar(root, format_):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format_) as archive:
        archive.add(root, ".")
    return out.getvalue()


def writers():
    """Name, has long names, function of a directory that returns its tar."""
    for form in GNU:
        flags = ["--xattrs"] if form == "pax" else []
        yield (f"GNU tar {form}", form != "ustar",
               lambda root, form=form, flags=flags: run(
                   ["tar", *flags, f"--format={form}", "-cf", "-", "."], root))
    if shutil.which("bsdtar"):
        for form in BSD:
            yield (f"bsdtar {form}", form != "ustar", lambda root, form=form: run(
                ["bsdtar", "--format", form, "-cf", "-", "."], root))
    for form, number in PYTHON.items():
        yield (f"tarfile {form}", form != "ustar",
               lambda root, number=number: python_tar(os.fsdecode(root), number))


def descriptor(data, kind):
    return {"mediaType": f"{TYPES}.{kind}", "digest": "sha256:" + hashlib.sha256(data).hexdigest(),
            "size": len(data)}


def make_layout(root, layer):
    blob = descriptor(layer, "layer.v1.tar")
    config = json.dumps({"os": "linux", "architecture": "amd64", "rootfs": {
        "type": "layers", "diff_ids": [blob["digest"]]}}).encode()
    manifest = json.dumps({"schemaVersion": 2, "config": descriptor(config, "config.v1+json"),
                           "layers": [blob]}).encode()
    named = descriptor(manifest, "manifest.v1+json")
    for data in (layer, config, manifest):
        write(root + b"/blobs/sha256/" + hashlib.sha256(data).hexdigest().encode(), data)
    write(root + b"/oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    write(root + b"/index.json", json.dumps({"schemaVersion": 2, "manifests": [named]}).encode())


def judge(command, archive):
    done = subprocess.run([command, "--profile", "oci", "--format", "json", "-"], input=archive,
                          capture_output=True, check=False)
    return json.loads(done.stdout)["results"][0]


def problems(result):
    return [(f["rule"], f["message"]) for f in result["findings"] if f["severity"] == "error"]


def check(name, result, entries, size):
    if result["verdict"] != "pass":
        failures.append(f"{name}: {result['verdict']} {problems(result)}")
        return
    image = result["images"][0]
    found = image["layers"][0]["entries"], image["totals"]["rootfs_size"]
    if found != (entries, size):
        failures.append(f"{name}: {found} entries and bytes, the tree has {(entries, size)}")


def raw(text):
    return os.fsencode(text)


def list_by_tarfile(data):
    entries = []
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8",
                      errors="surrogateescape", errorlevel=2) as archive:
        for entry in archive:
            kind = "0" if entry.isreg() else entry.type.decode()
            has_link = entry.islnk() or entry.issym()
            entries.append((kind, entry.mode & 0o7777, entry.uid, entry.gid, entry.size,
                            raw(entry.name).rstrip(b"/"), raw(entry.linkname) if has_link else b""))
    return entries


def list_by_us(listing, data):
    done = subprocess.run([listing], input=data, capture_output=True, check=False)
    if done.returncode != 0:
        return done.stderr.decode()
    entries = []
    for line in done.stdout.decode().splitlines():
        kind, mode, uid, gid, size, path, link = line.split(" ")
        entries.append((kind, int(mode, 8), int(uid), int(gid), int(size),
                        bytes.fromhex(path).rstrip(b"/"), bytes.fromhex(link)))
    return entries


def compare(name, listing, data):
    """Returns the number of entries that were compared."""
    ours, theirs = list_by_us(listing, data), list_by_tarfile(data)
    if isinstance(ours, str) or len(ours) != len(theirs):
        failures.append(f"{name}: {ours if isinstance(ours, str) else len(ours)}, "
                        f"tarfile lists {len(theirs)} entries")
        return 0
    for own, other in zip(ours, theirs):
        if own != other:
            failures.append(f"{name}: {own}, tarfile says {other}")
    return len(ours)


def main():
    command, listing = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    compared = 0
    checks = 0
    with tempfile.TemporaryDirectory() as folder:
        base = os.fsencode(folder)
        trees = {long: (base + (b"/long" if long else b"/short")) for long in (False, True)}
        facts = {long: make_tree(root, long) for long, root in trees.items()}
        for number, (name, long, write_tar) in enumerate(writers()):
            layer = write_tar(trees[long])
            layout = base + b"/layout%d" % number
            make_layout(layout, layer)
            # Both at once: the layer by this writer, and the outer archive.
            archive = write_tar(layout)
            check(name, judge(command, archive), *facts[long])
            compared += compare(f"{name}, layer", listing, layer)
            compared += compare(f"{name}, archive", listing, archive)
            checks += 1
        flat = base + b"/flat"
        write(flat + b"/file", b"v7")
        v7 = run(["tar", "--format=v7", "-cf", "-", "."], flat)
        make_layout(base + b"/v7", v7)
        for name, archive in (("layer", python_tar(folder + "/v7", tarfile.USTAR_FORMAT)),
                              ("archive", run(["tar", "--format=v7", "-cf", "-", "."],
                                              base + b"/v7"))):
            rules = {rule for rule, _ in problems(judge(command, archive))}
            if "tar-ambiguous" not in rules:
                failures.append(f"GNU tar v7 as {name}: {rules}, not tar-ambiguous")
            checks += 1
    for failure in failures:
        print(failure)
    if compared == 0:
        failures.append("no entry was compared")
    print(f"real writers: {checks} archives, {compared} entries compared, {len(failures)} failures"
          + ("" if shutil.which("bsdtar") else ", bsdtar skipped: it is not installed"))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(SKIPPED if not shutil.which("tar") else main())
