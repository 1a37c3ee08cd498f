"""Work in processes beside the reactor: what it gives, what ends it, and what is left behind."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

import crawlers
from crawlers.crawl import crawl
from crawlers.network.fetch import Failure
from crawlers.visits.pages import Recent
from crawlers.worker import TooHard, Worker, WorkerLost
from crawlers.workers import Workers
from store.records import Access, Poll

pytestmark = pytest.mark.usefixtures("afresh")

ROOT = str(Path(crawlers.__file__).parent.parent)


def quick_worker():
    return Worker(cpu_limit_s=0.5, wall_limit_s=5.0)


def asked(work, **more):
    """What `work(workers)` gives; the workers are closed after it, and nothing is left of them."""
    more.setdefault("new_worker", quick_worker)

    async def whole():
        workers = Workers(**more)
        try:
            return await work(workers)
        finally:
            workers.close()

    before = set(_below(psutil.Process()))
    found = asyncio.run(whole())
    assert set(_below(psutil.Process())) - before == set()
    return found


def test_a_function_runs_in_another_process_and_what_it_raises_is_raised():
    async def work(workers):
        with pytest.raises(ZeroDivisionError):
            await workers.call(divmod, 1, 0)
        return await workers.call(os.getpid), await workers.call(sum, [1, 2])

    pid, total = asked(work)

    assert pid != os.getpid()
    assert total == 3


def test_no_process_is_started_before_there_is_work():
    async def work(workers):
        return _below(psutil.Process())

    before = set(_below(psutil.Process()))

    assert set(asked(work)) == before


def test_work_without_an_end_is_too_hard_and_the_rest_goes_on():
    async def work(workers):
        begun = time.monotonic()
        with pytest.raises(TooHard) as caught:
            await workers.call(re.match, "(a+)+$", "a" * 60 + "b")  # never lets Python's lock go
        return await workers.call(abs, -7), caught.value.message, time.monotonic() - begun

    found, message, seconds = asked(work, size=1)

    assert found == 7
    assert message == "kunde inte läsas inom 10 sekunder"
    assert seconds < 5, "ended by the CPU that it used, not by the clock"


def test_work_that_waits_for_ever_is_ended_by_the_clock():
    async def work(workers):
        with pytest.raises(TooHard):
            await workers.call(time.sleep, 60)
        return await workers.call(abs, -7)

    assert asked(work, new_worker=lambda: Worker(wall_limit_s=0.5)) == 7


def test_a_busy_machine_makes_nothing_too_hard():
    async def work(workers):
        await workers.call(time.sleep, 0.7)  # longer than the limit of CPU seconds
        return True

    assert asked(work)


def test_a_worker_that_is_killed_loses_its_own_work_alone():
    async def work(workers):
        pid = await workers.call(os.getpid)
        doomed = asyncio.ensure_future(workers.call(time.sleep, 20))
        others = [asyncio.ensure_future(workers.call(abs, -n)) for n in range(5)]
        await asyncio.sleep(0.3)  # let it take the work
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(WorkerLost):
            await doomed
        return await asyncio.gather(*others)

    assert asked(work, size=1) == [0, 1, 2, 3, 4]


def test_a_worker_that_died_while_idle_is_replaced_unnoticed():
    async def work(workers):
        pid = await workers.call(os.getpid)
        os.kill(pid, signal.SIGKILL)
        return pid, await workers.call(os.getpid)

    first, second = asked(work)

    assert first != second


def test_work_that_ends_its_own_process_is_lost_and_not_tried_again(tmp_path):
    async def work(workers):
        with pytest.raises(WorkerLost):
            await workers.call(os.abort)
        return await workers.call(abs, -7)

    assert asked(work) == 7


def test_workers_are_replaced_after_so_many_tasks(monkeypatch):
    monkeypatch.setattr("crawlers.workers.TASKS", 3)

    async def work(workers):
        return [await workers.call(os.getpid) for _ in range(7)]

    pids = asked(work, size=1)

    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]


def test_a_second_worker_comes_when_work_has_to_wait(monkeypatch):
    monkeypatch.setattr("crawlers.workers.PATIENCE_S", 0.1)

    async def work(workers):
        await workers.call(abs, 0)
        slow = asyncio.ensure_future(workers.call(time.sleep, 2))
        await asyncio.sleep(0)
        begun = time.monotonic()
        await workers.call(abs, -7)
        waited = time.monotonic() - begun
        slow.cancel()
        return waited

    assert asked(work, size=2) < 1.8


def test_work_that_is_given_up_does_not_hold_its_worker_for_ever():
    async def work(workers):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(workers.call(time.sleep, 0.4), 0.1)
        return await workers.call(abs, -7)

    assert asked(work, size=1) == 7


def test_what_cannot_travel_is_an_error_of_that_work_alone():
    async def work(workers):
        with pytest.raises(TypeError, match="lock"):
            await workers.call(threading.Lock)
        return await workers.call(abs, -7)

    assert asked(work) == 7


def test_recent_pages_are_forgotten_oldest_first_by_number_and_by_size():
    def failure(size=0):
        return Failure(Access.OUTAGE, "sidan finns inte (HTTP 404)", 404, body=b"x" * size)

    recent = Recent(pages=3, characters=100)
    for n in range(5):
        recent.keep(f"/{n}", failure())
    assert [n for n in range(5) if recent.get(f"/{n}")] == [2, 3, 4]

    recent.keep("/stor", failure(90))
    recent.keep("/till", failure(20))
    assert recent.get("/stor") is None
    assert recent.get("/till") is not None


PASS = """
import sys
from datetime import UTC, datetime
from crawlers.crawl import crawl
from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from store.records import Source, SourceKind
if __name__ == "__main__":
    settings = CrawlSettings(delay_s=0, allow_private_networks=True)
    feed = Source("k", SourceKind.FEED, sys.argv[1])
    records = crawl([feed], {}, {}, settings, Pseudonyms(b"k"), datetime.now(UTC))
    for record in records:
        if sys.argv[2:]:
            break  # and leave it open
    print("slut", flush=True)
