#!/usr/bin/env python3
"""usage: test_policy.py OCIGATE SOURCES

Policy files, baselines and what the command makes of them. Exit status 77 where the module
jsonschema (Debian: python3-jsonschema) is missing: then what needs it was not tested."""

import hashlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

try:
    import jsonschema
except ImportError:
    jsonschema = None

COMMAND, ROOT = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
GOOD = str(ROOT / "fixtures/docker-20.10.tar")
BAD = str(ROOT / "fixtures/docker-bad-entrypoint.tar")
ZSTD = str(ROOT / "fixtures/skopeo-oci-archive-zstd.tar")
SCHEMA = json.loads((ROOT / "docs/config.schema.json").read_text(encoding="utf-8"))
passed = failed = 0


def check(name, good, detail=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"not ok {name}: {detail}")


def run(folder, *arguments, **environment):
    clean = {key: value for key, value in os.environ.items()
             if key not in ("XDG_CONFIG_HOME", "HOME", "NO_COLOR", "CLICOLOR_FORCE")}
    return subprocess.run([COMMAND, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, check=False, cwd=folder, timeout=60,
                          env={**clean, **environment})


def write(path, content):
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content),
                    encoding="utf-8")
    return str(path)


def add_file(archive, name, content):
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o644
    archive.addfile(member, io.BytesIO(content))


def image_of_wrong_layer(path, files):
    """A docker-archive whose config promises another layer, always the same one."""
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in files:
            add_file(archive, name, b"x")
    config = json.dumps({"architecture": "amd64", "os": "linux",
                         "config": {"Entrypoint": ["/main"], "WorkingDir": "/"},
                         "rootfs": {"type": "layers", "diff_ids": ["sha256:" + 64 * "0"]}}).encode()
    name = hashlib.sha256(config).hexdigest() + ".json"
    manifest = [{"Config": name, "RepoTags": ["app:1"], "Layers": ["l/layer.tar"]}]
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as archive:
        add_file(archive, name, config)
        add_file(archive, "l/layer.tar", layer.getvalue())
        add_file(archive, "manifest.json", json.dumps(manifest).encode())
    return str(path)


def check_places(folder):
    """Neither a report nor a baseline takes the place of the policy, found or named."""
    work = os.path.join(folder, "places")
    os.mkdir(work)
    policy = os.path.join(work, ".ocigate.json")
    with open(policy, "w", encoding="utf-8") as file:
        file.write("{}")
    for words in ([], ["--config", policy], ["--images-from", policy, "--no-config"]):
        for option in ("--report=json=", "--write-baseline="):
            done = run(work, GOOD, *words, option + policy)
            check(f"{option} in place of what is read", done.returncode == 2 and
                  "would be replaced" in done.stderr, done.stderr)
    done = run(work, GOOD, "--no-config", "--report", f"json={policy}")
    check("a policy that is not read", done.returncode == 0, done.stderr)
    os.remove(policy)
    os.symlink("gone", policy)
    done = run(work, GOOD)
    check("a policy that leads nowhere", done.returncode == 2 and
          "cannot read .ocigate.json" in done.stderr, done.stderr)


def check_integrity(folder):
    """A baseline knows a place, and not what is there: it stands for no proof."""
    known = os.path.join(folder, "integrity.json")
    first = image_of_wrong_layer(os.path.join(folder, "first.tar"), ["main"])
    second = image_of_wrong_layer(os.path.join(folder, "second.tar"), ["main", "evil"])
    for path in (first, second):
        run(folder, "--no-config", first, "--profile", "oci", "--write-baseline", known)
        done = run(folder, "--no-config", path, "--profile", "oci", "--baseline", known)
        check("baseline of a wrong digest", done.returncode == 3 and
              "the proof is incomplete" in done.stdout, done.stdout + done.stderr)
    check_places(folder)
    done = run(folder, "--no-config", GOOD, "--baseline", known, "--report", f"json={known}")
    check("report in place of the baseline", done.returncode == 2 and
          "would be replaced" in done.stderr, done.stderr)


def ignore(**members):
    return {"ignore": [members]}


