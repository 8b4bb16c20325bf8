#!/usr/bin/env python3
"""usage: test_reports.py OCIGATE FIXTURES [unittest argument...]

--report FORMAT=FILE: a report is there whole, or not at all."""

import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

OCIGATE, FIXTURES = sys.argv[1], pathlib.Path(sys.argv[2])
GOOD = str(FIXTURES / "docker-20.10.tar")
BAD = str(FIXTURES / "docker-bad-entrypoint.tar")
LAYOUT = FIXTURES / "umoci-two-tags"
OLD = "the old report\n"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}


def run(*arguments, **options):
    options.setdefault("env", PLAIN)
    return subprocess.run([OCIGATE, *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, check=False, **options)


FORMATS = set(run("--format", "none").stderr.split("none of ")[1].split(";")[0].strip().split(", "))


def verdict(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["verdict"]


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.out = self.folder / "out.json"

    def expect(self, status, *arguments, error="", **options):
        result = run(*arguments, **options)
        self.assertEqual(result.returncode, status, result.stdout + result.stderr)
        self.assertIn(error, result.stderr)
        return result

    def names(self):
        return sorted(os.listdir(self.folder))


class Report(InFolder):
    def test_is_that_of_standard_output(self):
        text = self.expect(1, "--format", "jsonl", f"--report=json={self.out}",
                           "--report", f"jsonl={self.folder}/lines", BAD).stdout
        self.assertEqual(verdict(self.out), "fail")
        clock = re.compile(r'"elapsed_[a-z]+":[^,}]*')
        self.assertEqual(clock.sub("", (self.folder / "lines").read_text()), clock.sub("", text))

    def test_of_every_format_is_written(self):
        self.assertIn("json", FORMATS)
        words = [f"--report={name}={self.folder / name}" for name in FORMATS]
        self.expect(1, *words, GOOD, BAD)
        self.assertEqual(self.names(), sorted(FORMATS))
        for name in FORMATS:
            self.assertGreater((self.folder / name).stat().st_size, 0, name)

    def test_comes_with_every_verdict(self):
        for image, status, said in ((GOOD, 0, "pass"), (BAD, 1, "fail"),
                                    ("/nonexistent/app.tar", 3, "error")):
            with self.subTest(verdict=said):
                self.expect(status, "--report", f"json={self.out}", image)
                self.assertEqual(verdict(self.out), said)
        self.assertEqual(self.names(), ["out.json"])

    def test_has_no_colour_and_its_own_verbosity(self):
        self.expect(1, "-q", "--color=always", "--report", f"text={self.out}", BAD)
        text = self.out.read_text()
        self.assertIn("error[entrypoint-relative]", text)
        self.assertNotIn("\x1b", text)

    def test_holds_every_image_when_standard_output_is_lost(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([OCIGATE, "--report", f"json={self.out}", GOOD, BAD],
                                    stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
        self.assertEqual(result.returncode, 3)
        self.assertEqual(verdict(self.out), "fail")
        self.assertEqual(len(json.loads(self.out.read_text())["results"]), 2)

    def test_has_the_mode_of_a_new_file(self):
        for mask, mode in ((0o022, 0o644), (0o077, 0o600), (0o002, 0o664)):
            self.out.write_text(OLD)
            self.out.chmod(0o400)
            self.expect(0, "--report", f"json={self.out}", GOOD, umask=mask)
            self.assertEqual(self.out.stat().st_mode & 0o777, mode)

    def test_follows_a_symbolic_link_and_keeps_it(self):
        (self.folder / "real").mkdir()
        for target in ("real/out.json", str(self.folder / "real" / "whole.json")):
            link = self.folder / "link"
            link.symlink_to(target)
            for _ in ("the link leads nowhere", "and to an old report"):
                self.expect(0, "--report", f"json={link}", GOOD)
                self.assertTrue(link.is_symlink())
                self.assertEqual(verdict(self.folder / target), "pass")
            link.unlink()
        self.assertEqual(sorted(os.listdir(self.folder / "real")), ["out.json", "whole.json"])

    def test_of_a_bare_name_is_in_the_working_directory(self):
        self.expect(0, "--report", "json=out.json", GOOD, cwd=self.folder)
        self.assertEqual(self.names(), ["out.json"])


@unittest.skipUnless({"github", "markdown"} <= FORMATS, "needs the formats github and markdown")
class GitHub(InFolder):
    def setUp(self):
        super().setUp()
        self.summary = self.folder / "summary.md"
        self.environment = {**os.environ, "GITHUB_ACTIONS": "true",
                            "GITHUB_STEP_SUMMARY": str(self.summary)}

    def test_commands_are_in_front_of_the_text_and_the_verdict_is_last(self):
        alone = self.expect(1, "--format", "github", BAD, env=self.environment).stdout
        both = self.expect(1, BAD, env=self.environment).stdout
        self.assertIn("::error ", alone)
        self.assertTrue(both.startswith(alone), both)
        self.assertIn("error[entrypoint-relative]", both)
        self.assertTrue(both.splitlines()[-1].startswith("FAIL  "), both)

    def test_commands_are_for_text_on_its_service_alone(self):
        for form in ("json", "jsonl"):
            self.assertNotIn("::", self.expect(1, "--format", form, BAD,
                                               env=self.environment).stdout)
        for value in ("", "false", "1"):
            environment = {**self.environment, "GITHUB_ACTIONS": value}
            self.assertNotIn("::error", self.expect(1, BAD, env=environment).stdout)

    def test_summary_is_appended(self):
        self.summary.write_text("before\n")
        self.expect(1, BAD, env=self.environment)
        once = self.summary.read_text()
        self.assertTrue(once.startswith("before\n"))
        self.assertIn("entrypoint-relative", once)
        self.expect(0, "--format", "json", GOOD, env=self.environment)
        self.assertTrue(self.summary.read_text().startswith(once))
        self.assertGreater(len(self.summary.read_text()), len(once))

    def test_summary_that_is_a_report_is_written_once(self):
        self.expect(1, BAD, env=self.environment)
        once = self.summary.read_text()
        self.expect(1, "--report", f"markdown={self.summary}", BAD, env=self.environment)
        self.assertEqual(len(self.summary.read_text().splitlines()), len(once.splitlines()))

    def test_summary_that_cannot_be_written_is_a_warning(self):
        for path in (self.folder / "none" / "x", "/dev/full"):
            environment = {**self.environment, "GITHUB_STEP_SUMMARY": str(path)}
            self.expect(0, GOOD, env=environment, error="warning: cannot append")


class NoGitHub(InFolder):
    def test_nothing_is_written_elsewhere(self):
        for value in ("", "false"):
            self.expect(0, GOOD, env={**os.environ, "GITHUB_ACTIONS": value,
                                      "GITHUB_STEP_SUMMARY": str(self.out)})
        self.assertEqual(self.names(), [])


class Stream(InFolder):
    def test_null_takes_everything_twice(self):
        self.expect(0, "--report", "json=/dev/null", "--report", "text=/dev/null", GOOD)

    def test_fifo_is_written_to(self):
        fifo, got = self.folder / "fifo", []
        os.mkfifo(fifo)
        reader = threading.Thread(target=lambda: got.append(fifo.read_text()))
        reader.start()
        self.expect(0, "--report", f"json={fifo}", GOOD)
        reader.join(30)
        self.assertEqual(json.loads(got[0])["verdict"], "pass")
        self.assertTrue(fifo.is_fifo())

    def test_standard_output_has_the_report_behind_the_text(self):
        for where in ("| cat", f"> {self.out}; cat {self.out}"):
            text = subprocess.run(["sh", "-c", f'"$0" --report json=/dev/stdout "$1" {where}',
                                   OCIGATE, GOOD], capture_output=True, text=True, timeout=60,
                                  check=True).stdout
            self.assertIn("PASS  app:1", text.split("{")[0], where)
            self.assertEqual(json.loads(text[text.index("{"):])["verdict"], "pass")

    def test_that_is_full_is_3(self):
        self.expect(3, "--report", "json=/dev/full", "--report", f"json={self.out}", GOOD,
                    error="cannot write /dev/full: No space left on device")
        self.assertEqual(verdict(self.out), "pass")


class Refused(InFolder):
    def expect_refused(self, *arguments, error, status=2):
        result = self.expect(status, *arguments, error=error)
        self.assertEqual(result.stdout, "")
        return result

    def test_unknown_format_names_the_nearest(self):
        self.expect_refused("--report", f"jsom={self.out}", GOOD, error="the nearest is json")
        self.expect_refused("--report", "x" * 99 + "=y", GOOD, error="is none of text, json")

    def test_words_that_are_no_report(self):
        for word in ("json", "=out.json", "json=", "", "json,out.json"):
            with self.subTest(word=word):
                self.expect_refused("--report", word, GOOD, error="is not FORMAT=FILE")

    def test_dash_is_no_file(self):
        self.expect_refused("--report", "json=-", GOOD, error="--format")

    def test_two_reports_in_one_file(self):
        (self.folder / "link").symlink_to("out.json")
        for other in (self.out, f"{self.folder}/../{self.folder.name}/out.json",
                      f"{self.folder}/link"):
            with self.subTest(other=other):
                self.expect_refused("--report", f"json={self.out}", "--report", f"text={other}",
                                    GOOD, error="is the file of two reports")
        self.assertEqual(self.names(), ["link"])

    def test_image_is_not_replaced(self):
        copy = shutil.copy(GOOD, self.folder / "app.tar")
        (self.folder / "link").symlink_to("app.tar")
        for name in ("app.tar", "link"):
            self.expect_refused("--report", f"json={self.folder / name}", copy,
                                error="would replace the input")
        self.assertEqual(copy.read_bytes(), pathlib.Path(GOOD).read_bytes())

    def test_standard_input_is_not_replaced(self):
        copy = shutil.copy(GOOD, self.folder / "app.tar")
        for words in ([], ["-"]):
            for option in (f"--report=json={copy}", f"--write-baseline={copy}"):
                with self.subTest(words=words, option=option), open(copy, "rb") as image:
                    result = subprocess.run([OCIGATE, *words, option], stdin=image, env=PLAIN,
                                            capture_output=True, text=True, check=False)
                    self.assertEqual(result.returncode, 2, result.stderr)
                    self.assertIn("would replace the input -", result.stderr)
        self.assertEqual(copy.read_bytes(), pathlib.Path(GOOD).read_bytes())

    def test_nothing_is_written_into_an_image(self):
        image = self.folder / "image"
        shutil.copytree(LAYOUT, image)
        (self.folder / "blobs").symlink_to(image / "blobs" / "sha256")
        (self.folder / "named").symlink_to(image)
        (self.folder / "out").symlink_to("image/out.json")
        before = sorted(image.rglob("*"))
        for place in ("image/out.json", "image/blobs/sha256/out", "image/index.json", "blobs/out",
                      "named/out", "out", "image/../image/blobs/../out"):
            for name in ("image", "named", "image/"):
                for option in ("--report=json=", "--write-baseline="):
                    with self.subTest(place=place, name=name, option=option):
                        self.expect_refused(f"{option}{self.folder / place}", GOOD,
                                            self.folder / name, error="the input ")
        self.assertEqual(sorted(image.rglob("*")), before)
        for place in ("image.json", "image/../x.json", "blobs/../../../x.json"):
            self.expect(0, f"--report=json={self.folder / place}", image)
        self.assertEqual(sorted(image.rglob("*")), before)

    def test_nothing_is_read_when_there_is_no_place(self):
        (self.folder / "loop").symlink_to("loop")
        for path, error in ((self.folder / "none" / "x", "No such file or directory"),
                            (self.folder, "Is a directory"), (f"{self.out}/", ""),
                            (f"{GOOD}/x", "Not a directory"),
                            (self.folder / "loop", "symbolic links")):
            with self.subTest(path=path):
                self.expect_refused("--report", f"json={path}", GOOD, status=3,
                                    error=f"cannot write {path}: ")
                self.expect_refused("--report", f"json={path}", GOOD, status=3, error=error)
        self.assertEqual(self.names(), ["loop"])


class Failure(InFolder):
    """The temporary file is gone, the old report stays, the other report is written."""

    def setUp(self):
        super().setUp()
        self.other = self.folder / "other.json"
        self.out.write_text(OLD)

    def expect_failure(self, *command, error, **options):
        result = subprocess.run([*command, OCIGATE, "--report", f"json={self.out}", "--report",
                                 f"json={self.other}", GOOD], stdin=subprocess.DEVNULL,
                                capture_output=True, text=True, timeout=60, check=False, **options)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn(error, result.stderr)
        self.assertIn("PASS  app:1", result.stdout)
        self.assertEqual(self.out.read_text(), OLD)

    def inject(self, call, error):
        """The first of these calls fails; strace and LeakSanitizer cannot be there at once."""
        return ("strace", "-qq", "-f", "-o", "/dev/null", "-e", f"trace={call}",
                "-e", f"inject={call}:error={error}:when=1", "env",
                f"ASAN_OPTIONS={os.environ.get('ASAN_OPTIONS', '')}:detect_leaks=0")

    @unittest.skipUnless(shutil.which("strace"), "needs strace")
    def test_of_each_call_on_the_way(self):
        for call, error, said in (("fsync", "EIO", "Input/output error"),
                                  ("fsync", "ENOSPC", "No space left on device"),
                                  ("renameat", "EACCES", "Permission denied")):
            with self.subTest(call=call, error=error):
                self.other.unlink(missing_ok=True)
                self.expect_failure(*self.inject(call, error), error=said)
                self.assertEqual(verdict(self.other), "pass")
                self.assertEqual(self.names(), ["other.json", "out.json"])

    def test_of_a_file_that_may_not_grow(self):
        self.expect_failure(error="cannot write", preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (100, 100)))
        self.assertEqual(self.names(), ["out.json"])

    def test_of_a_full_disk(self):
        mount = self.folder / "disk"
        mount.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "none", mount],
                          capture_output=True, check=False).returncode != 0:
            self.skipTest("needs to mount")
        self.addCleanup(subprocess.run, ["umount", mount], check=True)
        (mount / "filler").write_bytes(bytes(4096))
        self.out = mount / "out.json"
        self.out.write_text(OLD)
        self.expect_failure(error="No space left on device")
        self.assertEqual(sorted(os.listdir(mount)), ["filler", "out.json"])
        self.assertEqual(verdict(self.other), "pass")

    def test_of_a_directory_that_cannot_be_written(self):
        self.folder.chmod(0o555)
        self.addCleanup(self.folder.chmod, 0o755)
        drop = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
        if drop and subprocess.run([*drop, OCIGATE, "--version"], capture_output=True,
                                   check=False).returncode != 0:
            self.skipTest("cannot become another user")
        result = subprocess.run([*drop, OCIGATE, "--report", f"json={self.out}", GOOD],
                                stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                timeout=60, check=False)
        self.assertEqual((result.returncode, result.stdout), (3, ""), result.stderr)
        self.assertIn("Permission denied", result.stderr)


@unittest.skipUnless(shutil.which("strace"), "needs strace")
class Order(InFolder):
    def trace(self, *options):
        log = self.folder / "log"
        status = subprocess.run(
            ["strace", "-qq", "-y", "-o", log, *options, "env",
             f"ASAN_OPTIONS={os.environ.get('ASAN_OPTIONS', '')}:detect_leaks=0", OCIGATE,
             "--threads=1", "--report", f"json={self.out}", GOOD], stdin=subprocess.DEVNULL,
            capture_output=True, timeout=60, check=False).returncode
        return status, log.read_text()

    def test_is_write_synchronize_rename_synchronize(self):
        status, log = self.trace("-e", "trace=openat,write,fsync,close,rename,renameat,renameat2")
        self.assertEqual(status, 0)
        lines = [line for line in log.splitlines() if str(self.folder) in line]
        calls = [line.split("(")[0] for line in lines]
        start = next(i for i, line in enumerate(lines) if ".tmp" in line)
        for flag in ("O_EXCL", "O_NOFOLLOW", "O_CLOEXEC", "0666"):
            self.assertIn(flag, lines[start])
        self.assertEqual([re.sub("at2?$", "", call) for call in calls[start:]],
                         ["open", "write", "fsync", "close", "rename", "fsync", "close"], log)

    def test_a_signal_waits_for_the_end(self):
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            with self.subTest(signal=name):
                status, _ = self.trace("-e", "trace=fsync", "-e",
                                       f"inject=fsync:signal={name}:when=1")
                self.assertEqual(status, -getattr(signal, name))
                self.assertEqual(verdict(self.out), "pass")
                self.assertEqual(self.names(), ["log", "out.json"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
