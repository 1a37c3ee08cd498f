"""What is refused, with column and row, and never with what a respondent answered."""

import datetime

import numpy as np
import pytest

from reports.trust.waves.faults import WaveRefused


@pytest.fixture
def refusal(desk):
    """Import a changed file; gives (column, row, reason) of each fault, and all that was said."""

    def refusal(*changes, frame=None, path=None, **options):
        path = path or desk.sav(frame, **options)
        with pytest.raises(WaveRefused) as caught:
            desk.prepare(path, *changes)
        assert caught.value.exit_status == 2
        return [fault[:3] for fault in caught.value.faults], str(caught.value)

    return refusal


def changed(desk, column, row, value):
    """People with one cell changed; `row` counts from 1 as SPSS does."""
    frame = desk.people()
    frame[column] = frame[column].astype(object)
    frame.loc[row - 1, column] = value
    return frame


def test_a_sound_file_is_taken(desk):
    prepared = desk.prepare(desk.sav())
    assert prepared.wave.n == len(prepared.respondents) == 24
    assert prepared.cautions == ()


def test_a_negative_weight_is_refused_by_its_row(desk, refusal):
    frame = desk.people()
    frame.loc[[6, 9], "vikt"] = -0.7316
    faults, said = refusal(frame=frame)
    assert faults == [("vikt", 7, "vikt_negativ")]
    assert "panel.sav, kolumn vikt, rad 7 (och 1 till): vikten är negativ; väntade" in said
    assert "7316" not in said


def test_a_missing_weight_is_refused(desk, refusal):
    frame = desk.people()
    frame.loc[2, "vikt"] = np.nan
    assert refusal(frame=frame)[0] == [("vikt", 3, "vikt_saknas")]


def test_rows_of_a_csv_file_are_numbered_as_in_a_spreadsheet(desk, refusal):
    frame = desk.people()
    frame.loc[2, "vikt"] = np.nan
    csv = desk.csv(frame)
    text = ('base = "with_opinion"', 'base = "with_opinion"\n[outcome.labels]\n' + LABELS)
    assert refusal(text, path=csv)[0] == [("vikt", 4, "vikt_saknas")]


LABELS = "\n".join(f'{code} = "etikett {code}"' for code in (1, 2, 3, 4, 5, 8, 9))


def test_a_weight_that_is_text_and_weights_that_are_all_nought_are_refused(desk, refusal):
    text = ('base = "with_opinion"', 'base = "with_opinion"\n[outcome.labels]\n' + LABELS)
    path = desk.csv(changed(desk, "vikt", 5, "1,2x"))
    faults, _ = refusal(text, path=path)
    assert {fault[2] for fault in faults} == {"vikt_ej_tal"}
    frame = desk.people()
    frame["vikt"] = 0.0
    assert refusal(frame=frame)[0] == [("vikt", None, "vikt_noll")]


def test_an_id_that_stands_twice_is_refused_without_being_told(desk, refusal):
    frame = desk.people()
    frame.loc[10, "lopnr"] = frame.loc[3, "lopnr"]
    faults, said = refusal(frame=frame)
    assert faults == [("lopnr", 11, "dubbla_id")]
    assert "rad 11: samma id som på rad 4" in said
    assert "1003" not in said


def test_a_missing_id_is_refused(desk, refusal):
    frame = desk.people()
    frame.loc[1, "lopnr"] = np.nan
    assert refusal(frame=frame)[0] == [("lopnr", 2, "id_saknas")]


def test_a_code_without_a_label_in_the_outcome_is_refused_without_being_told(desk, refusal):
    frame = desk.people()
    frame.loc[4, "q1_soc"] = 7.0
    faults, said = refusal(frame=frame)
    assert faults == [("q1_soc", 5, "kod_utan_etikett")]
    assert "7" not in said.replace("rad 5", "")


def test_a_labelled_code_without_a_place_is_refused(desk, refusal):
    faults, _ = refusal(("middle = [3]\n", ""))
    assert faults == [("q1_soc", 3, "kod_utan_plats")]


def test_a_code_of_the_specification_that_nobody_has_labelled_is_refused(desk, refusal):
    faults, said = refusal(("wont_say = [9]", "wont_say = [9, 99]"))
    assert faults == [("q1_soc", None, "kod_utan_etikett")]
    assert "koderna 99" in said


def test_codes_between_the_labelled_ends_of_a_scale_need_no_labels(desk):
    frame = desk.people()
    frame["q1_soc"] = [float(i % 11) for i in range(24)]
    path = desk.sav(frame, values={"q1_soc": {0: "Inget alls", 10: "Helt"}}, missing={})
    scale = (
        ("high = [1, 2]", "scale = [0, 10]\nhigh = [7, 8, 9, 10]"),
        ("middle = [3]", "middle = [4, 5, 6]"),
        ("low = [4, 5]", "low = [0, 1, 2, 3]"),
        ("dont_know = [8]\nwont_say = [9]\n", ""),
    )
    assert desk.prepare(path, *scale).wave.outcomes["soc"]["scale"] == [0, 10]


def test_an_outcome_without_opinions_is_none(desk, refusal):
    frame = desk.people()
    frame["q1_soc"] = 8.0
    assert refusal(frame=frame)[0] == [("q1_soc", None, "inget_utfall")]


def test_no_rows_are_refused(desk, refusal):
    assert refusal(frame=desk.people().iloc[:0])[0] == [("", None, "inga_rader")]


