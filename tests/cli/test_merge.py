#!/usr/bin/env python3
"""usage: test_merge.py OCIGATE FIXTURES [unittest argument...]

Fleets: lists of images, their shards, and the reports of the shards made one."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

OCIGATE, FIXTURES = sys.argv[1], pathlib.Path(sys.argv[2])
IMAGES = [str(FIXTURES / name) for name in (
    "docker-20.10.tar", "docker-bad-entrypoint.tar", "podman-multi-image.tar",
    "skopeo-oci-archive-zstd.tar", "buildah-multi-arch.tar", "umoci-two-tags", "README.md")]
GOOD, BAD = IMAGES[0], IMAGES[1]
PLAIN = {key: value for key, value in os.environ.items()
         if key not in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "GITHUB_ACTIONS",
                        "GITHUB_STEP_SUMMARY")}
SPEED = re.compile(r"    read .*$|\b[0-9.]+ (ms|s)\b|under 1 ms", re.MULTILINE)


def run(*arguments, text=None):
    return subprocess.run([OCIGATE, *arguments], input=text, capture_output=True, text=True,
                          timeout=120, check=False, env=PLAIN,
                          **({} if text is not None else {"stdin": subprocess.DEVNULL}))


def formats():
    """The formats that the command knows, as its own complaint lists them."""
    words = run("--format", "?", GOOD).stderr.split(" is none of ")[1].split("\n")[0]
    return words.split(", ")


def without_times(value):
    """What differs between two runs over the same images, shared in another way."""
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items()
                if key not in ("stats", "position")}
    if isinstance(value, list):
        return [without_times(item) for item in value]
    return value


def comparable(form, text):
    if form == "json":
        return without_times(json.loads(text))
    if form == "jsonl":
        return [without_times(json.loads(line)) for line in text.splitlines()]
    return re.sub(r'time="[0-9.]+"', "", SPEED.sub("", text))


class Case(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def expect(self, status, *arguments, text=None):
        result = run(*arguments, text=text)
        self.assertEqual(result.returncode, status, (arguments, result.stdout, result.stderr))
        return result


class Lists(Case):
    def names(self, output):
        return [json.loads(line)["input"]["name"] for line in output.splitlines()]

    def test_name_images_behind_those_of_the_line(self):
        listed = self.write("list", f"# all\r\n{BAD}\r\n\r\n{GOOD}\n")
        result = self.expect(1, "--images-from", listed, IMAGES[2], "--format", "jsonl")
        self.assertEqual(self.names(result.stdout), [IMAGES[2], BAD, GOOD])

    def test_come_from_standard_input(self):
        result = self.expect(0, "--images-from", "-", "--format", "jsonl", text=GOOD)
        self.assertEqual(self.names(result.stdout), [GOOD])
        for arguments, text in ((["-"], GOOD), ([], "-\n")):
            result = self.expect(2, "--images-from", "-", *arguments, text=text)
            self.assertIn("standard input is the list", result.stderr)

    def test_that_are_wrong_are_a_wrong_command_line(self):
        for content in ("", "\n\n# nothing\n", b"a\0b\n", "x" * 4097 + "\n"):
            for shard in ([], ["--shard", "0/3"]):
                with self.subTest(content=content[:20], shard=shard):
                    result = self.expect(2, "--images-from", self.write("list", content), *shard)
                    self.assertEqual(result.stdout, "")
                    self.assertIn("--images-from", result.stderr)

    def test_that_cannot_be_read_are_an_error(self):
        for path in (str(self.folder / "gone"), str(self.folder)):
            self.assertEqual(self.expect(3, "--images-from", path).stdout, "")

    def test_are_shared(self):
        listed = self.write("list", "\n".join(IMAGES))
        for index in range(3):
            result = run("--images-from", listed, "--shard", f"{index}/3", "--format", "jsonl")
            self.assertEqual(self.names(result.stdout), IMAGES[index::3])
            words = run(*IMAGES, "--shard", f"{index}/3", "--format", "jsonl")
            self.assertEqual(self.names(words.stdout), IMAGES[index::3])

    def test_have_shards_with_nothing_to_do(self):
        listed = self.write("list", GOOD)
        for form in ("jsonl", "text"):
            result = self.expect(0, "--images-from", listed, "--shard", "1/3", "--format", form)
            self.assertEqual(result.stdout, "")
            self.assertIn("nothing to check in shard 1/3 of 1 image", result.stderr)
        result = self.expect(0, "--images-from", listed, "--shard", "1/3", "--format", "json")
        report = json.loads(result.stdout)
        self.assertEqual((report["verdict"], report["results"], report["complete"]),
                         ("error", [], True))

    def test_refuse_shards_that_are_none(self):
        for shard in ("3/3", "0/0", "1", "-1/3", "a/b", "0/99999999999999999999"):
            self.assertIn("--shard", self.expect(2, GOOD, f"--shard={shard}").stderr)
        self.expect(2, "--shard", "0/3")
        self.expect(2, "--shard", "0/3", "--name", "app:1", GOOD)
        self.expect(2, "--images-from", self.write("list", GOOD), "--name", "app:1")


class Merge(Case):
    def shards(self, form, count=3):
        listed = self.write("list", "\n".join(IMAGES))
        files = []
        for index in range(count):
            result = run("--images-from", listed, "--shard", f"{index}/{count}", "--format", form)
            files.append(self.write(f"{index}.{form}", result.stdout))
        return files

    def reports(self, name, *arguments):
        """The text of the report in each format, of one run that fails."""
        # html pictures what is gathered for it alone, and is in no other report
        known = [form for form in formats() if form != "html" or name != "whole"]
        paths = {form: self.folder / f"{name}.{form}" for form in known}
        words = [f"--report={form}={path}" for form, path in paths.items()]
        shown = self.expect(1, *arguments, *words).stdout
        texts = {form: path.read_text(encoding="utf-8") for form, path in paths.items()}
        self.assertEqual(comparable("text", shown), comparable("text", texts["text"]))
        return {form: comparable(form, text) for form, text in texts.items()}

    def test_of_shards_is_the_run_over_all(self):
        order = [image for index in range(3) for image in IMAGES[index::3]]
        whole = self.reports("whole", *order)
        merged = [self.reports(form, "merge", *self.shards(form), "--results", str(len(IMAGES)))
                  for form in ("json", "jsonl")]
        self.assertEqual(merged[0], merged[1])
        for form, text in whole.items():
            with self.subTest(format=form):
                self.assertEqual(merged[0][form], text)

    def test_of_one_report_is_that_report(self):
        """To the byte, times as well, for what jsonl holds of them."""
        for form in ("jsonl", "json"):
            one = self.write("one", run(*IMAGES, "--format", form).stdout)
            lines = self.expect(1, "merge", one, "--format", "jsonl").stdout
            again = self.expect(1, "merge", "-", "--format", "jsonl", text=lines).stdout
            self.assertEqual(lines, again)
            if form == "jsonl":
                self.assertEqual(lines, pathlib.Path(one).read_text(encoding="utf-8"))

    def test_has_the_status_of_the_worst(self):
        good = self.write("good", run(GOOD, "--format", "jsonl").stdout)
        bad = self.write("bad", run(BAD, "--format", "json").stdout)
        gone = self.write("gone", run("/nonexistent/a.tar", "--format", "jsonl").stdout)
        for status, files in ((0, [good]), (0, [good, good]), (1, [good, bad]), (1, [bad, good]),
                              (3, [gone, bad]), (3, [good, gone])):
            words = [f"--report={form}={self.folder / form}" for form in formats()]
            with self.subTest(files=files):
                self.expect(status, "merge", *files, *words)

    def test_counts_results(self):
        good = self.write("good", run(GOOD, "--format", "jsonl").stdout)
        other = self.write("other", run(IMAGES[2], "--format", "jsonl").stdout)
        self.expect(0, "merge", good, other, "--results", "2")
        for count in ("0", "1", "3"):
            for form in ("text", "json"):
                result = self.expect(3, "merge", good, other, "--results", count, "--format", form)
                self.assertIn("there are 2 results", result.stderr)
                self.assertIn("there are 2 results", result.stdout)
        self.expect(2, "merge", good, "--results", "x")
        self.expect(2, "merge", good, "--results", "1k")

    def test_tells_of_what_is_there_twice(self):
        """A shard that stands for another one must not make the count right."""
        good = self.write("good", run(GOOD, "--format", "jsonl").stdout)
        twice = self.write("twice", run(GOOD, GOOD, "--format", "jsonl").stdout)
        for index in (0, 1):
            words = (GOOD, BAD, IMAGES[2], IMAGES[3], "--shard", f"{index}/2", "--format", "json")
            self.write(f"shard-{index}", run(*words).stdout)
            self.write(f"again-{index}", run(*words).stdout)
        shards = [str(self.folder / f"shard-{index}") for index in (0, 1)]
        again = str(self.folder / "again-0")
        for files, count in (([good, good], 1), ([twice, twice], 2), ([good, twice, good], 1),
                             ([shards[0], shards[0]], 2), ([shards[0], again], 2)):
            with self.subTest(files=files):
                result = self.expect(0, "merge", *files, "--format", "json")
                self.assertIn(f"warning: {count} result", result.stderr)
                self.assertIn("for a second time", result.stderr)
                results = str(len(json.loads(result.stdout)["results"]))
                for form in formats():
                    result = self.expect(3, "merge", *files, "--results", results, "--format", form)
                    self.assertIn(f", {count} of them for a second time", result.stderr)
        for files, results in (([twice], "2"), (shards, "4"), ([twice, shards[0]], "4")):
            with self.subTest(files=files):
                result = run("merge", *files, "--results", results)
                self.assertEqual((result.stderr, result.returncode == 3), ("", False))

    def test_shows_nothing_of_a_run_that_was_stopped(self):
        """Lines end where a run ended; each is whole."""
        lines = run(*IMAGES[:3], "--format", "jsonl").stdout.splitlines(keepends=True)
        other = run(GOOD, "--format", "jsonl").stdout
        for kept, error in ((lines[:2], "ends early: 1 more result of its run is missing"),
                            (lines[:1], "ends early: 2 more results of its run are missing"),
                            (lines[1:], "result 1 of 3 of a run is missing"),
                            ([lines[0], lines[2]], "result 2 of 3 of a run is missing"),
                            ([lines[0], other], "result 2 of 3 of a run is missing"),
                            ([lines[0], lines[0], *lines[1:]], "result 2 of 3 of a run")):
            for results in ([], ["--results", str(len(kept))]):
                with self.subTest(error=error, results=results):
                    cut = self.write("cut", "".join(kept))
                    result = self.expect(3, "merge", cut, *results)
                    self.assertEqual(result.stdout, "")
                    self.assertIn(error, result.stderr)
        whole = self.write("whole", "".join([other, *lines, other]))
        self.expect(1, "merge", whole)

    def test_reads_lines_without_a_position(self):
        lines = run(*IMAGES[:3], "--format", "jsonl").stdout.splitlines(keepends=True)
        old = re.sub(r'"position":\{[^}]*\},', "", "".join(lines))
        null = re.sub(r'"position":\{[^}]*\},', '"position":null,', "".join(lines))
        for text in (old, null):
            self.assertNotEqual(text, "".join(lines))
            self.expect(1, "merge", self.write("old", text), "--results", "3")

    def test_of_nothing_does_not_pass(self):
        empty = self.write("empty", "")
        result = self.expect(3, "merge", empty)
        self.assertIn("there is no result to merge", result.stderr)
        self.expect(3, "merge", empty, "--results", "0")
        shard = self.write("shard", run(GOOD, "--shard", "1/2", "--format", "json").stdout)
        self.expect(3, "merge", shard)
        good = self.write("good", run(GOOD, "--format", "json").stdout)
        self.expect(0, "merge", shard, good, "--results", "1")
        self.expect(2, "merge")
        self.expect(2, "merge", "-", "-")

    def test_shows_nothing_of_what_is_no_report(self):
        good = self.write("good", run(GOOD, "--format", "jsonl").stdout)
        text = pathlib.Path(good).read_text(encoding="utf-8")
        target = self.folder / "out.json"
        for broken in (text[:-20], text + "PASS", text.replace('"verdict":"pass"', '"verdict":1'),
                       run(GOOD).stdout, "[]", "\0"):
            path = self.write("broken", broken)
            result = self.expect(3, "merge", good, path, "--report", f"json={target}")
            self.assertEqual(result.stdout, "")
            self.assertIn("broken: line ", result.stderr)
            self.assertFalse(target.exists())
        for path in (str(self.folder / "gone"), str(self.folder)):
            self.assertEqual(self.expect(3, "merge", good, path).stdout, "")

    def test_writes_reports(self):
        good = self.write("good", run(GOOD, "--format", "jsonl").stdout)
        target = self.folder / "out.json"
        result = self.expect(0, "merge", good, "--report", f"json={target}")
        self.assertIn("PASS", result.stdout)
        self.assertEqual(json.loads(target.read_text())["verdict"], "pass")
        self.expect(2, "merge", good, "--report", f"json={good}")

    def test_fails_as_each_result_was_judged(self):
        for level, status, failures in (("warning", 1, 1), ("never", 0, 0)):
            image = BAD if level == "never" else IMAGES[3]
            one = self.write(f"{level}.json", self.expect(
                status, "--fail-on", level, "--format", "json", image).stdout)
            junit = self.expect(status, "merge", one, "--format", "junit").stdout
            self.assertEqual(re.findall(r'<testsuites [^>]*failures="(\d+)"', junit),
                             [str(failures)], level)

    def test_has_one_profile(self):
        good = self.write("good", run(GOOD, "--format", "jsonl").stdout)
        other = self.write("other", run(GOOD, "--format", "jsonl", "--profile", "oci").stdout)
        self.assertIn("profile", self.expect(3, "merge", good, other).stderr)
        merged = self.expect(0, "merge", other, "--format", "json").stdout
        self.assertEqual(json.loads(merged)["profile"], "oci")

    def test_has_help(self):
        result = self.expect(0, "merge", "--help")
        self.assertTrue(all(len(line) <= 80 for line in result.stdout.splitlines()))
        self.assertIn("ocigate merge", result.stdout)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
