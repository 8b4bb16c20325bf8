"""Which programs run on which data, and what is asked of them."""

import os
import sys

from runs import Program

MIB = 1 << 20
HERE = os.path.dirname(os.path.abspath(__file__))


class Case:
    """ocigate against something. least: how many times faster than it (peers); most: the part of
    its time that ocigate may take (floors). None: shown, nothing is asked."""

    def __init__(self, name, ocigate, against=None, most=None, least=None, source=None):
        self.name, self.ocigate, self.against = name, ocigate, against
        self.most, self.least, self.source = most, least, source
        self.is_peer = least is not None
        self.verdict, self.written = None, None

    def programs(self):
        return [one for one in (self.ocigate, self.against) if one is not None]


class Builder:
    def __init__(self, command, data, tools, folder):
        self.command, self.inputs, self.tools, self.folder = command, data["inputs"], tools, folder

    def file(self, name, *options):
        source = self.inputs[name]
        return Program("ocigate", [self.command, *options, source["path"]],
                       statuses=(0, 1), inputs=[source["path"]])

    def pipe(self, name):
        source = self.inputs[name]
        return Program("ocigate", [self.command], ["cat", source["path"]], statuses=(0, 1),
                       inputs=[source["path"]])

    def feed(self, name):
        source = self.inputs[name]
        producer = [sys.executable, os.path.join(HERE, "feed.py"), source["path"]]
        return Program("ocigate", [self.command], producer, statuses=(0, 1),
                       inputs=source["layer_files"])

    def layers(self, name, *command):
        files = self.inputs[name]["layer_files"]
        return Program(command[0], [*command, *files], inputs=files)

    def floors(self):
        save = self.inputs["save"]["path"]
        openssl = Program("openssl", ["openssl", "dgst", "-sha256", save], inputs=[save])
        floor = {name: self.layers(name, "igzip", "-dc")
                 for name in ("gzip", "pigz", "members", "four", "small", "empty")}
        zstd = {name: self.layers(name, "zstd", "-q", "-dc") for name in ("zstd", "frames")}
        together = self.file("together")
        empty = Program("empty static program", [os.path.join(self.tools, "empty")])
        one_thread = self.file("gzip", "--threads", "1")
        bare = self.layers("gzip", os.path.join(self.tools, "bare"))
        bare.label = "inflate, 2 x SHA-256"
        return [
            Case("save-pipe", self.pipe("save"), openssl, 0.95, source="save"),
            Case("gzip-file", self.file("gzip"), floor["gzip"], 1.15, source="gzip"),
            Case("gzip-pipe", self.pipe("gzip"), floor["gzip"], 1.25, source="gzip"),
            Case("gzip-one-thread", one_thread, floor["gzip"], 1.75, source="gzip"),
            Case("one-thread-bare", one_thread, bare, source="gzip"),
            Case("gzip-four", self.file("four"), floor["four"], 0.95, source="four"),
            Case("gzip-pigz", self.file("pigz"), floor["pigz"], source="pigz"),
            Case("gzip-members", self.file("members"), floor["members"], source="members"),
            Case("zstd", self.file("zstd"), zstd["zstd"], 1.05, source="zstd"),
            Case("zstd-frames", self.file("frames"), zstd["frames"], source="frames"),
            Case("small-files", self.file("small"), floor["small"], 1.2, source="small"),
            Case("empty-files", self.file("empty"), floor["empty"], source="empty"),
            Case("127-layers", self.file("apart"), together, 3, source="apart"),
            Case("tiny", self.file("tiny"), empty, source="tiny"),
        ]

    def growth(self):
        return [Case(name, self.feed(name), source=name)
                for name in ("grow-1", "grow-4", "grow-18")]

    def copy(self, label, source, *inputs):
        target = os.path.join(self.folder, "copy")
        return Program(label, ["skopeo", "--insecure-policy", "copy", "-q", source,
                               "dir:" + target], cleanup=[target], inputs=inputs)

    def peers(self):
        gzip, save, layout = (self.inputs[name]["path"] for name in ("gzip", "save", "layout"))
        layer = self.inputs["gzip"]["layer_files"]
        bundle = os.path.join(self.folder, "bundle")
        piped = Program("gzip -dc, sha256sum", ["sha256sum"], ["gzip", "-dc", *layer],
                        inputs=layer)
        docker = self.copy("skopeo docker-archive", "docker-archive:" + save, save)
        oci = self.copy("skopeo oci-archive", "oci-archive:" + gzip, gzip)
        rootless = [] if os.geteuid() == 0 else ["--rootless"]
        umoci = Program("umoci unpack", ["umoci", "unpack", *rootless, "--image", layout + ":app",
                                         bundle], cleanup=[bundle], inputs=layer)
        tool = Program("oci-image-tool", ["oci-image-tool", "validate", "--type", "image", "--ref",
                                          "name=app", layout], inputs=layer)
        gate_file, gate_save, gate_layout = self.file("gzip"), self.file("save"), \
            self.file("layout")
        return [
            Case("peer-sha256sum", gate_file, piped, least=4, source="gzip"),
            Case("peer-skopeo-docker", gate_save, docker, least=4, source="save"),
            Case("peer-skopeo-oci", gate_file, oci, least=1, source="gzip"),
            Case("peer-umoci", gate_layout, umoci, least=8, source="layout"),
            Case("peer-oci-image-tool", gate_layout, tool, least=1, source="layout"),
        ]


def build(command, data, tools, folder, with_peers):
    builder = Builder(command, data, tools, folder)
    cases = builder.floors() + builder.growth()
    return cases + (builder.peers() if with_peers else [])


def unique_programs(cases):
    """Each program once, in the order of the cases: what several cases use is run once a round."""
    seen = {}
    for case in cases:
        for program in case.programs():
            seen.setdefault(id(program), program)
    return list(seen.values())
