#!/usr/bin/env python3
"""usage: test_inspect.py OCIGATE FIXTURES [unittest argument...]

The contract of ocigate inspect: exit statuses, options, both formats."""

import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest

OCIGATE, FIXTURES = sys.argv[1], pathlib.Path(sys.argv[2])
GOOD = str(FIXTURES / "docker-20.10.tar")
BAD = str(FIXTURES / "docker-bad-entrypoint.tar")
INDEX = str(FIXTURES / "buildah-multi-arch.tar")
TWO = str(FIXTURES / "podman-multi-image.tar")
NO_IMAGE = str(FIXTURES / "README.md")
GONE = "/nonexistent/app.tar"
PLAIN = {key: value for key, value in os.environ.items()
         if key not in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS")}


def run(*arguments, stdin=subprocess.DEVNULL):
    return subprocess.run([OCIGATE, "inspect", *arguments], stdin=stdin, capture_output=True,
                          text=True, timeout=60, check=False, env=PLAIN)


def shown(*arguments):
    return json.loads(run("--format", "json", *arguments).stdout)["results"]


class ExitStatus(unittest.TestCase):
    def test_is_no_verdict(self):
        for status, arguments in (
                (0, [GOOD]), (0, [BAD]), (0, [INDEX]), (0, [GOOD, BAD]), (3, [GONE]),
                (3, [GOOD, GONE]), (3, [GONE, GOOD]), (3, [NO_IMAGE]), (3, ["/dev/null"]),
                (3, ["--ref", "other:1", GOOD])):
            for form in ("text", "json"):
                with self.subTest(arguments=arguments, format=form):
                    result = run("--format", form, *arguments)
                    self.assertEqual(result.returncode, status, result.stdout + result.stderr)

    def test_of_a_wrong_command_line_is_2_and_nothing_is_read(self):
        for arguments in (
                ["--no-such-option"], ["-x"], ["--format"], ["--format", "yaml", GOOD],
                ["--format=jsonl", GOOD], ["--format=sarif", GOOD], ["--platform", "linux", GOOD],
                ["--digest", "x", GOOD], ["--depth", "deep", GOOD], ["--color", "blue", GOOD],
                ["--name", "", GOOD], ["--name", "a", GOOD, BAD], ["-", "-"],
                ["--profile", "oci", GOOD], ["--fail-on", "never", GOOD],
                ["--severity", "os-missing=off", GOOD], ["--quiet", GOOD]):
            with self.subTest(arguments=arguments):
                result = run(*arguments)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                self.assertEqual(result.stdout, "")
                self.assertRegex(result.stderr, r"\Aocigate: ")

    def test_names_its_own_page(self):
        self.assertIn("see ocigate inspect --help", run("--zzzzzz").stderr)


class Text(unittest.TestCase):
    def test_shows_the_image(self):
        text = run(GOOD).stdout
        for part in ("app:1  docker-archive, ", "linux/amd64", "\n  entrypoint   [",
                     "\n  env          PATH=", "\nLayers", "\n  1 ", "\nFiles  ", "\nStarts\n"):
            self.assertIn(part, text)
        self.assertNotIn("\x1b", text)
        self.assertNotIn("Problems", text)
        self.assertNotIn("sha256:", text)

    def test_shows_what_the_function_sets(self):
        text = run("--entrypoint", '["/etc/os-release"]', GOOD).stdout
        self.assertIn("\n  entrypoint   /etc/os-release  (not-executable)\n", text)
        self.assertEqual(run("--cmd", "[1]", GOOD).returncode, 2)
        self.assertEqual(run("--limit", "entries=1", GOOD).returncode, 0)

    def test_shows_digests_when_asked(self):
        self.assertGreater(run("-v", GOOD).stdout.count("sha256:"), 4)

    def test_has_color_only_when_asked(self):
        self.assertIn("\x1b[", run("--color=always", GOOD).stdout)
        self.assertNotIn("\x1b", run("--color=always", "--format=json", GOOD).stdout)

    def test_says_that_an_input_is_broken(self):
        result = run(NO_IMAGE)
        self.assertIn("\nProblems  1 error; ocigate check tells what is wrong\n", result.stdout)
        # What is only wrong for one target is no problem here.
        self.assertNotIn("Problems", run(BAD).stdout)

    def test_says_why_an_input_cannot_be_read(self):
        result = run(GONE, GOOD)
        self.assertIn("No such file", result.stderr)
        self.assertIn("Problems  cannot open /nonexistent/app.tar", result.stdout)
        self.assertIn("\nLayers", result.stdout)


class Selection(unittest.TestCase):
    def test_shows_every_image_or_one(self):
        everything = shown(TWO)[0]["images"]
        self.assertGreater(len(everything), 1)
        for image in everything:
            one = shown("--ref", image["references"][0], TWO)[0]["images"]
            self.assertEqual(one, [image])
            one = shown("--digest", image["config"]["digest"], TWO)[0]["images"]
            self.assertEqual(one, [image])

    def test_shows_one_platform_of_an_index(self):
        self.assertEqual(len(shown(INDEX)[0]["images"]), 2)
        images = shown("--platform", "linux/arm64", INDEX)[0]["images"]
        self.assertEqual([i["config"]["architecture"] for i in images], ["arm64"])

    def test_looks_as_deep_as_asked(self):
        image = shown("--depth", "manifest", GOOD)[0]["images"][0]
        self.assertIsNone(image["files"])
        self.assertIsNone(image["layers"][0]["hidden"])
        self.assertIsNotNone(image["config"]["entrypoint"])

    def test_reads_standard_input(self):
        for arguments in ([], ["-"], ["--", "-"]):
            with open(GOOD, "rb") as file:
                result = run("--name", "team/app:7", "--format=json", *arguments, stdin=file)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(json.loads(result.stdout)["results"][0]["input"]["name"],
                             "team/app:7")


class Json(unittest.TestCase):
    def test_is_the_same_on_every_run(self):
        for image in (GOOD, INDEX):
            self.assertEqual(run("--format=json", image).stdout, run("--format=json", image).stdout)

    def test_agrees_with_another_reader(self):
        """Sizes and counts against Python's own reading of the layers."""
        image = shown(GOOD)[0]["images"][0]
        shipped = 0
        with tarfile.open(GOOD) as outer:
            names = json.load(outer.extractfile("manifest.json"))[0]["Layers"]
            for index, name in enumerate(names):
                member = outer.getmember(name)
                while member.issym():
                    member = outer.getmember(
                        os.path.normpath(os.path.join(os.path.dirname(member.name),
                                                      member.linkname)))
                layer = outer.extractfile(member).read()
                with tarfile.open(fileobj=io.BytesIO(layer)) as inner:
                    entries = inner.getmembers()
                shipped += sum(entry.size for entry in entries if entry.isreg())
                self.assertEqual(image["layers"][index]["uncompressed_size"], len(layer))
                self.assertEqual(image["layers"][index]["entries"], len(entries))
        self.assertEqual(image["totals"]["rootfs_size"] + image["files"]["hidden"]["bytes"],
                         shipped)

    def test_comes_with_an_error_too(self):
        results = shown(GONE, NO_IMAGE, GOOD)
        self.assertIn("No such file", results[0]["error"])
        self.assertEqual([len(r["images"]) for r in results], [0, 0, 1])
        self.assertEqual([r["problems"] for r in results], [0, 1, 0])

    def test_shows_what_is_left_of_a_cut_archive(self):
        with tempfile.NamedTemporaryFile(suffix=".tar") as file:
            whole = pathlib.Path(FIXTURES / "docker-25-composed.tar").read_bytes()
            file.write(whole[:len(whole) * 9 // 10])
            file.flush()
            result = run("--format=json", file.name)
        found = json.loads(result.stdout)["results"][0]
        self.assertGreater(found["problems"], 0)
        self.assertEqual(result.returncode, 0 if found["images"] else 3)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=1)
