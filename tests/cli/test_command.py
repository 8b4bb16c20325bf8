#!/usr/bin/env python3
"""usage: test_command.py OCIGATE GUARD_PROGRAM FIXTURES [unittest argument...]

The contract of the command: exit statuses, streams, options, help, terminals."""

import json
import os
import pathlib
import pty
import select
import subprocess
import sys
import tempfile
import unittest

OCIGATE, GUARD, FIXTURES = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
GOOD = str(FIXTURES / "docker-20.10.tar")
BAD = str(FIXTURES / "docker-bad-entrypoint.tar")
GONE = "/nonexistent/app.tar"
PLAIN = {key: value for key, value in os.environ.items()
         if key not in ("NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "GITHUB_ACTIONS")}


def run(*arguments, stdin=subprocess.DEVNULL, **options):
    options.setdefault("env", PLAIN)
    return subprocess.run([OCIGATE, *arguments], stdin=stdin, capture_output=True, text=True,
                          timeout=60, check=False, **options)


def shell(script, *arguments):
    """Run a shell with redirections that subprocess cannot make; $0 is the command."""
    return subprocess.run(["/bin/sh", "-c", script, OCIGATE, *arguments], capture_output=True,
                          text=True, timeout=60, check=False, env=PLAIN)


def on_terminal(arguments, environment=None, stdin_is_terminal=False, columns=0):
    """Status, standard output and standard error of the command on a terminal."""
    master, slave = pty.openpty()
    if columns:
        import fcntl
        import struct
        import termios
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen([OCIGATE, *arguments], stdout=slave, stderr=subprocess.PIPE,
                          stdin=slave if stdin_is_terminal else subprocess.DEVNULL,
                          env={**PLAIN, "TERM": "xterm", **(environment or {})}) as process:
        os.close(slave)
        output = b""
        while select.select([master], [], [], 30)[0]:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            output += piece
        os.close(master)
        error = process.stderr.read().decode()
        return process.wait(30), output.decode().replace("\r\n", "\n"), error


class ExitStatus(unittest.TestCase):
    def expect(self, status, *arguments, **options):
        result = run(*arguments, **options)
        self.assertEqual(result.returncode, status, (arguments, result.stdout, result.stderr))
        return result

    def test_follows_the_verdict(self):
        for status, arguments in (
                (0, [GOOD]), (1, [BAD]), (3, [GONE]),
                (1, [GOOD, BAD]), (1, [BAD, GOOD]), (3, [BAD, GONE]), (3, [GONE, BAD]),
                (3, [GOOD, GONE]), (0, ["--fail-on", "never", BAD]),
                (3, ["--fail-on", "never", GONE]),
                (1, [str(FIXTURES / "README.md")]), (3, ["--fail-on=never", "/dev/null"])):
            for form in ("text", "json", "jsonl"):
                with self.subTest(arguments=arguments, format=form):
                    named = ["check"] if form == "text" else []
                    self.expect(status, *named, *arguments, "--format", form)

    def test_of_a_wrong_command_line_is_2_and_nothing_is_read(self):
        for arguments in (
                ["--no-such-option"], ["-x"], ["-qx", GOOD], ["--format"], ["--format", "yaml"],
                ["--format=sarf", GOOD], ["--quiet=yes", GOOD], ["--profile", "none", GOOD],
                ["--arch", "mips", GOOD], ["--platform", "linux", GOOD], ["--digest", "x", GOOD],
                ["--fail-on", "off", GOOD], ["--fail-on", "", GOOD],
                ["--severity", "nothing=off", GOOD], ["--severity", "os-missing", GOOD],
                ["--severity", "os-missing=never", GOOD], ["--severity", "=off", GOOD],
                ["--depth", "deep", GOOD], ["--color", "blue", GOOD], ["--name", "", GOOD],
                ["--max-size", "", GOOD], ["--max-size", "-1", GOOD], ["--max-size", "1.5GiB", GOOD],
                ["--max-size", "10 GiB", GOOD], ["--max-size", "10G", GOOD],
                ["--max-size", "18446744073709551616", GOOD],
                ["--max-layer-size", "16777216TiB", GOOD],
                ["-", "-"], ["--name", "a", GOOD, BAD],
                ["--report", "json", GOOD], ["--config", "x", GOOD], ["--threads", "0", GOOD],
                ["--threads", "257", GOOD], ["--threads", "two", GOOD],
                *(["--sarif-location", place, GOOD] for place in (
                    "", "/Dockerfile", "../Dockerfile", "a/../Dockerfile", "a/..", "Dockerfile:0",
                    ":1", "build/", "Dockerfile:2147483648")),
                ["--progress", "sometimes", GOOD],
                ["rules", "--format", "yaml"], ["rules", "extra"], ["explain"],
                ["explain", "os-missing", "b"], ["explain", "no-such-rule"], ["explain", "--format=x", "a"], ["explain", "--color=x", "a"]):
            with self.subTest(arguments=arguments):
                result = self.expect(2, *arguments)
                self.assertEqual(result.stdout, "")
                self.assertRegex(result.stderr, r"\Aocigate: ")

    def test_of_sizes_at_their_limits(self):
        for size in ("0", "18446744073709551615", "10GiB", "10gib", "10GB", "500MiB", "1kB", "7B",
                     "16777215TiB"):
            with self.subTest(size=size):
                self.expect(0, "--fail-on", "never", "--max-size", size, GOOD)
        self.expect(1, "--max-size", "1kB", GOOD)

    def test_of_standard_input_that_cannot_be_read(self):
        for script in ('"$0" <&-', '"$0" - <&-', '"$0" --format json <&-'):
            with self.subTest(script=script):
                result = shell(script)
                self.assertEqual(result.returncode, 3, result.stderr)

    def test_of_a_signal_is_the_signal(self):
        read, write = os.pipe()
        with subprocess.Popen([OCIGATE], stdin=read, stdout=subprocess.DEVNULL) as process:
            os.close(read)
            process.terminate()
            self.assertEqual(process.wait(30), -15)
        os.close(write)


class Streams(unittest.TestCase):
    COMMANDS = (["--help"], ["--version"], ["rules"], ["rules", "--format", "json"],
                ["rules", "--format", "markdown"], ["explain", "os-missing"], [GOOD], ["-q", GOOD],
                ["--format", "json", GOOD], ["--format", "jsonl", GOOD], ["inspect", GOOD],
                ["inspect", "--format", "json", GOOD])

    def test_full_or_closed_output_is_3(self):
        for arguments in self.COMMANDS:
            for where in (">/dev/full", ">&-"):
                with self.subTest(arguments=arguments, where=where):
                    result = shell(f'"$0" "$@" {where}', *arguments)
                    self.assertEqual(result.returncode, 3, result.stderr)
                    self.assertIn("ocigate: cannot write to standard output: ", result.stderr)

    def test_reader_that_went_away_is_3(self):
        for arguments in self.COMMANDS:
            with self.subTest(arguments=arguments):
                read, write = os.pipe()
                os.close(read)
                result = subprocess.run([OCIGATE, *arguments], stdin=subprocess.DEVNULL,
                                        stdout=write, stderr=subprocess.PIPE, text=True,
                                        timeout=60, check=False)
                os.close(write)
                self.assertEqual(result.returncode, 3)
                self.assertIn("Broken pipe", result.stderr)

    def test_every_descriptor_may_be_closed(self):
        for script, status in (('"$0" "$1" <&- >&- 2>&-', 3), ('"$0" "$1" 2>&-', 0),
                               ('"$0" "$1" <&-', 0), ('"$0" "$1" <&- >/dev/null 2>&-', 0)):
            with self.subTest(script=script):
                self.assertEqual(shell(script, GOOD).returncode, status)

    def test_the_configuration_of_openssl_is_not_read(self):
        with tempfile.TemporaryDirectory() as folder:
            pipe = os.path.join(folder, "openssl.cnf")
            os.mkfifo(pipe)  # who opens it waits for a writer
            self.assertEqual(run(GOOD, env={**PLAIN, "OPENSSL_CONF": pipe}).returncode, 0)

    def test_an_input_never_lands_on_a_closed_stream(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder, "app.tar")
            copy.write_bytes(pathlib.Path(GOOD).read_bytes())
            self.assertEqual(shell('exec <&- >&- 2>&-; exec "$0" "$1"', str(copy)).returncode, 3)
            self.assertEqual(copy.read_bytes(), pathlib.Path(GOOD).read_bytes())

    def test_errors_are_on_standard_error_and_escaped(self):
        result = run("a\x1b[2J\n::error::b##[c]")
        self.assertEqual(result.returncode, 3)
        lines = result.stderr.splitlines()
        self.assertEqual(len(lines), 1)
        self.assertTrue(lines[0].startswith("ocigate: "))
        self.assertNotIn("\x1b", result.stderr + result.stdout)
        self.assertNotIn("##", result.stderr + result.stdout)
        self.assertIn("\\x1b[2J\\x0a", lines[0])
        self.assertEqual(len(result.stdout.splitlines()), 1)

    def test_the_report_alone_is_on_standard_output(self):
        for arguments in ([GOOD], [BAD], ["--format", "json", GOOD], ["-v", BAD]):
            self.assertEqual(run(*arguments).stderr, "")

    def test_json_comes_with_an_error_too(self):
        result = run("--format", "json", GONE, GOOD)
        report = json.loads(result.stdout)
        self.assertEqual(report["verdict"], "error")
        self.assertEqual([r["verdict"] for r in report["results"]], ["error", "pass"])
        self.assertIn("No such file", report["results"][0]["error"])
        self.assertIn("No such file", result.stderr)

    def test_jsonl_has_a_line_for_each_input(self):
        lines = run("--format", "jsonl", GOOD, BAD).stdout.splitlines()
        self.assertEqual([json.loads(line)["verdict"] for line in lines], ["pass", "fail"])

    def test_results_come_as_soon_as_they_are_known(self):
        read, write = os.pipe()
        with subprocess.Popen([OCIGATE, GOOD, "-"], stdin=read, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as process:
            os.close(read)
            self.assertTrue(select.select([process.stdout], [], [], 30)[0])
            self.assertIn(b"app:1", os.read(process.stdout.fileno(), 65536))
            os.close(write)
            process.stdout.read()
            process.wait(30)


class Input(unittest.TestCase):
    def test_standard_input_is_read_without_an_image(self):
        for arguments in ([], ["-"], ["check"], ["check", "-"], ["--", "-"]):
            with open(GOOD, "rb") as file:
                result = run(*arguments, stdin=file)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("standard input", result.stdout)

    def test_the_name_replaces_the_dash(self):
        with open(GOOD, "rb") as file:
            result = run("--name", "team/app:7", "--format", "json", stdin=file)
        self.assertEqual(json.loads(result.stdout)["results"][0]["input"]["name"], "team/app:7")

    def test_the_name_is_that_of_standard_input_among_others(self):
        with open(GOOD, "rb") as file:
            result = run("--name", "x:1", "--format=jsonl", BAD, "-", stdin=file)
        names = [json.loads(line)["input"]["name"] for line in result.stdout.splitlines()]
        self.assertEqual(names, [BAD, "x:1"])

    def test_a_terminal_is_not_read(self):
        status, output, error = on_terminal([], stdin_is_terminal=True)
        self.assertEqual((status, output), (2, ""))
        self.assertIn("usage: ", error)

    def test_a_directory_is_an_image(self):
        self.assertEqual(run(str(FIXTURES / "umoci-two-tags")).returncode, 0)

    def test_a_word_that_is_nearly_a_command_gets_a_hint(self):
        for word, hint in (("rulse", "ocigate rules"), ("inpsect", "ocigate inspect"), ("explian", "ocigate explain"),
                           ("help", "ocigate --help")):
            result = run(word)
            self.assertEqual(result.returncode, 3)
            self.assertIn(hint, result.stderr)
        self.assertIn("the command comes first", run("-q", "check").stderr)
        self.assertEqual(len(run(GONE).stderr.splitlines()), 1)


class Options(unittest.TestCase):
    def test_have_two_forms(self):
        for arguments in (["--format=json", GOOD], ["--format", "json", GOOD],
                          [GOOD, "--format", "json"], ["check", GOOD, "--format=json"],
                          ["--format=text", "--format=json", GOOD]):
            self.assertTrue(run(*arguments).stdout.startswith("{"), arguments)

    def test_cluster(self):
        self.assertEqual(run("-vq", GOOD).stdout.count("\n"), 1)
        self.assertGreater(run("-qv", GOOD).stdout.count("\n"), 4)

    def test_end_at_two_dashes(self):
        self.assertEqual(run("--", "--quiet").returncode, 3)

    def test_name_the_nearest_option(self):
        for wrong, right in (("--fromat", "--format"), ("--sevrity=x", "--severity"),
                             ("--max-sise", "--max-size"), ("--colour", "--color"),
                             ("--quite", "--quiet")):
            self.assertIn(f"the nearest is {right}\n", run(wrong).stderr)
        self.assertNotIn("nearest", run("--zzzzzzz").stderr)

    def test_name_the_nearest_rule(self):
        self.assertIn("the nearest is os-missing", run("--severity", "os-mising=off", GOOD).stderr)
        self.assertIn("the nearest is os-missing", run("explain", "os-mising").stderr)

    def test_severity_switches_a_rule_off(self):
        findings = json.loads(run("--format=json", BAD).stdout)["results"][0]["findings"]
        errors = sorted({f["rule"] for f in findings if f["severity"] == "error"})
        self.assertTrue(errors)
        off = [word for rule in errors for word in ("--severity", f"{rule}=off")]
        self.assertEqual(run(*off, BAD).returncode, 0)

    def test_quiet_is_the_verdict_alone(self):
        self.assertRegex(run("-q", BAD).stdout, r"\AFAIL  \S+  [0-9]+ errors?.*\n\Z")
        self.assertRegex(run("--quiet", GOOD).stdout, r"\APASS  app:1  .*\n\Z")


class Explain(unittest.TestCase):
    def test_of_several_rules_in_every_format(self):
        names = ["layer-zstd", "os-missing"]
        text = run("explain", *names).stdout
        self.assertEqual(text, run("explain", names[0]).stdout + "\n"
                         + run("explain", names[1]).stdout)
        found = json.loads(run("explain", "--format", "json", *names).stdout)
        self.assertEqual([rule["name"] for rule in found["rules"]], names)
        every = json.loads(run("rules", "--format", "json").stdout)["rules"]
        self.assertEqual(found["rules"], [next(rule for rule in every if rule["name"] == name)
                                          for name in names])
        markdown = run("explain", "--format", "markdown", *names).stdout
        page = run("rules", "--format", "markdown").stdout
        for part in markdown.split("\n<a id=")[0:]:
            self.assertIn(part.rstrip("\n"), page)

    def test_tells_how_to_silence_and_what_is_said_without_it(self):
        text = run("explain", "entrypoint-symlink").stdout
        for part in ("Runtime.InvalidEntrypoint", "ENTRYPOINT [", "https://docs.aws.amazon.com",
                     "--severity entrypoint-symlink=off", '"rule": "entrypoint-symlink"'):
            self.assertIn(part, text)

    def test_wraps_what_is_no_line_to_paste(self):
        rules = json.loads(run("rules", "--format", "json").stdout)["rules"]
        text = run("explain", *(rule["name"] for rule in rules)).stdout
        pages = text.split("\nWhy\n")[1:]
        self.assertEqual(len(pages), len(rules))
        for why in pages:
            self.assertLessEqual(max(map(len, why.split("\n\n")[0].splitlines())), 80)

    def test_unknown_rule_has_up_to_three_near_ones(self):
        for word, wanted in (("os-mising", "; the nearest is os-missing"),
                             ("layer-zst", "; the nearest is layer-zstd"),
                             ("symlink", "entrypoint-symlink"),
                             ("zzzzzzzzzz", "; ocigate rules lists them")):
            result = run("explain", word)
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertIn(f"unknown rule {word}", result.stderr)
            self.assertIn(wanted, result.stderr)
            self.assertLessEqual(result.stderr.count(","), 2)
        self.assertEqual(run("explain", "one-x", "two-x").stderr.count("unknown rule"), 2)


class Help(unittest.TestCase):
    PAGES = (["--help"], ["-h"], ["check", "--help"], ["inspect", "--help"], ["rules", "--help"],
             ["explain", "--help"], ["completion", "--help"])

    def test_has_examples(self):
        for page in self.PAGES:
            self.assertIn("\nExamples:\n  ", run(*page).stdout)

    def test_fits_into_80_columns(self):
        for page in self.PAGES:
            result = run(*page)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            for line in result.stdout.splitlines():
                self.assertLess(len(line), 80, line)
                self.assertEqual(line, line.rstrip(), page)

    def test_has_every_option_and_nothing_that_is_not_there(self):
        text = run("--help").stdout
        for option in ("profile", "arch", "platform", "name", "ref", "digest", "max-size",
                       "max-layer-size", "limit", "format", "report", "sarif-location", "fail-on",
                       "severity", "config", "no-config", "show-config", "baseline",
                       "write-baseline", "images-from", "shard", "depth", "threads", "progress", "color",
                       "quiet", "verbose", "help", "version"):
            self.assertIn(f"--{option}", text)
        self.assertNotIn("--sandbox", text)

    def test_wins_over_what_follows(self):
        self.assertEqual(run("--help", "--no-such-option").returncode, 0)

    def test_version_says_what_it_is_built_with(self):
        self.assertRegex(run("--version").stdout, r"\Aocigate [0-9.]+\ngzip: .+\n\Z")


class Rules(unittest.TestCase):
    def test_are_listed_in_every_format(self):
        rules = json.loads(run("rules", "--format", "json").stdout)["rules"]
        text = run("rules").stdout
        markdown = run("rules", "--format=markdown").stdout
        explained = run("explain", *(rule["name"] for rule in rules))
        self.assertEqual(explained.returncode, 0)
        words = " ".join(explained.stdout.split())
        for rule in rules:
            self.assertIn(f"  {rule['name']} ", text)
            self.assertIn(f"### {rule['name']}\n", markdown)
            self.assertIn(" ".join(rule["why"].split()), words)


class Terminal(unittest.TestCase):
    def has_color(self, arguments, environment=None):
        return "\x1b[" in on_terminal([*arguments, GOOD], environment)[1]

    def test_gets_color(self):
        self.assertTrue(self.has_color([]))
        self.assertTrue(self.has_color(["--color=auto"]))
        self.assertFalse(self.has_color(["--color=never"]))
        self.assertFalse(self.has_color([], {"NO_COLOR": "1"}))
        self.assertFalse(self.has_color([], {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}))
        self.assertFalse(self.has_color([], {"TERM": "dumb"}))
        self.assertTrue(self.has_color([], {"NO_COLOR": ""}))
        self.assertTrue(self.has_color(["--color", "always"], {"NO_COLOR": "1"}))

    def test_of_others_only_when_asked(self):
        self.assertNotIn("\x1b", run(BAD).stdout)
        self.assertIn("\x1b[", run("--color=always", BAD).stdout)
        self.assertIn("\x1b[", run(BAD, env={**PLAIN, "CLICOLOR_FORCE": "1"}).stdout)
        self.assertNotIn("\x1b", run(BAD, env={**PLAIN, "CLICOLOR_FORCE": "0"}).stdout)
        self.assertNotIn("\x1b", run("--color=always", "--format=json", BAD).stdout)

    def test_wraps_at_its_width_and_a_file_does_not(self):
        rule = json.loads(run("rules", "--format", "json").stdout)["rules"][0]["name"]
        wide = on_terminal(["explain", rule], columns=200)[1]
        narrow = on_terminal(["explain", rule], columns=50)[1]
        self.assertGreater(narrow.count("\n"), wide.count("\n"))
        self.assertEqual(run("explain", rule, env={**PLAIN, "COLUMNS": "50"}).stdout,
                         on_terminal(["explain", rule], columns=80)[1].replace("\x1b[1m", "")
                         .replace("\x1b[2m", "").replace("\x1b[0m", ""))
        wide = on_terminal(["-v", BAD], columns=200)[1]
        self.assertGreater(on_terminal(["-v", BAD], columns=50)[1].count("\n"), wide.count("\n"))
        plain = run("-v", BAD, env={**PLAIN, "COLUMNS": "50"}).stdout
        self.assertLessEqual(plain.count("\n"), wide.count("\n"))


    def test_width_is_that_of_columns_before_its_own(self):
        own = on_terminal(["explain", "os-missing"], columns=50)[1]
        for value in ("50", "100"):
            told = on_terminal(["explain", "os-missing"], {"COLUMNS": value},
                               columns=150 - int(value))[1]
            self.assertEqual(told == own, value == "50")
        for value in ("", "0", "-1", "9", "1001", "wide", "60x"):
            self.assertEqual(on_terminal(["explain", "os-missing"], {"COLUMNS": value},
                                         columns=50)[1], own, value)

    def test_shows_other_characters_where_the_locale_has_them(self):
        name = "caf\u00e9 \U0001f600"
        for variables, wanted in (({"LC_ALL": "C"}, r"caf\u00e9 \ud83d\ude00"),
                                  ({"LC_ALL": "", "LC_CTYPE": "POSIX", "LANG": "C.UTF-8"},
                                   r"caf\u00e9 \ud83d\ude00"),
                                  ({"LANG": "", "LC_ALL": "", "LC_CTYPE": ""},
                                   r"caf\u00e9 \ud83d\ude00"),
                                  ({"LC_ALL": "C.UTF-8"}, name), ({"LC_ALL": "de_DE.utf8"}, name)):
            with self.subTest(variables=variables):
                self.assertIn(wanted, on_terminal(["--name", name, GOOD], variables)[1])
        self.assertIn(name, run("--name", name, GOOD, env={**PLAIN, "LC_ALL": "C"}).stdout)
        self.assertIn(name, run(name, env={**PLAIN, "LC_ALL": "C"}).stderr)

    def test_no_text_of_ours_has_other_characters(self):
        for arguments in (["--help"], ["rules"], ["explain", "os-missing", "layer-zstd"],
                          ["-v", BAD], ["inspect", BAD], ["rules", "--format=markdown"]):
            self.assertTrue(run(*arguments, env={**PLAIN, "LC_ALL": "C"}).stdout.isascii(),
                            arguments)


class Guard(unittest.TestCase):
    def test_an_exit_that_nobody_decided_is_3(self):
        for how in ("exit-0", "exit-1", "return"):
            result = subprocess.run([GUARD, how], capture_output=True, text=True, check=False)
            self.assertEqual(result.returncode, 3, how)
            self.assertIn("ocigate: ended before there was a verdict", result.stderr)

    def test_a_decision_stands(self):
        result = subprocess.run([GUARD, "finish"], capture_output=True, text=True, check=False)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (1, "a line\n", ""))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]], verbosity=1)
