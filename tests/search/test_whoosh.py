"""The Whoosh engine as a folder: who writes, what a killed process leaves, what a broken index says."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from importlib.metadata import packages_distributions
from pathlib import Path
from time import monotonic, sleep

import pytest
from whoosh import index

from forum.search.engines import IndexBusy, IndexUnavailable
from forum.search.engines.whoosh import WhooshEngine, reading, scoring
from tests.search.documents import ask, document

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = frozenset({"public"})

# Whoosh leaves files open when it fails to open the next one, in a broken index or during a commit.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

WRITER = """
import sys
from pathlib import Path
from forum.search.engines.whoosh import WhooshEngine
from tests.search.documents import document

engine = WhooshEngine(Path(sys.argv[1]))
for batch in range(int(sys.argv[2]), 10_000):
    engine.apply(document(f"idea:{batch}-{place}", "Ampel", body="Ring " * 50) for place in range(5))
    print(batch, flush=True)
"""


def start_writer(folder: Path, first: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 (our own text, our own interpreter)
        [sys.executable, "-c", WRITER, str(folder), str(first)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def test_a_killed_writer_leaves_whole_batches(tmp_path: Path) -> None:
    """Q-14: kill -9 in the middle of writing; what was confirmed is there, nothing is there by half."""
    confirmed = -1
    for round_ in range(5):
        writer = start_writer(tmp_path / "index", confirmed + 1)
        assert writer.stdout
        lines = [writer.stdout.readline() for _ in range(3)]
        sleep(0.004 * round_)
        os.kill(writer.pid, signal.SIGKILL)
        rest, _ = writer.communicate()
        confirmed = int([*lines, *rest.splitlines()][-1])
        engine = WhooshEngine(tmp_path / "index")
        found = {hit.key for hit in engine.find(ask("ampel"), audiences=PUBLIC, limit=1000).hits}
        batches = {int(re.findall(r"\d+", key)[0]) for key in found}
        assert set(range(confirmed + 1)) <= batches
        assert len(found) == 5 * len(batches) == engine.count()
        engine.apply([document("post:1", "Danach")])
        engine.apply([], ["post:1"])
        engine.close()


def test_only_one_process_writes_and_others_read(tmp_path: Path) -> None:
    """Q-13, Q-21: the lock is held as long as the process lives; readers see no error meanwhile."""
    writer = start_writer(tmp_path / "index")
    assert writer.stdout
    writer.stdout.readline()
    engine = WhooshEngine(tmp_path / "index")
    with pytest.raises(IndexBusy):
        engine.apply([document("idea:1")])
    with pytest.raises(IndexBusy):
        engine.rebuild([])
    counts = []
    end = monotonic() + 1.5
    while monotonic() < end:
        counts.append(engine.find(ask("ampel ring"), audiences=PUBLIC, limit=1000).approximate_total)
    writer.kill()
    writer.communicate()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    engine.apply([document("idea:1")])
    engine.close()


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    """Q-20: the caller turns this into a plain search of the database."""
    engine = WhooshEngine(tmp_path / "none")
    assert not engine.healthy()
    for ask_it in (
        lambda: engine.find(ask("ampel"), audiences=PUBLIC),
        lambda: engine.similar("Ampel", audiences=PUBLIC),
        engine.count,
    ):
        with pytest.raises(IndexUnavailable):
            ask_it()


def test_an_index_of_another_version_says_so_and_a_rebuild_heals_it(tmp_path: Path) -> None:
    """Q-20: an index that lacks a field is as good as none."""
    engine = WhooshEngine(tmp_path / "index")
    engine.apply([document("idea:1", "Ampel")])
    path = next((tmp_path / "index").glob("index-*"))
    engine.close()
    older = index.open_dir(str(path)).writer()
    older.remove_field("prior")
    older.commit()
    assert not engine.healthy()
    with pytest.raises(IndexUnavailable):
        engine.apply([document("idea:2", "Ampel")])
    assert engine.rebuild([document("idea:1", "Ampel")]) == 1
    assert engine.healthy()
    engine.close()


def test_what_is_not_looked_at_in_full_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q-25: of very many documents with all words of a phrase the best are read, and a cut result says so."""
    engine = WhooshEngine(tmp_path / "index")
    engine.apply([document(f"idea:{number}", body="Ampel am Ring " * (number + 1)) for number in range(5)])
    whole = engine.find(ask('"Ampel am Ring"'), audiences=PUBLIC)
    assert (len(whole.hits), whole.approximate_total, whole.truncated) == (5, 5, False)
    monkeypatch.setattr(scoring, "MOST_READ", 2)
    engine.apply([document("post:1", "Park")])
    cut = engine.find(ask('"Ampel am Ring"'), audiences=PUBLIC)
    assert (len(cut.hits), cut.approximate_total, cut.truncated) == (2, 2, True)
    monkeypatch.setattr(reading, "TIME_LIMIT", -1.0)
    engine.apply([document("post:1", "Park im Norden")])
    late = WhooshEngine(tmp_path / "index").find(ask("Ampel"), audiences=PUBLIC)
    assert late.truncated
    engine.close()


