"""Lists tar archives with Python's tarfile, for tar_differential: batches of archives come in on
standard input, one listing for each goes out.

Batch: count, then length and bytes of each; a listing: length and text, length 0xffffffff when the
archive is refused. All numbers are 32 bits, little-endian."""
import io
import struct
import sys
import tarfile
import zlib

KINDS = {tarfile.REGTYPE: b"file", tarfile.AREGTYPE: b"file", tarfile.LNKTYPE: b"hard",
         tarfile.SYMTYPE: b"soft", tarfile.CHRTYPE: b"char", tarfile.BLKTYPE: b"block",
         tarfile.DIRTYPE: b"dir", tarfile.FIFOTYPE: b"fifo"}


def raw(text):
    return text.encode("utf-8", "surrogateescape")


def listing(data):
    out = []
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8",
                      errors="surrogateescape", errorlevel=2) as archive:
        for entry in archive:
            kind = KINDS.get(entry.type, b"other")
            body = archive.extractfile(entry).read() if kind == b"file" else b""
            link = raw(entry.linkname) if kind in (b"hard", b"soft") else b""
            if kind == b"file" and len(body) != entry.size:
                raise tarfile.ReadError("short body")
            out.append(b"%s %s|%s|%d|%08x\n" % (kind, raw(entry.name).rstrip(b"/"), link, len(body),
                                                zlib.crc32(body)))
    return b"".join(out)


def main():
    source, sink = sys.stdin.buffer, sys.stdout.buffer

    def number():
        data = source.read(4)
        return struct.unpack("<I", data)[0] if len(data) == 4 else 0

    while count := number():
        archives = [source.read(number()) for _ in range(count)]
        for data in archives:
            try:
                text = listing(data)
                sink.write(struct.pack("<I", len(text)) + text)
            except Exception:  # whatever it is, the archive is refused
                sink.write(struct.pack("<I", 0xFFFFFFFF))
        sink.flush()


main()
