"""Built files of CrowdTangle (columns of archived sets; never tried on a real one): a Facebook set
as commas in UTF-8, the same as UTF-16 with tabs, and an Instagram set."""

import csv
import io

PERSONS = (
    "Föräldrarösten i Ekeby", "foraldrarosten_ekeby", "100064338812",
    "@stormhatt_71", "070-174 06 33", "stina.l@example.org", "19121212-1212", "ekebymamman",
    "Ekebymammans konto",
)  # fmt: skip


def _names(heading):
    return heading.split(",")


FACEBOOK = _names(
    "Page Name,User Name,Facebook Id,Page Category,Page Admin Top Country,Page Description,"
    "Page Created,Likes at Posting,Followers at Posting,Post Created,Post Created Date,"
    "Post Created Time,Type,Total Interactions,Likes,Comments,Shares,Love,Wow,Haha,Sad,Angry,Care,"
    "Video Share Status,Is Video Owner?,Post Views,Total Views,Total Views For All Crossposts,"
    "Video Length,URL,Message,Link,Final Link,Image Text,Link Text,Description,Sponsor Id,"
    "Sponsor Name,Sponsor Category,"
    "Overperforming Score (weighted — Likes 1x Shares 1x Comments 1x Love 1x )"
)
INSTAGRAM = _names(
    "Account,User Name,Followers at Posting,Post Created,Post Created Date,Post Created Time,"
    "Type,Total Interactions,Likes,Comments,Views,URL,Link,Photo,Title,Description,Image Text,"
    "Sponsor Id,Sponsor Name,Overperforming Score (weighted — Likes 1x Comments 1x )"
)

_PAGE = {
    "Page Name": "Föräldrarösten i Ekeby",
    "User Name": "foraldrarosten_ekeby",
    "Facebook Id": "100064338812",
    "Page Description": "Skriv till stina.l@example.org",
    "Type": "Link",
}
POSTS = (
    {
        "Post Created": "2021-07-06 16:45:20 EDT",
        "Total Interactions": "1,234",
        "Likes": "1,001",
        "Comments": "207",
        "Shares": "26",
        "URL": "https://www.facebook.com/100064338812/posts/5123456789012345",
        "Message": "Socialtjänsten i Ekeby svarar inte.\nRing oss, 070-174 06 33.",
        "Final Link": "https://nyheter.example/lvu-ekeby?utm_source=fb",
        "Image Text": "LVU UTAN GRUND",
        "Link Text": "Familj fick rätt i kammarrätten",
        "Description": "Familj fick rätt i kammarrätten",
    },
    {
        "Post Created": "2021-12-24 09:00:00 EST",
        "Likes": "12",
        "URL": "https://www.facebook.com/groups/88123/permalink/5123456789012399/",
        "Message": 'Soc kallade oss "svåra", säger @stormhatt_71 (19121212-1212).',
        "Link": "https://www.facebook.com/groups/88123/permalink/5123456789012399/",
    },
    {
        "Post Created": "2021-08-01 10:00:00 CEST",
        "Likes": "3",
        "URL": "https://www.facebook.com/100064338812/posts/5123456789012401",
        "Message": "Barnen hämtades av socialen i skolan. Hör av er: stina.l@example.org",
    },
)
_ACCOUNT = {
    "Account": "Ekebymammans konto",
    "User Name": "ekebymamman",
    "Type": "Photo",
    "Post Created": "2021-07-07 08:00:00 EDT",
    "Total Interactions": "1,050",
    "Likes": "1,040",
    "Comments": "10",
    "Views": "0",
}
PHOTOS = tuple(
    {
        **_ACCOUNT,
        "URL": f"https://www.instagram.com/p/CRb{number}xyZ_-/",
        "Description": f"Dag {number} utan barnen. #socialtjänsten #lvu skriver ekebymamman",
    }
    for number in range(3)
)

FILES = ("facebook.csv", "facebook-utf16.csv", "instagram.csv")
ROWS = [3, 3, 3]


def text_of(columns, rows, delimiter=","):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write(folder):
    facebook = [{**_PAGE, **post} for post in POSTS]
    contents = (
        text_of(FACEBOOK, facebook).encode(),
        text_of(FACEBOOK, facebook, "\t").encode("utf-16"),
        text_of(INSTAGRAM, PHOTOS).encode("utf-8-sig"),
    )
    paths = [folder / name for name in FILES]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    return paths
