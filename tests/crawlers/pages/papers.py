"""Pages in the manner of papers and broadcasters: what surrounds an article, and how it is marked.

Nothing is copied from any site; each template has the traits of one kind of publishing system.
"""

# ruff: noqa: E501 - lines of mark-up are as long as they are

from __future__ import annotations

import json
from html import escape

from marked import STOCKHOLM, Text

OTHERS = (
    ("Här blir det nya rondellen", "Efter tjugo års väntan gräver kommunen vid stormarknaden."),
    ("Hon tog över farfars biodlingar", "Fyrtio samhällen och en allergisk sambo."),
    ("Larm om rök på sjukhuset", "Personalen utrymde två våningar innan orsaken hittades: bullar."),
    ("Så blir vädret i helgen", "Blöta moln från väster och en glimt av sol på söndag."),
    ("Elever skrev om nationalsången", "Rektorn har fått både blommor och ett argt vykort."),
)
CONSENT = (
    "Vi och våra 812 samarbetspartner lagrar och läser uppgifter på din enhet, till exempel kakor, "
    "för att visa annonser som passar dig, mäta hur de fungerar och utveckla våra tjänster. Du kan "
    "när som helst ändra ditt val under Inställningar."
)


def blocks(text: Text, shapes: dict[str, str], skip: tuple[str, ...] = ("comment",)) -> str:
    """Each block in its shape (`{}` is its words); "" leaves out, and "*" is for all others."""
    made = []
    for kind, words in text.blocks:
        if kind not in skip:
            made.append(shapes.get(kind, shapes["*"]).format(escape(words, quote=False)))
    return "\n".join(made)


def linked_data(text: Text, **more: object) -> str:
    """The article as JSON-LD tells it."""
    about = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": text.title,
        "datePublished": text.at.astimezone(STOCKHOLM).isoformat(),
        "author": [{"@type": "Person", "name": text.byline}], **more,
    }  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(about, ensure_ascii=False)}</script>'


def regional_daily(text: Text) -> str:
    """Div upon div with generated class names, a consent overlay first, no <article>."""
    shapes = {
        "lead": '<div class="c-lead-3x"><span>{}</span></div>',
        "heading": '<h2 class="c-sub-9q">{}</h2>',
        "caption": '<div class="c-img-2"><img src="/b/1.jpg" alt=""><div class="c-cap">{}</div></div>',
        "box_heading": '<div class="c-fact"><h3>{}</h3></div>',
        "box": '<div class="c-fact"><p>{}</p></div>',
        "*": '<div class="c-p-7h"><p>{}</p></div>',
    }
    teasers = "".join(
        f'<div class="c-tsr"><a href="/a/{n}"><div class="c-t">{title}</div>'
        f'<div class="c-d">{lead}</div></a></div>'
        for n, (title, lead) in enumerate(OTHERS)
    )
    return f"""<!doctype html><html lang="sv"><head><meta charset="utf-8">
<title>{escape(text.title)} – Almviks Allehanda</title>{linked_data(text)}
<meta property="og:title" content="{escape(text.title)}"><meta property="og:type" content="article">
</head><body><div id="cmp" class="overlay"><div><h2>Din integritet är viktig för oss</h2>
<p>{CONSENT}</p><button>Godkänn</button><button>Fler val</button></div></div>
<div class="c-app"><div class="c-top"><a href="/">Almviks Allehanda</a><a href="/sport">Sport</a>
<a href="/familj">Familj</a><a href="/logga-in">Logga in</a></div>
<div class="c-grid"><div class="c-main"><div class="c-art"><h1>{escape(text.title)}</h1>
<div class="c-meta"><span>{text.byline}</span><span>Publicerad {text.date}</span></div>
<div class="c-ad">Annons</div>{blocks(text, shapes)}
<div class="c-tags"><a href="/amne/socialtjanst">Socialtjänst</a><a href="/amne/barn">Barn</a></div>
<div class="c-share">Dela artikeln</div></div><div class="c-more"><h3>Läs mer</h3>{teasers}</div></div>
<div class="c-side"><h3>Mest läst just nu</h3>{teasers}</div></div>
<div class="c-foot"><p>Ansvarig utgivare: Hanna Mårdenby. Almviks Allehanda har utgivningsbevis. Allt
innehåll skyddas av upphovsrätten. Tipsa oss på 070-000 00 00.</p></div></div></body></html>"""


