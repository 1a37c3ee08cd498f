"""What is proposed from names and labels: never taken without a person."""

import datetime

import pytest

from reports.trust.waves.proposal import propose
from reports.trust.waves.reading import read_table
from reports.trust.waves.toml import read_spec
from reports.trust.waves.vocabulary import kind_of_label, role_of_name
from reports.trust.waves.writing import written


def test_a_labelled_file_is_proposed_whole_and_unconfirmed(desk):
    spec = propose(read_table(desk.sav())).spec
    assert not spec.confirmed
    assert (spec.weight, spec.respondent_id, spec.date) == ("vikt", "lopnr", "datum")
    assert (spec.strata, spec.psu, spec.fpc) == (("stratum",), ("kluster",), ())
    main, control = spec.outcomes
    assert (main.column, main.role, control.column, control.role) == (
        "q1_soc",
        "main",
        "q1_skola",
        "control",
    )
    assert (main.high, main.middle, main.low) == (("1", "2"), ("3",), ("4", "5"))
    assert (main.dont_know, main.wont_say) == (("8",), ("9",))
    assert [(g.name, g.sensitive) for g in spec.groups] == [("parti", "party"), ("alder", "no")]
    assert (spec.start, spec.end) == (datetime.date(2026, 9, 1), datetime.date(2026, 9, 20))
    assert spec.n == 24


def test_a_proposal_that_is_filled_in_and_confirmed_can_be_imported(desk):
    path = desk.sav()
    proposal = propose(read_table(path))
    text = written(proposal.spec, path.name, "V.toml", proposal.notes)
    filled = [
        ("confirmed = false", "confirmed = true"),
        ('survey = ""', 'survey = "Panelen"'),
        ('population = ""', 'population = "18 år och äldre"'),
        ('mode = ""', 'mode = "webbpanel"'),
        ('source = ""', 'source = "Myndigheten"'),
        ('licence = ""', 'licence = "avtal"'),
        ('legal_ground = ""', 'legal_ground = "etikprövning"'),
    ]
    prepared = desk.prepare(path, *filled, text=text)
    assert prepared.wave.n == 24
    assert list(prepared.wave.outcomes) == ["q1_soc", "q1_skola"]


@pytest.mark.parametrize("columns", [["vikt"], ["weight", "pspwght"], ["kalvikt"], ["WGT"], ["w"]])
def test_weights_are_found_by_name_and_all_of_them_are_told(desk, columns):
    frame = desk.people().rename(columns={"vikt": columns[0]})
    for name in columns[1:]:
        frame[name] = frame[columns[0]]
    proposal = propose(read_table(desk.sav(frame, labels={})))
    assert proposal.spec.weight == columns[0]
    assert any(f"Vikten {columns[0]} är föreslagen av namnet" in note for note in proposal.notes)
    assert all(any(name in note for note in proposal.notes) for name in columns)


def test_no_weight_is_made_up_and_a_persons_weight_in_kilos_is_none(desk):
    frame = desk.people()
    path = desk.sav(frame, labels={"vikt": "Din kroppsvikt i kg"})
    proposal = propose(read_table(path))
    assert proposal.spec.weight is None and not proposal.spec.unweighted
    assert any("Ingen viktkolumn hittades" in note for note in proposal.notes)
    assert role_of_name("vag", "Våg") is None and role_of_name("wave", "") is None


def test_the_texts_of_a_csv_file_are_placed_by_their_words(desk):
    path = desk.folder / "a.csv"
    words = ["Mycket stort", "Ganska litet", "Varken stort eller litet", "Vet inte", "Ej svar", ""]
    path.write_text(
        "lopnr;fortroende_soc;vikt\n"
        + "".join(f"{i};{word};0,{i}\n" for i, word in enumerate(words, start=1)),
        encoding="cp1252",
    )
    proposal = propose(read_table(path))
    (outcome,) = proposal.spec.outcomes
    assert (outcome.high, outcome.low, outcome.middle) == (
        ("Mycket stort",),
        ("Ganska litet",),
        ("Varken stort eller litet",),
    )
    assert (outcome.dont_know, outcome.wont_say) == (("Vet inte",), ("Ej svar",))
    assert read_spec("v", _described(written(proposal.spec, "a.csv", "v"))).outcomes == (outcome,)


def _described(text):
    for key in ("survey", "population", "mode", "source", "licence"):
        text = text.replace(f'{key} = ""', f'{key} = "x"')
    return text.replace('precision = ""', 'precision = "year"').encode()


def test_codes_without_labels_are_left_for_the_person_to_place(desk):
    proposal = propose(read_table(desk.csv()))
    main = proposal.spec.outcomes
    assert main == ()  # no labels, and q1_soc says nothing of trust
    frame = desk.people().rename(columns={"q1_soc": "fortroende_soc"})
    proposal = propose(read_table(desk.csv(frame)))
    (outcome,) = proposal.spec.outcomes
    assert outcome.high == outcome.low == ()
    assert outcome.labels == dict.fromkeys(["1", "2", "3", "4", "5", "8", "9"], "")
    assert any("etiketter inte placerar: 7" in note for note in proposal.notes)


