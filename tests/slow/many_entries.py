#!/usr/bin/env python3
"""Layers of many small files: what a run keeps of each is bounded, and measured as the peak of the
whole process. Runs when OCIGATE_SLOW=1."""
import hashlib
import json
import os
import subprocess
import sys
import tarfile
import time
import zlib

# What a run takes for an image of no entries, and for each entry with its path.
BASE_BYTES = 20 << 20
PREFIX = "application/vnd.oci.image."
# The peak that wait4 knows begins with that of the process that started it, so a small one does.
STARTER = """import os, sys
_, status, usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ), 0)
print(usage.ru_maxrss, usage.ru_utime, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))"""
BODY = b"hello world\n".ljust(512, b"\0")


def header(name, size, is_directory=False):
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o755 if is_directory else 0o644
    info.type = tarfile.DIRTYPE if is_directory else tarfile.REGTYPE
    return info.tobuf(tarfile.USTAR_FORMAT)


def plain_pieces(count):
    """Packages of twenty files each, so many entries in all."""
    yield b"".join(header(name, 0, True) for name in ("usr", "usr/lib", "usr/lib/node_modules"))
    left, package = count - 3, 0
    while left > 0:
        directory = f"usr/lib/node_modules/package-{package}"
        files = min(left - 1, 20)
        yield header(directory, 0, True) + b"".join(
            header(f"{directory}/module-{n:04d}.js", 12) + BODY for n in range(files))
        left -= 1 + files
        package += 1
    yield bytes(1024)


def stored_pieces(count, is_gzip):
    if not is_gzip:
        yield from plain_pieces(count)
        return
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in plain_pieces(count):
        out = packer.compress(piece)
        if out:
            yield out
    yield packer.flush()


def measure(pieces):
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return "sha256:" + digest.hexdigest(), size


def write_archive(out, count, is_gzip):
    def put(name, size, pieces):
        out.write(header(name, size))
        for piece in pieces:
            out.write(piece)
        out.write(bytes(-size % 512))

    def put_json(value):
        data = json.dumps(value).encode()
        digest = hashlib.sha256(data).hexdigest()
        put(f"blobs/sha256/{digest}", len(data), [data])
        return {"digest": "sha256:" + digest, "size": len(data)}

    diff_id, _ = measure(plain_pieces(count))
    digest, size = measure(stored_pieces(count, is_gzip))
    put("blobs/sha256/" + digest[7:], size, stored_pieces(count, is_gzip))
    config = put_json({"architecture": "amd64", "os": "linux", "config": {"Cmd": ["/x"]},
                       "rootfs": {"type": "layers", "diff_ids": [diff_id]}})
    media_type = PREFIX + "layer.v1.tar" + ("+gzip" if is_gzip else "")
    manifest = put_json({"schemaVersion": 2, "mediaType": PREFIX + "manifest.v1+json",
                         "config": {"mediaType": PREFIX + "config.v1+json", **config},
                         "layers": [{"mediaType": media_type, "size": size, "digest": digest}]})
    index = json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": PREFIX + "manifest.v1+json", **manifest}]}).encode()
    layout = b'{"imageLayoutVersion":"1.0.0"}'
    put("index.json", len(index), [index])
    put("oci-layout", len(layout), [layout])
    out.write(bytes(1024))


def run(command, count, is_gzip, entry_bytes):
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", STARTER, command, "--profile", "oci", "--format", "json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    write_archive(process.stdin, count, is_gzip)
    output, errors = process.communicate()
    report = json.loads(output)
    peak, seconds = errors.split()
    peak = int(peak)
    result = report["results"][0]
    entries = sum(layer["entries"] for layer in result["images"][0]["layers"])
    limit = (BASE_BYTES + count * entry_bytes) >> 10
    good = process.returncode == 0 and entries == count and peak <= limit
    print(f"{'ok' if good else 'not ok'} {count} entries, {'gzip' if is_gzip else 'plain'}: "
          f"exit {process.returncode}, {entries} seen, peak {peak} of {limit} KiB, "
          f"{float(seconds):.2f} s of processor", flush=True)
    return good


def main():
    if os.environ.get("OCIGATE_SLOW") != "1":
        print("skipped: set OCIGATE_SLOW=1")
        return 77
    command = sys.argv[1]
    start = time.monotonic()
    cases = ((200_000, True, 24), (200_000, False, 24), (1_000_000, True, 48))
    results = [run(command, *case) for case in cases]
    print(f"{time.monotonic() - start:.1f} s")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