"""


@pytest.fixture
def running_pass(web, tmp_path):
    """A pass in a program of its own that waits for a page; gives all its processes by role."""
    script = tmp_path / "varv.py"
    script.write_text(PASS, encoding="utf-8")
    feed = web.put_articles(3)
    web.replies["/a/2"] = lambda asked: time.sleep(20)
    parent = subprocess.Popen(
        [sys.executable, str(script), feed], env={**os.environ, "PYTHONPATH": ROOT}
    )
    try:
        _until(lambda: "/a/2" in web.paths() and len(_family(parent.pid)) == 3)
        yield parent, [psutil.Process(pid) for pid in _family(parent.pid)]
    finally:
        parent.kill()
        parent.wait()


@pytest.mark.slow
@pytest.mark.parametrize("role", ["parent", "crawling process"])
def test_nothing_is_left_when_one_of_the_processes_is_killed(running_pass, role):
    parent, (itself, crawler, worker) = running_pass

    (itself if role == "parent" else crawler).kill()

    parent.wait(10)  # the pass ends, with a Poll for what was not read
    _until(lambda: not any(_alive(p) for p in (crawler, worker)))


@pytest.mark.slow
def test_a_program_that_ends_with_a_pass_open_ends_its_processes(web, tmp_path):
    script = tmp_path / "varv.py"
    script.write_text(PASS, encoding="utf-8")
    feed = web.put_articles(30)
    web.replies["/a/9"] = lambda asked: time.sleep(20)
    begun = time.monotonic()

    ended = subprocess.run(
        [sys.executable, str(script), feed, "lämna"],
        env={**os.environ, "PYTHONPATH": ROOT}, capture_output=True, text=True, timeout=30,
    )  # fmt: skip

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "slut\n", "")
    assert time.monotonic() - begun < 15
    assert not [p for p in psutil.process_iter() if feed in _command(p.pid)]


@pytest.mark.slow
def test_a_pass_goes_on_without_a_worker_that_was_killed(web, source, settings, pseudonyms, now):
    feed = source(web.put_articles(6))
    before = set(_below(psutil.Process()))
    killed, documents = [], []
    for record in crawl([feed], {}, {}, settings, pseudonyms, now):
        if isinstance(record, Poll):
            poll = record
        documents.append(record)
        if not killed:
            _, *killed = [p for p in _below(psutil.Process()) if p not in before]
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    assert killed
    assert poll.access is Access.OK
    assert set(_below(psutil.Process())) - before == set()


@pytest.mark.slow
def test_a_pass_that_finds_nothing_new_starts_no_worker(web, source, crawl_pass, now):
    feed = source(web.put_articles(3))
    crawl_pass(feed)
    before = set(_below(psutil.Process()))
    running = []
    for path in [f"/a/{n}" for n in range(3)]:
        web.replies[path] = _counted(web.replies[path], running, before)

    outcome = crawl_pass(feed, now=now + timedelta(hours=1), delay_s=0.3)

    assert outcome.documents == []
    assert running == [1, 1, 1], "the crawling process alone, while each page is asked for"


def _counted(reply, running, before):
    def answer(asked):
        running.append(len(set(_below(psutil.Process())) - before))
        return reply

    return answer


def _family(pid):
    """The program, its crawling process and that one's worker, as far as they have come."""
    try:
        return [pid, *_below(psutil.Process(pid))]
    except psutil.Error:
        return []


def _below(process):
    """The living processes below one, multiprocessing's own (which stays) apart."""
    found = [p.pid for p in process.children(recursive=True) if _alive(p)]
    return [pid for pid in found if "resource_tracker" not in _command(pid)]


def _alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _command(pid):
    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return ""


def _until(done, timeout_s=30):
    limit = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)
