#!/usr/bin/env python3
"""Names in hostile images lead out of the input: digests with "..", absolute and climbing paths in
manifest.json, links. Under strace, whatever ocigate opens or asks for is of the input, or is what
it opens for a good image too (libraries, their configuration).

usage: outside_files.py COMMAND"""
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

SKIPPED = 77
TYPES = "application/vnd.oci.image"
# With -y: a path of the arguments, and the file that the kernel really opened.
ASKED = re.compile(r"(?:AT_FDCWD<([^>]*)>|\d+<([^>]*)>)?(?:, )?\"((?:[^\"\\]|\\.)*)\"")
OPENED = re.compile(r"^\d+ +open(?:at2?)?\(.*= \d+<([^>]*)>")
failures = []


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def layer_tar(entries=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, kind, link in (("a", tarfile.REGTYPE, ""), *entries):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, link
            tar.addfile(info)
    return out.getvalue()


def config_of(layer):
    return json.dumps({"os": "linux", "architecture": "amd64", "config": {"Entrypoint": ["/a"]},
                       "rootfs": {"type": "layers", "diff_ids": [digest(layer)]}}).encode()


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def layout(root, secret, layer=None, manifest_digest=None, layer_digest=None):
    layer = layer or layer_tar()
    config = config_of(layer)
    manifest = json.dumps({"schemaVersion": 2, "config": {
        "mediaType": f"{TYPES}.config.v1+json", "digest": digest(config), "size": len(config)},
        "layers": [{"mediaType": f"{TYPES}.layer.v1.tar", "size": len(layer),
                    "digest": layer_digest or digest(layer)}]}).encode()
    for data in (layer, config, manifest):
        write(f"{root}/blobs/sha256/{digest(data)[7:]}", data)
    write(f"{root}/oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
    write(f"{root}/index.json", json.dumps({"schemaVersion": 2, "manifests": [{
        "mediaType": f"{TYPES}.manifest.v1+json", "size": len(manifest),
        "digest": manifest_digest or digest(manifest)}]}).encode())
    return digest(layer)[7:]


def docker(root, config_name="c.json", layer_name="layer.tar"):
    layer = layer_tar()
    write(f"{root}/c.json", config_of(layer))
    write(f"{root}/layer.tar", layer)
    write(f"{root}/manifest.json", json.dumps([
        {"Config": config_name, "RepoTags": ["app:1"], "Layers": [layer_name]}]).encode())


def replace_by_link(path, target):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.move(path, path + ".moved")
    else:
        os.unlink(path)
    os.symlink(target, path)


def with_links(root, secret, place):
    name = layout(root, secret)
    replace_by_link(f"{root}/{place.replace('LAYER', name)}", secret)


def cases(secret):
    up = "../" * 12 + secret[1:]
    yield "good layout", lambda root: layout(root, secret)
    yield "good docker archive", docker
    for text in (f"sha256:{up}", f"sha256:{secret}", "sha256:" + "a" * 64 + "/" + up):
        yield f"manifest digest {text[:20]}", lambda root, t=text: layout(root, secret, None, t)
        yield f"layer digest {text[:20]}", lambda root, t=text: layout(root, secret, None, None, t)
    for text in (up, secret, "a/../" + up):
        yield f"Config {text[:12]}", lambda root, t=text: docker(root, t)
        yield f"Layers {text[:12]}", lambda root, t=text: docker(root, "c.json", t)
    for place in ("index.json", "oci-layout", "blobs", "blobs/sha256", "blobs/sha256/LAYER"):
        yield f"{place} is a link", lambda root, p=place: with_links(root, secret, p)
    links = layer_tar((("soft", tarfile.SYMTYPE, secret), ("up", tarfile.SYMTYPE, up),
                       ("hard", tarfile.LNKTYPE, up), ("../" * 12 + "x", tarfile.REGTYPE, "")))
    yield "links in a layer", lambda root: layout(root, secret, links)


def pack(root):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(os.listdir(root)):
            tar.add(f"{root}/{name}", name)
    write(root + ".tar", out.getvalue())
    return root + ".tar"


def trace(words, log):
    """The paths that were asked for and the files that were opened."""
    environment = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}  # does not work under ptrace
    done = subprocess.run(["strace", "-f", "-y", "-s", "4096", "-e", "trace=%file", "-o", log,
                           *words], capture_output=True, check=False, env=environment)
    asked, opened = set(), set()
    with open(log, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if " execve(" in line or " readlink(\"/proc/self" in line:
                continue
            names = ASKED.findall(line)
            # What a link holds is read, not followed: the second name of readlink.
            for folder, other, path in names[:1] if " readlink" in line else names:
                folder = folder or other
                if not folder.startswith(("pipe:", "socket:")):
                    asked.add(os.path.normpath(os.path.join(folder or "/", path)))
            found = OPENED.match(line)
            if found:
                opened.add(found.group(1))
    return done.returncode, asked, opened


def outside(paths, allowed, base):
    """A directory on the way to the input may be asked for, and proc is the process itself."""
    return sorted(path for path in paths - allowed
                  if not path.startswith(base) and not base.startswith(path.rstrip("/") + "/")
                  and not re.match(r"/proc/(self|\d+)/", path))


def main():
    command = os.path.abspath(sys.argv[1])
    checks = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        log, secret = f"{folder}/log", f"{folder}/secret"
        write(secret, layer_tar())
        allowed = {"directory": set(), "archive": set()}
        for number, (name, make) in enumerate(cases(secret)):
            root = f"{folder}/{number}/input"
            os.makedirs(root)
            make(root)
            for form, path in (("directory", root), ("archive", pack(root))):
                status, asked, opened = trace([command, "--profile", "oci", path], log)
                checks += 1
                if name.startswith("good"):
                    allowed[form] |= asked | opened
                    wrong = [path for path in asked | opened if path.startswith(secret)]
                    wanted = (0, 1)
                else:
                    wrong = outside(asked | opened, allowed[form], f"{folder}/{number}/")
                    wanted = (0, 1) if name == "links in a layer" else (1,)
                if status not in wanted:
                    failures.append(f"{name} as {form}: exit {status}")
                if path not in opened:
                    failures.append(f"{name} as {form}: the trace does not show the input itself")
                for one in wrong:
                    failures.append(f"{name} as {form}: {one}")
        # The check itself: a program that follows a link is seen.
        os.symlink(secret, f"{folder}/0/input/link")
        _, _, opened = trace(["cat", f"{folder}/0/input/link"], log)
        if secret not in outside(opened, set(), f"{folder}/0/"):
            failures.append("a program that opens the file outside was not noticed")
    for failure in failures:
        print(failure)
    print(f"outside files: {checks} runs, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    if not shutil.which("strace"):
        print("skipped: strace is not installed")
        sys.exit(SKIPPED)
    sys.exit(main())
