"""Built exports of Meltwater (columns from public descriptions; never tried on a real one): UTF-16
with tabs, an older one with Headline, and a workbook."""

from datetime import datetime

import openpyxl
from scene_crowdtangle import text_of

PERSONS = (
    "kvastfening88", "Kvastfening i Ekeby", "070-174 06 34", "ring.mig@example.org",
    "Kvastmannens fanklubb",
)  # fmt: skip

COLUMNS = (
    "Date", "URL", "Source Name", "Title", "Opening Text", "Hit Sentence", "Sentiment", "Reach",
    "Desktop Reach", "Mobile Reach", "AVE", "Country", "Language", "Key Phrases", "Influencer",
    "Document Tags", "Document ID",
)  # fmt: skip

ARTICLES = (
    {
        "Date": "16-Nov-2026 08:54AM",
        "URL": "https://www.ekebyposten.example/nyheter/socialtjansten?utm_campaign=mw",
        "Source Name": "Ekebyposten",
        "Title": "Socialtjänsten i Ekeby får kritik",
        "Opening Text": "Inspektionen för vård och omsorg riktar kritik mot ...",
        "Hit Sentence": "Inspektionen för vård och omsorg riktar kritik mot socialtjänsten i maj.",
        "Sentiment": "Negative",
        "Reach": "120,000",
        "AVE": "1,110.5",
        "Language": "Swedish",
    },
    {
        "Date": "17-Nov-2026 10:15PM",
        "URL": "https://www.ekebyposten.example/nyheter/familjehem",
        "Source Name": "Ekebyposten",
        "Title": "Brist på familjehem",
        "Opening Text": "Kommunen söker familjehem. Ring 070-174 06 34.",
        "Hit Sentence": "... allt färre vill bli familjehem ...",
        "Sentiment": "Neutral",
        "Language": "Swedish",
    },
    {
        "Date": "18-Nov-2026 07:00AM",
        "URL": "https://twitter.com/kvastfening88/status/1987654321098765432",
        "Source Name": "Kvastfening i Ekeby",
        "Hit Sentence": "Socialtjänsten igen … mejla ring.mig@example.org /kvastfening88 #soc",
        "Sentiment": "Negative",
        "Language": "Swedish",
        "Influencer": "Kvastmannens fanklubb",
    },
)
FILES = ("meltwater.csv", "meltwater-headline.csv", "meltwater.xlsx")
ROWS = [3, 3, 3]


def write(folder):
    paths = [folder / name for name in FILES]
    paths[0].write_bytes(text_of(COLUMNS, ARTICLES, "\t").encode("utf-16"))
    older = ["Headline" if name == "Title" else name for name in COLUMNS]
    rows = [{("Headline" if k == "Title" else k): v for k, v in row.items()} for row in ARTICLES]
    paths[1].write_bytes(text_of(older, rows).encode("utf-8"))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS))
    for row in ARTICLES:
        day = datetime.strptime(row["Date"], "%d-%b-%Y %I:%M%p")  # noqa: DTZ007 - as Excel has it
        sheet.append([day, *(row.get(name, "") for name in COLUMNS[1:])])
    book.save(paths[2])
    return paths
