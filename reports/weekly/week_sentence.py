"""What the first lines say of the week's sources: whom we saw, whom not and why not.

Only sources that were followed in the week are counted as seen or missing. One that stands in the
list and was not asked yet is neither, and what is read from files has no amount to be missing from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.signals.week_states import WeekState
from reports.weekly.evidence import SourceWeek
from reports.weekly.words import Words
from store.records import Access

NAMED = 2
"""Sources named here at most: with those in unseen.py the half page names five."""

MOST = 3
"""Kinds of trouble told one by one; more of them are put together, and the table has them."""


def week_sentence(
    words: Words,
    asked: Sequence[SourceWeek],
    overall: float | None,
    captured: bool,
    claimed: bool = False,
) -> str:
    """A line or two; `asked` are the sources that are not read from files, `overall` is the mean
    coverage of those that were followed, `captured` says that the week has texts of files that
    nothing was expected of, `claimed` that a file holds all of some days and has a coverage."""
    followed = [s for s in asked if s.coverage is not None]
    if overall is None:
        return _unfollowed(words, captured)
    if not asked:
        told = [words.t("Alla källor är lästa från fil.")]
    elif not followed:
        told = [words.t("Alla texter är lästa från fil. Inga källor har hämtats.")]
    else:
        told = [_answers(words, followed), _waiting(words, len(asked) - len(followed))]
    told += _coverage(words, overall, bool(followed), captured, claimed)
    return " ".join(sentence for sentence in told if sentence)


def _coverage(
    words: Words, overall: float, followed: bool, captured: bool, claimed: bool
) -> Iterator[str]:
    """The mean coverage, and what is not in it."""
    share = words.percent(overall)
    if followed and claimed:
        yield words.t("Täckningen av källorna som följs är {share}.", share=share)
        yield words.t("I tabellerna räknas också artiklar som är lästa från fil.")
    else:
        yield words.t("Täckningen är {share}.", share=share)
    if captured and (claimed or not followed):
        yield words.t("Det som är fångat på sociala medier har ingen täckning.")
    elif captured:
        yield words.t("Den gäller inte det som är läst från fil.")


def _unfollowed(words: Words, captured: bool) -> str:
    if not captured:
        return words.t("Inga källor har hämtats den här veckan.")
    return words.t(
        "Inga källor följdes den här veckan. Det som finns är läst från fil, och ingen vet hur "
        "mycket som saknas."
    )


def _waiting(words: Words, count: int) -> str:
    """Sources in the list of which nothing was expected in the week."""
    if not count:
        return ""
    return words.n(
        "Ytterligare {count} källa i källistan följdes inte än.",
        "Ytterligare {count} källor i källistan följdes inte än.",
        count,
    )


def _answers(words: Words, followed: Sequence[SourceWeek]) -> str:
    """How many of those that were followed answered; one that lost a part of the week is not
    counted again for its last attempt."""
    trouble = list(_trouble(words, followed))
    if len(trouble) > MOST:
        return words.t(
            "Vi såg veckan hos {seen} av {count} källor. Varför inte hos de andra står under "
            "Täckning.",
            seen=words.number(sum(s.state is WeekState.COMPLETE for s in followed)),
            count=words.number(len(followed)),
        )
    return " ".join(trouble) or _all_well(words, followed)


def _trouble(words: Words, followed: Sequence[SourceWeek]) -> Iterator[str]:
    """At most one sentence for each reason."""
    silent = [s for s in followed if s.silent]
    count = words.number(len(followed))
    if unseen := [s for s in silent if s.state is WeekState.UNSEEN]:
        yield _unseen(words, unseen, len(followed))
    if refused := [s for s in silent if s.state is WeekState.REFUSED]:
        yield _refused(words, refused, len(followed))
    if unset := [s for s in followed if _unset(s) and s.state is not WeekState.PARTIAL]:
        yield _without_key(words, unset)
    if ignored := [s for s in silent if s.state is WeekState.NOT_ASKED and not _unset(s)]:
        yield words.t(
            "{ignored} av {count} källor frågades inte den här veckan.",
            ignored=words.number(len(ignored)),
            count=count,
        )
    if part := [s for s in silent if s.state is WeekState.PARTIAL]:
        yield words.t(
            "Vi missade en del av veckan hos {silent} av {count} källor.",
            silent=words.number(len(part)),
            count=count,
        )
    if failed := sum(s.failed and not s.silent and not _unset(s) for s in followed):
        yield _failed(words, failed, count, further=bool(silent))
    if thin := sum(s.thin for s in followed):
        yield words.n(
            "{count} källa svarade men gav mycket mindre än väntat.",
            "{count} källor svarade men gav mycket mindre än väntat.",
            thin,
        )


def _unset(source: SourceWeek) -> bool:
    """Whether it is our own setting that kept us from asking."""
    return source.access == Access.NOT_ASKED


def _without_key(words: Words, members: Sequence[SourceWeek]) -> str:
    if len(members) > NAMED:
        return words.n(
            "Nyckel eller adress saknas för {count} källa.",
            "Nyckel eller adress saknas för {count} källor.",
            len(members),
        )
    return words.t(
        "Nyckel eller adress saknas för {sources}.",
        sources=words.listed([s.name for s in members]),
    )


def _failed(words: Words, failed: int, count: str, further: bool) -> str:
    """That some sources failed at last though enough was seen of them; `further` to others."""
    said = words.number(failed)
    if further:
        return words.t("Ytterligare {failed} svarade inte vid det senaste försöket.", failed=said)
    return words.t(
        "{failed} av {count} källor svarade inte vid det senaste försöket.",
        failed=said,
        count=count,
    )


def _unseen(words: Words, members: Sequence[SourceWeek], followed: int) -> str:
    """That nothing was seen of some sources; more than NAMED are counted, the table names them."""
    if len(members) == followed:
        return words.t("Vi såg ingenting av någon källa.")
    if len(members) > NAMED:
        return words.t(
            "Vi såg ingenting av {silent} av {count} källor.",
            silent=words.number(len(members)),
            count=words.number(followed),
        )
    return words.t(
        "Vi såg ingenting av {sources}.", sources=words.listed([s.name for s in members])
    )


def _refused(words: Words, members: Sequence[SourceWeek], followed: int) -> str:
    """That some sources did not let us in."""
    if len(members) > NAMED:
        return words.t(
            "{refused} av {count} källor släppte inte in oss.",
            refused=words.number(len(members)),
            count=words.number(followed),
        )
    return words.t(
        "{sources} släppte inte in oss.", sources=words.listed([s.name for s in members])
    )


def _all_well(words: Words, followed: Sequence[SourceWeek]) -> str:
    visited = sum(s.access is not None for s in followed)
    if not visited:
        return words.t(
            "Inga källor besöktes under veckan. Veckans texter kom in i efterhand. Om något saknas "
            "i arkivet syns det inte i täckningen."
        )
    if visited < len(followed):
        return words.t(
            "{visited} av {count} källor besöktes, och de svarade. De andra lästes i efterhand.",
            visited=words.number(visited),
            count=words.number(len(followed)),
        )
    if len(followed) == 1:
        return words.t("Källan svarade.")
    if len(followed) == 2:
        return words.t("Båda källorna svarade.")
    return words.t("Alla {count} källor svarade.", count=words.number(len(followed)))
