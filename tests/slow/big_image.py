#!/usr/bin/env python3
"""Images at the limit of 10 GiB, streamed into the command: exactly the limit passes, one block
more fails, in flat memory and without a byte on disk. Runs when OCIGATE_SLOW=1."""
import hashlib
import io
import json
import os
import struct
import subprocess
import sys
import tarfile
import time
import zlib

LIMIT = 10 << 30
CHUNK = bytes(64 << 20)
SMALL = 64 << 10
MEMORY_LIMIT_KIB = 24 << 10


def header(name, size):
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o644
    # Only GNU and PAX headers can say sizes of 8 GiB and more.
    return info.tobuf(tarfile.USTAR_FORMAT if size < 8 << 30 else tarfile.GNU_FORMAT)


def pieces(total):
    """A tar archive of exactly `total` bytes: files of zeros and the end blocks."""
    left = total - 1024
    number = 0
    while left > 0:
        number += 1
        size = min(left - 512, 4 << 30)
        yield header(f"zeros-{number}", size)
        left -= 512 + size
        while size > 0:
            part = min(size, len(CHUNK))
            yield CHUNK if part == len(CHUNK) else bytes(part)
            size -= part
    yield bytes(1024)


def program(size):
    """An ELF program of x86-64 that says whom it asks for events."""
    header = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", 2, 62, 1, 0x400078, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    load = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, size, size, 4096)
    return (header + load + b"AWS_LAMBDA_RUNTIME_API").ljust(size, b"\0")


def small_layer(total):
    """The files of a good image, padded to `total` bytes."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in ("var", "var/task", "var/runtime"):
            info = tarfile.TarInfo(name)
            info.type, info.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(info)
        body = program(512)
        info = tarfile.TarInfo("var/runtime/bootstrap")
        info.size, info.mode = len(body), 0o755
        tar.addfile(info, io.BytesIO(body))
    data = out.getvalue()
    return data + bytes(total - len(data))


class Layer:
    """Stored pieces of a layer, with its digests; gzip of zeros is made once and repeated."""

    def __init__(self, plain_pieces, is_gzip):
        self.cache = {}
        self.stored = [self.store(p) if is_gzip else p for p in plain_pieces]
        self.is_gzip = is_gzip

    def store(self, piece):
        key = len(piece) if piece is CHUNK or not any(piece[:1]) and not piece.strip(b"\0") else piece
        if key not in self.cache:
            engine = zlib.compressobj(6, zlib.DEFLATED, 31)
            self.cache[key] = engine.compress(piece) + engine.flush()
        return self.cache[key]

    def measure(self, plain_pieces):
        digest, diff_id = hashlib.sha256(), hashlib.sha256()
        for piece in self.stored:
            digest.update(piece)
        for piece in plain_pieces:
            diff_id.update(piece)
        self.digest, self.diff_id = digest.hexdigest(), diff_id.hexdigest()
        self.size = sum(map(len, self.stored))


def member(name, size):
    return header(name, size)


def write_archive(out, layers):
    """An OCI archive, documents last."""

    def put(name, size, parts):
        out.write(member(name, size))
        for part in parts:
            out.write(part)
        out.write(bytes(-size % 512))

    def put_json(value):
        data = json.dumps(value).encode()
        digest = hashlib.sha256(data).hexdigest()
        put(f"blobs/sha256/{digest}", len(data), [data])
        return {"digest": "sha256:" + digest, "size": len(data)}

    for layer in layers:
        put(f"blobs/sha256/{layer.digest}", layer.size, layer.stored)
    config = put_json({
        "architecture": "amd64", "os": "linux",
        "config": {"Entrypoint": ["/var/runtime/bootstrap"], "Cmd": ["app.handler"],
                   "WorkingDir": "/var/task"},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + layer.diff_id for layer in layers]}})
    prefix = "application/vnd.oci.image."
    manifest = put_json({
        "schemaVersion": 2, "mediaType": prefix + "manifest.v1+json",
        "config": {"mediaType": prefix + "config.v1+json", **config},
        "layers": [{"mediaType": prefix + "layer.v1.tar" + ("+gzip" if layer.is_gzip else ""),
                    "digest": "sha256:" + layer.digest, "size": layer.size} for layer in layers]})
    index = json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": prefix + "manifest.v1+json", **manifest}]}).encode()
    layout = b'{"imageLayoutVersion":"1.0.0"}'
    put("index.json", len(index), [index])
    put("oci-layout", len(layout), [layout])
    out.write(bytes(1024))


def run(command, layers, name, expected, rules):
    start = time.monotonic()
    process = subprocess.Popen([command, "--format", "json"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    write_archive(process.stdin, layers)
    process.stdin.flush()
    time.sleep(0.2)
    # Everything but the verdict is done; the peak of wait4 would be that of this script.
    with open(f"/proc/{process.pid}/status", encoding="ascii") as lines:
        peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    report = json.loads(process.communicate()[0])
    result = report["results"][0]
    found = sorted({f["rule"] for f in result["findings"] if f["severity"] == "error"})
    total = result["images"][0]["totals"]["uncompressed_size"]
    good = process.returncode == expected and found == rules and peak < MEMORY_LIMIT_KIB
    print(f"{'ok' if good else 'not ok'} {name}: exit {process.returncode}, {total} bytes unpacked, "
          f"{found}, peak {peak} KiB, {time.monotonic() - start:.1f} s", flush=True)
    return good


def main():
    if os.environ.get("OCIGATE_SLOW") != "1":
        print("skipped: set OCIGATE_SLOW=1")
        return 77
    command = sys.argv[1]
    good = True
    for is_gzip in (True, False):
        big_total = LIMIT - SMALL
        big = Layer(pieces(big_total), is_gzip)
        big.measure(pieces(big_total))
        for extra, expected, rules in ((0, 0, []), (512, 1, ["image-too-large"])):
            data = small_layer(SMALL + extra)
            small = Layer([data], is_gzip)
            small.measure([data])
            name = f"{'gzip' if is_gzip else 'plain'}, 10 GiB + {extra} bytes"
            good &= run(command, [big, small], name, expected, rules)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
