"""DDI-Codebook 2.5: labels, wording, weights and waves; hostile XML does nothing."""

import datetime

import pytest

from reports.trust.waves.codebook import read_codebook
from reports.trust.waves.faults import WaveError
from reports.trust.waves.proposal import propose
from reports.trust.waves.reading import read_table, with_codebook

DDI = """<?xml version="1.0" encoding="UTF-8"?>
<codeBook xmlns="ddi:codebook:2_5" version="2.5" xml:lang="sv">
 <stdyDscr>
  <citation><titlStmt><titl xml:lang="en">Trust panel</titl><titl xml:lang="sv">Panelen</titl>
   <IDNo>2026-17</IDNo></titlStmt>
   <prodStmt><producer>Myndigheten</producer></prodStmt></citation>
  <stdyInfo><sumDscr>
   <collDate event="start" date="2026-09-01"/><collDate event="end" date="2026-10"/>
   <universe xml:lang="sv">18 år och äldre</universe></sumDscr></stdyInfo>
  <method><dataColl><collMode>Webbpanel</collMode></dataColl></method>
  <dataAccs><useStmt><conditions>Efter prövning</conditions></useStmt></dataAccs>
 </stdyDscr>
 <dataDscr>
  <var ID="V1" name="Q1_SOC"><labl>Förtroende för socialtjänsten</labl>
   <qstn><preQTxt>Tänk på din kommun.</preQTxt>
    <qstnLit>Hur stort förtroende har du för socialtjänsten?</qstnLit></qstn>
   <invalrng><item UNITS="INT" VALUE="77"/><range UNITS="INT" min="90" max="99"/></invalrng>
   <catgry><catValu>1</catValu><labl>Mycket stort</labl></catgry>
   <catgry><catValu>2</catValu><labl xml:lang="en">Fairly high</labl>
     <labl xml:lang="sv">Ganska stort</labl></catgry>
   <catgry><catValu>3</catValu><labl>Varken eller</labl></catgry>
   <catgry><catValu>4</catValu><labl>Ganska litet</labl></catgry>
   <catgry><catValu>5</catValu><labl>Mycket litet</labl></catgry>
   <catgry missing="Y"><catValu>8</catValu><labl>Vet ej</labl></catgry>
   <catgry missing="Y"><catValu>9</catValu><labl>Vill inte svara</labl></catgry>
  </var>
  <var ID="V2" name="faktor" wgt="wgt"><labl>Utjämnare</labl></var>
  <var ID="V3" name="vikt"><labl>Vikt 2</labl></var>
 </dataDscr>
</codeBook>"""


def book(text=DDI):
    return read_codebook("DDI.xml", text.encode(), "abc")


def test_wording_labels_and_missing_codes_come_from_the_codebook(desk):
    table = with_codebook(read_table(desk.csv()), book())
    column = table.columns["q1_soc"]
    assert column.label == "Förtroende för socialtjänsten"
    assert column.question == f"Tänk på din kommun. {desk.question}"
    assert column.labels["2"] == "Ganska stort"
    assert [c for c in ("1", "8", "9", "77", "95") if column.is_user_missing(c)] == [
        "8",
        "9",
        "77",
        "95",
    ]


def test_a_study_fills_in_the_proposal(desk):
    frame = desk.people()
    frame["faktor"] = frame["vikt"]
    found = book()
    proposal = propose(with_codebook(read_table(desk.csv(frame)), found), found)
    spec = proposal.spec
    assert (spec.survey, spec.population, spec.mode) == ("Panelen", "18 år och äldre", "Webbpanel")
    assert (spec.source, spec.licence) == ("Myndigheten", "Efter prövning")
    assert (spec.start, spec.end, spec.precision) == (
        datetime.date(2026, 9, 1),
        datetime.date(2026, 10, 31),
        "month",
    )
    assert spec.weight == "faktor"
    assert any("enligt kodboken (DDI)" in note for note in proposal.notes)
    assert any("Andra kolumner som kan vara vikter: vikt" in note for note in proposal.notes)
    (outcome,) = spec.outcomes
    assert outcome.verbatim and outcome.question.endswith(desk.question)
    assert (outcome.high, outcome.dont_know) == (("1", "2"), ("8",))


def test_a_study_with_several_waves_has_one_collection_each(desk):
    periods = """<collDate event="start" date="2023" cycle="P1"/>
     <collDate event="single" date="2024-10-05" cycle="P2"/>"""
    text = DDI.replace('<collDate event="start" date="2026-09-01"/>', periods)
    found = book(text.replace('<collDate event="end" date="2026-10"/>', ""))
    assert [(c.cycle, str(c.start), str(c.end), c.precision) for c in found.collections] == [
        ("P1", "2023-01-01", "None", "year"),
        ("P2", "2024-10-05", "2024-10-05", "day"),
    ]
    proposal = propose(with_codebook(read_table(desk.csv()), found), found)
    assert proposal.spec.precision == ""
    assert any("Kodboken har flera vågor (P1: 2023-01-01 till ?" in n for n in proposal.notes)


def test_wording_and_labels_of_the_codebook_serve_an_import(desk):
    changes = [(f'question = "{desk.question}"\n', "")]
    prepared = desk.prepare(desk.csv(), *changes, codebook=book())
    outcome = prepared.wave.outcomes["soc"]
    assert outcome["question"].endswith(desk.question) and outcome["verbatim"]
    assert outcome["labels"]["9"] == "Vill inte svara"


def test_labels_of_the_file_go_before_those_of_the_codebook(desk):
    column = with_codebook(read_table(desk.sav()), book()).columns["q1_soc"]
    assert column.labels["1"] == "Mycket stort förtroende"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<codeBook>", "är inte giltig XML"),
        ("<html/>", r"har ingen codeBook \(html överst\)"),
    ],
)
def test_what_is_no_codebook_is_refused(text, expected):
    with pytest.raises(WaveError, match=expected):
        book(text)


def test_entities_are_not_followed(tmp_path):
    secret = tmp_path / "hemligt.txt"
    secret.write_text("hemligt", encoding="utf-8")
    text = DDI.replace(
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<!DOCTYPE codeBook [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
    ).replace("Webbpanel", "&x;")
    assert "hemligt" not in book(text).mode


def test_a_codebook_within_a_harvested_record_is_found():
    record = f"<record><metadata>{DDI.partition('?>')[2]}</metadata></record>"
    assert book(record).identifier == "2026-17"
    assert "Q1_SOC" in book(record).variables
