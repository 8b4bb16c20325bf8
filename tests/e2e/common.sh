#!/bin/bash
# What the end-to-end checks share: a scratch directory, daemons with stores of
# their own, a Debian root file system, verdicts. To be sourced.
# shellcheck disable=SC2034 # variables of the scripts that source it

export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL=C
umask 022

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ocigate=
work=
passed=0
failed=0
daemon_pids=()

# ---- life of the run ---------------------------------------------------------

die() {
    printf 'e2e: %s\n' "$1" >&2
    exit 2
}

clean_up() {
    local pid
    for pid in "${daemon_pids[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${daemon_pids[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    if [ -n "$work" ]; then
        unmount_below "$work"
        rm -rf --one-file-system "$work"
    fi
}

# Whatever a build that was interrupted left mounted, deepest first.
unmount_below() {
    local point
    awk -v top="$1/" 'index($2, top) == 1 { print $2 }' /proc/mounts | sort -r |
        while read -r point; do
            umount "$point" 2>/dev/null || umount -l "$point" || true
        done
}

require() {
    local tool
    [ "$(id -u)" = 0 ] || die 'must run as root'
    for tool in dockerd docker containerd ctr podman buildah skopeo umoci \
        debootstrap gcc jq python3 zstd gzip tar sha256sum; do
        command -v "$tool" >/dev/null || die "$tool is not installed"
    done
}

# begin PATH_TO_OCIGATE: the scratch directory, and its end.
begin() {
    [ $# -eq 1 ] || die "usage: $0 PATH_TO_OCIGATE"
    ocigate=$(realpath "$1")
    [ -x "$ocigate" ] || die "$1 is not a program"
    require
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    work=$(mktemp -d)
    mkdir -p "$work/tmp"
    export TMPDIR=$work/tmp
}

# The verdict of the whole run.
finish() {
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
}

step() {
    printf '# %s\n' "$1"
}

# quietly COMMAND...: its output is shown only when it fails.
quietly() {
    if ! "$@" >"$work/command.log" 2>&1; then
        cat "$work/command.log" >&2
        die "failed: $*"
    fi
}

# ---- tools, each with a store of its own --------------------------------------

docker() {
    DOCKER_BUILDKIT=0 DOCKER_CONFIG=$work/docker-config \
        command docker -H "unix://$work/docker.sock" "$@"
}
podman() {
    command podman --root "$work/store" --runroot "$work/store-run" \
        --storage-driver vfs --cgroup-manager cgroupfs "$@"
}
buildah() {
    command buildah --root "$work/store" --runroot "$work/store-run" \
        --storage-driver vfs "$@"
}
skopeo() {
    command skopeo --insecure-policy "$@"
}
ctr() {
    command ctr -a "$work/containerd.sock" "$@"
}

# wait_for LOG COMMAND...: until the command succeeds, for 60 seconds.
wait_for() {
    local log=$1
    shift
    for _ in $(seq 120); do
        if "$@" >/dev/null 2>&1; then
            return
        fi
        sleep 0.5
    done
    cat "$log" >&2
    die "no answer: $*"
}

# Docker takes overlay2 where the kernel and the file system allow it, else vfs;
# Podman and Buildah use vfs always, so that two kinds of layer differ are covered.
start_docker() {
    dockerd --data-root "$work/docker" --exec-root "$work/docker-run" \
        --pidfile "$work/docker.pid" -H "unix://$work/docker.sock" \
        --iptables=false --bridge=none \
        >"$work/dockerd.log" 2>&1 &
    daemon_pids+=($!)
    wait_for "$work/dockerd.log" docker version
}

start_containerd() {
    printf 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' \
        >"$work/containerd.toml"
    containerd --config "$work/containerd.toml" --root "$work/containerd" \
        --state "$work/containerd-run" --address "$work/containerd.sock" \
        >"$work/containerd.log" 2>&1 &
    daemon_pids+=($!)
    wait_for "$work/containerd.log" ctr version
}

# ---- the images ----------------------------------------------------------------

# make_rootfs NAME TAR [PACKAGES]: a Debian minbase root file system, with further
# packages (commas between). Device nodes are left out, as in every published
# Debian image.
make_rootfs() {
    local cached=${OCIGATE_E2E_CACHE:+$OCIGATE_E2E_CACHE/$1.tar}
    if [ -n "$cached" ] && [ -f "$cached" ]; then
        cp "$cached" "$2"
        return
    fi
    quietly debootstrap --variant=minbase ${3:+"--include=$3"} bookworm "$work/rootfs"
    tar -C "$work/rootfs" --numeric-owner --sort=name -cf "$2" \
        --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' \
        --exclude='./var/cache/apt/*' --exclude='./var/lib/apt/lists/*' .
    rm -rf --one-file-system "$work/rootfs"
    if [ -n "$cached" ]; then
        mkdir -p "$OCIGATE_E2E_CACHE"
        cp "$2" "$cached.new"
        mv "$cached.new" "$cached"
    fi
}

# ---- verdicts ----------------------------------------------------------------------

report_ok() {
    passed=$((passed + 1))
    printf 'ok %s\n' "$1"
}
report_not_ok() {
    failed=$((failed + 1))
    printf 'not ok %s: %s\n' "$1" "$2"
}

# compare NAME STATUS ARGUMENTS...: let compare.py judge $work/report.json.
compare() {
    local name=$1 status=$2 reason
    shift 2
    if reason=$(python3 "$here/compare.py" --status "$status" "$@" "$work/report.json" 2>&1); then
        report_ok "$name"
    else
        report_not_ok "$name" "$(tr '\n' ';' <<<"$reason") $(head -c 300 "$work/stderr" | tr '\n' ' ')"
    fi
}

# judge INPUT OPTIONS...: run ocigate; leaves report.json, stderr and $status.
judge() {
    local input=$1
    shift
    status=0
    "$ocigate" --format json "$@" "$input" \
        >"$work/report.json" 2>"$work/stderr" || status=$?
}

# check_pass NAME FACTS INPUT [OPTIONS...]: passes, without error or warning
# (except the rules in $allow), and every number agrees with the facts.
check_pass() {
    local name=$1 facts=$2 input=$3 status
    shift 3
    judge "$input" "$@"
    compare "$name" "$status" --facts "$facts" --allow "${allow:-}" --input "$input"
}

# check_fail NAME RULES INPUT [OPTIONS...]: fails with one of the rules.
check_fail() {
    local name=$1 rules=$2 input=$3 status
    shift 3
    judge "$input" "$@"
    compare "$name" "$status" --fails-with "$rules"
}
