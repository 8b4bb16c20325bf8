#!/usr/bin/env python3
"""usage: markup.py FILE... [--texts REPORT.json]

Read pages and Markdown as their readers do, and refuse what a text of an image may not become.

A page (.html) is XML and HTML with the same tags; it loads nothing, runs nothing, and its colours
can be read. Markdown (.md) goes through cmark-gfm (Debian: cmark-gfm): no image, no HTML but ours,
no link but those to the documentation of the rules. With --texts, the name of each input of the
report is found in each file as plain text, as far as it is shown.
Exit status 77 where cmark-gfm is missing and a file needs it."""

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

HELP = "https://example.com/rules/"
PAGE_TAGS = set("""html head meta title link style body div header main footer section article h1 h2
    h3 h4 p span small b i a code pre ul ol li dl dt dd table thead tbody tr th td details summary br
    svg circle path""".split())
PAGE_ATTRIBUTES = set("""lang charset http-equiv content name rel href class id style title scope
    data-of aria-hidden viewBox cx cy r d""".split())
MARKDOWN_HTML = {"<br>", "<code>", "</code>"}
MARKDOWN_BLOCKS = re.compile(r"<details><summary>[\w ,]+</summary>|</details>")
SHOWN = 140  # characters of a long text that each format shows
CONTRAST = 4.5
PAIRS = [("ink", "card"), ("ink", "bg"), ("soft", "card"), ("soft", "bg"), ("link", "card"),
         ("ink", "code"), ("vain", "card"), ("error", "card"), ("error", "error-bg"),
         ("warning", "warning-bg"), ("info", "info-bg"), ("pass", "card"), ("pass", "pass-bg"),
         ("ink", "error-bg"), ("ink", "pass-bg")]
problems = []


def refuse(name, problem):
    problems.append(f"{name}: {problem}")


# ---- pages ---------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags as a browser reads them."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


