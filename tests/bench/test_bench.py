#!/usr/bin/env python3
"""The parts of the benchmark that need no measurement. usage: test_bench.py SOURCES"""

import io
import os
import sys
import tarfile
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(sys.argv.pop(1), "bench"))

import cases  # noqa: E402
import choose  # noqa: E402
import images  # noqa: E402
import runs  # noqa: E402
import table  # noqa: E402

MIB = 1 << 20


def some_files(count, size):
    return [(f"/usr/f{number:05}", size) for number in range(count)]


def total(chunks):
    return sum(size for chunk in chunks for _, _, size in chunk)


class Choosing(unittest.TestCase):
    def test_enough_files(self):
        chunks, times = choose.choose(some_files(6000, 1000), 1_000_000)
        self.assertEqual(times, 1)
        self.assertTrue(1_000_000 <= total(chunks) < 1_060_000)
        names = [name for chunk in chunks for name, _, _ in chunk]
        self.assertEqual(len(names), len(set(names)))
        # spread over all, not the first ones alone
        self.assertTrue(any(name > "usr/f05000" for name in names))
        self.assertEqual(chunks, choose.choose(some_files(6000, 1000), 1_000_000)[0])

    def test_exactly_enough(self):
        self.assertEqual(choose.choose(some_files(1000, 1000), 1_000_000)[1], 1)

    def test_one_byte_too_few(self):
        chunks, times = choose.choose(some_files(1000, 1000), 1_000_001)
        self.assertEqual(times, 2)
        self.assertEqual(chunks[-1][0][0], "again-1/usr/f00000")
        self.assertEqual(chunks[-1][0][1], "/usr/f00000")

    def test_no_file_is_most_of_it(self):
        files = sorted(some_files(100, 1000) + [("/usr/big", 1_563), ("/usr/fits", 1_562)])
        names = [name for chunk in choose.choose(files, 100_000)[0] for name, _, _ in chunk]
        self.assertIn("usr/fits", names)
        self.assertNotIn("usr/big", names)

    def test_nothing_there(self):
        for files in ([], some_files(10, 0)):
            with self.assertRaises(ValueError):
                choose.choose(files, 1000)

    def test_dealing(self):
        chunks, _ = choose.choose(some_files(6000, 1000), 5_000_000)
        parts = choose.deal(chunks, 4)
        self.assertEqual(sorted(sum(parts, [])), sorted(chunks))
        sizes = [total(part) for part in parts]
        self.assertLessEqual(max(sizes) - min(sizes), 60_000)

    def test_only_regular_files(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("b", "a"):
                with open(os.path.join(folder, name), "wb") as out:
                    out.write(name.encode() * 3)
            os.symlink("a", os.path.join(folder, "link"))
            os.mkfifo(os.path.join(folder, "fifo"))
            self.assertEqual(choose.regular_files(folder), [
                (os.path.join(folder, "a"), 3), (os.path.join(folder, "b"), 3)])


class Images(unittest.TestCase):
    def test_layer(self):
        def fill(writer):
            writer.add_bytes("usr/bin/main", b"x" * 513, 0o755)
            writer.add_bytes("usr/bin/other", b"")

        data, entries = images.plain_layer_bytes(fill)
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            members = tar.getmembers()
            self.assertEqual([one.name for one in members],
                             ["usr", "usr/bin", "usr/bin/main", "usr/bin/other"])
            self.assertEqual(tar.extractfile(members[2]).read(), b"x" * 513)
        self.assertEqual(entries, 4)
        self.assertEqual(len(data) % 512, 0)

    def test_archive(self):
        data, entries = images.plain_layer_bytes(lambda writer: writer.add_bytes("main", b"1"))
        layer = images.Layer(images.Segments(data[:5], data[5:]), "0" * 64, "none", len(data),
                             entries)
        self.assertEqual(layer.size, len(data))
        packed = b"".join(images.archive_segments(images.docker_members([layer])).pieces())
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            self.assertEqual(tar.extractfile(layer.digest + "/layer.tar").read(), data)
            self.assertEqual(tar.getnames()[-1], "manifest.json")


class Runs(unittest.TestCase):
    def test_result_of_one(self):
        sample = runs.parse_result("0 1.5 1.0 0.25 4096\n")
        self.assertEqual((sample["wall"], sample["cpu"], sample["peak_kib"]), (1.5, 1.25, 4096))

    def test_result_with_a_producer(self):
        sample = runs.parse_result("1 1.5 1.0 0.25 4096\n2 1.75 0.5 0.5 9\n")
        self.assertEqual((sample["status"], sample["producer_status"]), (1, 2))
        self.assertEqual((sample["wall"], sample["cpu"], sample["producer_cpu"]), (1.75, 1.25, 1))

    def test_written(self):
        trace = "\n".join([
            '7 openat(AT_FDCWD, "image.tar", O_RDONLY|O_CLOEXEC) = 3',
            '7 write(1, ""..., 120) = 120',
            '7 write(2, ""..., 7) = 7'])
        self.assertEqual(runs.count_written(trace), (0, 0))
        trace += "\n" + "\n".join([
            '7 openat(AT_FDCWD, "/tmp/x", O_RDWR|O_CREAT|O_EXCL, 0600) = 4',
            '8 openat(AT_FDCWD, "/tmp/y", O_WRONLY) = -1 EACCES (Permission denied)',
            '8 memfd_create("x", 0) = 5',
            '8 write(4, ""..., 100) = 100',
            '8 pwrite64(14, ""..., 20, 0) = 20'])
        self.assertEqual(runs.count_written(trace), (120, 2))

    def test_others(self):
        self.assertIsNone(runs.others_share([]))
        self.assertIsNone(runs.others_share([{"wall": 1.0, "others": None}]))
        self.assertEqual(runs.others_share([{"wall": 3.0, "others": 0.5},
                                            {"wall": 1.0, "others": 0.5}]), 0.25)

    def test_medians(self):
        program = runs.Program("x", ["x"])
        program.samples = [{"wall": 3.0}, {"wall": 1.0}, {"wall": 2.0}, {"wall": 9.0}]
        self.assertEqual(program.median("wall"), 2.5)

    def test_missing(self):
        self.assertEqual(runs.Program("x", ["no-such-program"]).missing(), "no-such-program")
        self.assertEqual(runs.Program("x", ["sh"], ["no-such-one"]).missing(), "no-such-one")
        self.assertIsNone(runs.Program("x", ["sh"], ["cat"]).missing())
        self.assertIsNone(runs.Program("x", ["sh"], ["cat"]).why_not())


def sample(wall, peak_mib=10.0, cpu=1.0):
    return {"wall": wall, "cpu": cpu, "peak_kib": int(peak_mib * 1024)}


def case_of(name, own, other=None, source="gzip", **wanted):
    ocigate = runs.Program("ocigate", ["ocigate"])
    ocigate.samples = [sample(own)]
    against = None
    if other is not None:
        against = runs.Program("other", ["no-such-program"])
        against.samples = [sample(other)] if other > 0 else []
    return cases.Case(name, ocigate, against, source=source, **wanted)


DATA = {"inputs": {name: {"entries": 100_000, "plain_bytes": size} for name, size in
                   (("gzip", 10**9), ("zstd", 10**9), ("grow-1", 10**9), ("grow-4", 4 * 10**9))}}


class Tables(unittest.TestCase):
    def expect(self, case, measured, met):
        row = table.time_row(case, DATA)
        self.assertEqual((row["measured"], row["met"]), (measured, met))

    def test_floors(self):
        self.expect(case_of("a", 1.15, 1.0, most=1.15), "1.15x", True)
        self.expect(case_of("a", 1.16, 1.0, most=1.15), "1.16x", False)
        self.expect(case_of("a", 9.0, 1.0), "9.00x", None)

    def test_peers(self):
        self.expect(case_of("a", 1.0, 4.0, least=4), "4.00x faster", True)
        self.expect(case_of("a", 1.0, 3.9, least=4), "3.90x faster", False)

    def test_a_peer_that_is_missing(self):
        self.expect(case_of("a", 1.0, 0, least=4), "no-such-program is not installed", None)

    def test_a_peer_that_fails(self):
        case = case_of("a", 1.0, 0, least=4)
        case.against.command, case.against.trouble = ["sh"], "sh failed"
        self.expect(case, "sh failed", None)

    def test_own_units(self):
        self.expect(case_of("tiny", 0.012, 0.002), "+10.0 ms", True)
        self.expect(case_of("tiny", 0.0131, 0.002), "+11.1 ms", False)
        self.expect(case_of("empty-files", 0.175, 0.1), "1.75 us an entry", True)
        self.expect(case_of("empty-files", 0.176, 0.1), "1.76 us an entry", False)

    def test_memory(self):
        def met(peak_mib, source="gzip", written=(0, 0)):
            case = case_of("a", 1.0, source=source)
            case.ocigate.samples = [sample(1.0, peak_mib), sample(1.0, 1.0)]
            case.written = written
            return table.memory_row(case, DATA)["met"]

        self.assertTrue(met(22.2))
        self.assertFalse(met(22.4))
        self.assertTrue(met(28.0, "zstd"))
        self.assertFalse(met(28.1, "zstd"))
        self.assertFalse(met(1.0, written=(0, 1)))
        self.assertTrue(met(1.0, written=None))

    def test_growth(self):
        both = [case_of("grow-1", 1.0, source="grow-1"), case_of("grow-4", 1.0, source="grow-4")]
        both[1].ocigate.samples = [sample(1.0, cpu=4.2)]
        self.assertEqual([row["met"] for row in table.growth_rows(both, DATA)], [None, True])
        both[1].ocigate.samples = [sample(1.0, cpu=4.21)]
        self.assertEqual([row["met"] for row in table.growth_rows(both, DATA)], [None, False])

    def test_markdown(self):
        text = table.markdown([{"case": "a", "met": True}, {"case": "long", "met": False}])
        self.assertEqual(text, "| case | met |\n|------|-----|\n| a    | yes |\n| long | NO  |\n")
        self.assertEqual(table.markdown([]), "")

    def test_missed(self):
        found = [("Time", [{"case": "a", "met": False}, {"case": "b", "met": None}]),
                 ("Parts", [{"what": "c"}])]
        self.assertEqual(table.missed(found), ["a (time)"])

    def test_page_keeps_what_is_around(self):
        page = "before\n" + table.BEGIN + "old\n" + table.END + "after\n"
        new = table.replace_between(page, "new")
        self.assertEqual(new, "before\n" + table.BEGIN + "\nnew\n" + table.END + "after\n")
        self.assertEqual(table.replace_between(new, "new"), new)
        with self.assertRaises(ValueError):
            table.replace_between("no markers", "new")

    def test_every_case_has_data_and_a_name_of_its_own(self):
        class Anything(dict):
            def __missing__(self, name):
                return {"path": name, "layer_files": [name + ".gz"]}

        found = cases.build("ocigate", {"inputs": Anything()}, "tools", "folder", True)
        names = [case.name for case in found]
        self.assertEqual(len(names), len(set(names)))
        self.assertTrue(all(case.source for case in found))


if __name__ == "__main__":
    unittest.main()
