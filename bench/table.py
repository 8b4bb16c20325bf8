"""What the samples say: rows, each with what is asked and whether it is so, as Markdown."""

MIB = 1 << 20
PEAK_BYTES, PEAK_ENTRY_BYTES, PEAK_ZSTD_BYTES = 20 * MIB, 24, 28 * MIB
GROWTH_MOST = 1.05
TINY_MOST_MS = 10
EMPTY_MOST_US = 0.35 / 200_000 * 1e6


def met_text(met):
    return {True: "yes", False: "NO", None: "-"}[met]


def time_row(case, data):
    """One case against another program. Fields are text, but `met`."""
    row = {"case": case.name, "ocigate s": "-", "against": "-", "its s": "-", "measured": "-",
           "target": "-", "met": None, "CPU s": "-"}
    if case.against is not None:
        row["against"] = case.against.label
    if not case.ocigate.samples:
        return row
    own = case.ocigate.median("wall")
    row["ocigate s"] = f"{own:.3f}"
    row["CPU s"] = f"{case.ocigate.median('cpu'):.3f}"
    target = wanted(case)
    row["target"] = target
    if case.against is None:
        return row
    if not case.against.samples:
        row["measured"] = case.against.why_not() or "not measured"
        return row
    other = case.against.median("wall")
    row["its s"] = f"{other:.3f}"
    row["measured"], row["met"] = compare(case, own, other, data)
    return row


def wanted(case):
    if case.name == "tiny":
        return f"<= +{TINY_MOST_MS} ms"
    if case.name == "empty-files":
        return f"<= {EMPTY_MOST_US:.2f} us an entry"
    if case.least is not None:
        return f">= {case.least:g}x faster"
    return f"<= {case.most:g}x" if case.most is not None else "-"


def compare(case, own, other, data):
    """What was measured, and is it as asked."""
    if case.name == "tiny":
        added = (own - other) * 1000
        return f"+{added:.1f} ms", added <= TINY_MOST_MS
    if case.name == "empty-files":
        each = own * 1e6 / data["inputs"][case.source]["entries"]
        return f"{each:.2f} us an entry", each <= EMPTY_MOST_US
    if case.least is not None:
        return f"{other / own:.2f}x faster", other / own >= case.least
    return f"{own / other:.2f}x", None if case.most is None else own / other <= case.most


def peak_limit(source, entries):
    if source in ("zstd", "frames"):
        return PEAK_ZSTD_BYTES
    return PEAK_BYTES + PEAK_ENTRY_BYTES * entries


def memory_row(case, data):
    entries = data["inputs"][case.source]["entries"]
    peak = max(sample["peak_kib"] for sample in case.ocigate.samples) * 1024
    limit = peak_limit(case.source, entries)
    nothing_written = None if case.written is None else case.written == (0, 0)
    written = "strace is not installed" if case.written is None else \
        f"{case.written[0]} bytes, {case.written[1]} files"
    return {"case": case.name, "entries": f"{entries:,}", "peak MiB": f"{peak / MIB:.1f}",
            "limit MiB": f"{limit / MIB:.1f}", "written": written,
            "met": peak <= limit and nothing_written is not False}


def growth_rows(cases, data):
    """CPU for each unpacked byte, against the smallest. CPU, since a pipe is fed meanwhile."""
    rows, first = [], None
    for case in cases:
        if not case.name.startswith("grow-") or not case.ocigate.samples:
            continue
        size = data["inputs"][case.source]["plain_bytes"]
        each = case.ocigate.median("cpu") * 1e9 / size
        first = first or each
        rows.append({"case": case.name, "unpacked GB": f"{size / 1e9:.2f}",
                     "CPU s": f"{case.ocigate.median('cpu'):.3f}", "ns a byte": f"{each:.3f}",
                     "of the smallest": f"{each / first:.3f}x",
                     "target": f"<= {GROWTH_MOST:g}x" if rows else "-",
                     "met": each / first <= GROWTH_MOST if rows else None})
    return rows


def micro_rows(results):
    rows = []
    for one in results:
        rate = one["amount"] / one["median"]
        scaled = f"{rate / 1e6:.1f} MB" if one["unit"] == "bytes" else f"{rate:,.0f} {one['unit']}"
        rows.append({"what": one["name"], "median us": f"{one['median'] * 1e6:,.0f}",
                     "best us": f"{one['best'] * 1e6:,.0f}", "a second": scaled})
    return rows


def tables(cases, data, micro):
    """Title and rows of each."""
    timed = [case for case in cases if not case.name.startswith("grow-")]
    run = [case for case in cases if case.ocigate.samples and not case.is_peer]
    return [("Time", [time_row(case, data) for case in timed]),
            ("Memory, and what is written beside the report",
             [memory_row(case, data) for case in run]),
            ("Growth", growth_rows(cases, data)),
            ("Parts alone, on one thread", micro_rows(micro))]


def markdown(rows):
    """Aligned, so that it can be read as it is."""
    if not rows:
        return ""
    names = list(rows[0])
    cells = [names] + [[met_text(row[name]) if name == "met" else row[name] for name in names]
                       for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    lines = ["| " + " | ".join(text.ljust(width) for text, width in zip(line, widths)) + " |"
             for line in cells]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines) + "\n"


def page(about, found):
    parts = [about] + [f"### {title}\n\n{markdown(rows)}" for title, rows in found if rows]
    return "\n".join(parts)


def missed(found):
    return [f"{row['case']} ({title.split(',')[0].lower()})" for title, rows in found
            for row in rows if row.get("met") is False]


BEGIN, END = "<!-- bench: begin -->\n", "<!-- bench: end -->\n"


def replace_between(text, new):
    """The text with what is between the markers replaced. ValueError when they are not there."""
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    if end < begin:
        raise ValueError("the markers are in the wrong order")
    return text[:begin] + "\n" + new + "\n" + text[end:]
