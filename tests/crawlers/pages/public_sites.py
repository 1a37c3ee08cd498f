"""Pages in the manner of municipalities, authorities, old sites and press rooms.

Nothing is copied from any site; each template has the traits of one kind of publishing system.
"""

# ruff: noqa: E501 - lines of mark-up are as long as they are

from __future__ import annotations

from html import escape

from marked import Text
from papers import OTHERS, blocks


def municipality(text: Text) -> str:
    """Portlets in layout columns, with accordions, contacts and "did this help you" around."""
    shapes = {
        "lead": '<p class="ingress" id="h-Ingress">{}</p>',
        "heading": '<h2 class="subheading2">{}</h2>',
        "item": "<ul><li>{}</li></ul>",
        "*": '<p class="normal">{}</p>',
    }
    return f"""<!doctype html><html lang="sv" class="no-js"><head><meta charset="UTF-8"><title>
{escape(text.title)} - Norrhamra kommun</title><meta name="dcterms.issued" content="{text.date}">
</head><body class="env-m-around--0"><a href="#content" class="skip">Till innehåll på sidan</a>
<div class="sv-row"><div class="sv-column"><form role="search"><input><button>Sök</button></form>
<ul class="menu"><li><a href="/omsorg">Omsorg och hjälp</a></li><li><a href="/skola">Barn och
utbildning</a></li><li><a href="/bygga">Bygga, bo och miljö</a></li></ul></div></div>
<div class="sv-row"><div class="breadcrumbs"><a href="/">Start</a> / <a href="/nyheter">Nyheter</a> /
{escape(text.title)}</div></div><div class="sv-row"><div class="sv-column-8" id="content">
<div class="sv-text-portlet sv-use-margins"><div class="sv-text-portlet-content">
<h1 class="heading">{escape(text.title)}</h1></div></div>
<div class="sv-text-portlet sv-use-margins"><div class="sv-text-portlet-content">
{lists_together(blocks(text, shapes))}</div></div>
<div class="sv-script-portlet"><p>Hjälpte informationen på sidan dig?</p><button>Ja</button>
<button>Nej</button><p>Tack för att du hjälper oss att bli bättre. Skriv inga personuppgifter här.</p>
</div><p class="updated">Senast uppdaterad: {text.date} | Sidansvarig: Kommunikation</p></div>
<div class="sv-column-4"><div class="contact"><h2>Kontakt</h2><p>Kontaktcenter, Torget 1, telefon
0000-10 00 00. Öppet måndag till fredag 8–16.</p></div><div><h2>Relaterad information</h2><ul>
<li><a href="/e-tjanster">E-tjänster och blanketter</a></li><li><a href="/lamna-synpunkt">Lämna en
synpunkt</a></li></ul></div></div></div><div class="footer"><p>Norrhamra kommun, 000 00 Norrhamra</p>
<p>Om webbplatsen, tillgänglighet och kakor</p></div></body></html>"""


def authority(text: Text) -> str:
    """Clean <main> with a preamble, reading aids and a list of earlier news."""
    shapes = {
        "lead": '<div class="preamble"><p>{}</p></div><div class="editorial">',
        "heading": "<h2>{}</h2>",
        "*": "<p>{}</p>",
    }
    news = "".join(f"<li><a href='/nyhet/{n}'>{t}</a></li>" for n, (t, _) in enumerate(OTHERS))
    return f"""<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>{escape(text.title)}
 | Barnvårdsmyndigheten</title><meta name="description" content="Nyhet från Barnvårdsmyndigheten">
</head><body><div role="alert" class="cookies"><p>Den här webbplatsen använder kakor (cookies) för att
den ska fungera på ett bra sätt för dig.</p><button>Jag förstår</button></div>
<header role="banner"><a href="/">Barnvårdsmyndigheten</a><a href="/lattlast">Lättläst</a>
<a href="/english">English</a></header><main role="main" id="main"><h1>{escape(text.title)}</h1>
<p class="date"><time datetime="{text.date}">{text.date}</time> Nyhet</p>{blocks(text, shapes)}</div>
<div class="tools"><a href="#">Lyssna</a><a href="#">Skriv ut</a><a href="#">Dela</a></div>
<nav aria-label="Fler nyheter"><h2>Fler nyheter</h2><ul>{news}</ul></nav></main>
<footer><p>Barnvårdsmyndigheten, Box 0, 000 00 Stensta</p><p>Prenumerera på våra nyheter</p></footer>
</body></html>"""


