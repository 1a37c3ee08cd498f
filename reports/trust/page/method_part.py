"""Parts 6 and 7 of the page: the verdict and what would change it, and the method."""

from __future__ import annotations

from reports.trust.link.result import LinkResult
from reports.trust.page.document import Part
from reports.trust.page.robustness import robustness
from reports.trust.page.sentences import changes, detectable, verdict_text
from reports.trust.page.units import Units, mapping
from reports.typesetting.blocks import Block, Listing, Terms, Text
from reports.weekly.words import Words, mark

METHODS = {
    "series": mark(
        "Förtroendet räknas på exponeringen i en autoregressiv modell med fördelade fördröjningar "
        "(Pesaran & Shin 1999). Nivå, trend och, med minst två års data, säsong är med. Antalet "
        "fördröjningar väljs med korrigerat AIC (Hurvich & Tsai 1989), och inget annat väljs ur "
        "data. Som andra metod görs båda serierna vita och korreleras (Haugh 1976)."
    ),
    "groups": mark(
        "Varje grupps egen nivå och varje tids gemensamma nivå dras ifrån. Det som är kvar "
        "jämförs. Medelfelet utelämnar en grupp i taget, och t har ett mindre än antalet grupper i "
        "frihetsgrader (Cameron & Miller 2015)."
    ),
    "campaign": mark(
        "Skillnaden mellan målgrupp och jämförelsegrupp under kampanjen jämförs med skillnaden "
        "före. Felen får hänga ihop över tid (AR 1). Samma räkning görs för datum då inget hände "
        "(Abadie, Diamond & Hainmueller 2010)."
    ),
    "persons": mark(
        "Svaren vägs och räknas på exponeringen dagarna före intervjun i en logistisk modell. "
        "Svar från samma tid räknas inte som oberoende."
    ),
}

COMMON = (
    mark(
        "Planen låstes med en kontrollsumma innan förtroende och exponering lades ihop. Värdet q "
        "är p korrigerat för alla tester i projektet (Benjamini & Hochberg 1995)."
    ),
    mark(
        "Effektivt n är så många oberoende punkter som serierna är värda (Bretherton m.fl. 1999). "
        "Det beskriver data och används inte i testet."
    ),
    mark(
        "Korta serier, fel i märkningen och förändringar i hur frågan ställs begränsar vad som går "
        "att se. Sidan säger vad som följs åt i data. Den säger inte varför."
    ),
)

REFERENCES = (
    "Abadie, Diamond & Hainmueller 2010, doi:10.1198/jasa.2009.ap08746",
    "Benjamini & Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x",
    "Bretherton et al. 1999, J. Climate 12:1990–2009",
    "Cameron & Miller 2015, doi:10.3368/jhr.50.2.317",
    "Haugh 1976, J. Am. Stat. Assoc. 71:378–385",
    "Hurvich & Tsai 1989, doi:10.1093/biomet/76.2.297",
    "Pesaran & Shin 1999, in Strøm (ed.), Cambridge University Press, ch. 11",
    "de Vreese et al. 2017, doi:10.1080/19312458.2017.1380175",
    "Scharkow & Bachl 2017, doi:10.1080/10584609.2016.1235640",
)


def verdict_part(words: Words, result: LinkResult, units: Units) -> Part:
    """The smallest association that could have been seen, the verdict, what would change it.

    The sentences of the answer stand at the top of the page and are not repeated.
    """
    robust = robustness(words, result, units)
    return Part(
        "omdome",
        words.t("Omdömet"),
        (
            Text(detectable(words, result, units)),
            Text(verdict_text(words, result), "verdict"),
            *([Text(robust)] if robust else []),
            Text(words.t("Vad som skulle kunna ändra omdömet"), "heading"),
            Listing(tuple(changes(words, result))),
        ),
    )


def method_part(words: Words, result: LinkResult, files: tuple[str, ...]) -> Part:
    """How it was done, with sources, and how to do it again."""
    blocks: list[Block] = [
        Text(
            " ".join(
                words.t(sentence)
                for sentence in (METHODS.get(result.design, METHODS["series"]), *COMMON)
            )
        ),
        Text(_script_sentence(words, result, files)),
        Text(words.t("Källor"), "heading"),
        Listing(REFERENCES),
    ]
    if pairs := _traces(words, result):
        blocks += [Text(words.t("Spår"), "heading"), Terms(pairs)]
    return Part("metod", words.t("Metod"), tuple(blocks))


def _script_sentence(words: Words, result: LinkResult, files: tuple[str, ...]) -> str:
    named = words.listed(files)
    if result.design == "persons":
        return words.t(
            "Skriptet analysis.R ritar figuren på nytt ur {files}. Personernas svar lämnar aldrig "
            "datorn. Därför räknar skriptet om skattningen bara där de finns.",
            files=named,
        )
    if result.estimate is None:
        return words.t("Skriptet analysis.R ritar figuren på nytt ur {files}.", files=named)
    if "model.csv" not in files:
        return words.t(
            "Skriptet analysis.R ritar figuren på nytt ur {files}. Raderna bakom skattningen "
            "lämnas inte ut, eftersom en siffra bland dem är dold.",
            files=named,
        )
    return words.t(
        "Skriptet analysis.R räknar fram figuren och huvudskattningen på nytt ur {files}.",
        files=named,
    )


def _traces(words: Words, result: LinkResult) -> tuple[tuple[str, str], ...]:
    found = [(str(name), str(value)) for name, value in mapping(result.data.get("sha256")).items()]
    if (seed := result.data.get("seed")) is not None:
        found.append((words.t("slumpfrö"), str(seed)))
    versions = mapping(result.data.get("versions"))
    found += [(str(name), str(value)) for name, value in versions.items()]
    return tuple(found)
