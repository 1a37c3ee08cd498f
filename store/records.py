"""The records that move between the parts, and the enums of the codebook.

A record is what is stored: field names here are the columns of the store, of JSON Lines, of
Parquet and of CSV. Times are aware and in UTC; a `week` is an ISO week in Europe/Stockholm.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Tone(StrEnum):
    """The document's own attitude to the services, not that of those it quotes (codebook, 2)."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Narrative(StrEnum):
    """A known claim about the services, whoever endorses, reports or rebuts it (codebook, 3)."""

    KIDNAPPING = "kidnapping"
    GROUNDLESS = "groundless"
    ABUSE_IN_CARE = "abuse_in_care"
    MUSLIM_TARGETING = "muslim_targeting"
    PROFIT = "profit"
    AVOIDANCE = "avoidance"


class Stance(StrEnum):
    """What a document does with its narratives: one for all of them (codebook, 4)."""

    ENDORSES = "endorses"
    REPORTS = "reports"
    REBUTS = "rebuts"


class Frame(StrEnum):
    """How coverage presents the services (codebook, 5)."""

    FAILURE_TO_PROTECT = "failure_to_protect"
    LEGAL_CERTAINTY = "legal_certainty"
    WORKLOAD = "workload"
    CRIME = "crime"
    GOOD_PRACTICE = "good_practice"


class LabelGroup(StrEnum):
    """What the classifier decides apart; `abstained` names these."""

    RELEVANT = "relevant"
    TONE = "tone"
    NARRATIVE = "narrative"
    STANCE = "stance"
    FRAME = "frame"


class DocumentKind(StrEnum):
    """What a document is by its form; those of private persons are post, comment and video."""

    ARTICLE = "article"
    POST = "post"
    COMMENT = "comment"
    PAGE = "page"
    PRESS_RELEASE = "press_release"
    VIDEO = "video"
    OTHER = "other"


class TextStatus(StrEnum):
    """How much of the document's own text we hold. Tone is counted on `full` alone."""

    FULL = "full"
    TEASER = "teaser"
    TITLE_ONLY = "title_only"
    LOCKED = "locked"
    BOILERPLATE = "boilerplate"
    DELETED = "deleted"


class SourceKind(StrEnum):
    """How a source is read; what IMPORT names is read from files and never visited."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"
    WORDPRESS = "wordpress"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    JETSTREAM = "jetstream"
    REDDIT = "reddit"
    YOUTUBE = "youtube"
    TELEGRAM = "telegram"
    FLASHBACK = "flashback"
    FAMILJELIV = "familjeliv"
    DISCOURSE = "discourse"
    RIKSDAGEN = "riksdagen"
    SR = "sr"
    IMPORT = "import"


class OutletType(StrEnum):
    """Who speaks; FORUM and SOCIAL are private persons (PRIVATE_OUTLETS)."""

    PUBLIC_SERVICE = "public_service"
    NATIONAL_DAILY = "national_daily"
    TABLOID = "tabloid"
    REGIONAL_DAILY = "regional_daily"
    TRADE = "trade"
    ALTERNATIVE = "alternative"
    AUTHORITY = "authority"
    MUNICIPALITY = "municipality"
    NGO = "ngo"
    PARTY = "party"
    FACTCHECK = "factcheck"
    FORUM = "forum"
    SOCIAL = "social"
    MINORITY_LANGUAGE = "minority_language"


PRIVATE_OUTLETS = frozenset({OutletType.FORUM, OutletType.SOCIAL})
"""Outlets whose authors are mostly private persons: `min_cell` applies, texts are never shown."""


class Access(StrEnum):
    """How the last attempt at a source ended (ingest protocol states)."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    EMPTY_VALID = "empty_valid"
    MOVED = "moved"
    REFUSED = "refused"
    CHALLENGED = "challenged"
    RATE_LIMITED = "rate_limited"
    OUTAGE = "outage"
    PARSE_ERROR = "parse_error"
    STALE = "stale"
    NOT_ASKED = "not_asked"  # by our own setting: a key is missing, or the address names nothing
    IMPORTED = "imported"  # from a file: covers the days that it lists; a capture covers none


