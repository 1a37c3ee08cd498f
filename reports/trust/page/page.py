"""The page of a link analysis: the same seven parts every time, as HTML and as PDF."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from markupsafe import Markup

from reports.templates import templates_of
from reports.trust.link.result import LinkResult
from reports.trust.page.diagnostics_part import diagnostics_part
from reports.trust.page.document import Document
from reports.trust.page.estimate_part import estimate_part
from reports.trust.page.exports import exported_files
from reports.trust.page.figure_part import figure_part
from reports.trust.page.inputs import least_of, trust_points
from reports.trust.page.method_part import method_part, verdict_part
from reports.trust.page.question_part import data_part, question_part
from reports.trust.page.robustness import robustness
from reports.trust.page.sentences import answer, detectable, verdict_text
from reports.trust.page.typeset import pdf
from reports.trust.page.units import page_words, units_of
from reports.typesetting.blocks import Block, Text
from reports.weekly.words import Words


def render(result: LinkResult, tables: Mapping[str, pd.DataFrame], language: str) -> str:
    """The page as one self-contained HTML text; what came from elsewhere is escaped.

    `tables` and the keys of `result.data` are those of `inputs.py`. Raises SettingsError for a
    language we lack.
    """
    environment = templates_of("reports.trust.page")
    environment.filters["kind"] = lambda block: type(block).__name__
    style = environment.get_template("page.css").render()
    document = document_of(result, tables, language)
    return environment.get_template("page.html").render(
        page=document, style=Markup(style), svg=Markup
    )


def render_pdf(result: LinkResult, tables: Mapping[str, pd.DataFrame], language: str) -> bytes:
    """The same page as a tagged PDF (PDF/UA-1) with its language set."""
    return pdf(document_of(result, tables, language))


def document_of(result: LinkResult, tables: Mapping[str, pd.DataFrame], language: str) -> Document:
    """The page as data, in the order of the seven parts."""
    words = page_words(language)
    units = units_of(words, result.data, result.design)
    trust = trust_points(tables, units.trust, least_of(result.data))
    head: list[Block] = [
        Text(verdict_text(words, result), "verdict"),
        Text(" ".join(answer(words, result, units))),
        Text(detectable(words, result, units)),
    ]
    if robust := robustness(words, result, units):
        head.append(Text(robust))
    parts = (
        question_part(words, result),
        data_part(words, result),
        figure_part(words, result, tables, units),
        estimate_part(words, result, units, trust),
        diagnostics_part(words, result, units),
        verdict_part(words, result, units),
        method_part(words, result, exported_files(result, tables)),
    )
    return Document(
        language,
        words.t("Exponering och förtroende"),
        result.question,
        tuple(head),
        parts,
        (
            (words.t("omdöme i result.json"), result.verdict.value),
            (words.t("planens kontrollsumma"), result.plan_sha256),
        ),
        _labels(words),
    )


def _labels(words: Words) -> dict[str, str]:
    return {
        "answer": words.t("Svaret i korthet"),
        "contents": words.t("Innehåll"),
        "skip": words.t("Hoppa till innehållet"),
        "table": words.t("Siffrorna som tabell: {name}", name="{name}"),
        "made": words.t("Så gjordes sidan"),
    }
