#!/usr/bin/env python3
"""usage: test_packaging.py OCIGATE SOURCE [unittest argument...]

The very steps of the files for pipelines, run in a shell as their service runs them, with a docker,
a sudo and a cmake that are scripts. Exit status 77 where the module yaml (Debian: python3-yaml) is
missing."""

import json
import os
import pathlib
import re
import shlex
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
HOSTILE = ("$(touch pwned)", "; touch pwned", "`touch pwned`", "--version", "*")
BASH = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]
DOCKER = """#!/bin/sh
[ "$1" = save ] && [ "$2" = -- ] || exit 125
[ "$3" = app:1 ] && exec cat "$DOCKER_TAR"
echo "Error response from daemon: reference does not exist" >&2
exit 1
"""
NOTE = """#!/bin/sh
echo "${0##*/} $*" >>"$NOTES"
"""


def load(name):
    return yaml.safe_load((PACKAGING / name).read_text(encoding="utf-8"))


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.work = pathlib.Path(folder.name)
        self.tools = self.work / "tools"
        self.tools.mkdir()
        (self.tools / "ocigate").symlink_to(OCIGATE)
        self.add_tool("docker", DOCKER)

    def add_tool(self, name, text):
        (self.tools / name).write_text(text, encoding="utf-8")
        (self.tools / name).chmod(0o755)

    def run_words(self, words, folder=None, **variables):
        """Status and output; the variables alone are in the environment."""
        variables = {key: str(value) for key, value in variables.items()}
        done = subprocess.run(
            words, cwd=folder or self.work, capture_output=True, text=True, timeout=120,
            check=False, stdin=subprocess.DEVNULL,
            env={"PATH": f"{self.tools}:{os.environ['PATH']}", "HOME": str(self.work),
                 "DOCKER_TAR": str(GOOD), **variables})
        return done.returncode, done.stdout + done.stderr

    def sarif_results(self, path):
        log = json.loads(path.read_text(encoding="utf-8"))
        self.assertEqual(log["version"], "2.1.0")
        return [result for run in log["runs"] for result in run["results"]]


