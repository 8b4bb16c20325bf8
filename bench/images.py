"""Layers and images: tar, descriptors, archives."""

import hashlib
import io
import json
import os
import platform
import tarfile

MTIME = 1_700_000_000
MEDIA = "application/vnd.oci.image."
PIECE = 1 << 20
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def architecture():
    return ARCHITECTURES.get(platform.machine(), platform.machine())


def header(name, size=0, kind=tarfile.REGTYPE, mode=0o644):
    info = tarfile.TarInfo(name)
    info.size, info.type, info.mode, info.mtime = size, kind, mode, MTIME
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


class LayerWriter:
    """Writes the tar of a layer; directories come before what is in them."""

    def __init__(self, out):
        self.out = out
        self.folders = set()
        self.entries = 0

    def add_folder(self, name):
        if not name or name in self.folders:
            return
        self.add_folder(os.path.dirname(name))
        self.folders.add(name)
        self.out.write(header(name + "/", kind=tarfile.DIRTYPE, mode=0o755))
        self.entries += 1

    def add_bytes(self, name, data, mode=0o644):
        self.add_folder(os.path.dirname(name))
        self.out.write(header(name, len(data), mode=mode))
        self.out.write(data + bytes(-len(data) % 512))
        self.entries += 1

    def add_file(self, name, path):
        """The file as long as it is when it is opened."""
        try:
            source = open(path, "rb")
        except OSError:
            return
        with source:
            size = os.fstat(source.fileno()).st_size
            self.add_folder(os.path.dirname(name))
            self.out.write(header(name, size))
            left = size
            while left > 0:
                piece = source.read(min(left, PIECE)) or bytes(min(left, PIECE))
                self.out.write(piece)
                left -= len(piece)
            self.out.write(bytes(-size % 512))
        self.entries += 1

    def end(self):
        self.out.write(bytes(1024))


def sha256_of(pieces):
    value, size = hashlib.sha256(), 0
    for piece in pieces:
        value.update(piece)
        size += len(piece)
    return value.hexdigest(), size


def read_pieces(path):
    with open(path, "rb") as source:
        while piece := source.read(PIECE):
            yield piece


class Segments:
    """Bytes that lie in memory or in files, one after the other."""

    def __init__(self, *parts):
        self.parts = list(parts)

    def pieces(self):
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from read_pieces(part)

    def size(self):
        return sum(len(part) if isinstance(part, bytes) else os.path.getsize(part)
                   for part in self.parts)


class Layer:
    def __init__(self, stored, diff_id, kind, plain_bytes, entries):
        self.stored, self.diff_id, self.kind = stored, diff_id, kind
        self.plain_bytes, self.entries = plain_bytes, entries
        self.digest, self.size = sha256_of(stored.pieces())

    def descriptor(self):
        suffix = "" if self.kind == "none" else "+" + self.kind
        return {"mediaType": MEDIA + "layer.v1.tar" + suffix, "digest": "sha256:" + self.digest,
                "size": self.size}


def config_of(layers):
    return json.dumps({
        "architecture": architecture(), "os": "linux", "created": "2024-01-01T00:00:00Z",
        "config": {"Entrypoint": ["/bootstrap"], "Cmd": ["app.handler"], "WorkingDir": "/"},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + one.diff_id for one in layers]},
    }).encode()


def oci_members(layers, tag="app"):
    """Names and bytes of an OCI layout, in the order in which skopeo writes them."""
    config = config_of(layers)
    config_digest = hashlib.sha256(config).hexdigest()
    manifest = json.dumps({
        "schemaVersion": 2, "mediaType": MEDIA + "manifest.v1+json",
        "config": {"mediaType": MEDIA + "config.v1+json", "digest": "sha256:" + config_digest,
                   "size": len(config)},
        "layers": [one.descriptor() for one in layers]}).encode()
    digest = hashlib.sha256(manifest).hexdigest()
    index = json.dumps({"schemaVersion": 2, "manifests": [
        {"mediaType": MEDIA + "manifest.v1+json", "digest": "sha256:" + digest,
         "size": len(manifest),
         "annotations": {"org.opencontainers.image.ref.name": tag}}]}).encode()
    members = [("blobs/sha256/" + one.digest, one.stored) for one in layers]
    return members + [("blobs/sha256/" + config_digest, Segments(config)),
                      ("blobs/sha256/" + digest, Segments(manifest)),
                      ("index.json", Segments(index)),
                      ("oci-layout", Segments(b'{"imageLayoutVersion":"1.0.0"}'))]


def docker_members(layers):
    """The same of docker save before version 25: plain layers, documents last."""
    config = config_of(layers)
    name = hashlib.sha256(config).hexdigest() + ".json"
    names = [one.digest + "/layer.tar" for one in layers]
    manifest = json.dumps([{"Config": name, "RepoTags": ["app:1"], "Layers": names}]).encode()
    return [*((one, layer.stored) for one, layer in zip(names, layers)),
            (name, Segments(config)), ("manifest.json", Segments(manifest))]


def archive_segments(members):
    """An archive as segments, so that it can be written or streamed without being kept."""
    parts = []
    for name, stored in members:
        size = stored.size()
        parts += [header(name, size), *stored.parts, bytes(-size % 512)]
    return Segments(*parts, bytes(1024))


def write_archive(path, members):
    with open(path, "wb") as out:
        for piece in archive_segments(members).pieces():
            out.write(piece)


def write_layout(folder, members):
    """A layout as a directory; layers that are whole files are linked, not copied."""
    for name, stored in members:
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if len(stored.parts) == 1 and isinstance(stored.parts[0], str):
            os.link(stored.parts[0], path)
            continue
        with open(path, "wb") as out:
            for piece in stored.pieces():
                out.write(piece)


def plain_layer_bytes(fill):
    out = io.BytesIO()
    writer = LayerWriter(out)
    fill(writer)
    writer.end()
    return out.getvalue(), writer.entries