def luminance(color):
    channels = [int(c * 2 if len(color) == 3 else c, 16) / 255
                for c in (re.findall("..", color) if len(color) == 6 else color)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def check_colours(name, style):
    schemes = re.findall(r":root\{([^}]*)\}", style.split("@media print")[0])
    if len(schemes) != 2:
        refuse(name, "not two colour schemes")
    for scheme in schemes:
        colours = dict(re.findall(r"--([\w-]+):#([0-9a-f]{3,6})\b", scheme))
        for ink, paper in PAIRS:
            ratio = contrast(colours[ink], colours[paper])
            if ratio < CONTRAST:
                refuse(name, f"{ink} on {paper}: contrast {ratio:.2f}")
    for tone in re.findall(r"--tone:#([0-9a-f]{6})", style):
        if contrast("ffffff", tone) < CONTRAST:
            refuse(name, f"white on {tone}: contrast {contrast('ffffff', tone):.2f}")


def check_style(name, style):
    for word in ("url(", "@import", "expression(", "<"):
        if word in style:
            refuse(name, f"{word} in the style sheet")
    check_colours(name, style)


def check_attributes(name, element, ids):
    for key, value in element.attrib.items():
        if key not in PAGE_ATTRIBUTES:
            refuse(name, f"attribute {key} of {element.tag}")
        if key == "href" and not (value in ("data:,",) or value.startswith(HELP) or
                                  (value[:1] == "#" and value[1:] in ids)):
            refuse(name, f"link to {value}")
        if key == "style" and re.sub(r"(left|top|width|height):\d+\.\d\d%;?", "", value):
            refuse(name, f"style {value}")


def check_page(name, text):
    """The text of the page, without what its head says."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        refuse(name, f"not balanced: {error}")
        return ""
    elements = list(root.iter())
    tags = Tags()
    tags.feed(text)
    if [e.tag.lower() for e in elements] != tags.tags:
        refuse(name, "XML and HTML see different tags")
    ids = [e.get("id") for e in elements if e.get("id") is not None]
    if len(ids) != len(set(ids)):
        refuse(name, "an id is there twice")
    for element in elements:
        if element.tag not in PAGE_TAGS:
            refuse(name, f"element {element.tag}")
        check_attributes(name, element, ids)
    policy = root.find("head/meta[@http-equiv='Content-Security-Policy']")
    if policy is None or not policy.get("content").startswith("default-src 'none';"):
        refuse(name, "no Content-Security-Policy")
    styles = root.findall(".//style")
    if len(styles) != 1:
        refuse(name, "not one style sheet")
    check_style(name, styles[0].text)
    headings = [int(e.tag[1]) for e in elements if re.fullmatch("h[1-4]", e.tag)]
    if headings[:1] != [1] or headings.count(1) != 1:
        refuse(name, "not one heading of the first level, at the top")
    if any(b > a + 1 for a, b in zip(headings, headings[1:])):
        refuse(name, "a level of headings is left out")
    return "".join(root.find("body").itertext())


# ---- Markdown ------------------------------------------------------------------


def local(element):
    return element.tag.split("}")[-1]


def check_node(name, element):
    kind = local(element)
    value = element.text or ""
    if kind == "image":
        refuse(name, f"image {element.get('destination')}")
    elif kind == "link" and not element.get("destination", "").startswith(HELP):
        refuse(name, f"link to {element.get('destination')}")
    elif kind == "html_inline" and value not in MARKDOWN_HTML:
        refuse(name, f"HTML {value}")
    elif kind == "html_block" and not MARKDOWN_BLOCKS.fullmatch(value.strip()):
        refuse(name, f"HTML {value}")
    elif kind in ("emph", "strikethrough", "footnote_reference", "block_quote", "code_block"):
        refuse(name, f"{kind} out of a text")


def check_mentions(name, element):
    """What GitHub makes of text behind the parser; text in code is left alone."""
    value = element.text or ""
    for what in (r"(?<![\w`])@\w", r"#\d", r"\bGH-\d", r"://", r"\bwww\."):
        if re.search(what, value):
            refuse(name, f"a link for GitHub in {value}")


def check_cells(name, rows, file):
    """cmark drops the cells that are too many, so the bars are counted as well."""
    bars = [len(re.findall(r"(?<!\\)\|", line)) - 1 for line in file.splitlines()
            if line.startswith("|") and not line.startswith("|--")]
    if len(bars) != len(rows) or any(b != len(r) for b, r in zip(bars, rows)):
        refuse(name, "a row of a table has other cells than its text")


def check_markdown(name, text):
    xml = subprocess.run(
        ["cmark-gfm", "--unsafe", "-t", "xml", "-e", "table", "-e", "autolink", "-e",
         "strikethrough"], input=text.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    root = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", xml))
    pieces = []
    for element in root.iter():
        check_node(name, element)
        if local(element) == "text":
            pieces.append(element.text or "")
            check_mentions(name, element)
        elif local(element) in ("code", "softbreak"):
            pieces.append(element.text or " ")
    check_cells(name, [list(e) for e in root.iter()
                       if local(e) in ("table_row", "table_header")], text)
    if len(text.encode()) > 1 << 20:
        refuse(name, "longer than GitHub takes")
    return "".join(pieces)


# ---- both ----------------------------------------------------------------------


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()


def check_texts(name, page, texts):
    page = plain(page)
    for text in texts:
        if plain(text)[:SHOWN] not in page:
            refuse(name, f"not there as text: {text[:SHOWN]}")


def main():
    names = sys.argv[1:]
    texts = []
    if "--texts" in names:
        at = names.index("--texts")
        with open(names[at + 1], encoding="utf-8") as file:
            texts = [result["input"]["name"] for result in json.load(file)["results"]]
        names = names[:at]
    if shutil.which("cmark-gfm") is None and any(name.endswith(".md") for name in names):
        print("skipped: cmark-gfm is not installed")
        return 77
    for name in names:
        with open(name, encoding="utf-8", newline="") as file:
            text = file.read()
        page = check_markdown(name, text) if name.endswith(".md") else check_page(name, text)
        check_texts(name, page, texts)
    print("\n".join(problems) if problems else f"{len(names)} files are what they should be")
    return 1 if problems or not names else 0


sys.exit(main())