RELATIVE = {"rule": "entrypoint-relative", "reason": "the wrapper needs it"}
# Accepted by the schema and by the command.
ACCEPTED = [
    {},
    {"$schema": "https://example.com/x"},
    *({"profile": name} for name in ("lambda", "lambda-managed", "oci")),
    *({"arch": name} for name in ("amd64", "arm64")),
    *({"fail_on": name} for name in ("error", "warning", "info", "never")),
    *({"max_size": size} for size in (0, 1000, "7", "10GiB", "500mb", "1kB", "64KIB", "2TiB", "9B")),
    *({"severity": {"layer-zstd": name}} for name in ("error", "warning", "info", "off")),
    {"severity": {"layer-*": "off", "*": "info"}},
    {"ignore": []},
    ignore(**RELATIVE),
    ignore(rule="*", path="var/task/*", reason="x"),
    ignore(rule="env-*", path="**/*.py", reason="x", expires="2027-01-31"),
]
# Refused by both.
REFUSED = [
    [], None, "lambda", 7,
    {"profiles": "oci"}, {"profile": "aws"}, {"profile": None}, {"profile": ["oci"]},
    {"arch": "x86_64"}, {"arch": 7}, {"fail_on": "off"}, {"fail_on": 2},
    {"max_size": "10 GiB"}, {"max_size": "many"}, {"max_size": -1}, {"max_size": 1.5},
    {"max_size": True}, {"max_size": ""},
    {"severity": []}, {"severity": {"layer-zstd": "warn"}}, {"severity": {"layer-zstd": None}},
    {"severity": {"Layer": "off"}}, {"severity": {"": "off"}},
    {"ignore": {}}, {"ignore": [7]}, ignore(), ignore(rule="layer-zstd"), ignore(reason="x"),
    ignore(rule="layer-zstd", reason=""), ignore(rule="layer-zstd", reason="  "),
    ignore(rule="layer-zstd", reason="x", until="2027-01-31"),
    ignore(rule="layer-zstd", reason="x", expires="2027-1-31"),
    ignore(rule="layer-zstd", reason="x", expires=20270131),
    ignore(rule="layer-zstd", reason="x", path=""), ignore(rule="layer-zstd", reason="x", path="/"),
    ignore(rule="*", reason="x"), ignore(rule=7, reason="x"),
    ignore(rule="layer-zstd", reason="x", path="a" * 4097),
    {"ignore": [RELATIVE] * 1001},
]
# What a schema cannot know.
REFUSED_BY_THE_COMMAND = [
    ('{"profile":"oci","profile":"oci"}', "p.json:1:18: "),
    ('{"severity":{"layer-zst":"off"}}', "p.json:1:14: unknown rule layer-zst, the nearest is "
     "layer-zstd"),
    (json.dumps(ignore(rule="layer-zst", reason="x")), "unknown rule layer-zst"),
    (json.dumps(ignore(rule="layer-zstd", reason="x", expires="2027-02-30")), "2027-02-30"),
    ('{"max_size":"99999999999TiB"}', "max_size cannot be 99999999999TiB"),
    ('{"profile":\n\n  "lamda"}', "p.json:3:3: profile cannot be lamda, the nearest is lambda"),
    ('{"profile":"oci" // why\n}', "p.json:1:18: "),
    ("", "p.json:1:1: the document is empty"),
    ("\0", "p.json:1:1: "),
    ('{"profile":"a\x1b[2J"}', "a control character in a string"),
    ('{"x\\u001b[2J":1}', "\\x1b[2J"),
]


def check_schema(folder):
    validator = None
    if jsonschema is not None:
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        validator = jsonschema.Draft202012Validator(SCHEMA)
    for wanted, values in ((True, ACCEPTED), (False, REFUSED)):
        for value in values:
            text = json.dumps(value)
            path = write(folder / "p.json", text)
            result = run(folder, "check", "--show-config", "--config", path)
            check(f"command: {text[:60]}", result.returncode == (0 if wanted else 2), result.stderr)
            if validator is not None:
                check(f"schema: {text[:60]}", validator.is_valid(value) == wanted)
    for text, complaint in REFUSED_BY_THE_COMMAND:
        write(folder / "p.json", text)
        result = run(folder, "--config", "p.json", GOOD)
        check(f"command: {text[:60]!r}", result.returncode == 2 and complaint in result.stderr
              and result.stdout == "" and "\x1b" not in result.stderr, result.stderr)
    # Every key that the schema knows is in a value that the command takes.
    used = {key for value in ACCEPTED for key in value}
    check("keys of a policy", used == set(SCHEMA["properties"]), used)
    used = {key for value in ACCEPTED for item in value.get("ignore", []) for key in item}
    check("keys of an ignore", used == set(SCHEMA["$defs"]["ignore"]["properties"]), used)