def premium_daily(text: Text) -> str:
    """<section> in <article>, a locked rest that is hidden, and offers to those who pay."""
    locked = text.status == "teaser"
    shapes = {
        "lead": '<p class="article__preamble">{}</p>',
        "heading": "<h3>{}</h3>",
        "paywall": '<div class="offer"><p>{}</p></div>',
        "*": '<p class="article__text">{}</p>',
    }
    hidden = (
        '<section class="article__locked" style="display: none"><p>Den här delen av texten är bara '
        "till för den som har betalat, och en ärlig läsare ska inte se den.</p></section>"
        if locked
        else ""
    )
    about = linked_data(
        text, isAccessibleForFree=not locked, dateModified=text.at.isoformat(),
        hasPart={"@type": "WebPageElement", "cssSelector": ".article__locked"},
    )  # fmt: skip
    list_ = "".join(f'<li><a href="/p/{n}">{title}</a></li>' for n, (title, _) in enumerate(OTHERS))
    return f"""<!doctype html><html lang="sv-SE"><head><meta charset="utf-8">
<title>{escape(text.title)} | Västra Posten</title>{about}</head>
<body class="{"is-premium" if locked else "is-open"}"><header><nav><ul><li><a href="/">Hem</a></li>
<li><a href="/ledare">Ledare</a></li><li><a href="/kultur">Kultur</a></li></ul></nav></header>
<main><article class="article"><header><p class="vignette">Granskning</p><h1>{escape(text.title)}</h1>
<div class="byline"><a href="/av">{text.byline}</a><time datetime="{text.at.isoformat()}">{text.date}
</time></div></header><section class="article__body">{blocks(text, shapes)}</section>{hidden}
<footer><p>Följ ämnen i artikeln</p><button>Följ Granskning</button></footer></article>
<aside><h2>Senaste nytt</h2><ol>{list_}</ol></aside></main><footer><p>Västra Posten, grundad 1874.
Chefredaktör och ansvarig utgivare: Elin Vargskog.</p><a href="/kakor">Om kakor</a></footer></body></html>"""


def amp(text: Text) -> str:
    """The light version for telephones: its own elements for pictures, advertisements, consent."""
    shapes = {"lead": '<p class="lead"><b>{}</b></p>', "heading": "<h2>{}</h2>", "*": "<p>{}</p>"}
    return f"""<!doctype html><html amp lang="sv"><head><meta charset="utf-8">
<title>{escape(text.title)}</title><link rel="canonical" href="https://www.vastraposten.example/a/{text.name}">
<script async src="https://cdn.ampproject.org/v0.js"></script>{linked_data(text)}
<style amp-custom>body{{font:16px serif}}.ad{{background:#eee}}</style></head><body>
<amp-consent id="c" layout="nodisplay"><div id="ui"><p>{CONSENT}</p><button>OK</button></div></amp-consent>
<amp-sidebar id="s" layout="nodisplay"><ul><li>Nyheter</li><li>Sport</li><li>Opinion</li></ul></amp-sidebar>
<div class="top"><a href="/">Västra Posten</a></div><article><h1>{escape(text.title)}</h1>
<amp-img src="/b/2.jpg" width="600" height="400" layout="responsive" alt="Bild till artikeln"></amp-img>
<p class="cap">Bilden är tagen vid ett annat tillfälle.</p>
<div class="by">{text.byline} · <time datetime="{text.at.isoformat()}">{text.date}</time></div>
{blocks(text, shapes)}<amp-ad width="300" height="250" type="doubleclick"><div placeholder>Annons</div>
</amp-ad></article><amp-list src="/more.json"><div fallback>Det gick inte att hämta fler artiklar.</div>
</amp-list><footer><p>Ansvarig utgivare: Elin Vargskog</p></footer></body></html>"""


