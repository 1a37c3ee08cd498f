"""Weeks that a reader may meet, for the tests of what the first page says and how it looks."""

from store.records import Frame, Narrative, OutletType, Stance, Tone

PRAISE = {"frames": (Frame.GOOD_PRACTICE,), "tone": Tone.POSITIVE}
CRITICISM = {"frames": (Frame.LEGAL_CERTAINTY,), "tone": Tone.NEGATIVE}


def about(narrative, stance):
    return {"narratives": (narrative,), "stance": stance}


def usual(archive):
    """What every week has: some criticism, some praise, and a narrative now and then."""
    archive.source("norrbladet", name="Norrbladet")
    archive.source("fakta", OutletType.FACTCHECK, name="Fakta")
    archive.every_week(3, "dagbladet", **CRITICISM)
    archive.every_week(2, "norrbladet", **PRAISE)
    archive.every_week(1, "norrbladet", frames=(Frame.WORKLOAD,))
    for narrative in Narrative:
        for back in (2, 5, 9, 14):
            archive.document("fakta", f"2026-W{47 - back}", **about(narrative, Stance.REBUTS))
            archive.document("dagbladet", f"2026-W{46 - back}", **about(narrative, Stance.REPORTS))


def this_week(archive):
    for _ in range(3):
        archive.document("dagbladet", title="JO kritiserar en nämnd", **CRITICISM)
    for _ in range(2):
        archive.document("norrbladet", title="Stödet som hjälpte", **PRAISE)
    archive.document("norrbladet", title="Många ärenden", frames=(Frame.WORKLOAD,))


def calm(archive):
    usual(archive)
    this_week(archive)


def outage(archive):
    usual(archive)
    for _ in range(3):
        archive.document("dagbladet", **CRITICISM)
    archive.silent("norrbladet")


def wave(archive):
    """A narrative spreads among private persons and in papers, and nobody rebuts it."""
    usual(archive)
    this_week(archive)
    for n in range(14):
        archive.document("forumet", author=f"p{n}", **about(Narrative.KIDNAPPING, Stance.ENDORSES))
    for n in range(6):
        archive.document(
            "dagbladet", title=f"Protest {n}", **about(Narrative.KIDNAPPING, Stance.REPORTS)
        )


def answered(archive):
    """The same, and two fact checks answer."""
    wave(archive)
    for _ in range(2):
        archive.document(
            "fakta", title="Nej, så är det inte", **about(Narrative.KIDNAPPING, Stance.REBUTS)
        )


def criticism(archive):
    usual(archive)
    this_week(archive)
    for n in range(12):
        archive.document("dagbladet", title=f"Dom {n}", **CRITICISM)


def storm(archive):
    """Much at once: every advice that there is has a reason."""
    answered(archive)
    for n in range(9):
        labels = about(Narrative.PROFIT, Stance.ENDORSES)
        archive.document("forumet", author=f"q{n}", **labels)
        archive.document("dagbladet", **about(Narrative.GROUNDLESS, Stance.REPORTS))
        archive.document("dagbladet", **CRITICISM)
        archive.document("dagbladet", **PRAISE)
        archive.document("dagbladet", "2026-W46", **labels)
    archive.source("sydbladet", name="Sydbladet")
    archive.every_week(2, "sydbladet", frames=(Frame.CRIME,))
    archive.silent("sydbladet")


def short(archive):
    """Nobody followed the sources until three weeks ago."""
    archive.start = "2026-W44"
    archive.document("dagbladet", "2026-W45", **CRITICISM)
    archive.document("dagbladet", **CRITICISM)


SITUATIONS = {
    "calm": calm,
    "outage": outage,
    "wave": wave,
    "answered": answered,
    "criticism": criticism,
    "storm": storm,
    "short": short,
}