def check_discovery(folder):
    here, xdg, home = folder / "here", folder / "xdg", folder / "home"
    here.mkdir()
    show = ("check", "--show-config")
    check("nothing", " default" in run(here, *show).stdout, run(here, *show).stdout)
    write(home / ".config/ocigate/config.json", {"profile": "oci"})
    check("home", "/home/.config/ocigate/config.json:1" in run(here, *show, HOME=str(home)).stdout)
    write(xdg / "ocigate/config.json", {"profile": "oci"})
    both = {"HOME": str(home), "XDG_CONFIG_HOME": str(xdg)}
    check("xdg", "/xdg/ocigate/config.json:1" in run(here, *show, **both).stdout)
    check("xdg that is relative", "default" in run(here, *show, XDG_CONFIG_HOME="../xdg").stdout
          .splitlines()[0])
    check("empty xdg", "/home/.config" in run(here, *show, HOME=str(home), XDG_CONFIG_HOME="").stdout)
    write(here / ".ocigate.json", {"arch": "arm64"})
    for words in (["--format", "json"], ["--report", "json=out"], ["--write-baseline", "out"]):
        result = run(here, *show, *words)
        check(f"shown with {words}", result.returncode == 2 and result.stdout == "" and
              "--show-config: " in result.stderr and not (here / "out").exists(), result.stderr)
    result = run(here, *show, **both)
    check("here", re.search(r"arch +arm64 +\.ocigate\.json:1\n", result.stdout), result.stdout)
    check("the first alone", re.search(r"profile +lambda +default\n", result.stdout), result.stdout)
    result = run(here, *show, "--no-config", **both)
    check("none", ".json" not in result.stdout, result.stdout)
    named = write(folder / "named.json", {"fail_on": "info"})
    result = run(here, *show, f"--config={named}", **both)
    check("named alone", "fail_on    info" in result.stdout and "arm64" not in result.stdout)
    check("gone", run(here, "--config", "gone.json", GOOD).returncode == 2)
    check("a directory", run(here, "--config", "/", GOOD).returncode == 2)
    check("both", run(here, "--no-config", "--config", named, GOOD).returncode == 2)
    write(here / ".ocigate.json", "{")
    result = run(here, GOOD)
    check("found and wrong", result.returncode == 2 and ".ocigate.json:1:2" in result.stderr
          and result.stdout == "", result.stderr)
    check("wrong, and help is asked for", run(here, "--help").returncode == 0)
    check("wrong, and the version", run(here, "--version").returncode == 0)
    check("wrong, and not looked for", run(here, "--no-config", GOOD).returncode == 0)
    check("other commands", run(here, "rules").returncode == 0
          and run(here, "inspect", GOOD).returncode == 0)
    (here / ".ocigate.json").unlink()
    (here / ".ocigate.json").mkdir()
    check("found, and a directory", run(here, GOOD).returncode == 2)


def check_command_line_wins(folder):
    policy = write(folder / "wins.json", {"profile": "oci", "fail_on": "never", "max_size": 1,
                                          "severity": {"entrypoint-relative": "off"}})
    check("the file", run(folder, "--config", policy, BAD).returncode == 0)
    for words in (["--config", policy, "--profile", "lambda", "--fail-on=error"],
                  ["--profile=lambda", "--fail-on", "error", "--config=" + policy],
                  ["-q", "--profile", "lambda", BAD, "--fail-on", "error", "--config", policy]):
        result = run(folder, *words, BAD)
        check(" ".join(words), result.returncode == 1, result.stdout)
    result = run(folder, "check", "--severity", "entrypoint-*=error", "--max-size", "5GiB",
                 "--show-config", "--config", policy)
    for wanted in (r"profile +oci +\S+wins.json:1\n", r"max_size +5GiB +command line\n",
                   r"arch +\(what the image says\) +default\n",
                   r"severity +entrypoint-relative=off +\S+wins.json:1\n"
                   r"severity +entrypoint-\*=error +command line\n"):
        check(wanted, re.search(wanted, result.stdout), result.stdout)
    result = run(folder, "--config", policy, "--profile", "lambda", "--fail-on", "error",
                 "--max-size", "1GiB", "--severity", "entrypoint-*=error", BAD)
    check("the last severity", "error[entrypoint-relative]" in result.stdout, result.stdout)