def test_a_scale_with_labelled_ends_is_proposed_as_a_scale(desk):
    frame = desk.people()
    frame["q1_soc"] = [float(i % 11) for i in range(22)] + [88.0, 99.0]
    values = {0: "Inget förtroende alls", 10: "Fullständigt stort", 88: "Vet ej", 99: "Ej svar"}
    path = desk.sav(frame, values={"q1_soc": values}, missing={"q1_soc": [{"lo": 88, "hi": 99}]})
    outcome = propose(read_table(path)).spec.outcomes[0]
    assert outcome.span == (0, 10)
    assert (outcome.low, outcome.high) == (("0", "1", "2"), ("8", "9", "10"))
    assert (outcome.dont_know, outcome.wont_say) == (("88",), ("99",))


def test_several_waves_in_one_file_are_told(desk):
    frame = desk.people()
    frame["våg"] = [1.0] * 12 + [2.0] * 12
    notes = propose(read_table(desk.sav(frame))).notes
    assert any("Kolumnen våg ser ut att skilja flera vågor" in note for note in notes)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Vet ej", "dont_know"),
        ("VET INTE", "dont_know"),
        ("Ingen uppfattning", "dont_know"),
        ("Don't know", "dont_know"),
        ("Vill inte svara", "wont_say"),
        ("Ej svar", "wont_say"),
        ("Refusal", "wont_say"),
        ("Ej tillfrågad", "not_asked"),
        ("Mycket stort förtroende", "high"),
        ("Ganska högt", "high"),
        ("Inte särskilt stort förtroende", "low"),
        ("Inget förtroende alls", "low"),
        ("Varken stort eller litet", "middle"),
        ("Göteborg", None),
    ],
)
def test_answers_are_placed_by_their_words(words, kind):
    assert kind_of_label(words) == kind


def test_dont_know_and_wont_say_of_a_group_are_proposed_as_missing(desk):
    found = {g.name: g for g in propose(read_table(desk.sav(missing={}))).spec.groups}
    assert found["parti"].missing == ("8", "9")
    assert found["alder"].missing == ()


def test_columns_that_are_left_out_stand_last_as_groups_to_take_in(desk):
    path = desk.sav()
    proposal = propose(read_table(path))
    assert [group.column for group in proposal.left_out] == ["intresse"]
    assert any("Kolumner som inte är med: 1." in note for note in proposal.notes)
    text = written(proposal.spec, path.name, "V.toml", proposal.notes, proposal.left_out)
    head, _, block = text.rpartition("# [[group]]\n")
    assert block.startswith('# name = "intresse"\n# column = "intresse"\n')
    taken_in = head + "[[group]]\n" + block.replace("# name", "name").replace("# column", "column")
    columns = [g.column for g in read_spec("v", _described(taken_in)).groups]
    assert columns == ["parti", "alder", "intresse"]


def test_answers_in_words_are_found_under_a_name_that_says_nothing(desk):
    path = desk.folder / "a.csv"
    words = ["Mycket stort", "Ganska litet", "Vill inte svara", "Ganska stort"]
    path.write_text("f12a;ort;vikt\n" + "".join(f"{w};Umeå;1\n" for w in words), encoding="utf-8")
    proposal = propose(read_table(path))
    (outcome,) = proposal.spec.outcomes
    assert (outcome.column, outcome.high) == ("f12a", ("Ganska stort", "Mycket stort"))
    assert any("f12a: svaren är ord som i en fråga om förtroende" in n for n in proposal.notes)


@pytest.mark.parametrize("day", ["10/10/2026", "261010", "10/10-26"])
@pytest.mark.parametrize("name", ["svarsdag", "datum"])
def test_days_that_can_not_be_read_are_told_with_their_row(desk, day, name):
    path = desk.folder / "a.csv"
    path.write_text(f"fortroende;{name};vikt\n1;{day};1\n2;{day};1\n", encoding="utf-8")
    proposal = propose(read_table(path))
    assert proposal.spec.date is None
    (note,) = [note for note in proposal.notes if "ser ut som datum" in note]
    assert f"Kolumnen {name}, rad 2:" in note and "väntade 2026-09-01 eller 1.9.2026" in note


def test_days_with_points_are_read(desk):
    path = desk.folder / "a.csv"
    path.write_text("fortroende;svarsdag;vikt\n1;10.9.2026;1\n2;01.10.2026;1\n", encoding="utf-8")
    spec = propose(read_table(path)).spec
    assert (spec.date, spec.start) == ("svarsdag", datetime.date(2026, 9, 10))
    assert spec.end == datetime.date(2026, 10, 1)
