"""The sources of every constructed store. Names are made up."""

from __future__ import annotations

from store.records import OutletType, Source, SourceKind

_NATIONAL = "national"
_PAPERS = (
    ("norrposten", "BD"), ("dalabladet", "W"), ("skaneposten", "M"),
    ("vastkusten", "O"), ("ostgotatidningen", "E"), ("malarbladet", "D"),
    ("halsingekuriren", "X"), ("smalandsnytt", "F"), ("blekingeallehanda", "K"),
    ("varmlandsdagen", "S"), ("kalmarbladet", "H"), ("jamtposten", "Z"),
)  # fmt: skip

PAPERS = tuple(name for name, _ in _PAPERS)
"""Twelve regional dailies."""

DAILIES = ("dagsbladet", "morgontidningen")
TABLOIDS = ("kvallsnytt", "expressen_syd")
PUBLIC = ("riksradion", "rikstelevisionen")
ALTERNATIVE = ("fria_ordet", "nordens_rost")
AUTHORITIES = ("socialverket", "tillsynsmyndigheten")
EDITORIAL = (*PAPERS, *DAILIES, *TABLOIDS, *PUBLIC)
PLATFORMS = ("flodet", "torget")
FORUM = "familjesnack"
PRIVATE = (*PLATFORMS, FORUM)
MINORITY = {"ar": "al_jisr", "so": "codka"}


def source(
    source_id: str,
    outlet: OutletType,
    kind: SourceKind = SourceKind.FEED,
    region: str = _NATIONAL,
    language: str = "sv",
) -> Source:
    return Source(
        source_id,
        kind,
        f"https://{source_id.replace('_', '-')}.example/flode",
        name=source_id.replace("_", " ").title(),
        outlet_type=outlet,
        region=region,
        language=language,
        every_minutes=60,
    )


def sources() -> list[Source]:
    """Twenty-nine sources of all kinds."""
    return [
        *(source(name, OutletType.REGIONAL_DAILY, region=county) for name, county in _PAPERS),
        *(source(name, OutletType.NATIONAL_DAILY) for name in DAILIES),
        *(source(name, OutletType.TABLOID) for name in TABLOIDS),
        *(source(name, OutletType.PUBLIC_SERVICE, SourceKind.SR) for name in PUBLIC),
        *(source(name, OutletType.ALTERNATIVE, SourceKind.WORDPRESS) for name in ALTERNATIVE),
        *(source(name, OutletType.AUTHORITY, SourceKind.PAGE) for name in AUTHORITIES),
        source("granskarna", OutletType.FACTCHECK),
        source("socionomtidningen", OutletType.TRADE),
        source("barnens_vanner", OutletType.NGO, SourceKind.PAGE),
        source(MINORITY["ar"], OutletType.MINORITY_LANGUAGE, language="ar"),
        source(MINORITY["so"], OutletType.MINORITY_LANGUAGE, language="so"),
        source("flodet", OutletType.SOCIAL, SourceKind.MASTODON, language="und"),
        source("torget", OutletType.SOCIAL, SourceKind.BLUESKY, language="und"),
        source(FORUM, OutletType.FORUM, SourceKind.FAMILJELIV),
    ]