def check_ignores(folder):
    everything = [RELATIVE, {"rule": "workdir-relative", "reason": "y", "expires": "2999-12-31"}]
    policy = write(folder / "ignore.json", {"ignore": everything})
    result = run(folder, "--config", policy, BAD)
    check("suppressed", result.returncode == 0 and "; 2 suppressed" in result.stdout
          and "entrypoint-relative" not in result.stdout, result.stdout)
    result = run(folder, "--config", policy, "-v", BAD)
    check("suppressed, in detail", "suppressed[entrypoint-relative]" in result.stdout
          and "the wrapper needs it" in result.stdout and "2999-12-31" in result.stdout,
          result.stdout)
    result = json.loads(run(folder, "--config", policy, "--format", "json", BAD).stdout)
    own = result["results"][0]
    check("in JSON", [(item["rule"], item["reason"], item["expires"])
                      for item in own["suppressed"]] ==
          [("entrypoint-relative", "the wrapper needs it", None),
           ("workdir-relative", "y", "2999-12-31")] and own["summary"]["suppressed"] == 2, own)
    policy = write(folder / "one.json", {"ignore": everything[:1]})
    check("one of two", run(folder, "--config", policy, BAD).returncode == 1)
    everything[1]["expires"] = "2020-01-31"
    policy = write(folder / "expired.json", {"ignore": everything})
    result = run(folder, "--config", policy, BAD)
    check("expired", result.returncode == 1 and "info[ignore-expired]" in result.stdout
          and "ended on 2020-01-31" in result.stdout, result.stdout)
    policy = write(folder / "unused.json", {"ignore": [{"rule": "env-*", "reason": "x"}, RELATIVE]})
    result = run(folder, "--config", policy, GOOD, BAD)
    check("unused, once in a run", result.stdout.count("ignore-unused") == 1
          and "of env-* holds for no finding" in result.stdout, result.stdout)
    result = run(folder, "--config", policy, GOOD, "/nonexistent/app.tar")
    check("unused cannot be said", "ignore-unused" not in result.stdout
          and result.returncode == 3, result.stdout)
    hostile = "\x1b[2J\n::error::forged\n##[error]\u202e"
    policy = write(folder / "hostile.json", {"ignore": [
        {"rule": "entrypoint-*", "reason": hostile},
        {"rule": "env-*", "path": hostile, "reason": "x"}]})
    for words in (["-v"], ["--format", "json"], ["check", "--show-config"]):
        result = run(folder, *words, "--config", policy, BAD)
        check(f"inert: {words}", "forged" in result.stdout and "\x1b" not in result.stdout
              and "\n::" not in result.stdout and "\u202e" not in result.stdout
              and "##" not in result.stdout, result.stdout)
    everything = write(folder / "all.json", ignore(rule="input-*", reason="x"))
    empty = write(folder / "empty.tar", "")
    result = run(folder, "--config", everything, empty)
    check("what is no image does not pass", result.returncode == 3, result.stdout)