def test_a_day_outside_the_fieldwork_is_refused_by_its_row(desk, refusal):
    frame = changed(desk, "datum", 8, datetime.date(2026, 10, 2))
    faults, said = refusal(frame=frame)
    assert faults == [("datum", 8, "utanfor_faltperioden")]
    assert "väntade 2026-09-01 till 2026-09-30" in said
    assert "2026-10-02" not in said


def test_a_day_that_is_missing_is_refused(desk, refusal):
    assert refusal(frame=changed(desk, "datum", 8, None))[0] == [("datum", 8, "datum_olasligt")]


def test_dated_interviews_need_a_fieldwork_to_be_held_against(desk, refusal):
    season = ('precision = "day"\nstart = 2026-09-01\nend = 2026-09-30', 'precision = "season"')
    assert refusal(season)[0] == [("datum", None, "faltperiod_saknas")]


def test_a_column_that_is_not_in_the_file_is_named_with_those_alike(desk, refusal):
    faults, said = refusal(('column = "vikt"', 'column = "vikter"'))
    assert faults == [("vikter", None, "okand_kolumn")]
    assert "menades vikt" in said


def test_sensitive_answers_need_a_legal_ground(desk, refusal):
    ground = ('legal_ground = "etikprövning 2026-01234-01"\n', "")
    faults, said = refusal(ground)
    assert faults == [("parti", None, "rattslig_grund")]
    assert "GDPR artikel 9" in said
    unsaid = ('sensitive = "party"\n', "")
    assert refusal(ground, unsaid)[0] == faults
    assert desk.prepare(desk.sav(), ground, ('sensitive = "party"', 'sensitive = "no"')).wave


def test_another_number_of_respondents_than_stated_is_refused(desk, refusal):
    faults, said = refusal(('id = "V2026"', 'id = "V2026"\nn = 25'))
    assert faults == [("", None, "antal_rader")]
    assert "24 svarande; väntade 25" in said


def test_a_proposal_that_nobody_confirmed_is_refused(refusal):
    faults, _ = refusal(('id = "V2026"', 'confirmed = false\nid = "V2026"'))
    assert faults == [("", None, "inte_bekraftat")]


def test_a_question_without_words_is_refused(desk, refusal):
    faults, _ = refusal((f'question = "{desk.question}"\n', ""))
    assert faults == [("q1_soc", None, "fraga_saknas")]


def test_a_cluster_in_two_strata_has_to_be_explained(desk, refusal):
    frame = desk.people()
    frame["kluster"] = [float(1 + i % 3) for i in range(24)]
    assert refusal(frame=frame)[0] == [("kluster", 1, "kluster_i_flera_strata")]
    nested = ('psu = ["kluster"]', 'psu = ["kluster"]\nnest = true')
    assert desk.prepare(desk.sav(frame), nested).wave.design["nest"] is True


def test_every_fault_is_told_at_once(desk, refusal):
    frame = desk.people()
    frame.loc[0, "vikt"] = -1
    frame.loc[1, "lopnr"] = frame.loc[0, "lopnr"]
    frame.loc[2, "q1_soc"] = 6.0
    assert [fault[2] for fault in refusal(frame=frame)[0]] == [
        "vikt_negativ",
        "dubbla_id",
        "kod_utan_etikett",
    ]


def test_one_wave_of_a_file_with_several_is_taken_by_its_code(desk, refusal):
    frame = desk.people()
    frame["lopnr"] = [float(i % 12) for i in range(24)]
    frame["omgang"] = [1.0] * 12 + [2.0] * 12
    path = desk.sav(frame)
    assert refusal(path=path)[0] == [("lopnr", 13, "dubbla_id")]
    second = ("[respondent]", '[rows]\ncolumn = "omgang"\nvalue = 2\n\n[respondent]')
    assert desk.prepare(path, second).wave.n == 12
    third = (second[0], second[1].replace("2", "3"))
    assert refusal(third, path=path)[0] == [("", None, "inga_rader")]


WORDS = {1: "Mycket stort", 2: "Ganska stort", 3: "Varken stort eller litet", 4: "Ganska litet",
         5: "Mycket litet", 8: "Vet ej", 9: "Vill inte svara"}  # fmt: skip
IN_WORDS = [
    ("high = [1, 2]", 'high = ["Mycket stort", "Ganska stort"]'),
    ("middle = [3]", 'middle = ["Varken stort eller litet"]'),
    ("low = [4, 5]", 'low = ["Ganska litet", "Mycket litet"]'),
    ("dont_know = [8]", 'dont_know = ["Vet ej"]'),
    ("wont_say = [9]", 'wont_say = ["Vill inte svara"]'),
]


def in_words(desk):
    frame = desk.people()
    return desk.csv(frame.assign(q1_soc=frame["q1_soc"].map(WORDS)))


def test_codes_for_a_column_of_words_are_refused_with_the_words_to_write(desk, refusal):
    faults, said = refusal(path=in_words(desk))
    assert faults == [("q1_soc", None, "svar_i_ord")]
    assert 'skriv high = ["Mycket stort", "Ganska stort"], middle = [' in said


def test_words_need_no_labels_of_their_own(desk):
    prepared = desk.prepare(in_words(desk), *IN_WORDS)
    assert prepared.respondents[0].answers["soc"] == "Mycket stort"


@pytest.mark.parametrize(("wrong", "right"), [("wikt", "vikt"), ("VIKT", "vikt")])
def test_the_column_that_was_meant_is_named(refusal, wrong, right):
    _, said = refusal(('column = "vikt"', f'column = "{wrong}"'))
    assert f"rätta namnet (menades {right}?)" in said
