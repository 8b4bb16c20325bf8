#!/usr/bin/env python3
"""Bombs in their full size, streamed into the command: what they unpack to is never on disk, the
memory stays flat, and the answer comes soon after the limit. Runs when OCIGATE_SLOW=1."""
import hashlib
import json
import os
import subprocess
import sys
import time
import zlib

from big_image import header

MEMORY_LIMIT_KIB = (128 + 8) << 10
MIB = 1 << 20


def gzip_of(pieces):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for piece in pieces:
        out = packer.compress(piece)
        if out:
            yield out
    yield packer.flush()


def gzip_zeros(total):
    """One member. Blocks that repeat after a full flush are made once."""
    head = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(64 * MIB)
    repeated = head.compress(block) + head.flush(zlib.Z_FULL_FLUSH)
    count = total // len(block)
    yield b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    first = header("zeros", 200 << 30)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    yield packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(count):
        yield repeated
    # The end is beyond the limit: what is wrong with the trailer is never seen.
    yield b"\x03\0" + bytes(8)


def zstd_zeros(total):
    """RLE blocks of 128 KiB: four bytes each. RFC 8878, 3.1.1.2."""
    first = header("zeros", 200 << 30)
    yield b"\x28\xb5\x2f\xfd\x00\x38"
    yield (len(first) << 3).to_bytes(3, "little") + first
    block = (1 << 1 | (128 << 10) << 3).to_bytes(3, "little") + b"\0"
    for _ in range(total // (128 << 10) // 1024):
        yield block * 1024
    yield (1 | 0 << 3).to_bytes(3, "little")


def gzip_member(total):
    """Whole and good: a file of zeros in one member above 4 GiB."""
    def plain():
        yield header("zeros", total)
        for _ in range(total // MIB):
            yield bytes(MIB)
        yield bytes(1024)
    return gzip_of(plain())


def gzip_entries(count):
    def plain():
        for start in range(0, count, 1000):
            yield b"".join(header(f"{n}", 0) for n in range(start, start + 1000))
        yield bytes(1024)
    return gzip_of(plain())


def gzip_absolute(count):
    def plain():
        for start in range(0, count, 1000):
            yield b"".join(header(f"/{n}", 0) for n in range(start, start + 1000))
        yield bytes(1024)
    return gzip_of(plain())


def gzip_extended(count, kind):
    """Entries with an extended header of 990,000 bytes each: a comment, or a long name."""
    length = 990_000
    body = (f"{length} comment=".encode().ljust(length - 1, b"c") + b"\n" if kind == b"x"
            else b"a/" * (length // 2 - 1) + b"a\0")
    head = bytearray(header("x", len(body)))
    head[156:157] = kind
    seal(head)
    entry = bytes(head) + body + bytes(-len(body) % 512)

    def plain():
        for n in range(count):
            yield entry + header(f"{n}", 0)
        yield bytes(1024)
    return gzip_of(plain())


def gzip_users(total):
    def plain():
        yield header("etc/passwd", total)
        for _ in range(total // MIB):
            yield bytes(MIB)
        yield bytes(1024)
    return gzip_of(plain())


def gzip_sparse_map(count):
    def record(text):
        return f"{len(text) + 4} {text}\n".encode()
    records = record("GNU.sparse.major=1") + record("GNU.sparse.minor=0")
    pax = bytearray(header("x", len(records)))
    pax[156:157] = b"x"
    seal(pax)
    body = f"{count}\n".encode()

    def plain():
        yield bytes(pax) + records + bytes(-len(records) % 512)
        yield header("s", len(body) + 4 * count) + body
        for _ in range(count // 1000):
            yield b"0\n0\n" * 1000
        yield bytes(-(len(body) + 4 * count) % 512 + 1024)
    return gzip_of(plain())


def gzip_sparse_old(count):
    first = bytearray(header("s", 0))
    first[156:157] = b"S"
    first[257:265] = b"ustar  \0"
    first[482] = 1
    seal(first)
    block = bytearray(512)
    block[504] = 1

    def plain():
        yield bytes(first)
        for _ in range(count // 1000):
            yield bytes(block) * 1000
        yield bytes(1024)
    return gzip_of(plain())


def seal(block):
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)


def write_archive(out, stored, size, digest, media_type):
    def put(name, data):
        out.write(header(name, len(data)) + data + bytes(-len(data) % 512))

    def put_json(value):
        data = json.dumps(value).encode()
        name = hashlib.sha256(data).hexdigest()
        put(f"blobs/sha256/{name}", data)
        return {"digest": "sha256:" + name, "size": len(data)}

    out.write(header(f"blobs/sha256/{digest}", size))
    for piece in stored:
        out.write(piece)
    out.write(bytes(-size % 512))
    prefix = "application/vnd.oci.image."
    config = put_json({"architecture": "amd64", "os": "linux", "config": {"Cmd": ["/x"]},
                       "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "0" * 64]}})
    manifest = put_json({"schemaVersion": 2, "mediaType": prefix + "manifest.v1+json",
                         "config": {"mediaType": prefix + "config.v1+json", **config},
                         "layers": [{"mediaType": prefix + media_type, "size": size,
                                     "digest": "sha256:" + digest}]})
    put("index.json", json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": prefix + "manifest.v1+json", **manifest}]}).encode())
    put("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    out.write(bytes(1024))


def run(command, name, make, media_type, rule, absent, seconds, defects=None):
    digest, size = hashlib.sha256(), 0
    for piece in make():
        digest.update(piece)
        size += len(piece)
    process = subprocess.Popen([command, "--profile", "oci", "--format", "json"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    before = os.times()
    start = time.monotonic()
    write_archive(process.stdin, make(), size, digest.hexdigest(), media_type)
    process.stdin.flush()
    time.sleep(0.2)
    with open(f"/proc/{process.pid}/status", encoding="ascii") as lines:
        peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    report = json.loads(process.communicate()[0])
    used = os.times()
    own = used.children_user + used.children_system - before.children_user - before.children_system
    findings = report["results"][0]["findings"]
    found = sorted({f["rule"] for f in findings})
    counted = sum(f["count"] for f in findings if f["rule"] == rule)
    good = ((defects is None or (counted == defects and len(findings) <= 10_000))
            and process.returncode == 1 and rule in found and absent not in found
            and peak < MEMORY_LIMIT_KIB and own < seconds)
    print(f"{'ok' if good else 'not ok'} {name}: exit {process.returncode}, {size} bytes stored, "
          f"{found}, {rule} stands for {counted}, peak {peak} KiB, {own:.1f} s of processor, "
          f"{time.monotonic() - start:.1f} s", flush=True)
    return good


def main():
    if os.environ.get("OCIGATE_SLOW") != "1":
        print("skipped: set OCIGATE_SLOW=1")
        return 77
    command = sys.argv[1]
    gzip, zstd = "layer.v1.tar+gzip", "layer.v1.tar+zstd"
    # The diff_id is wrong on purpose, so that every one fails; the rule says where it stopped.
    cases = (
        ("H-050 gzip, 100 GiB", lambda: gzip_zeros(100 << 30), gzip, "layer-bomb", "layer-corrupt", 120),
        ("H-051 zstd, 100 GiB", lambda: zstd_zeros(100 << 30), zstd, "layer-bomb", "layer-corrupt", 120),
        ("H-053 20 million entries", lambda: gzip_entries(20_000_000), gzip, "archive-limit", "layer-bomb", 120),
        ("H-068 5 GiB in one member", lambda: gzip_member(5 << 30), gzip, "diff-id-mismatch", "layer-corrupt", 60),
        ("H-088 sparse map of 20 million", lambda: gzip_sparse_map(20_000_000), gzip, "entry-sparse", "layer-bomb", 20),
        ("H-092 500 comments of 990 kB", lambda: gzip_extended(500, b"x"), gzip, "archive-limit", "layer-corrupt", 20),
        ("H-093 500 names of 990 kB", lambda: gzip_extended(500, b"L"), gzip, "archive-limit", "layer-corrupt", 20),
        ("H-126 etc/passwd of 8 GiB", lambda: gzip_users(8 << 30), gzip, "diff-id-mismatch", "layer-corrupt", 60),
        ("H-159 1 million findings", lambda: gzip_absolute(1_000_000), gzip, "entry-path-absolute", "layer-corrupt", 20, 1_000_000),
        ("H-089 200,000 sparse blocks", lambda: gzip_sparse_old(200_000), gzip, "entry-sparse", "layer-bomb", 20),
    )
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    results = [run(command, *case) for case in cases if case[0].startswith(only)]
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
