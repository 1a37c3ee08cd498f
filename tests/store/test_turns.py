"""First come, first served: among threads, and among processes."""

import threading
import time

import pytest

from store.turns import Turns, in_line


def waiting(turns, count):
    """Wait until so many threads stand in line."""
    end = time.monotonic() + 10
    while len(turns._waiting) < count and time.monotonic() < end:
        time.sleep(0.001)
    assert len(turns._waiting) == count


def test_threads_are_served_in_the_order_in_which_they_asked():
    turns, order, threads = Turns(), [], []

    def take(number):
        with turns.taken(10):
            order.append(number)

    with turns.taken(1):
        for number in range(5):
            threads.append(threading.Thread(target=take, args=[number]))
            threads[-1].start()
            waiting(turns, number + 1)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_turn_that_does_not_come_in_time_is_given_up():
    turns, given_up = Turns(), threading.Event()

    def impatient():
        with pytest.raises(TimeoutError), turns.taken(0.02):
            pass
        given_up.set()

    with turns.taken(1):
        thread = threading.Thread(target=impatient)
        thread.start()
        assert given_up.wait(10)
        thread.join()
    with turns.taken(0):
        pass


def test_a_thread_does_not_wait_for_itself():
    turns = Turns()
    with turns.taken(1), pytest.raises(RuntimeError), turns.taken(60):
        pass
    with turns.taken(0):
        pass


def test_a_turn_is_given_back_when_the_work_fails():
    turns = Turns()
    with pytest.raises(ValueError), turns.taken(1):
        raise ValueError
    with turns.taken(0):
        pass


def test_one_stands_at_the_head_of_the_line_and_another_waits_until_its_deadline(tmp_path):
    queue = tmp_path / "queue"
    with in_line(queue, time.monotonic() + 10):
        begun = time.monotonic()
        with in_line(queue, begun + 0.1):
            assert 0.1 <= time.monotonic() - begun < 5
    begun = time.monotonic()
    with in_line(queue, begun + 10):
        assert time.monotonic() - begun < 5


def test_a_queue_file_that_nobody_holds_means_nothing(tmp_path):
    queue = tmp_path / "queue"
    queue.write_text("left behind")
    with in_line(queue, time.monotonic() + 60):
        assert queue.read_text() == "left behind"


def test_there_is_no_line_where_its_file_cannot_be_made(tmp_path):
    with in_line(tmp_path / "missing" / "queue", time.monotonic() + 60):
        pass
    assert list(tmp_path.iterdir()) == []
