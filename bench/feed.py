#!/usr/bin/env python3
"""Writes an archive to standard output as its list of pieces says, without copying the files."""

import base64
import json
import os
import sys


def main():
    with open(sys.argv[1], encoding="utf-8") as text:
        pieces = json.load(text)
    for piece in pieces:
        if isinstance(piece, dict):
            left = memoryview(base64.b64decode(piece["base64"]))
            while left:
                left = left[os.write(1, left):]
            continue
        with open(piece, "rb") as source:
            offset, size = 0, os.fstat(source.fileno()).st_size
            while offset < size:
                sent = os.sendfile(1, source.fileno(), offset, size - offset)
                if sent == 0:
                    sys.exit(f"{piece} became shorter")
                offset += sent


main()
