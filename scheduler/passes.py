"""A whole pass: crawl, stories, labels, and the weeks' reports."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from classifiers.classifier import Classifier
from crawlers.privacy import Pseudonyms
from crawlers.settings import CrawlSettings
from reports.signals.weeks import last_complete, week_of
from reports.weekly.report import write_report
from reports.weekly.settings import ReportSettings
from scheduler.delivery import Sent, send_report
from scheduler.ingest import Summary
from scheduler.mail import MailSettings
from scheduler.pipeline import (
    Progress,
    classify_pending,
    crawl_sources,
    silent,
)
from scheduler.stories import put_into_stories
from store.connection import Store
from store.errors import VardkaseError
from store.records import Source
from store.retention import drop_old_texts

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PassSettings:
    """What a pass works with. `manifest` says in each report how it came about; `mail` is None
    where no letters are sent."""

    store: Store
    sources: Sequence[Source]
    crawl: CrawlSettings
    pseudonyms: Pseudonyms
    classifier: Classifier
    report: ReportSettings
    min_cell: int
    text_retention_days: int
    manifest: Mapping[str, str]
    notice: str = ""
    mail: MailSettings | None = None


def label_all(
    settings: PassSettings,
    now: datetime,
    progress: Progress = silent,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Put new documents into stories and label them."""
    put_into_stories(settings.store, now, progress)
    classify_pending(settings.store, settings.classifier, now, progress, stopped)


def run_pass(
    settings: PassSettings,
    now: datetime,
    *,
    only: Sequence[str] | None = None,
    progress: Progress = silent,
    stopped: Callable[[], bool] = lambda: False,
) -> Summary:
    """Crawl the sources (or those in `only`), label what is new, and write the reports.

    The report of the last complete week and, marked preliminary, that of the running one; the
    summary names the former.
    """
    summary = crawl_sources(
        settings.store,
        settings.sources,
        settings.crawl,
        settings.pseudonyms,
        now,
        only=only,
        progress=progress,
        stopped=stopped,
    )
    label_all(settings, now, progress, stopped)
    drop_texts(settings, now)
    if not stopped():
        try:
            for week in (week_of(now), last_complete(now)):
                summary.report = str(write_week(settings, week, now))
        except VardkaseError as error:  # what was fetched and labelled is done, and is told
            logger.error("%s", error)
            summary.report, summary.problem = None, str(error)
    return summary


def drop_texts(settings: PassSettings, now: datetime) -> None:
    """Drop the texts that have been kept as long as the settings allow."""
    before = now - timedelta(days=settings.text_retention_days)
    with settings.store.write() as transaction:
        dropped = drop_old_texts(transaction, before, now)
    if dropped:
        logger.info("%d texter har gallrats", dropped)


def write_week(settings: PassSettings, week: str, now: datetime) -> Path:
    """Write the HTML report of one week; gives its path."""
    return write_report(
        settings.store,
        settings.classifier.name,
        week,
        now,
        settings.report,
        settings.min_cell,
        manifest=settings.manifest,
        notice=settings.notice,
    )[0]


def send_week(settings: PassSettings, week: str, now: datetime) -> Sent:
    """Send the report of a week to those of its readers who have not got it; nobody where no
    letters are sent."""
    if settings.mail is None:
        return Sent()
    return send_report(
        settings.store, settings.mail, week, settings.report.language, settings.min_cell, now
    )
