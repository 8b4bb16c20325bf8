"""Which files of the machine go into the images: the same on every run on the same machine."""

import os
import stat

CHUNK = 60
MIB = 1 << 20


def regular_files(top):
    """Path and size of every regular file below top, in the order of their paths."""
    found = []
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            try:
                status = os.lstat(path)
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode) and os.access(path, os.R_OK):
                found.append((path, status.st_size))
    return sorted(found)


def choose(files, wanted_bytes):
    """Chunks of 60 files that follow each other, spread evenly over all of them, with about
    wanted_bytes together; none of a file that alone would be more than a 64th of that. When there are too
    few, they come again under other names.

    Returns chunks, lists of (name in the layer, path, size), and how many times files were used."""
    files = [(path, size) for path, size in files if size <= wanted_bytes // 64]
    total = sum(size for _, size in files)
    if total == 0:
        raise ValueError("there are no files to measure with")
    chunks = [files[i:i + CHUNK] for i in range(0, len(files), CHUNK)]
    step = -(-total // wanted_bytes)
    order = [chunk for offset in range(step) for chunk in chunks[offset::step]]
    chosen, got, times = [], 0, 0
    while got < wanted_bytes:
        prefix = f"again-{times}/" if times > 0 else ""
        times += 1
        for chunk in order:
            if got >= wanted_bytes:
                break
            chosen.append([(prefix + path.lstrip("/"), path, size) for path, size in chunk])
            got += sum(size for _, size in chunk)
    return chosen, times


def deal(chunks, count):
    """Deal chunks like cards, each to the part that has the fewest bytes: equal parts with the same
    mix of files."""
    parts = [[] for _ in range(count)]
    sizes = [0] * count
    for chunk in chunks:
        least = sizes.index(min(sizes))
        parts[least].append(chunk)
        sizes[least] += sum(size for _, _, size in chunk)
    return parts