ANSWERED = frozenset(
    {Access.OK, Access.NOT_MODIFIED, Access.EMPTY_VALID, Access.MOVED, Access.STALE}
)
"""States in which we saw what the source had to say, even if that was nothing new."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text at one version. `author` is a pseudonym or None, never a handle."""

    document_id: str
    source_id: str
    kind: DocumentKind
    url: str
    canonical_url: str
    title: str
    text: str
    first_seen_at: datetime
    fetched_at: datetime
    context: str = ""
    places: tuple[str, ...] = ()
    language: str = "und"
    version: int = 1
    text_status: TextStatus = TextStatus.FULL
    published_at: datetime | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    author: str | None = None
    reply_to: str | None = None
    shared_urls: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    likes: int | None = None
    shares: int | None = None
    comments: int | None = None
    views: int | None = None
    raw_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where documents come from; a [[source]] table of sources.toml. `reach` is persons a week."""

    source_id: str
    kind: SourceKind
    url: str
    name: str = ""
    outlet_type: OutletType | None = None
    region: str = ""
    language: str = "sv"
    reach: int | None = None
    every_minutes: int = 60
    verified: date | None = None
    terms: str = ""
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """The same document met in a further source; the first source owns the document."""

    document_id: str
    source_id: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Items of a source that were seen and not stored, as they are not about the services.

    `day` is that of publication (Stockholm). `origin` is the hash of the file that they came in,
    which replaces what it counted before; empty for what was crawled, which adds up.
    """

    source_id: str
    day: date
    language: str
    items: int = 1
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Departed:
    """An account that its platform has deleted: its posts lose their text, whoever brought them.

    `author` is a pseudonym, which is of one platform alone; the source is the one that tells it.
    """

    source_id: str
    author: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A post that its platform has deleted, told by a source that has not brought it itself.

    Most of those that a stream tells of are held by nobody.
    """

    source_id: str
    document_id: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Poll:
    """One attempt at a source and what came of it; kept for ever, and coverage is computed from it.

    `items`: entries that the answer listed; `new_items`: those not met before. A poll that answered
    has seen everything the source published from `covers_from` to `polled_at`: from its oldest
    entry, or from the last poll that answered when entries of that one are still listed. It is None
    where nothing was seen. `message` is one Swedish sentence for the user, empty when all is well.
    """

    source_id: str
    polled_at: datetime
    access: Access
    items: int = 0
    new_items: int = 0
    covers_from: datetime | None = None
    http_status: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the next poll of a source needs to know of the last one.

    `body_sha256` is of the answer without the times that change with every answer, `items` how many
    entries it listed. `failures` counts failed attempts in a row since `failing_since` (of a
    source that answers: since when the pages that it lists cannot be had); `score` weighs them (a
    refusal more than a timeout), decides how long the service waits, and falls again step by step
    when the source answers in full. `moved_to` was named by `moved_times` answers in a row as the
    source's lasting new address. `newest_at` is the date of the newest entry ever listed, `gap_s`
    the usual seconds between two entries. `problems` are those of the last answer (English, as in
    a Listing). `cursor` is where a protocol that has one goes on.
    """

    source_id: str
    url: str
    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""
    answered_at: datetime | None = None
    conditional_since: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    items: int = 0
    score: float = 0.0
    failing_since: datetime | None = None
    moved_to: str = ""
    moved_times: int = 0
    newest_at: datetime | None = None
    gap_s: float | None = None
    problems: tuple[str, ...] = ()
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class ItemState:
    """One entry of a source as last met: decides whether its page is fetched again.

    `key` is the entry's own id or address, good for recognising it within this source and no more;
    `fingerprint` its date and a hash of what the source says of it (title, summary, dates); the
    hash is empty while its page is still to be had. `text_key` recognises the text of its page
    under other titles (consent pages, error pages); empty where there is none.
    """

    source_id: str
    key: str
    url: str
    document_id: str
    fingerprint: str
    first_seen_at: datetime
    checked_at: datetime
    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""
    text_key: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What a web site asks of robots, and what its pages that do not exist look like.

    `site` is scheme, host and port. `robots` is the last robots.txt that could be read, at
    `robots_at` (empty when there is none); `ai_lines` those of its lines that concern AI or text
    and data mining. `tdm` has the rules of /.well-known/tdmrep.json, one a line: "reserved
    /path" or "open /path", asked for at `tdm_at`; the first that matches a path holds.
    `missing_page` is the signature of the site's answer to an address that does not exist.
    """

    site: str
    robots: str = ""
    robots_at: datetime | None = None
    ai_lines: tuple[str, ...] = ()
    tdm: str = ""
    tdm_at: datetime | None = None
    missing_page: str = ""
    missing_page_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """What one model says of one version of a document. Probabilities are calibrated."""

    document_id: str
    version: int
    model: str
    labelled_at: datetime
    language: str
    language_supported: bool
    relevant: bool | None
    tone: Tone | None
    narratives: tuple[Narrative, ...] = ()
    stance: Stance | None = None
    frames: tuple[Frame, ...] = ()
    abstained: tuple[LabelGroup, ...] = ()
    scores: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """One draw of documents for people to label, and all that is needed to make it again.

    `strata` names what the frame was divided by, `model` whose labels that was; `frame_size` is the
    number of documents that could have been drawn. Weeks are those of first publication; None means
    without a bound.
    """

    sample_id: str
    drawn_at: datetime
    seed: int
    model: str
    strata: tuple[str, ...]
    allocation: str
    first_week: str | None
    last_week: str | None
    frame_size: int


@dataclass(frozen=True, slots=True)
class SampledDocument:
    """One document of a sample. `position` is its place in the random order of the sheet, from 1.

    `inclusion_probability` is n / N of its stratum, of which `stratum_size` is N.
    """

    sample_id: str
    position: int
    document_id: str
    version: int
    stratum: str
    stratum_size: int
    inclusion_probability: float


@dataclass(frozen=True, slots=True)
class HumanLabels:
    """What one person says of one version of a document, by the codebook. Lists are in the order of
    their enums."""

    document_id: str
    version: int
    coder: str
    labelled_at: datetime
    relevant: bool
    tone: Tone
    narratives: tuple[Narrative, ...] = ()
    stance: Stance | None = None
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate from a survey. `group` names the domain or the values of `by`, empty for all.

    `n` counts the rows behind it without weights, of those that `base` names; shares are in 0..1.
    Where `suppressed`, all figures are None and only the reason is told. `df` are the design's
    degrees of freedom, `deff` its design effect (Kish 1965) where it has one.
    """

    name: str
    kind: str
    group: str
    n: int | None
    base: str
    estimate: float | None
    se: float | None
    df: float | None
    low: float | None
    high: float | None
    ci_method: str
    deff: float | None
    suppressed: str | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave of a survey, as its wave.toml describes it.

    `kind` is microdata (it has respondents) or published (it has printed estimates alone).
    `fieldwork_precision` is day, week, month, season, year or none; no exposure window may be
    finer. `outcomes` maps a name to question, scale and base rule, `groups` a name to what it means
    and to its kind of sensitivity, `design` names the columns of weight, strata, clusters and
    population sizes. `weight` is None where the wave is used without weights. `n` counts
    respondents, None where it is not printed. `legal_ground` is what allows sensitive answers
    (GDPR, article 9) to be kept. The hashes are SHA-256 of the files that it was read from.
    """

    wave_id: str
    kind: str
    survey: str
    population: str
    mode: str
    source: str
    licence: str
    legal_ground: str
    fieldwork_start: date | None
    fieldwork_end: date | None
    fieldwork_precision: str
    fieldwork_text: str
    response_rate: str
    n: int | None
    weight: str | None
    design: dict
    outcomes: dict
    groups: dict
    cautions: tuple[str, ...]
    file_name: str
    file_sha256: str
    spec_sha256: str
    codebook_sha256: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Respondent:
    """One person's answers in one wave: those that wave.toml names, and nothing else.

    `row` is the place in the file, from 1 for the first respondent; the file's own id is checked
    and not kept. `answers` maps an outcome's name to a code, `groups` a group's name to a code or a
    number, `design` a column of strata, clusters or population sizes to its value; None where
    nothing was answered. `weight` is 1 in an unweighted wave.
    """

    wave_id: str
    row: int
    weight: float
    interviewed_on: date | None
    answers: dict
    groups: dict
    design: dict


@dataclass(frozen=True, slots=True)
class PublishedEstimate:
    """One printed figure of a wave, with what is printed of it and where it stands.

    `estimate_percent` is None where only words are printed. `precision` is as_printed, approx,
    at_least, at_most or words. `base` names those of whom the share is taken.
    """

    estimate_id: str
    wave_id: str
    trust_object: str
    question: str
    question_verbatim: bool
    answer_scale: str
    category: str
    base: str
    group_var: str
    group: str
    n: int | None
    n_text: str
    estimate_percent: float | None
    estimate_text: str
    precision: str
    multi_select: str
    weighted: str
    comparability_note: str
    source_doc: str
    source_section: str
    source_figure: str


@dataclass(frozen=True, slots=True)
class WaveImport:
    """One line of the log of imports, which only grows. `outcome` is new, same or replaced."""

    imported_at: datetime
    wave_id: str
    outcome: str
    file_name: str
    file_sha256: str
    spec_sha256: str
    codebook_sha256: str
    rows: int
    programme: str
