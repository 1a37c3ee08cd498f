"""The tables say what was measured, in Swedish, and fit both the terminal and Markdown."""

from classifiers.heldout.tables import decimal, percent, tables, with_interval


def test_every_row_has_a_cell_for_every_column(evaluation: dict):
    for table in tables(evaluation):
        assert {len(row) for row in table.rows} == {len(table.rows[0])}, table.title
        assert not any("|" in cell or "\n" in cell for row in table.rows for cell in row)


def test_numbers_are_written_as_in_swedish():
    assert (decimal(0.756), decimal(-0.05), decimal(None)) == ("0,76", "−0,05", "–")
    assert decimal(-0.001) == "0,00"
    assert (percent(0.0291), percent(None)) == ("2,9 %", "–")
    figure = {"value": 0.5, "low": 0.41, "high": 0.6, "n": 9}
    assert with_interval(figure) == "0,50 (0,41 till 0,60)"
    assert with_interval({"value": None, "low": None, "high": None, "n": 0}) == "–"


def test_the_worst_errors_are_listed_with_the_beginning_of_a_text(evaluation: dict):
    evaluation["mistakes"] = [
        {
            "group": "stance",
            "gold": "criticism",
            "given": "endorses",
            "count": 2,
            "cost": 5,
            "examples": [{"id": "t-1", "begins": "JO | kritiserar"}, {"id": "t-2"}],
        },
        {
            "group": "relevant",
            "gold": "relevant",
            "given": None,
            "count": 1,
            "cost": 1,
            "examples": [{"id": "t-3"}],
        },
    ]
    (table,) = [t for t in tables(evaluation) if t.title.startswith("De tio")]
    assert table.rows[1] == ("saklig kritik", "`endorses`", "2", "t-1: JO / kritiserar")
    assert table.rows[2] == ("", "", "", "t-2"), "the words of a real text are not in the data"
    assert table.rows[3] == ("`relevant`", "–", "1", "t-3")
