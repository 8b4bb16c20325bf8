#!/usr/bin/env python3
"""usage: test_packaging.py OCIGATE SOURCE [unittest argument...]

The very steps of the files for pipelines, run in a shell as their service runs them, with a docker
that is a script. Exit status 77 where the module yaml (Debian: python3-yaml) is missing."""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

try:
    import yaml
except ImportError:
    print("skipped: the module yaml is not installed (python3-yaml)")
    sys.exit(77)

OCIGATE, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
PACKAGING, FIXTURES = SOURCE / "packaging", SOURCE / "fixtures"
GOOD, BAD = FIXTURES / "docker-20.10.tar", FIXTURES / "docker-bad-entrypoint.tar"
DOCKER = """#!/bin/sh
[ "$1" = save ] && [ "$2" = -- ] || exit 125
[ "$3" = app:1 ] && exec cat "$DOCKER_TAR"
echo "Error response from daemon: reference does not exist" >&2
exit 1
"""


def load(name):
    return yaml.safe_load((PACKAGING / name).read_text(encoding="utf-8"))


class Packaging(unittest.TestCase):
    def setUp(self):
        self.own = tempfile.TemporaryDirectory()
        self.addCleanup(self.own.cleanup)
        self.work = pathlib.Path(self.own.name)
        tools = self.work / "tools"
        tools.mkdir()
        (tools / "ocigate").symlink_to(OCIGATE)
        (tools / "docker").write_text(DOCKER, encoding="utf-8")
        (tools / "docker").chmod(0o755)
        self.path = f"{tools}:{os.environ['PATH']}"

    def run_in_shell(self, command, **variables):
        """Status and standard output; variables alone are in the environment."""
        variables = {key: str(value) for key, value in variables.items()}
        done = subprocess.run(command, cwd=self.work, capture_output=True, text=True, timeout=120,
                              check=False, stdin=subprocess.DEVNULL,
                              env={"PATH": self.path, "DOCKER_TAR": str(GOOD), **variables})
        return done.returncode, done.stdout + done.stderr

    # GitHub

    def github(self, image, arguments="", junit=""):
        """The status that the job ends with, as the steps hand it on."""
        steps = {step["name"]: step for step in load("github/action.yml")["runs"]["steps"]}
        output = self.work / "output"
        output.write_text("", encoding="utf-8")
        inputs = {"image": image, "arguments": arguments, "dockerfile": "build/Dockerfile",
                  "sarif": "out.sarif", "junit": junit}
        step = steps["Judge the image"]
        values = {key: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda found: inputs[found[1]], value)
                  for key, value in step["env"].items()}
        self.assertNotIn("${{", step["run"] + steps["Verdict"]["run"])
        status, text = self.run_in_shell(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            GITHUB_OUTPUT=output, GITHUB_ACTIONS="true",
            GITHUB_STEP_SUMMARY=self.work / "summary", **values)
        self.assertEqual(status, 0, text)
        found = re.search(r"^status=(\d+)$", output.read_text(encoding="utf-8"), re.MULTILINE)
        return self.run_in_shell(["bash", "-e", "-c", steps["Verdict"]["run"]],
                                 STATUS=found[1])[0], text

    def test_github_judges_a_file(self):
        self.assertEqual(self.github(str(GOOD), junit="out.xml")[0], 0)
        self.assertTrue(ElementTree.parse(self.work / "out.xml").getroot().get("tests"))
        status, text = self.github(str(BAD))
        self.assertEqual(status, 1, text)
        self.assertIn("::error file=build/Dockerfile,line=1,", text)
        log = json.loads((self.work / "out.sarif").read_text(encoding="utf-8"))
        self.assertTrue(log["runs"][0]["results"])
        self.assertTrue((self.work / "summary").read_text(encoding="utf-8"))

    def test_github_judges_what_docker_has(self):
        status, text = self.github("app:1")
        self.assertEqual(status, 0, text)
        self.assertNotEqual(self.github("gone:1")[0], 0)

    def test_github_takes_arguments_and_runs_none(self):
        self.assertEqual(self.github(str(BAD), "--fail-on\nnever\n\n")[0], 0)
        for name in ("$(touch pwned)", "; touch pwned", "--version", "-"):
            self.assertNotEqual(self.github(name)[0], 0, name)
        self.assertNotEqual(self.github(str(GOOD), "$(touch pwned)")[0], 0)
        self.assertFalse((self.work / "pwned").exists())

    def test_github_fails_without_a_status(self):
        steps = {step["name"]: step for step in load("github/action.yml")["runs"]["steps"]}
        self.assertEqual(self.run_in_shell(["bash", "-e", "-c", steps["Verdict"]["run"]],
                                           STATUS="")[0], 3)
        self.assertEqual(steps["Verdict"]["if"], "${{ always() }}")

    # GitLab

    def gitlab(self, **variables):
        job = load("gitlab/ocigate.gitlab-ci.yml")[".ocigate"]
        values = {key: value for key, value in job["variables"].items() if "$" not in value}
        values.update(variables)
        status, text = self.run_in_shell(["sh", "-e", "-c", "\n".join(job["script"])], **values)
        return status, text, job["artifacts"]

    def test_gitlab(self):
        for image, wanted in ((GOOD, 0), (BAD, 1)):
            status, text, artifacts = self.gitlab(OCIGATE_IMAGE=image)
            self.assertEqual(status, wanted, text)
            quality = json.loads((self.work / artifacts["reports"]["codequality"]).read_bytes())
            self.assertEqual(bool(quality), bool(wanted))
            ElementTree.parse(self.work / artifacts["reports"]["junit"])
            self.assertEqual(artifacts["when"], "always")
        self.assertEqual(self.gitlab(OCIGATE_IMAGE="gone.tar")[0], 3)
        self.assertEqual(self.gitlab(OCIGATE_IMAGE=BAD, OCIGATE_OPTIONS="--fail-on never -q")[0], 0)

    # Tekton

    def test_tekton(self):
        task = load("tekton/ocigate-task.yaml")
        step = task["spec"]["steps"][0]
        names = {param["name"] for param in task["spec"]["params"]}
        used = set(re.findall(r"\$\(params\.([\w-]+)\)", json.dumps(step)))
        self.assertEqual(used, names)
        self.assertNotIn("$(", step["script"])
        for image, wanted, verdict in ((GOOD, 0, "pass"), (BAD, 1, "fail"), ("gone", 3, "error")):
            values = {param["name"]: param.get("default") for param in task["spec"]["params"]}
            values["image"] = str(image)
            path = self.work / "verdict"
            variables = {}
            for entry in step["env"]:
                value = entry["value"].replace("$(results.verdict.path)", str(path))
                variables[entry["name"]] = re.sub(r"\$\(params\.([\w-]+)\)",
                                                  lambda found, v=values: v[found[1]], value)
            status, text = self.run_in_shell(["sh", "-c", step["script"]], **variables)
            self.assertEqual((status, path.read_text(encoding="utf-8")), (wanted, verdict), text)

    # Kubernetes

    def fleet(self, lines):
        """Run every shard and the merge; statuses of the shards, status of the merge."""
        job, merge = load("kubernetes/fleet.yaml"), load("kubernetes/merge.yaml")
        places = {}
        for name in ("images", "list", "reports"):
            places[f"/{name}"] = self.work / name
            shutil.rmtree(self.work / name, ignore_errors=True)
            (self.work / name).mkdir()
        for path in FIXTURES.glob("*.tar"):
            (self.work / "images" / path.name).symlink_to(path)
        (self.work / "list" / "images.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")

        def local(text):
            return re.sub(r"(^|[=\s])(/images|/list|/reports)\b",
                          lambda found: found[1] + str(places[found[2]]), text)

        spec = job["spec"]
        container = spec["template"]["spec"]["containers"][0]
        statuses = []
        for index in range(spec["completions"]):
            values = {"OCIGATE_INDEX": str(index)}
            values.update({entry["name"]: entry["value"] for entry in container["env"]
                           if "value" in entry})
            words = [re.sub(r"\$\((\w+)\)", lambda found, v=values: v[found[1]], word)
                     for word in container["args"]]
            status, text = self.run_in_shell(
                ["sh", "-c", 'cd "$0" && exec ocigate "$@"', str(places["/images"]),
                 *map(local, words)])
            self.assertIn(status, (0, 1, 3), text)
            statuses.append(status)
        container = merge["spec"]["template"]["spec"]["containers"][0]
        script = f"cd '{places['/reports']}'\n" + local(container["command"][2])
        return statuses, lambda: self.run_in_shell([*container["command"][:2], script])

    def test_kubernetes(self):
        names = sorted(path.name for path in FIXTURES.glob("docker*.tar")) * 5
        statuses, merge = self.fleet(["# a comment", "", *names])
        self.assertEqual(set(statuses), {0, 1})
        status, text = merge()
        self.assertEqual(status, 1, text)
        report = json.loads((self.work / "reports" / "fleet.json").read_bytes())
        self.assertEqual(len(report["results"]), len(names))
        (self.work / "reports" / "3.jsonl").unlink()
        self.assertEqual(merge()[0], 3)

    def test_kubernetes_has_one_number_of_shards(self):
        spec = load("kubernetes/fleet.yaml")["spec"]
        container = spec["template"]["spec"]["containers"][0]
        shards = [entry["value"] for entry in container["env"]
                  if entry["name"] == "OCIGATE_SHARDS"]
        self.assertEqual(shards, [str(spec["completions"])])
        self.assertEqual(spec["parallelism"], spec["completions"])
        self.assertEqual(spec["template"]["spec"]["restartPolicy"], "Never")
        for rule in spec["podFailurePolicy"]["rules"]:
            if "onExitCodes" in rule:
                self.assertEqual(rule["onExitCodes"]["containerName"], container["name"])

    # pre-commit

    def test_pre_commit(self):
        hooks = {hook["id"]: hook
                 for hook in yaml.safe_load((SOURCE / ".pre-commit-hooks.yaml").read_text())}
        (self.work / "good").write_text('{"fail_on": "error"}', encoding="utf-8")
        (self.work / "bad").write_text('{"fail_up": "error"}', encoding="utf-8")
        for name, files, wanted in (("ocigate", [GOOD], 0), ("ocigate", [GOOD, BAD], 1),
                                    ("ocigate-policy", ["good"], 0),
                                    ("ocigate-policy", ["good", "bad"], 2),
                                    ("ocigate-policy", ["bad", "good"], 2)):
            status, text = self.run_in_shell([*shlex.split(hooks[name]["entry"]),
                                              *map(str, files)])
            self.assertEqual(status, wanted, text)
        self.assertTrue(re.search(hooks["ocigate"]["files"], "images/app.tar.gz"))
        self.assertTrue(re.search(hooks["ocigate-policy"]["files"], "a/.ocigate.json"))

    # container

    def test_the_container_builds_what_the_source_has(self):
        text = (PACKAGING / "container" / "Dockerfile").read_text(encoding="utf-8")
        presets = json.loads((SOURCE / "CMakePresets.json").read_text(encoding="utf-8"))
        preset = re.search(r"--preset (\S+)", text)[1]
        self.assertIn(preset, [item["name"] for item in presets["configurePresets"]])
        packages = re.search(r"--no-install-recommends ([^&]*)&&", text)[1].replace("\\", " ")
        core = re.search(r"^core=\(([^)]*)\)", (SOURCE / "dev").read_text(), re.MULTILINE)[1]
        self.assertEqual(set(packages.split()), set(core.split()) - {"libisal-dev"})


unittest.main(argv=sys.argv[:1] + sys.argv[3:])