def test_what_was_deleted_or_replaced_is_in_no_answer(tmp_path: Path) -> None:
    """Q-16: also in the segments whose lists of postings are kept from one state of the index to the next."""
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(document(f"idea:{number}", "Ampel am Ring") for number in range(300))
    for text in ("ampel", '"am ring"', "amp*", "ampel -park", "ampel OR park", "jahr:2026"):
        assert engine.find(ask(text), audiences=PUBLIC).approximate_total == 300, text
    engine.apply([document("idea:7", "Park")], [f"idea:{number}" for number in range(8, 200)])
    for text in ("ampel", '"am ring"', "amp*", "ampel -park", "ampel OR ring"):
        assert engine.find(ask(text), audiences=PUBLIC).approximate_total == 107, text
    assert engine.find(ask("jahr:2026"), audiences=PUBLIC).approximate_total == 108
    assert [hit.key for hit in engine.find(ask("park"), audiences=PUBLIC).hits] == ["idea:7"]
    engine.close()


@pytest.mark.parametrize("harm", ["cut", "overwritten", "zeroed", "deleted", "pointer"])
def test_a_broken_index_says_so_and_a_rebuild_heals_it(tmp_path: Path, harm: str) -> None:
    """Q-20: files cut, overwritten, never written or deleted while running."""
    engine = WhooshEngine(tmp_path / "index")
    engine.apply([document(f"idea:{number}", "Ampel") for number in range(50)])
    engine.close()
    if harm == "pointer":
        (tmp_path / "index" / "current").write_text("../elsewhere")
    for path in (tmp_path / "index").glob("index-*/*"):
        if harm == "cut":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
        elif harm == "overwritten":
            path.write_bytes(b"\x07" * path.stat().st_size)
        elif harm == "zeroed" and path.suffix in {".trm", ".pst"}:
            # As after a power cut: the names are on the disk, the last blocks are not.
            path.write_bytes(bytes(path.stat().st_size))
        elif harm == "deleted":
            path.unlink()
    with pytest.raises(IndexUnavailable):
        engine.find(ask("ampel"), audiences=PUBLIC)
    with pytest.raises(IndexUnavailable):
        engine.apply([document("idea:99", "Ampel")])
    assert not engine.healthy()
    assert engine.rebuild([document("idea:1", "Ampel")]) == 1
    assert engine.find(ask("ampel"), audiences=PUBLIC).approximate_total == 1
    assert len(list((tmp_path / "index").glob("index-*"))) == 1
    engine.close()