def old_tables(text: Text) -> str:
    """A site from 1999: tables for columns, font elements, line breaks instead of paragraphs."""
    shapes = {
        "lead": "<font size=3><b>{}</b></font><br><br>",
        "heading": "<b>{}</b><br>",
        "*": "{}<br><br>",
    }
    menu = "".join(f"<a href='s{n}.htm'>{t}</a><br>" for n, (t, _) in enumerate(OTHERS))
    byline = f"<i>{escape(text.byline)}</i><br>" if text.byline else ""
    return f"""<HTML><HEAD><META http-equiv="Content-Type" content="text/html; charset=utf-8">
<TITLE>{escape(text.title)}</TITLE><META name="date" content="{text.date}"></HEAD>
<BODY bgcolor="#ffffcc"><TABLE width=780 border=0><TR><TD colspan=3><IMG src="logga.gif" alt="">
<FONT size=6>Lillå-Bladet på nätet</FONT></TD></TR><TR><TD width=140 valign=top bgcolor="#cccc99">
<B>Meny</B><BR>{menu}<BR>Du är besökare nummer 48 213</TD><TD width=480 valign=top>
<H1><FONT face="Arial">{escape(text.title)}</FONT></H1><FONT size=1>{text.date}</FONT><BR>
{blocks(text, shapes)}{byline}</TD><TD width=160 valign=top><B>Anslagstavlan</B><BR>Säljes: vedspis,
hämtas. Skänkes: kattungar. Sökes: dragspelare till julfesten.</TD></TR><TR><TD colspan=3
align=center><FONT size=1>Sidan görs av Lillåns hembygdsförening. Bäst i 800x600.</FONT></TD></TR>
</TABLE></BODY></HTML>"""


def press_release(text: Text) -> str:
    """A press room: the release, then contacts, about the sender, and its earlier releases."""
    shapes = {
        "lead": '<p class="release-lead"><strong>{}</strong></p>',
        "quote": "<blockquote>{}</blockquote>",
        "*": "<p>{}</p>",
    }
    older = "".join(
        f'<div class="panel"><a href="/r/{n}">{title}</a><p>{lead}</p></div>'
        for n, (title, lead) in enumerate(OTHERS)
    )
    return f"""<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{escape(text.title)}
 | Pressrum</title><meta property="og:type" content="article">
<meta property="og:title" content="{escape(text.title)}"></head><body><div class="bar">Pressrummet
<a href="/folj">Följ</a></div><div class="container"><div class="row"><div class="col-8">
<div class="type">Pressmeddelande <time datetime="{text.at.isoformat()}">{text.date}</time></div>
<article><h1>{escape(text.title)}</h1><div class="release-body">{blocks(text, shapes)}</div></article>
<div class="contacts"><h2>Presskontakt</h2><p>Presstjänsten, press@avsandare.example</p></div>
<div class="about"><h2>Om avsändaren</h2><p>Avsändaren arbetar i hela landet för att barn och vuxna
ska få det stöd de behöver, och har gjort det sedan 1988.</p></div></div><div class="col-4">
<h2>Ämnen</h2><ul><li>Barn, ungdom</li><li>Sociala frågor</li></ul><h2>Tidigare pressmeddelanden</h2>
{older}</div></div></div><div class="legal">Pressrummet ansvarar inte för innehållet.</div></body></html>"""


def lists_together(html: str) -> str:
    """Lists of one item each, one after another, as one list."""
    return html.replace("</li></ul>\n<ul><li>", "</li><li>")
