"""On what it was measured."""

import os
import platform
import re
import subprocess


def first_line(command):
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "not installed"
    lines = (run.stdout or run.stderr).splitlines()
    return lines[0].strip(" *") if lines else "unknown"


def cpu_model():
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as text:
            found = re.search(r"^model name\s*:\s*(.+)$", text.read(), re.MULTILINE)
    except OSError:
        found = None
    return found.group(1) if found else platform.machine()


def memory_bytes():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def system_name():
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")
    except OSError:
        return platform.system()


def busy_seconds():
    """Of all processors since they were started, what a hypervisor kept for others included; None
    where nobody counts."""
    try:
        with open("/proc/stat", encoding="ascii") as text:
            ticks = [int(word) for word in text.readline().split()[1:9]]
    except (OSError, ValueError):
        return None
    idle, waiting = ticks[3], ticks[4]
    return (sum(ticks) - idle - waiting) / os.sysconf("SC_CLK_TCK")


def describe(command):
    version = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    return {
        "cpu": cpu_model(), "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory_bytes() / (1 << 30), 1), "kernel": platform.release(),
        "system": system_name(), "load_before": os.getloadavg()[0],
        "ocigate": version.stdout.splitlines(),
        "tools": {"openssl": first_line(["openssl", "version"]),
                  "igzip": first_line(["igzip", "--version"]),
                  "gzip": first_line(["gzip", "--version"]),
                  "zstd": first_line(["zstd", "--version"]),
                  "skopeo": first_line(["skopeo", "--version"]),
                  "umoci": first_line(["umoci", "--version"]),
                  "oci-image-tool": first_line(["oci-image-tool", "--version"])}}


def others_text(about):
    if about["others"] is None:
        return ""
    return f"; other work took {about['others']:.0%} of a core meanwhile"


def text(about, size_mib, rounds, data):
    """The lines above the tables."""
    again = data["times_files_were_used"]
    lines = [f"{about['cpu']}, {about['cores']} cores, {about['memory_gib']} GiB, {about['system']}, "
             f"kernel {about['kernel']}; load {about['load_before']:.1f} before, "
             f"{about['load_after']:.1f} after" + others_text(about) + ".",
             f"{size_mib} MiB of /usr" + (f", taken {again} times" if again > 1 else "") +
             f"; medians of {rounds} rounds.",
             "; ".join(about["ocigate"]) + ".",
             "Others: " + "; ".join(f"{name}: {version}" if name not in version else version
                                    for name, version in about["tools"].items()) + "."]
    return "\n".join(lines) + "\n"
