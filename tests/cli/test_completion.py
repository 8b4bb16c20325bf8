#!/usr/bin/env python3
"""usage: test_completion.py OCIGATE [unittest argument...]

What shells offer with the scripts of `ocigate completion`."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

OCIGATE = sys.argv[1]
COMMANDS = ["check", "completion", "explain", "inspect", "merge", "rules"]
# The words of a line as bash has them when = and : end a word, and all of them when they do not.
DRIVER = r"""
source "$1"; COMP_WORDBREAKS=$2; shift 2
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_ocigate
printf '%s\n' "${COMPREPLY[@]}"
"""


def run(*arguments):
    return subprocess.run([OCIGATE, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60, check=False)


def script(shell):
    result = run("completion", shell)
    assert result.returncode == 0 and result.stderr == "", result.stderr
    return result.stdout


def help_options(command):
    text = run(command, "--help").stdout
    return sorted(set(re.findall(r"^ {2}(?:-\w, | {4})(--[a-z-]+)", text, re.MULTILINE)))


RULES = [rule["name"] for rule in json.loads(run("rules", "--format", "json").stdout)["rules"]]
FORMATS = run("--format", "none").stderr.split("none of ")[1].split(";")[0].strip().split(", ")


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "app.tar").touch()
        (self.folder / "app 2.tar").touch()
        (self.folder / "layout").mkdir()
        self.script = self.folder / "script"


class Bash(InFolder):
    def setUp(self):
        super().setUp()
        self.script.write_text(script("bash"))
        self.breaks = " \t\n\"'><=;|&(:"

    def offered(self, *words):
        result = subprocess.run(["bash", "-uc", DRIVER, "bash", self.script, self.breaks,
                                 "ocigate", *words], capture_output=True, text=True, timeout=60,
                                check=False, cwd=self.folder)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return sorted(result.stdout.splitlines()) if result.stdout != "\n" else []

    def test_first_word_is_a_command_or_an_image(self):
        self.assertEqual(self.offered(""),
                         sorted([*COMMANDS, "app.tar", "app 2.tar", "layout", "script"]))
        self.assertEqual(self.offered("ins"), ["inspect"])
        self.assertEqual(self.offered("a"), ["app 2.tar", "app.tar"])

    def test_options_are_those_of_the_help(self):
        for command in COMMANDS:
            self.assertEqual(self.offered(command, "--"), help_options(command))
        self.assertEqual(self.offered("--"), help_options("check"))
        self.assertEqual(self.offered("app.tar", "--prof"), ["--profile"])

    def test_choices_behind_an_option(self):
        self.assertEqual(self.offered("--format", ""), sorted(FORMATS))
        self.assertEqual(self.offered("--format", "=", "t"), ["text"])
        self.assertEqual(self.offered("--format", "="), sorted(FORMATS))
        self.assertEqual(self.offered("inspect", "--depth", "b"), ["blobs"])
        self.assertEqual(self.offered("--name", ""), [])
        self.assertEqual(self.offered("-q", "a"), ["app 2.tar", "app.tar"])

    def test_pairs(self):
        self.assertEqual(self.offered("--report", ""), sorted(f"{name}=" for name in FORMATS))
        self.assertEqual(self.offered("--report", "jsonl"), ["jsonl="])
        self.assertEqual(self.offered("--report", "json", "=", "app."), ["app.tar"])
        self.assertEqual(self.offered("--report", "=", "json", "=", "app."), ["app.tar"])
        self.assertEqual(self.offered("--severity", ""), sorted(f"{name}=" for name in RULES))
        self.assertEqual(self.offered("--severity", "os-missing", "=", ""),
                         ["error", "info", "off", "warning"])
        self.assertEqual(self.offered("--severity", "os-missing", "=", "w"), ["warning"])
        self.assertIn("json-depth=", self.offered("--limit", "json"))
        self.assertEqual(self.offered("--limit", "json-depth", "=", ""), [])

    def test_words_that_are_not_broken(self):
        self.breaks = " \t\n"
        self.assertEqual(self.offered("--format=t"), ["--format=text"])
        self.assertEqual(self.offered("--report=json=app."), ["--report=json=app.tar"])
        self.assertEqual(self.offered("--severity", "os-missing=w"), ["os-missing=warning"])

    def test_name_with_a_colon(self):
        (self.folder / "a:b").touch()
        self.assertEqual(self.offered("a", ":", ""), ["b"])

    def test_operands(self):
        self.assertEqual(self.offered("explain", ""), sorted(RULES))
        self.assertEqual(self.offered("completion", ""), ["bash", "fish", "zsh"])
        self.assertEqual(self.offered("rules", ""), [])
        self.assertEqual(self.offered("check", "--", "--"), [])
        self.assertEqual(self.offered("inspect", "lay"), ["layout"])


class Other(InFolder):
    """Every shell knows every option, rule and format; the shells that are here read the script."""

    def test_scripts_have_every_word(self):
        for shell in ("bash", "zsh", "fish"):
            text = script(shell)
            for command in COMMANDS:
                for option in help_options(command):
                    wanted = f" -l {option[2:]}" if shell == "fish" else option
                    self.assertIn(wanted, text)
            for word in [*COMMANDS, *RULES, *FORMATS, "lambda-managed", "json-depth"]:
                self.assertRegex(text, rf"\b{re.escape(word)}\b")

    @unittest.skipUnless(shutil.which("zsh"), "needs zsh")
    def test_zsh_reads_its_script(self):
        self.script.write_text(script("zsh"))
        for options in (["-n"], ["-f", "-c", 'autoload -Uz compinit; compinit -u -D; source "$0"; '
                                             'print $_comps[ocigate]']):
            result = subprocess.run(["zsh", *options, self.script], capture_output=True, text=True,
                                    timeout=60, check=False, cwd=self.folder)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout, "_ocigate\n")

    @unittest.skipUnless(shutil.which("zsh"), "needs zsh")
    def test_zsh_offers(self):
        self.script.write_text(script("zsh"))
        for line, wanted in (("ocigate --prof", "--profile="), ("ocigate --depth b", "blobs"),
                             ("ocigate explain os-mis", "os-missing"), ("ocigate insp", "inspect"),
                             ("ocigate --severity os-missing=w", "os-missing=warning"),
                             ("ocigate inspect --dep", "--depth="),
                             ("ocigate --report jsonl", "jsonl="),
                             ("ocigate --report json=lay", "json=layout/")):
            with self.subTest(line=line):
                driver = f"""
                    zmodload zsh/zpty; zpty -b z zsh -f -i; zpty -w z 'PS1= PS2=; stty -echo'
                    zpty -w z 'autoload -Uz compinit; compinit -u -D; source {self.script}'
                    zpty -w z 'say() {{ print -r "<<$BUFFER>>" > out }}; zle -N say'
                    zpty -w z 'bindkey "^I" expand-or-complete; bindkey "^X" say; : > ready'
                    repeat 200 {{ [[ -e ready ]] && break; sleep 0.05 }}
                    zpty -w -n z {line!r}$'\\t\\x18'
                    repeat 200 {{ [[ -s out ]] && break; sleep 0.05 }}
                    cat out; zpty -d z"""
                for name in ("ready", "out"):
                    (self.folder / name).unlink(missing_ok=True)
                result = subprocess.run(["zsh", "-f", "-c", driver], capture_output=True, text=True,
                                        timeout=60, check=False, cwd=self.folder,
                                        env={**os.environ, "TERM": "dumb"})
                self.assertIn(wanted, result.stdout.strip("<>\n ").split(" "), result.stderr)

    @unittest.skipUnless(shutil.which("fish"), "needs fish")
    def test_fish_offers(self):
        self.script.write_text(script("fish"))
        for line, wanted in (("ocigate --prof", ["--profile"]), ("ocigate --depth b", ["blobs"]),
                             ("ocigate explain os-mis", ["os-missing"]),
                             ("ocigate --severity os-missing=w", ["os-missing=warning"]),
                             ("ocigate inspect --lim", ["--limit"]),
                             ("ocigate inspect lay", ["layout/"]), ("ocigate rules lay", []),
                             ("ocigate --report json=lay", ["json=layout/"])):
            with self.subTest(line=line):
                result = subprocess.run(
                    ["fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]",
                     self.script, line], capture_output=True, text=True, timeout=60, check=False,
                    cwd=self.folder, env={**os.environ, "HOME": str(self.folder)})
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual([row.split("\t")[0] for row in result.stdout.splitlines()], wanted)


class Wrong(unittest.TestCase):
    def test_shells(self):
        for arguments, error in (([], "takes one shell"), (["bash", "zsh"], "takes one shell"),
                                 (["bas"], "the nearest is bash"), (["--x"], "unknown option")):
            result = run("completion", *arguments)
            self.assertEqual((result.returncode, result.stdout), (2, ""))
            self.assertIn(error, result.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
