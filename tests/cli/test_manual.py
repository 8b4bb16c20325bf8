#!/usr/bin/env python3
"""usage: test_manual.py OCIGATE MANUAL DOCS [unittest argument...]

The manual pages: as they are made, without a fault of form, with everything that there is."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

OCIGATE, MANUAL, DOCS = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
PAGES = [DOCS / "man" / "ocigate.1", DOCS / "man" / "ocigate.json.5"]


def run(*command, **options):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60, check=True, **options).stdout


def plain(page):
    """What stands there, without the requests and escapes of roff."""
    text = re.sub(r"^\.[A-Z]+ ?", "", page.read_text(encoding="ascii"), flags=re.MULTILINE)
    return text.replace("\\-", "-").replace("\\(aq", "'")


def fields(schema):
    """The names of all properties, however deep."""
    if isinstance(schema, list):
        return set().union(*map(fields, schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    own = schema.get("properties", {})
    names = set(own) if isinstance(own, dict) else set()
    return names.union(*map(fields, schema.values()))


class Page(unittest.TestCase):
    def test_of_the_command_is_the_one_that_is_made(self):
        self.assertEqual(PAGES[0].read_text(encoding="ascii"), run(MANUAL),
                         "docs/man/ocigate.1 is old: ./dev docs")

    def test_of_the_command_has_every_option_and_example(self):
        text = plain(PAGES[0])
        for command in ("check", "inspect", "merge", "rules", "explain", "completion"):
            page = run(OCIGATE, command, "--help")
            options = re.findall(r"^ {2}(?:-\w, | {4})(--[a-z-]+)", page, re.MULTILINE)
            self.assertIn("--help", options)
            for option in options:
                self.assertIn(option, text)
            if "Examples:\n" in page:
                self.assertIn(page.split("Examples:\n")[1], text)
        for name in ("NO_COLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS", "GITHUB_STEP_SUMMARY"):
            self.assertIn(name, text)

    def test_of_the_report_names_every_field(self):
        schema = json.loads((DOCS / "report.schema.json").read_text(encoding="utf-8"))
        text = PAGES[1].read_text(encoding="ascii")
        marked = set(re.findall(r"^\.BR? (\w+)(?: [,.;])?$", text, re.MULTILINE))
        self.assertEqual(sorted(fields(schema) - marked), [])

    def test_has_the_version(self):
        version = run(OCIGATE, "--version").splitlines()[0]
        for page in PAGES:
            self.assertIn(f'"{version}"', page.read_text(encoding="ascii"))

    @unittest.skipUnless(shutil.which("man") and shutil.which("groff"), "needs man and groff")
    def test_can_be_read(self):
        for page in PAGES:
            result = subprocess.run(["man", "--warnings", "-E", "ascii", "-l", page],
                                    capture_output=True, text=True, timeout=60, check=True,
                                    env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C"})
            self.assertEqual(result.stderr, "")
            self.assertGreater(len(result.stdout), 1000)

    @unittest.skipUnless(shutil.which("mandoc"), "needs mandoc")
    def test_has_no_fault_of_form(self):
        for page in PAGES:
            result = subprocess.run(["mandoc", "-T", "lint", page], capture_output=True, text=True,
                                    timeout=60, check=False)
            self.assertEqual(result.stdout + result.stderr, "")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