def test_broken_postings_are_no_error_page_and_heal(tmp_path: Path) -> None:
    """Q-20: of these alone nothing tells before a word of them is asked for; and nobody has an index built at will."""
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild(document(f"idea:{number}", "Ampel", body="Die Ampel am Ring " * number) for number in range(300))
    engine.close()
    for path in (tmp_path / "index").glob("index-*/*.pst"):
        path.write_bytes(bytes(path.stat().st_size))
    for text in ("ampel", '"am ring"', "amp*"):
        with pytest.raises(IndexUnavailable):
            engine.find(ask(text), audiences=PUBLIC)
    assert not engine.healthy()
    engine.rebuild([document("idea:1", "Ampel")])
    assert engine.healthy()
    assert engine.find(ask("ampel"), audiences=PUBLIC).approximate_total == 1
    engine.close()


def test_a_rebuild_that_fails_leaves_the_old_index(tmp_path: Path) -> None:
    """Q-19: the switch comes last."""
    engine = WhooshEngine(tmp_path / "index")
    engine.apply([document("idea:1", "Ampel")])

    def fails() -> object:
        yield document("idea:2", "Ampel")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        engine.rebuild(fails())  # type: ignore[arg-type]
    assert engine.count() == 1
    assert engine.rebuild([]) == 0
    assert len(list((tmp_path / "index").glob("index-*"))) == 1
    engine.close()


def test_searches_go_on_during_rebuilds(tmp_path: Path) -> None:
    """Q-19: another reader, as in another process, sees no failed search."""
    engine, reader = WhooshEngine(tmp_path / "index"), WhooshEngine(tmp_path / "index")
    engine.rebuild([document("idea:1", "Ampel")])
    found: list[int] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            found.append(reader.find(ask("ampel"), audiences=PUBLIC).approximate_total)

    thread = threading.Thread(target=search)
    thread.start()
    for _ in range(15):
        engine.rebuild([document("idea:1", "Ampel")])
    done.set()
    thread.join()
    assert set(found) == {1}
    engine.close()
    reader.close()


def test_the_folder_belongs_to_the_service_alone(tmp_path: Path) -> None:
    """Q-22: the index is made of pickles."""
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([document("idea:1", "Ampel")])
    for path in (tmp_path / "index", *(tmp_path / "index").glob("index-*")):
        assert path.stat().st_mode & 0o777 == 0o700
    engine.close()


def test_one_distribution_provides_whoosh() -> None:
    """Q-22: three distributions share the import name."""
    assert packages_distributions()["whoosh"] == ["Whoosh-Reloaded"]


def test_only_the_engine_knows_whoosh_and_only_the_analysis_knows_snowball() -> None:
    """Q-01, Q-13: static scan."""
    for path in (ROOT / "forum").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        inside = path.relative_to(ROOT / "forum").as_posix()
        if not inside.startswith("search/engines/whoosh/"):
            assert not re.search(r"^(from|import) whoosh|(?<!csv)\.writer\(|AsyncWriter", text, re.MULTILINE), inside
        if not inside.startswith("search/analysis/"):
            assert "snowballstemmer" not in text, inside
        assert not re.search(r"from whoosh(\.analysis| import .*analysis)", text), inside


def test_an_index_that_was_just_built_is_mended_once(tmp_path: Path) -> None:
    """Q-20: a broken one at once, however new it is; of one that was built for a doubt the next doubt waits."""
    engine = WhooshEngine(tmp_path / "index")
    town = [document(f"idea:{number}", "Ampel am Ring") for number in range(50)]
    for is_first in (True, False):
        engine.rebuild(town)
        assert engine.healthy()
        for path in (tmp_path / "index").glob("index-*/*.pst"):
            path.write_bytes(bytes(path.stat().st_size))
        with pytest.raises(IndexUnavailable):
            engine.find(ask("ampel ring"), audiences=PUBLIC)
        assert engine.healthy() is not is_first, "an index that was built for a doubt a moment ago is not built anew"
    (learnt,) = (tmp_path / "index").glob("index-*/vocabulary.json")
    an_hour_ago = time.time() - 3601
    os.utime(learnt, (an_hour_ago, an_hour_ago))
    assert not engine.healthy()
    engine.close()
