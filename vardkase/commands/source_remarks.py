"""What was odd about a source's last listing, in the user's words."""

from __future__ import annotations

import re

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
    "cursor repeats": "plattformen gav samma sida om igen; resten lästes inte",
    "cursor goes backwards": "plattformens ordning gick baklänges; listan läses om nästa gång",
    "cursor moves backwards": "strömmen gick baklänges; den läses om nästa gång",
    "cursor of another protocol left": "protokollet har bytts; läsningen började om",
    "events were missed: the server no longer has them": (
        "strömmen har hunnit glömma det som skrevs medan vi inte lyssnade"
    ),
    "the server ended the stream with an error": "servern avslutade strömmen med ett fel",
    "events that cannot be read": "en del händelser i strömmen gick inte att läsa",
    "messages that no worker could read": "en del meddelanden gick inte att läsa",
    "posts that cannot be read": "en del inlägg gick inte att läsa",
    "statuses that cannot be read": "en del inlägg gick inte att läsa",
    "topics that cannot be read": "en del trådar gick inte att läsa",
    "topics that are not open to us": "en del trådar är inte öppna för oss",
    "topics or posts without a number left out": "trådar eller inlägg utan nummer lästes inte",
    "posts without a number left out": "inlägg utan nummer lästes inte",
    "posts without a text of their own left out": "inlägg utan egen text lästes inte",
    "posts that Telegram no longer shows": "inlägg som Telegram inte längre visar togs bort",
    "no author found beside any post of a page": "på en sida syns inga namn vid inläggen",
    "no time found beside any post of a page": "på en sida syns inga tider vid inläggen",
    "posts that the forum shows in translation": "forumet visar en del inlägg i översättning",
    "posts of another channel left out": "inlägg ur en annan kanal lästes inte",
    "posts that only the app shows": "en del inlägg syns bara i appen",
    "posts left out that are taken down": "inlägg som plattformen har tagit ned lästes inte",
    "posts left out that their authors show only to who is logged in": (
        "inlägg som bara ska visas för inloggade lästes inte"
    ),
    "posts whose authors do not want them indexed": (
        "inlägg av dem som inte vill synas i sökningar lästes inte"
    ),
    "whether posts are still there could not be asked": "raderingar gick inte att kontrollera",
    "replies without what they answer": "svar där det som besvaras inte gick att hämta",
    "more statuses than were asked for": "plattformen gav mer än den tillfrågades om",
    "a long topic is read over several visits": "en lång tråd läses vid flera besök",
    "a topic does not list its posts": "en tråd listar inte sina inlägg",
    "a search failed": "en sökning misslyckades",
    "a full page without a cursor": "en full sida utan fortsättning",
    "further comments of a post were not asked for": "alla kommentarer till ett inlägg lästes inte",
    "comments of some videos left to a later visit": (
        "kommentarer till en del filmer läses vid ett senare besök"
    ),
    "keys not sent to another server than Bluesky's": (
        "nycklarna skickades inte, för servern är inte Blueskys"
    ),
}
"""The problems of Listing and SourceState; one that is missing here is shown as it stands."""
_COUNTED = (
    (r"stopped after (\d+) pages", r"bara de första \1 sidorna lästes"),
    (r"stopped after (\d+) topics", r"bara de första \1 trådarna lästes"),
    (r"(\w+): stopped after (\d+) pages", r"bara de första \2 sidorna lästes"),
    (r"(\d+) entries left for the next visit", r"\1 poster läses nästa gång"),
    (
        r"comments of (\d+) posts left to a later visit",
        r"kommentarer till \1 inlägg läses vid ett senare besök",
    ),
)
"""Problems that name a number."""


def remark(problem: str) -> str:
    """A problem of a listing in Swedish."""
    for english, swedish in _COUNTED:
        if found := re.fullmatch(english, problem):
            return found.expand(swedish)
    return _IN_SWEDISH.get(problem, problem)