def script_app(text: Text) -> str:
    """Rendered by a script's server: state as JSON, and three other articles right below."""
    shapes = {
        "lead": '<p class="sc-1 preamble" data-testid="preamble">{}</p>',
        "heading": '<h2 class="sc-3">{}</h2>',
        "*": '<p class="sc-2">{}</p>',
    }
    state = {"props": {"page": text.name, "teasers": [{"t": t, "l": ld} for t, ld in OTHERS * 6]}}
    below = "".join(
        f'<div data-testid="next-article"><article class="sc-a"><h2>{title}</h2><p class="sc-1">{lead}'
        "</p><p class='sc-2'>Fortsättningen finns ett tryck bort, och den är längre än man tror.</p>"
        f'<a href="/n/{n}">Läs hela artikeln</a></article></div>'
        for n, (title, lead) in enumerate(OTHERS[:3])
    )
    return f"""<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{escape(text.title)}
 | Hedebo Direkt</title><meta property="og:title" content="{escape(text.title)}">
<meta property="article:published_time" content="{text.at.isoformat()}">
<script>window.__STATE__={json.dumps(state, ensure_ascii=False)};</script></head><body><div id="root">
<div class="sc-h"><a href="/">Hedebo Direkt</a><button>Meny</button></div><main class="sc-m">
<article class="sc-a" data-testid="article"><h1 class="sc-t">{escape(text.title)}</h1>
<div class="sc-b">Av <a href="/av">{text.byline}</a></div>
<script>ads.push({{slot:"top"}});</script>{blocks(text, shapes)}
<div class="sc-nl"><strong>Nyhetsbrev</strong><span>Få Hedebo Direkt på mejlen varje morgon.</span></div>
</article>{below}</main><div class="sc-f">© Hedebo Direkt. Vi följer de etiska reglerna.</div></div>
<script src="/app.js"></script></body></html>"""


def live_blog(text: Text) -> str:
    """A rolling report: the newest first, each entry with its time of the day."""
    shapes = {
        "lead": '<p class="live-intro">{}</p><div class="live-list">',
        "moment": '<div class="live-time"><time>{}</time><a href="#">Kopiera länk</a></div>',
        "*": '<div class="live-post"><p>{}</p></div>',
    }
    about = linked_data(text).replace('"NewsArticle"', '"LiveBlogPosting"')
    return f"""<!doctype html><html lang="sv"><head><meta charset="utf-8">
<title>{escape(text.title)}</title>{about}<meta property="og:title" content="{escape(text.title)}">
</head><body><header><a href="/">Västra Posten</a></header><main><article><span class="pulse">Direkt</span>
<h1>{escape(text.title)}</h1><p class="byline">{text.byline}</p>{blocks(text, shapes)}</div>
<button>Visa äldre inlägg</button></article></main><footer><p>Tipsa redaktionen dygnet runt.</p>
<p>Ansvarig utgivare: Elin Vargskog</p></footer></body></html>"""


def broadcaster(text: Text) -> str:
    """A short text under a player, in sections with data attributes."""
    shapes = {"lead": '<div class="publication-preamble"><p>{}</p></div>', "*": "<p>{}</p>"}
    more = "".join(
        f'<li><a href="/artikel/{n}"><span>{title}</span><p>{lead}</p></a></li>'
        for n, (title, lead) in enumerate(OTHERS)
    )
    return f"""<!doctype html><html lang="sv"><head><meta charset="utf-8">
<title>{escape(text.title)} - Nyheter Sjölandet | Närradion</title>
<meta property="og:title" content="{escape(text.title)}"><meta property="og:type" content="article">
</head><body><div class="cookie-bar" aria-hidden="true"><p>{CONSENT}</p></div>
<nav aria-label="Huvudmeny"><a href="/nyheter">Nyheter</a><a href="/poddar">Poddar</a></nav>
<main id="main"><section data-kind="publication"><header><h1>{escape(text.title)}</h1>
<div class="publication-meta">Publicerat <time datetime="{text.at.isoformat()}">{text.date}</time></div>
</header><div class="player" data-id="77"><button>Lyssna</button><span>1:12 min</span></div>
<div class="publication-body">{blocks(text, shapes)}</div><div class="publication-byline">{text.byline}
<a href="mailto:nyheter@narradion.example">nyheter@narradion.example</a></div></section>
<section data-kind="more"><h2>Fler nyheter från Sjölandet</h2><ul>{more}</ul></section></main>
<footer><h2>Om Närradion</h2><p>Närradion sänder i hela länet och betalas av dem som lyssnar.</p></footer>
</body></html>"""
