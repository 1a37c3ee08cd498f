"""Record the pages of this folder again: 36 from a real WordPress, 24 from templates of our own.

    python tests/crawlers/pages/record.py [--own-only]

Needs what tests/real/wordpress.py needs, with the themes twentytwentyone, -two and -three. Writes
recorded/NAME.html.gz, the gold text recorded/NAME.txt and index.json. The gold text comes from the
marks in texts/, never from an extractor.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from urllib.parse import quote_plus
from urllib.request import urlopen

import papers
import public_sites
from blocks import content_of
from marked import FOLDER, Text, texts

sys.path.insert(0, str(FOLDER.parent.parent))
from real.wordpress import Post, WordPress

RECORDED = FOLDER / "recorded"
SITES = {
    "twentytwentyone": "https://almviksnyheter.example",
    "twentytwentytwo": "https://stenstatidning.example",
    "twentytwentythree": "https://sjolandet.example",
    "regional_daily": "https://www.allehanda.example/nyheter",
    "premium_daily": "https://www.vastraposten.example/a",
    "amp": "https://www.vastraposten.example/amp",
    "script_app": "https://hedebodirekt.example/artikel",
    "live_blog": "https://www.vastraposten.example/direkt",
    "broadcaster": "https://narradion.example/artikel",
    "municipality": "https://www.norrhamra.example/nyheter",
    "authority": "https://www.barnvard.example/nyheter",
    "old_tables": "https://lillabladet.example/arkiv",
    "press_release": "https://pressrummet.example/r",
}
COMMENTS = """<?php
define('WP_INSTALLING', true); $_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/wp-load.php';
foreach (json_decode(file_get_contents('php://stdin'), true) as $one) {
    wp_insert_comment(['comment_post_ID' => $one[0], 'comment_author' => $one[1],
        'comment_content' => $one[2], 'comment_approved' => 1, 'comment_date' => $one[3],
        'comment_date_gmt' => $one[3]]);
    wp_update_comment_count_now($one[0]);
}
"""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--own-only", action="store_true", help="leave WordPress' pages as they are"
    )
    own_only = options.parse_args().own_only
    RECORDED.mkdir(exist_ok=True)
    everything = texts()
    of_wordpress = [text for text in everything if text.template.startswith("twenty")]
    path = FOLDER / "index.json"
    if own_only:
        index = [
            row for row in json.loads(path.read_text()) if row["template"].startswith("twenty")
        ]
    else:
        index = record_wordpress(of_wordpress)
    for text in everything:
        if text not in of_wordpress:
            index.append(record_own(text))
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in index)
    path.write_text(f"[\n{rows}\n]\n", "utf-8")


def record_own(text: Text) -> dict[str, str]:
    """One page from a template of our own."""
    make = getattr(papers, text.template, None) or getattr(public_sites, text.template)
    address = f"{SITES[text.template]}/{text.name}"
    return keep(text, address, make(text))


def record_wordpress(wanted: list[Text]) -> list[dict[str, str]]:
    """Publish all of it on one site, then fetch each page in its theme."""
    with WordPress.running("Sjölandets Nyheter") as site:
        plugins = site.folder / "wp/wp-content/mu-plugins"
        plugins.mkdir()
        shutil.copy(FOLDER / "wordpress_site.php", plugins)
        site.set_option("default_comment_status", "open")
        site.set_option("blogdescription", "Nytt från sjöarna och skogen")
        posts = site.publish_all(
            {
                "title": text.title,
                "html": content_of(text, with_byline=number % 2 == 0),
                "at": text.at,
                "slug": text.name,
                "tags": ["nyheter", "sjölandet"],
                "category": "Lokalt",
            }
            for number, text in enumerate(wanted)
        )
        add_comments(site, wanted, posts)
        index = []
        for theme in dict.fromkeys(text.template for text in wanted):
            site.use_theme(theme)
            of_theme = [(t, p) for t, p in zip(wanted, posts, strict=True) if t.template == theme]
            index += [fetch(site, text, post) for text, post in of_theme]
        return index


def add_comments(site: WordPress, wanted: list[Text], posts: list[Post]) -> None:
    """The readers' comments of each text, which WordPress shows below it."""
    rows = []
    for text, post in zip(wanted, posts, strict=True):
        when = datetime.fromtimestamp(text.at.timestamp() + 7200, UTC).strftime("%Y-%m-%d %H:%M:%S")
        for said in text.of("comment"):
            name, _, words = said.partition(": ")
            rows.append([post.id, name, words, when])
    script = site.folder / "comments.php"
    script.write_text(COMMENTS, "utf-8")
    sent = json.dumps(rows).encode()
    subprocess.run(["php", script, site.folder / "wp"], input=sent, check=True, capture_output=True)


def fetch(site: WordPress, text: Text, post: Post) -> dict[str, str]:
    """One page as the server gives it, with the address of the paper for that of the machine."""
    home = SITES[text.template]
    with urlopen(post.url) as answer:
        page = answer.read().decode()
    for form in (str, quote_plus, lambda s: s.replace("/", "\\/")):
        page = page.replace(form(site.base), form(home))
    page = page.replace(site.base.removeprefix("http://"), home.removeprefix("https://"))
    return keep(text, post.url.replace(site.base, home), page)


def keep(text: Text, address: str, page: str) -> dict[str, str]:
    """Write the page and its gold text; gives its row of the index."""
    packed = gzip.compress(re.sub(r"[ \t]+\n", "\n", page).encode(), 9, mtime=0)
    (RECORDED / f"{text.name}.html.gz").write_bytes(packed)
    (RECORDED / f"{text.name}.txt").write_text(text.gold + "\n", "utf-8")
    return {
        "name": text.name,
        "template": text.template,
        "url": address,
        "text_status": text.status,
        "title": text.title,
        "date": text.at.isoformat() if ":" in text.date else text.date,
    }


if __name__ == "__main__":
    main()
