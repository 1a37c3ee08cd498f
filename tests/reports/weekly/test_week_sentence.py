"""The first lines tell complete, partly missing, refused, not asked and not followed yet apart."""

import pytest

from reports.signals.week_states import WeekState, counted, state_of
from reports.weekly.evidence import SourceWeek
from reports.weekly.volume_told import volume_sentences
from reports.weekly.week_sentence import week_sentence
from reports.weekly.words import Words

SV, EN = Words("sv"), Words("en")
SHARE = " Täckningen är 50\u00a0%."


def source(name, coverage, access="ok"):
    return SourceWeek(name, name, "regional_daily", coverage, access, "", time_coverage=coverage)


SEEN = source("Dagbladet", 1.0)
NEW = source("Nya bladet", None, None)
FAILED = source("Norrbladet", 0.0, "outage")
REFUSED = source("Reddit", 0.0, "refused")
IGNORED = source("Sydbladet", 0.0, None)
KEYLESS = source("Bluesky", 0.0, "not_asked")
PART = source("Västbladet", 0.5)


@pytest.mark.parametrize(
    ("coverage", "access", "imported", "state"),
    [
        (1.0, "ok", False, "complete"),
        (0.9, None, False, "complete"),
        (0.9, "refused", False, "complete"),
        (0.5, "outage", False, "partial"),
        (0.5, "refused", False, "refused"),
        (0.0, "refused", False, "refused"),
        (0.0, "outage", False, "unseen"),
        (0.0, None, False, "not_asked"),
        (0.0, "not_asked", False, "not_asked"),
        (0.5, "not_asked", False, "partial"),
        (None, None, False, "not_expected"),
        (None, "ok", False, "not_expected"),
        (None, None, True, "file"),
        (1.0, None, True, "file"),
    ],
)
def test_a_week_of_a_source_is_in_one_state(coverage, access, imported, state):
    assert state_of(coverage, access, imported) == state


def test_states_of_no_source_are_counted_as_none():
    found = counted([WeekState.FILE, WeekState.FILE, WeekState.REFUSED])
    assert (found["file"], found["refused"], found["complete"]) == (2, 1, 0)
    assert list(found) == [str(state) for state in WeekState]


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ([SEEN], "Källan svarade."),
        ([SEEN, NEW], "Källan svarade. Ytterligare 1 källa i källistan följdes inte än."),
        (
            [SEEN, SEEN, *[NEW] * 255],
            "Båda källorna svarade. Ytterligare 255 källor i källistan följdes inte än.",
        ),
        ([SEEN, REFUSED], "Reddit släppte inte in oss."),
        ([SEEN, *[REFUSED] * 3], "3 av 4 källor släppte inte in oss."),
        ([SEEN, IGNORED, NEW], "1 av 2 källor frågades inte den här veckan. "
         "Ytterligare 1 källa i källistan följdes inte än."),
        ([SEEN, KEYLESS], "Nyckel eller adress saknas för Bluesky."),
        ([SEEN, *[KEYLESS] * 3], "Nyckel eller adress saknas för 3 källor."),
        ([SEEN, source("Västbladet", 0.9, "not_asked")],
         "Nyckel eller adress saknas för Västbladet."),
        ([SEEN, FAILED, REFUSED], "Vi såg ingenting av Norrbladet. Reddit släppte inte in oss."),
        ([SEEN, PART, NEW], "Vi missade en del av veckan hos 1 av 2 källor. "
         "Ytterligare 1 källa i källistan följdes inte än."),
        (
            [SEEN, PART, FAILED, REFUSED, IGNORED],
            "Vi såg veckan hos 1 av 5 källor. Varför inte hos de andra står under Täckning.",
        ),
        (
            [SEEN, source("Arkivbladet", 1.0, None)],
            "1 av 2 källor besöktes, och de svarade. De andra lästes i efterhand.",
        ),
    ],
)  # fmt: skip
def test_only_sources_that_were_followed_are_seen_or_missing(sources, told):
    assert week_sentence(SV, sources, 0.5, False) == told + SHARE
    assert "{" not in week_sentence(EN, sources, 0.5, False)


def test_a_week_without_followed_sources_claims_no_coverage():
    assert week_sentence(SV, [NEW], None, False) == "Inga källor har hämtats den här veckan."
    assert week_sentence(SV, [NEW], None, True).startswith("Inga källor följdes den här veckan.")


def test_a_missing_key_is_no_refusal_and_no_week_that_nobody_asked_for():
    keyless, ignored = volume_sentences(SV, [KEYLESS, IGNORED])[::-1]
    assert keyless.startswith(
        "Vi såg ingenting av Bluesky (kunde inte frågas: nyckel eller adress saknas)."
    )
    assert ignored.startswith("Vi såg ingenting av Sydbladet (frågades inte den här veckan).")