def check_baseline(folder):
    known = folder / "known.json"
    result = run(folder, "--write-baseline", str(known), BAD, ZSTD)
    text = known.read_text(encoding="utf-8")
    value = json.loads(text)
    check("written", result.returncode == 1 and value["baseline_version"] == 1
          and {"entrypoint-relative", "layer-zstd"} <= {item["rule"] for item in value["findings"]},
          text)
    check("nothing else", sorted(os.listdir(folder)).count("known.json") == 1
          and not [name for name in os.listdir(folder) if name.startswith("known.json.")])
    run(folder, "--write-baseline", str(folder / "again.json"), ZSTD, BAD)
    check("the same bytes", (folder / "again.json").read_text(encoding="utf-8") == text)
    result = run(folder, "--baseline", str(known), "--fail-on", "info", BAD, ZSTD)
    check("known", result.returncode == 0 and "baseline-stale" not in result.stdout, result.stdout)
    result = run(folder, "-v", "--baseline", str(known), BAD, ZSTD)
    check("known, in detail", "in the baseline" in result.stdout, result.stdout)
    result = run(folder, "--baseline", str(known), BAD, BAD)
    check("an entry is for one input", result.returncode == 1, result.stdout)
    result = run(folder, "--baseline", str(known), ZSTD)
    check("stale", result.returncode == 0 and "entrypoint-relative is in the baseline"
          in result.stdout, result.stdout)
    result = run(folder, "--baseline", str(known), "--severity", "baseline-stale=error", ZSTD)
    check("stale can fail", result.returncode == 1)
    run(folder, "--baseline", str(known), "--write-baseline", str(known), ZSTD)
    check("brought up to date", "entrypoint-relative" not in known.read_text(encoding="utf-8")
          and "layer-zstd" in known.read_text(encoding="utf-8"))
    check("gone", run(folder, "--baseline", "gone.json", GOOD).returncode == 2)
    broken = write(folder / "broken.json", "{}")
    result = run(folder, "--baseline", broken, GOOD)
    check("broken", result.returncode == 2 and "broken.json:1:1" in result.stderr, result.stderr)
    before = known.read_text(encoding="utf-8")
    result = run(folder, "--write-baseline", str(known), GOOD, "/nonexistent/app.tar")
    check("not judged: not written", result.returncode == 3
          and known.read_text(encoding="utf-8") == before, result.stderr)
    result = run(folder, "--write-baseline", "/nonexistent/known.json", GOOD)
    check("cannot be written", result.returncode == 3 and "/nonexistent/known.json"
          in result.stderr, result.stderr)
    result = run(folder, "--write-baseline", str(folder), GOOD)
    check("a directory", result.returncode == 3 and not [
        name for name in os.listdir(folder.parent) if name.startswith(folder.name + ".")])
    check_baseline_place(folder)


def check_baseline_place(folder):
    """What a baseline must not take the place of."""
    image = folder / "image.tar"
    image.write_bytes(pathlib.Path(BAD).read_bytes())
    (folder / "alias.tar").symlink_to("image.tar")
    for name in ("image.tar", "./image.tar", "alias.tar"):
        result = run(folder, "--write-baseline", name, "image.tar")
        check(f"{name} stays an image", result.returncode == 2 and "image.tar" in result.stderr
              and image.read_bytes() == pathlib.Path(BAD).read_bytes(), result.stderr)
    result = run(folder, "--report", "json=one.json", "--write-baseline", "./one.json", BAD)
    check("the file of a report", result.returncode == 2
          and not (folder / "one.json").exists(), result.stderr)
    (folder / "link.json").symlink_to("target.json")
    result = run(folder, "--write-baseline", "link.json", BAD)
    check("a link is followed", result.returncode == 1 and (folder / "link.json").is_symlink()
          and "baseline_version" in (folder / "target.json").read_text(encoding="utf-8"))
    os.mkfifo(folder / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=folder, stdout=subprocess.PIPE, text=True) as reader:
        result = run(folder, "--write-baseline", "pipe", BAD)
        text = reader.communicate(timeout=60)[0]
    check("a pipe stays a pipe", result.returncode == 1 and (folder / "pipe").is_fifo()
          and json.loads(text)["baseline_version"] == 1, text)
    result = run(folder, "-q", "--write-baseline", "/dev/full", BAD)
    check("a full device", result.returncode == 3 and "/dev/full" in result.stderr, result.stderr)


def check_page(folder):
    """The examples of docs/policy.md are what the command takes."""
    page = (ROOT / "docs/policy.md").read_text(encoding="utf-8")
    examples = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    check("examples", len(examples) >= 2, len(examples))
    for text in examples:
        path = write(folder / "example.json", text)
        option = "--baseline" if "baseline_version" in text else "--config"
        result = run(folder, "check", "--show-config", option, path)
        check(f"example {text[:40]!r}", result.returncode == 0, result.stderr)


def main():
    with tempfile.TemporaryDirectory() as name:
        for part in (check_schema, check_discovery, check_command_line_wins, check_ignores,
                     check_baseline, check_integrity, check_page):
            folder = pathlib.Path(name) / part.__name__
            folder.mkdir()
            part(folder)
    print(f"{passed} passed, {failed} failed")
    if failed:
        return 1
    return 77 if jsonschema is None else 0


sys.exit(main())
