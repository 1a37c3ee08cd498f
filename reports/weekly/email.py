"""The report as a letter: the first half page as plain text and as HTML, the PDF beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.weekly.content import Paragraph, Report, Summary
from reports.weekly.words import Words

_WIDTH = 76
"""Characters of a line of plain text: what old mail programs show without breaking it anew."""


def message(
    report: Report,
    sender: Address,
    recipients: Sequence[Address],
    now: datetime,
    pdf: bytes | None = None,
) -> EmailMessage:
    """The letter about one report. With `pdf` it is attached, else the letter names the report.

    The same report gets the same Message-ID each time, so that a letter that arrives twice is seen
    to be one; `now` (aware) is its date.
    """
    words = Words(report.language)
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = _one_line(f"{report.title}: {report.summary.headline}")
    letter["From"] = sender
    letter["To"] = list(recipients)
    letter["Date"] = now
    letter["Message-ID"] = f"<{edition(report)}.vardkase@{sender.domain}>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notices in answer
    letter["Content-Language"] = report.language
    more = _more(words, report, attached=pdf is not None)
    letter.set_content(_plain(words, report, more), cte="quoted-printable")
    letter.add_alternative(_html(words, report, more), subtype="html", cte="quoted-printable")
    if pdf is not None:
        letter.add_attachment(
            pdf, maintype="application", subtype="pdf", filename=f"{file_name(report)}.pdf"
        )
    return letter


def file_name(report: Report) -> str:
    """What the report's files are called, without their ending."""
    return report.week if report.language == "sv" else f"{report.week}.{report.language}"


def edition(report: Report) -> str:
    """What tells a letter from others: the week, the language, and whether the week still runs."""
    return edition_of(report.week, report.language, bool(report.preliminary))


def edition_of(week: str, language: str, preliminary: bool = False) -> str:
    """The edition of a report that is not at hand: `2026-W47.sv`."""
    return f"{week}.{language}{'.preliminary' if preliminary else ''}"


def _more(words: Words, report: Report, attached: bool) -> str:
    if attached:
        return words.t(
            "Hela rapporten är bifogad: {file}. Där står vad signalerna består av, vilka källor vi "
            "inte såg och hur vi har räknat.",
            file=f"{file_name(report)}.pdf",
        )
    return words.t(
        "Hela rapporten ligger i rapportmappen: {file}. Där står vad signalerna består av, vilka "
        "källor vi inte såg och hur vi har räknat.",
        file=f"{file_name(report)}.html",
    )


def _plain(words: Words, report: Report, more: str) -> str:
    pieces = [_wrapped(report.title), _wrapped(f"{report.days}.")]
    pieces += [_wrapped(text) for text in (report.notice, report.preliminary) if text]
    pieces += _brief(words, report.summary)
    pieces += [_wrapped(more), _wrapped(_footer(words))]
    return "\n\n".join(pieces) + "\n"


def _brief(words: Words, summary: Summary) -> Iterator[str]:
    yield _wrapped(summary.headline)
    if summary.signals:
        yield _listed(summary.signals)
    for paragraph in _paragraphs(words, summary):
        heading = _wrapped(paragraph.heading.upper())
        said = (
            _listed(paragraph.sentences)
            if paragraph.listed
            else _wrapped(" ".join(paragraph.sentences))
        )
        yield f"{heading}\n{said}"


def _paragraphs(words: Words, summary: Summary) -> Iterator[Paragraph]:
    """What follows the signals of narratives, in the order of the report."""
    if summary.legitimate:
        yield Paragraph(
            words.t("Granskning, kritik och goda exempel – inte desinformation"),
            summary.legitimate,
            listed=True,
        )
    yield from summary.paragraphs


def _html(words: Words, report: Report, more: str) -> str:
    environment = Environment(
        loader=PackageLoader("reports.weekly", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("email.html").render(
        report=report,
        paragraphs=list(_paragraphs(words, report.summary)),
        more=more,
        footer=_footer(words),
    )


def _footer(words: Words) -> str:
    return words.t("Brevet är skrivet och skickat av programmet Vårdkase.")


def _listed(items: Iterable[str]) -> str:
    return "\n".join(_wrapped(item, first="- ", rest="  ") for item in items)


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        _one_line(text),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _one_line(text: str) -> str:
    """Without line breaks, which in a header would begin another one. Spaces that hold a number
    together are kept."""
    return " ".join(part for part in text.replace("\u00a0", "\0").split()).replace("\0", "\u00a0")
