"""What was odd about a source's last listing, in the user's words."""

from __future__ import annotations

_IN_SWEDISH = {
    "malformed XML": "flödets XML är trasig",
    "no known feed format": "flödets format är okänt",
    "control characters were removed": "styrtecken togs bort ur svaret",
    "text before the JSON was left out": "det stod text före JSON-svaret",
    "encoding is not the declared one": "teckenkodningen är en annan än den påstådda",
    "two encodings in one text": "två teckenkodningar i samma text",
    "characters encoded twice were put right": "tecken som kodats två gånger har rättats",
    "characters were lost before they reached us": "tecken har gått förlorade hos källan",
    "times without a zone read as Swedish": "tider utan tidszon lästes som svensk tid",
    "dates in the future left out": "datum i framtiden räknades inte",
    "dates before 1995 left out": "datum före 1995 räknades inte",
    "dates that cannot be read left out": "en del datum gick inte att läsa",
    "edited before published": "poster sägs vara ändrade innan de publicerades",
    "one id for several addresses": "flera poster har samma id",
    "a title was cut": "en mycket lång rubrik kortades",
    "addresses lead through Google News, which only a browser follows": (
        "länkarna går genom Google News och kan inte följas"
    ),
    "pages repeat": "listans sidor upprepar sig",
    "a page of the listing failed": "en sida av listan gick inte att hämta",
    "lastmod is the same for all: not used": "sajtkartan har samma ändringstid för alla sidor",
    "the index lists itself": "sajtkartan pekar på sig själv",
    "pages that are no articles": "en del länkar leder inte till artiklar",
    "same text under many titles": "samma text står under många rubriker",
    "an archive is listed": "äldre artiklar har lagts till i listan",
    "guid churn": "posterna byter id vid varje hämtning",
    "guid reused": "id:n används om för nya poster",
    "a page failed for good": "en ny artikelsida gick inte att hämta",
    "two pages in a row failed for good": "två nya artikelsidor i rad gick inte att hämta",
    "pages that do not exist": "en del sidor finns inte, fast de svarar som om de fanns",
    "pages": "de flesta artikelsidorna gick inte att hämta",
}
"""The problems of Listing and SourceState; one that is missing here is shown as it stands."""


def remark(problem: str) -> str:
    """A problem of a listing in Swedish."""
    return _IN_SWEDISH.get(problem, problem)
