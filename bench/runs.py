"""Runs a program and takes what it took."""

import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile

import machine

OPEN_CALL = re.compile(r"\b(?:open|openat|openat2|creat)\(.*\b(?:O_WRONLY|O_RDWR|O_CREAT)\b")
MAKE_CALL = re.compile(r"\b(?:creat|memfd_create|mkdir|mkdirat)\(")
WRITE_CALL = re.compile(r"\b(?:write|pwrite64|writev|pwritev2?|sendfile|copy_file_range)\((\d+)"
                        r".*= (\d+)$")
TRACED = ("open,openat,openat2,creat,memfd_create,mkdir,mkdirat,write,pwrite64,writev,pwritev,"
          "pwritev2,sendfile,copy_file_range")


class CannotJudge(Exception):
    pass


class Program:
    """What is run. command: words. producer: words whose output it reads. statuses: the good ones.
    cleanup: paths that are removed before and after."""

    def __init__(self, label, command, producer=None, statuses=(0,), cleanup=(), inputs=()):
        self.label, self.command, self.producer = label, list(command), producer
        self.statuses, self.cleanup, self.inputs = statuses, cleanup, inputs
        self.samples = []
        self.trouble = None  # why there are no samples

    def missing(self):
        """The first program that is not there, or None."""
        for words in (self.producer or [], self.command):
            if words and shutil.which(words[0]) is None:
                return words[0]
        return None

    def why_not(self):
        """Why it was not measured, in words for a row; None when nothing stands against it."""
        missing = self.missing()
        return f"{missing} is not installed" if missing else self.trouble

    def words(self):
        if self.producer is None:
            return self.command
        return ["--from", *self.producer, "--to", *self.command]

    def shown(self):
        words = " ".join(os.path.basename(word) for word in self.command)
        if self.producer is None:
            return words
        return " ".join(os.path.basename(word) for word in self.producer) + " | " + words

    def clean(self):
        for path in self.cleanup:
            shutil.rmtree(path, ignore_errors=True)

    def median(self, what):
        return statistics.median(sample[what] for sample in self.samples)

    def as_json(self):
        found = {"command": self.shown(), "not_measured": self.why_not(), "samples": self.samples}
        if self.samples:
            for what in ("wall", "cpu", "peak_kib"):
                found[what] = {"median": self.median(what),
                               "min": min(sample[what] for sample in self.samples)}
        return found


def parse_result(text):
    """The lines of launch, the command's first. The CPU of a producer counts when it does a part of
    the work; `cpu` is the command's alone."""
    lines = [line.split() for line in text.splitlines()]
    status, _, user, system, peak = lines[0]
    return {"status": int(status), "producer_status": int(lines[1][0]) if len(lines) > 1 else 0,
            "wall": max(float(line[1]) for line in lines),
            "user": float(user), "system": float(system), "cpu": float(user) + float(system),
            "producer_cpu": sum(float(line[2]) + float(line[3]) for line in lines[1:]),
            "peak_kib": int(peak)}


def measure(launch, program):
    """Run it once; the sample is kept."""
    program.clean()
    before = machine.busy_seconds()
    with tempfile.TemporaryDirectory() as folder:
        result = os.path.join(folder, "result")
        with open(os.path.join(folder, "errors"), "w+b") as errors:
            run = subprocess.run([launch, result, *program.words()], stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=errors, check=False)
            errors.seek(0)
            said = errors.read(2000).decode(errors="replace").strip()
        if run.returncode != 0:
            raise CannotJudge(f"{program.shown()}: {said}")
        with open(result, encoding="ascii") as text:
            sample = parse_result(text.read())
    sample["others"] = None if before is None else \
        max(0, machine.busy_seconds() - before - sample["cpu"] - sample["producer_cpu"])
    program.clean()
    if sample["status"] not in program.statuses or sample["producer_status"] != 0:
        raise CannotJudge(f"{program.shown()}: exit status {sample['status']}, producer "
                          f"{sample['producer_status']}: {said}")
    program.samples.append(sample)


def others_share(samples):
    """How much of a core other work took while these ran; None when that is not known."""
    if not samples or any(sample["others"] is None for sample in samples):
        return None
    return sum(sample["others"] for sample in samples) / sum(sample["wall"] for sample in samples)


def count_written(trace):
    """Bytes that went anywhere but to standard output and error, and files that were opened for
    writing, in the words of strace."""
    written, files = 0, 0
    for line in trace.splitlines():
        call = WRITE_CALL.search(line)
        if call and call.group(1) not in ("1", "2"):
            written += int(call.group(2))
        elif "= -1 " not in line and (OPEN_CALL.search(line) or MAKE_CALL.search(line)):
            files += 1
    return written, files


def trace_writes(program):
    """count_written of one run that is not timed; None when strace is missing or may not trace."""
    if shutil.which("strace") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "trace")
        words = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=" + TRACED, "-e",
                 "signal=none", "-s", "0", "-o", path, *program.command]
        source = subprocess.Popen(program.producer, stdout=subprocess.PIPE) \
            if program.producer else None
        run = subprocess.run(words, stdin=source.stdout if source else subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        if source:
            source.stdout.close()
            source.wait()
        if run.returncode not in program.statuses or not os.path.getsize(path):
            return None
        with open(path, encoding="utf-8", errors="replace") as trace:
            return count_written(trace.read())


def judge(program):
    """The verdict on the image that it reads, once. CannotJudge when there is none."""
    source = subprocess.Popen(program.producer, stdout=subprocess.PIPE) \
        if program.producer else None
    run = subprocess.run([*program.command, "--format", "json"], capture_output=True, check=False,
                         stdin=source.stdout if source else subprocess.DEVNULL)
    if source:
        source.stdout.close()
        source.wait()
    if run.returncode not in (0, 1):
        raise CannotJudge(f"{program.shown()}: exit status {run.returncode}: "
                          f"{run.stderr.decode(errors='replace').strip()}")
    result = json.loads(run.stdout)["results"][0]
    return {"verdict": result["verdict"],
            "rules": sorted({finding["rule"] for finding in result["findings"]})}


def warm(paths):
    """Into the page cache, as far as it has room."""
    for path in paths:
        for folder, _, names in os.walk(path) if os.path.isdir(path) else [("", [], [path])]:
            for name in names:
                with open(os.path.join(folder, name), "rb", buffering=0) as source:
                    while source.read(1 << 20):
                        pass
