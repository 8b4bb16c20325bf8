"""What is measured: layers of the machine's own files, and images of them. Made once."""

import base64
import gzip
import io
import json
import os
import shutil
import subprocess

import choose
import images
from images import Layer, LayerWriter, Segments

VERSION = 1
FRAME_BYTES = 16 * choose.MIB
MANY = 200_000
SMALL_LAYERS = 127
GROWTH_QUARTERS = (1, 4, 18)


def pack(command, source, target):
    with open(source, "rb") as plain, open(target, "wb") as out:
        subprocess.run(command, stdin=plain, stdout=out, check=True)


def pack_pieces(command, source, target):
    """Each 16 MiB alone: several members or frames, one after the other."""
    with open(source, "rb") as plain, open(target, "wb") as out:
        while piece := plain.read(FRAME_BYTES):
            subprocess.run(command, input=piece, stdout=out, check=True)


GZIP = ["gzip", "-6", "-n", "-c"]
ZSTD = ["zstd", "-q", "-3", "-c"]


class Maker:
    def __init__(self, folder, size_mib, bootstrap):
        self.folder, self.size_mib = folder, size_mib
        with open(bootstrap, "rb") as program:
            self.bootstrap = program.read()
        self.inputs = {}
        self.files_used = 0

    def path(self, name):
        return os.path.join(self.folder, name)

    def many(self):
        return max(1, MANY * min(self.size_mib, 1024) // 1024)

    def write_tar(self, name, fill):
        """A plain layer; what is known of it so far."""
        path = self.path(name)
        with open(path, "wb") as out:
            writer = LayerWriter(out)
            writer.add_bytes("bootstrap", self.bootstrap, 0o755)
            fill(writer)
            writer.end()
        return path, images.sha256_of(images.read_pieces(path))[0], writer.entries

    def layer(self, plain, stored, kind):
        path, diff_id, entries = plain
        return Layer(Segments(stored), diff_id, kind, os.path.getsize(path), entries)

    def note(self, name, layers, path, stored_paths=()):
        self.inputs[name] = {
            "path": path, "layers": len(layers), "entries": sum(one.entries for one in layers),
            "plain_bytes": sum(one.plain_bytes for one in layers),
            "stored_bytes": sum(one.size for one in layers), "layer_files": list(stored_paths)}

    def add_oci(self, name, layers):
        path = self.path(name + ".oci.tar")
        images.write_archive(path, images.oci_members(layers))
        self.note(name, layers, path,
                  [part for one in layers for part in one.stored.parts if isinstance(part, str)])

    def fill_chunks(self, chunks):
        def fill(writer):
            for chunk in chunks:
                for name, path, _ in chunk:
                    writer.add_file(name, path)
        return fill

    def make_big(self, chunks):
        plain = self.write_tar("big.tar", self.fill_chunks(chunks))
        path = self.path("big.tar")
        forms = [("gzip", "gz", "gzip", pack, GZIP),
                 ("pigz", "pigz.gz", "gzip", pack, ["pigz", "-6", "-n", "-c"]),
                 ("members", "members.gz", "gzip", pack_pieces, GZIP),
                 ("zstd", "zst", "zstd", pack, ZSTD),
                 ("frames", "frames.zst", "zstd", pack_pieces, ZSTD)]
        for name, suffix, kind, way, command in forms:
            stored = self.path("big.tar." + suffix)
            way(command, path, stored)
            self.add_oci(name, [self.layer(plain, stored, kind)])
        layers = [self.layer(plain, self.path("big.tar.gz"), "gzip")]
        images.write_layout(self.path("layout"), images.oci_members(layers))
        self.note("layout", layers, self.path("layout"), [self.path("big.tar.gz")])
        layers = [self.layer(plain, path, "none")]
        images.write_archive(self.path("save.tar"), images.docker_members(layers))
        self.note("save", layers, self.path("save.tar"))
        os.unlink(path)

    def make_four(self, chunks):
        layers = []
        for number, part in enumerate(choose.deal(chunks, 4)):
            plain = self.write_tar(f"q{number}.tar", self.fill_chunks(part))
            stored = self.path(f"q{number}.tar.gz")
            pack(GZIP, plain[0], stored)
            layers.append(self.layer(plain, stored, "gzip"))
            if number > 0:
                os.unlink(plain[0])
        self.add_oci("four", layers)
        for quarters in GROWTH_QUARTERS:
            self.make_stream(f"grow-{quarters}", quarters, layers[0])
        os.unlink(self.path("q0.tar"))

    def make_stream(self, name, count, quarter):
        """Layers that differ in their first entry alone; nothing but a list of pieces is kept."""
        layers = []
        for number in range(count):
            out = io.BytesIO()
            writer = LayerWriter(out)
            writer.add_bytes(f"layer-{number}", b"%d\n" % number)
            head = out.getvalue()
            stored = Segments(gzip.compress(head, 6, mtime=0), self.path("q0.tar.gz"))
            plain = Segments(head, self.path("q0.tar"))
            diff_id, size = images.sha256_of(plain.pieces())
            layers.append(Layer(stored, diff_id, "gzip", size, quarter.entries + 1))
        parts = images.archive_segments(images.oci_members(layers)).parts
        recipe = [part if isinstance(part, str) else {"base64": base64.b64encode(part).decode()}
                  for part in parts]
        path = self.path(name + ".json")
        with open(path, "w", encoding="utf-8") as out:
            json.dump(recipe, out)
        self.note(name, layers, path, [self.path("q0.tar.gz")])

    def make_many(self, chunks):
        """Files of 0 to 1.8 KB, and the same number without content."""
        pool = b"".join(open(path, "rb").read() for _, path, _ in chunks[0])[:8 << 20]
        pool += bytes(max(0, 4096 - len(pool)))

        def fill_small(writer):
            for number in range(self.many()):
                size = number * 7919 % 1800
                at = number * 104_729 % (len(pool) - 1800)
                writer.add_bytes(f"usr/share/many/d{number // 200}/file-{number}",
                                 pool[at:at + size])

        def fill_empty(writer):
            for number in range(self.many()):
                writer.add_bytes(f"usr/share/many/d{number // 200}/file-{number}", b"")

        for name, fill in (("small", fill_small), ("empty", fill_empty)):
            plain = self.write_tar(name + ".tar", fill)
            stored = self.path(name + ".tar.gz")
            pack(GZIP, plain[0], stored)
            self.add_oci(name, [self.layer(plain, stored, "gzip")])
            os.unlink(plain[0])

    def memory_layer(self, fill):
        data, entries = images.plain_layer_bytes(fill)
        stored = Segments(gzip.compress(data, 6, mtime=0))
        return Layer(stored, images.sha256_of([data])[0], "gzip", len(data), entries)

    def make_tiny(self):
        bodies = [bytes((i * j) % 251 for j in range(18_000))
                  for i in range(1, SMALL_LAYERS + 1)]

        def first(writer):
            writer.add_bytes("bootstrap", self.bootstrap, 0o755)

        def all_files(writer):
            first(writer)
            for number, body in enumerate(bodies):
                writer.add_bytes(f"file-{number}", body)

        def one_file(number):
            def fill(writer):
                if number == 0:
                    first(writer)
                writer.add_bytes(f"file-{number}", bodies[number])
            return fill

        self.add_oci("tiny", [self.memory_layer(first)])
        self.add_oci("together", [self.memory_layer(all_files)])
        self.add_oci("apart", [self.memory_layer(one_file(i)) for i in range(SMALL_LAYERS)])

    def make(self):
        wanted = self.size_mib * choose.MIB
        chunks, self.files_used = choose.choose(choose.regular_files("/usr"), wanted)
        self.make_tiny()
        self.make_many(chunks)
        self.make_four(chunks)
        self.make_big(chunks)
        return {"version": VERSION, "size_mib": self.size_mib, "inputs": self.inputs,
                "times_files_were_used": self.files_used}


def prepare(root, size_mib, bootstrap, say):
    """The data in root, made unless it is there. Returns what data.json says."""
    folder = os.path.join(os.path.abspath(root), str(size_mib))
    about = os.path.join(folder, "data.json")
    try:
        with open(about, encoding="utf-8") as text:
            known = json.load(text)
        if known["version"] == VERSION:
            return known
    except (OSError, ValueError, KeyError):
        pass
    say(f"making the data of {size_mib} MiB in {folder}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    made = Maker(folder, size_mib, bootstrap).make()
    with open(about, "w", encoding="utf-8") as out:
        json.dump(made, out, indent=1)
    return made
