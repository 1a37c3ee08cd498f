"""The service: passes and the Monday report on a clock. The only place that starts by itself."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from reports.signals.weeks import STOCKHOLM, last_complete
from scheduler.canary import check_articles, last_checked
from scheduler.delivery import is_waiting, send_alarm
from scheduler.drift_watch import drifted
from scheduler.passes import PassSettings, run_pass, send_week, write_week
from scheduler.pipeline import due
from store.errors import StoreError, VardkaseError
from store.runs import add_run
from store.sources import last_attempts, source_states

logger = logging.getLogger(__name__)

CATCH_UP_S = 7 * 24 * 3600
"""A Monday report that a stop has delayed is still written up to a week later."""


class Service:
    """Runs passes and reports until it is told to stop; never two jobs at a time.

    `settings` is called before each job, so that an edited source list takes effect, and may raise
    VardkaseError: the job is then logged as failed and the next one tries again. `clock` gives the
    time, aware.
    """

    def __init__(
        self,
        settings: Callable[[], PassSettings],
        every_minutes: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._read_settings = settings
        self._clock = clock
        self._last: PassSettings | None = None
        self._told: set[str] = set()
        self._owed = ""
        self._stop = threading.Event()
        # One worker: a job that is due while another runs waits for its turn. Several missed
        # starts of one job become one (coalesce).
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": CATCH_UP_S},
            timezone=STOCKHOLM,
        )
        self._scheduler.add_job(
            self._run,
            IntervalTrigger(minutes=every_minutes, timezone=STOCKHOLM),
            args=["pass", self.crawl_pass],
            id="pass",
            next_run_time=datetime.now(STOCKHOLM),
        )
        self._scheduler.add_job(
            self._run,
            CronTrigger(day_of_week="mon", hour=6, timezone=STOCKHOLM),
            args=["report", self.monday_report],
            id="report",
            next_run_time=datetime.now(STOCKHOLM) + timedelta(seconds=1),
        )
        self._scheduler.add_job(
            self._run,
            CronTrigger(hour=5, timezone=STOCKHOLM),
            args=["canary", self.canary],
            id="canary",
            next_run_time=datetime.now(STOCKHOLM) + timedelta(seconds=2),
        )

    def serve(self) -> None:
        """Work until SIGTERM or SIGINT; a job under way is ended at its next safe point."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._scheduler.start()
        logger.info("Tjänsten är igång.")
        self._stop.wait()
        self._scheduler.shutdown(wait=True)
        logger.info("Tjänsten har avslutats.")

    def stop(self) -> None:
        """Ask the service to end."""
        self._stop.set()

    def crawl_pass(self) -> dict[str, object]:
        """One pass over the sources that are due."""
        settings = self._settings()
        now = self._clock()
        attempts, _ = last_attempts(settings.store)
        asked = due(settings.sources, attempts, source_states(settings.store), now)
        summary = run_pass(
            settings, now, only=[s.source_id for s in asked], stopped=self._stop.is_set
        ).as_dict()
        week = last_complete(now)
        owed = week == self._owed and summary["report"] is not None
        if settings.mail and (owed or is_waiting(settings.store, week, settings.report.language)):
            summary["mail"] = self._send(settings, week, now)
        return summary

    def monday_report(self) -> dict[str, object]:
        """Write the report of the last complete week, and send it to who is to have it.

        What fails before a letter was tried is made up for by the next pass.
        """
        now = self._clock()
        self._owed = week = last_complete(now)
        settings = self._settings()
        summary: dict[str, object] = {"report": str(write_week(settings, week, now))}
        if settings.mail:
            summary["mail"] = self._send(settings, week, now)
        model = settings.classifier.name
        if lines := drifted(settings.store, model, week, settings.min_cell, now):
            logger.warning("Avdrift %s: %s", week, " ".join(lines))
            summary["drift"] = list(lines)
            self._alarm(f"modellen eller texterna har förändrats, {week}", lines)
        return summary

    def canary(self) -> dict[str, object] | None:
        """Look whether yesterday's articles still look like articles; None where that is done."""
        now = self._clock()
        yesterday = now.astimezone(STOCKHOLM).date() - timedelta(days=1)
        settings = self._settings()
        checked = last_checked(settings.store)
        if checked and str(checked["day"]) >= yesterday.isoformat():
            return None
        verdict = check_articles(settings.store, settings.sources, yesterday)
        for problem in verdict.problems:
            logger.warning("Texterna %s: %s", yesterday, problem.line)
        if verdict.new:
            self._alarm(
                f"artiklar ser inte ut som förut, {yesterday}", [p.line for p in verdict.new]
            )
        return verdict.as_dict()

    def _send(self, settings: PassSettings, week: str, now: datetime) -> dict[str, object]:
        sent = send_week(settings, week, now)
        self._owed = ""
        if sent.refused:
            lines = [f"{address}: {reason}" for address, reason in sent.refused.items()]
            self._alarm(f"veckorapporten {week} nådde inte alla", lines)
        return sent.as_dict()

    def _run(self, name: str, job: Callable[[], dict[str, object] | None]) -> None:
        """Do a job and note in the store how it went; nothing where there was nothing to do."""
        if self._stop.is_set():
            return
        started = self._clock()
        try:
            summary = job()
            if summary is None:
                return
            status = _status(summary)
        except VardkaseError as error:
            summary, status = {"error": str(error)}, error.exit_status
            logger.error("%s: %s", name, error)
        except Exception as error:  # a job that fails never ends the service
            summary, status = {"error": f"{type(error).__name__}: {error}"}, 1
            logger.exception("%s misslyckades", name)
        try:
            with self._settings().store.write() as transaction:
                add_run(transaction, name, started, self._clock(), status, summary)
        except VardkaseError as error:
            logger.error("%s: kunde inte antecknas i lagret: %s", name, error)
        if "error" in summary:
            self._alarm(_FAILED[name], [str(summary["error"])])
        logger.info("%s klar med status %d", name, status)

    def _settings(self) -> PassSettings:
        """The settings as they are now; the last that could be read are kept for alarms."""
        self._last = self._read_settings()
        return self._last

    def _alarm(self, subject: str, lines: Sequence[str]) -> None:
        """Tell the technical recipients; once a day, also when the store can't be opened."""
        if self._last is None or self._last.mail is None:
            return
        now = self._clock()
        try:
            send_alarm(self._last.store, self._last.mail, subject, lines, now)
        except StoreError:
            key = f"{now:%Y-%m-%d} {subject}"
            if key not in self._told:
                self._told.add(key)
                send_alarm(None, self._last.mail, subject, lines, now)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()


_FAILED = {
    "pass": "varvet misslyckades",
    "report": "veckorapporten skrevs inte",
    "canary": "den dagliga kontrollen av texterna misslyckades",
}
"""What an alarm is about, by the name of the job."""


def _status(summary: Mapping[str, Any]) -> int:
    """1 when a source failed, or a letter did not reach everybody."""
    mail = summary.get("mail") or {}
    failed = summary.get("sources", {}).get("failed")
    return 1 if failed or mail.get("refused") or mail.get("failed") else 0
