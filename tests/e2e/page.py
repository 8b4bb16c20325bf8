#!/usr/bin/env python3
"""usage: page.py PAGE.html PICTURES_DIRECTORY

Look at a page in headless Chromium: at the width of a phone and of a desktop, in light and dark.
It fits its width, loads and runs nothing, and is as light or dark as it should be. The pictures
stay in the directory, for people."""

import html
import os
import re
import struct
import subprocess
import sys
import tempfile
import zlib

WIDTHS = {"phone": 375, "desktop": 1280}
SCHEMES = {"light": "1", "dark": "0"}
HEIGHT_MAX = 8000
# In each frame: the width it has, the width it needs, its height, and what stands out of it. The
# window of a headless Chromium is never as narrow as a phone, a frame is.
PROBE = """<script>
const wide = [...document.querySelectorAll("main *")].filter(e =>
  !e.closest(".map, .bar, svg") && e.getBoundingClientRect().right > innerWidth + 1);
parent.document.body.append([innerWidth, document.documentElement.scrollWidth,
  document.documentElement.scrollHeight,
  wide.length === 0 ? "-" : wide[0].tagName + "." + wide[0].className].join(" ") + ";");
</script>"""


def chromium(*arguments):
    result = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         "--disable-dev-shm-usage", "--enable-logging=stderr", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=True)
    return result.stdout.decode(), result.stderr.decode()


def probe(page, directory):
    """Of a copy in which a script may run, for each width: width, needed, height, what is wide."""
    with open(page, encoding="utf-8") as file:
        text = file.read()
    text, count = re.subn(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", text)
    if count != 1:
        sys.exit("the page has no Content-Security-Policy")
    # every fold is open: what is in it has to fit as well
    text = text.replace("<details", "<details open=\"open\"").replace("</body>", PROBE + "</body>")
    frames = "".join(f"<iframe style=\"border:0;width:{width}px;height:900px\" "
                     f"srcdoc=\"{html.escape(text)}\"></iframe>" for width in WIDTHS.values())
    copy = os.path.join(directory, "probe.html")
    with open(copy, "w", encoding="utf-8") as file:
        file.write(f"<!DOCTYPE html><meta charset=\"utf-8\"><body>{frames}</body>")
    dump = chromium("--window-size=1280,900", "--dump-dom", "file://" + copy)[0]
    found = {int(each[0]): (int(each[1]), int(each[2]), each[3]) for each in
             re.findall(r"(\d+) (\d+) (\d+) ([^;<>]*);", dump[dump.rindex("</iframe>"):])}
    if sorted(found) != sorted(WIDTHS.values()):
        sys.exit(f"the page could not be measured: {found}")
    return found


def first_pixel(picture):
    """Red, green, blue: at the corner no filter of PNG changes the bytes."""
    with open(picture, "rb") as file:
        data = file.read()
    pieces, at = b"", 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IDAT":
            pieces += data[at + 8:at + 8 + length]
        at += 12 + length
    return zlib.decompress(pieces)[1:4]


def background(page, scheme):
    with open(page, encoding="utf-8") as file:
        colours = re.findall(r"--bg:#([0-9a-f]{6})", file.read())
    return bytes.fromhex(colours[0 if scheme == "light" else 1])


def main():
    page, pictures = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    name = os.path.splitext(os.path.basename(page))[0]
    problems = []
    with tempfile.TemporaryDirectory() as directory:
        measures = probe(page, directory)
    for kind, width in WIDTHS.items():
        needed, height, wide = measures[width]
        if needed > width or wide != "-":
            problems.append(f"{kind}: {needed} wide in a window of {width}, {wide}")
        for scheme, number in SCHEMES.items():
            picture = os.path.join(pictures, f"{name}-{kind}-{scheme}.png")
            _, log = chromium(f"--screenshot={picture}",
                              f"--window-size={width},{min(height, HEIGHT_MAX)}",
                              f"--blink-settings=preferredColorScheme={number}", "file://" + page)
            problems += [f"{kind} {scheme}: {line}" for line in log.splitlines()
                         if "CONSOLE" in line]
            if first_pixel(picture) != background(page, scheme):
                problems.append(f"{kind} {scheme}: another background")
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