class GitHub(Case):
    def setUp(self):
        super().setUp()
        self.action = load("github/action.yml")
        self.steps = {step["name"]: step for step in self.action["runs"]["steps"]}

    def judge(self, **inputs):
        """Status, what was printed, and the outputs of the step."""
        values = {name: str(item.get("default", "")) for name, item in self.action["inputs"].items()}
        values.update({name.replace("_", "-"): str(value) for name, value in inputs.items()})
        step = self.steps["Judge the image"]
        variables = {key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], text)
                     for key, text in step["env"].items()}
        output = self.work / "output"
        output.write_text("", encoding="utf-8")
        status, text = self.run_words(
            [*BASH, step["run"]], GITHUB_ACTIONS="true", GITHUB_OUTPUT=output,
            GITHUB_STEP_SUMMARY=self.work / "summary", RUNNER_TEMP=self.work, **variables)
        found = output.read_text(encoding="utf-8")
        outputs = dict(re.findall(r"^(\w+)=(.*)$", found, re.MULTILINE))
        outputs.update(re.findall(r"^(\w+)<<(?:.*)\n(.*)\n", found, re.MULTILINE))
        return status, text, outputs

    def test_judges_a_file(self):
        status, text, outputs = self.judge(image=GOOD)
        self.assertEqual((status, outputs["verdict"]), (0, "pass"), text)
        self.assertEqual(self.sarif_results(self.work / outputs["sarif"]), [])
        status, text, outputs = self.judge(image=BAD, dockerfile="build/Dockerfile")
        self.assertEqual((status, outputs["verdict"]), (1, "fail"), text)
        self.assertTrue(self.sarif_results(self.work / outputs["sarif"]))
        self.assertIn("::error file=build/Dockerfile,line=1,", text)
        self.assertIn("entrypoint-relative", (self.work / "summary").read_text(encoding="utf-8"))

    def test_judges_a_directory(self):
        self.assertEqual(self.judge(image=FIXTURES / "podman-oci-dir")[0], 0)

    def test_judges_what_docker_saves(self):
        status, text, outputs = self.judge(docker_save="app:1")
        self.assertEqual((status, outputs["verdict"]), (0, "pass"), text)
        status, text, outputs = self.judge(docker_save="gone:1")
        self.assertEqual((status, outputs["verdict"]), (1, "fail"), text)

    def test_gives_every_input_to_the_command(self):
        self.assertEqual(self.judge(image=BAD, fail_on="never")[0], 0)
        self.assertEqual(self.judge(image=BAD, args="--fail-on\nnever\n\n")[0], 0)
        self.assertEqual(self.judge(image=BAD, profile="oci")[0], 0)
        self.assertEqual(self.judge(image=GOOD, arch="arm64")[0], 1)
        self.assertEqual(self.judge(image=GOOD, profile="none")[0], 2)
        used = set(re.findall(r"inputs\.([\w-]+)", (PACKAGING / "github/action.yml").read_text()))
        self.assertEqual(used, set(self.action["inputs"]))

    def test_what_cannot_be_judged_is_an_error(self):
        (self.work / "ocigate.sarif").write_text("of another run", encoding="utf-8")
        for inputs, wanted in (({}, 2), ({"image": GOOD, "docker_save": "app:1"}, 2),
                               ({"image": GOOD, "args": "--nonsense"}, 2),
                               ({"image": "gone.tar"}, 3)):
            status, text, outputs = self.judge(**inputs)
            self.assertEqual((status, outputs["verdict"]), (wanted, "error"), text)
            if wanted == 2:
                self.assertNotIn("sarif", outputs)
        self.assertNotIn("sarif", self.judge(image=GOOD, sarif="")[2])

    def test_no_input_is_run(self):
        for name in HOSTILE:
            for inputs in ({"image": name}, {"docker_save": name}, {"image": GOOD, "args": name},
                           {"image": GOOD, "profile": name}, {"image": GOOD, "sarif": "no/" + name}):
                if inputs.get("args") != "--version":
                    self.assertNotEqual(self.judge(**inputs)[0], 0, inputs)
        self.assertFalse(list(self.work.rglob("pwned")))
        for step in self.action["runs"]["steps"]:
            self.assertNotIn("${{", step.get("run", ""))
            self.assertEqual("run" in step, step.get("shell") == "bash")

    def test_uploads_also_what_fails(self):
        step = self.steps["Upload the SARIF report"]
        self.assertIn("always()", step["if"])
        self.assertRegex(step["uses"], r"^github/codeql-action/upload-sarif@v\d+$")

    def install(self, **variables):
        for name in ("sudo", "cmake"):
            self.add_tool(name, NOTE)
        (self.tools / "ocigate").unlink()
        notes, path = self.work / "notes", self.work / "path"
        notes.write_text("", encoding="utf-8")
        path.write_text("", encoding="utf-8")
        status, text = self.run_words(
            [*BASH, self.steps["Install ocigate"]["run"]], NOTES=notes, GITHUB_PATH=path,
            GITHUB_ACTION_PATH=PACKAGING / "github", RUNNER_TEMP=self.work,
            PATH=f"{self.tools}:/usr/bin:/bin", **variables)
        self.assertEqual(status, 0, text)
        return notes.read_text(encoding="utf-8"), path.read_text(encoding="utf-8")

    def test_builds_as_the_readme_says(self):
        notes, path = self.install()
        readme = re.search(r"^    apt-get install ((?:.*\\\n)*.*)$",
                           (SOURCE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)[1]
        packages = set(readme.replace("\\", " ").split())
        words = notes.split("--no-install-recommends ")[1].split("\n")[0].split()
        self.assertEqual(set(words), packages)
        self.assertIn("cmake --preset release\ncmake --build --preset release\n", notes)
        self.assertIn(f"cmake --install build/release --prefix {self.work}/ocigate\n", notes)
        self.assertEqual(path, f"{self.work}/ocigate/bin\n")

    def test_installs_a_package(self):
        (self.work / "a b.deb").write_text("", encoding="utf-8")
        notes, _ = self.install(OCIGATE_DEB="a b.deb")
        self.assertTrue(notes.endswith(f"--no-install-recommends {self.work.resolve()}/a b.deb\n"))


class GitLab(Case):
    def judge(self, **variables):
        job = load("gitlab/ocigate.gitlab-ci.yml")[".ocigate"]
        values = {key: text for key, text in job["variables"].items() if "$" not in text}
        status, text = self.run_words([*BASH, "\n".join(job["script"])], GITLAB_CI="true",
                                      CI_PROJECT_DIR=self.work, **{**values, **variables})
        self.assertEqual(job["artifacts"]["when"], "always")
        return status, text, job["artifacts"]["reports"]

    def test_job(self):
        for image, wanted in ((GOOD, 0), (BAD, 1)):
            status, text, reports = self.judge(OCIGATE_IMAGE=image)
            self.assertEqual(status, wanted, text)
            elements = json.loads((self.work / reports["codequality"]).read_bytes())
            self.assertEqual(bool(elements), bool(wanted))
            for element in elements:
                self.assertEqual(element["location"]["path"], "Dockerfile")
            suites = ElementTree.parse(self.work / reports["junit"]).getroot()
            self.assertEqual(suites.tag, "testsuites")
            self.assertEqual(bool(suites.findall(".//failure")), bool(wanted))
        self.assertEqual(self.judge(OCIGATE_IMAGE="gone.tar")[0], 3)
        self.assertEqual(self.judge(OCIGATE_IMAGE=BAD, OCIGATE_OPTIONS="--fail-on never -q")[0], 0)

    def test_no_variable_is_run(self):
        for name in HOSTILE:
            self.assertNotEqual(self.judge(OCIGATE_IMAGE=name)[0], 0, name)
        self.assertFalse(list(self.work.rglob("pwned")))


class Tekton(Case):
    def judge(self, image, *args):
        task = load("tekton/task.yaml")
        spec, step = task["spec"], task["spec"]["steps"][0]
        self.assertEqual((task["apiVersion"], task["kind"]), ("tekton.dev/v1", "Task"))
        used = set(re.findall(r"\$\(params\.([\w-]+)(?:\[\*\])?\)", json.dumps(step)))
        self.assertEqual(used, {param["name"] for param in spec["params"]})
        self.assertEqual(spec["workspaces"][0]["name"], "source")
        self.assertNotRegex(step["script"], r"\$\((params|workspaces|results|context)\b")
        path = self.work / "verdict"
        path.unlink(missing_ok=True)
        values = {f"$(params.{param['name']})": param.get("default") for param in spec["params"]}
        values.update({"$(params.image)": str(image), "$(results.verdict.path)": str(path)})
        self.assertEqual(step["args"], ["$(params.args[*])"])
        variables = {entry["name"]: values[entry["value"]] for entry in step["env"]}
        script = self.work / "script"
        script.write_text(step["script"], encoding="utf-8")
        script.chmod(0o755)
        status, text = self.run_words([str(script), *args], **variables)
        return status, path.read_text(encoding="utf-8"), text

    def test_task(self):
        for image, args, wanted, verdict in (
                (GOOD, (), 0, "pass"), (BAD, (), 1, "fail"), ("gone", (), 3, "error"),
                (BAD, ("--fail-on", "never"), 0, "pass"), (GOOD, ("--nonsense",), 2, "error")):
            status, found, text = self.judge(image, *args)
            self.assertEqual((status, found), (wanted, verdict), text)
        self.judge(BAD)
        self.assertTrue(self.sarif_results(self.work / "ocigate.sarif"))

    def test_no_parameter_is_run(self):
        for name in HOSTILE:
            self.assertNotEqual(self.judge(name)[0], 0, name)
        self.assertFalse(list(self.work.rglob("pwned")))


class Kubernetes(Case):
    def setUp(self):
        super().setUp()
        self.job, self.merge = load("kubernetes/job.yaml"), load("kubernetes/merge.yaml")
        for name in ("images", "list", "reports"):
            (self.work / name).mkdir()
        for path in FIXTURES.glob("*.tar"):
            (self.work / "images" / path.name).symlink_to(path)

    def local(self, text):
        """Mounted volumes are folders of this test."""
        return re.sub(r"(^|[=\s])(/images|/list|/reports)\b",
                      lambda found: f"{found[1]}{self.work}{found[2]}", text)

    def write_list(self, *names):
        lines = ["# a comment", "", *(f"{self.work}/images/{name}" for name in names)]
        (self.work / "list" / "images").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run_shards(self):
        statuses = []
        container = self.job["spec"]["template"]["spec"]["containers"][0]
        for index in range(self.job["spec"]["completions"]):
            words = [self.local(word.replace("$(JOB_COMPLETION_INDEX)", str(index)))
                     for word in container["args"]]
            status, text = self.run_words(["ocigate", *words], JOB_COMPLETION_INDEX=index)
            self.assertIn(status, (0, 1), text)
            statuses.append(status)
        return statuses

    def run_merge(self):
        container = self.merge["spec"]["template"]["spec"]["containers"][0]
        self.assertEqual(container["workingDir"], "/reports")
        return self.run_words([self.local(word) for word in container["command"]],
                              folder=self.work / "reports")

    def test_shards_and_one_verdict(self):
        names = sorted(path.name for path in FIXTURES.glob("docker*.tar")) * 3
        self.write_list(*names)
        self.assertEqual(self.run_merge()[0], 3)
        self.assertEqual(set(self.run_shards()), {0, 1})
        status, text = self.run_merge()
        self.assertEqual(status, 1, text)
        whole, _ = self.run_words(["ocigate", "-q", f"--images-from={self.work}/list/images"])
        self.assertEqual(status, whole)
        report = json.loads((self.work / "reports" / "all.json").read_bytes())
        self.assertEqual((report["verdict"], len(report["results"])), ("fail", len(names)))
        self.assertIn("</html>", (self.work / "reports" / "all.html").read_text(encoding="utf-8"))
        (self.work / "reports" / "3.jsonl").unlink()
        self.assertEqual(self.run_merge()[0], 3)

    def test_fewer_images_than_shards(self):
        self.write_list(GOOD.name, GOOD.name)
        self.assertEqual(set(self.run_shards()), {0})
        self.assertEqual(self.run_merge()[0], 0)
        self.write_list()
        self.assertEqual(self.run_merge()[0], 2)

    def test_has_one_number_of_shards(self):
        spec = self.job["spec"]
        self.assertEqual(spec["completionMode"], "Indexed")
        self.assertEqual(spec["parallelism"], spec["completions"])
        self.assertIn(f"--shard=$(JOB_COMPLETION_INDEX)/{spec['completions']}",
                      spec["template"]["spec"]["containers"][0]["args"])

    def test_pods_have_what_they_need_and_no_more(self):
        for job in (self.job, self.merge):
            self.assertEqual((job["apiVersion"], job["kind"]), ("batch/v1", "Job"))
            pod = job["spec"]["template"]["spec"]
            container = pod["containers"][0]
            # the policy below stands on it, and the API server refuses another one
            self.assertEqual(pod["restartPolicy"], "Never")
            self.assertIs(pod["automountServiceAccountToken"], False)
            self.assertIs(pod["securityContext"]["runAsNonRoot"], True)
            self.assertIs(container["securityContext"]["readOnlyRootFilesystem"], True)
            self.assertIs(container["securityContext"]["allowPrivilegeEscalation"], False)
            self.assertEqual(container["securityContext"]["capabilities"], {"drop": ["ALL"]})
            self.assertEqual(set(container["resources"]["limits"]), {"cpu", "memory"})
            self.assertEqual({mount["name"] for mount in container["volumeMounts"]},
                             {volume["name"] for volume in pod["volumes"]})
            for rule in job["spec"]["podFailurePolicy"]["rules"]:
                if "onExitCodes" in rule:
                    self.assertEqual(rule["onExitCodes"]["containerName"], container["name"])
                    self.assertNotIn(3, rule["onExitCodes"]["values"])


class PreCommit(Case):
    def test_hooks(self):
        text = (SOURCE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
        hooks = {hook["id"]: hook for hook in yaml.safe_load(text)}
        for hook in hooks.values():
            self.assertLessEqual({"id", "name", "entry", "language", "files"}, set(hook))
        (self.work / "good").write_text('{"fail_on": "error"}', encoding="utf-8")
        (self.work / "bad").write_text('{"fail_up": "error"}', encoding="utf-8")
        for name, files, wanted in (
                ("ocigate", [GOOD], 0), ("ocigate", [GOOD, BAD], 1),
                ("ocigate", ["--profile", "oci", BAD], 0),
                ("ocigate-policy", ["good"], 0), ("ocigate-policy", ["good", "bad"], 2),
                ("ocigate-policy", ["bad", "good"], 2)):
            status, text = self.run_words([*shlex.split(hooks[name]["entry"]), *map(str, files)])
            self.assertEqual(status, wanted, text)
        for path in ("app.tar", "images/app.tar.gz", "a.tgz", "a.oci", "a.tar.zst"):
            self.assertRegex(path, hooks["ocigate"]["files"])
        for path in ("app.tar.sig", "tar", "target.c"):
            self.assertNotRegex(path, hooks["ocigate"]["files"])
        self.assertRegex("a/.ocigate.json", hooks["ocigate-policy"]["files"])


class Container(Case):
    def test_builds_what_the_source_has(self):
        text = (PACKAGING / "container" / "Dockerfile").read_text(encoding="utf-8")
        packages = re.search(r"--no-install-recommends ([^&]*)&&", text)[1].replace("\\", " ")
        core = re.search(r"^core=\(([^)]*)\)", (SOURCE / "dev").read_text(), re.MULTILINE)[1]
        # archives instead of ISA-L, and those that the archive of libarchive stands on
        self.assertEqual(set(packages.split()),
                         set(core.split()) - {"libisal-dev"} | {"liblzma-dev", "libbz2-dev"})
        stages = text.split("\nFROM ")
        self.assertTrue(stages[-1].startswith("scratch\n"))
        self.assertIn("USER 65532:65532", stages[-1])
        options = (SOURCE / "CMakeLists.txt").read_text(encoding="utf-8")
        for option in re.findall(r"-D(OCIGATE_\w+|BUILD_TESTING)=", text):
            self.assertIn(f"option({option} ", options)


class Readme(unittest.TestCase):
    """What README shows is there."""

    def setUp(self):
        text = (SOURCE / "README.md").read_text(encoding="utf-8")
        section = text.split("\n### In a pipeline\n")[1].split("\n### ")[0]
        self.blocks = re.findall(r"(?:^    .*\n)+", section, re.MULTILINE)

    def block(self, word):
        found, = (block for block in self.blocks if word in block)
        return yaml.safe_load(found)

    def test_github(self):
        step, = self.block("uses:")
        self.assertRegex(step["uses"], r"^OWNER/ocigate/packaging/github@")
        self.assertLessEqual(set(step["with"]), set(load("github/action.yml")["inputs"]))
        self.assertEqual(step["with"]["docker-save"], "app:1")

    def test_gitlab(self):
        found = self.block("extends:")
        job = load(pathlib.Path(found["include"]["local"]).relative_to("packaging"))
        own = found["check image"]
        self.assertLessEqual(set(own["variables"]), set(job[own["extends"]]["variables"]))

    def test_tekton(self):
        task = load("tekton/task.yaml")
        step, = self.block("taskRef:")
        self.assertEqual(step["taskRef"]["name"], task["metadata"]["name"])
        for key in ("params", "workspaces"):
            self.assertLessEqual({item["name"] for item in step[key]},
                                 {item["name"] for item in task["spec"][key]})

    def test_pre_commit(self):
        repository, = self.block("rev:")
        hooks = yaml.safe_load((SOURCE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        self.assertEqual([hook["id"] for hook in repository["hooks"]],
                         [hook["id"] for hook in hooks])

    def test_files_are_there(self):
        paths = re.findall(r"\bpackaging/[\w./-]+", "".join(self.blocks))
        self.assertGreater(len(paths), 4)
        for path in paths:
            self.assertTrue((SOURCE / path).exists(), path)


unittest.main(argv=sys.argv[:1] + sys.argv[3:])
