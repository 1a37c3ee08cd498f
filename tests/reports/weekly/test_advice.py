"""What the report advises: one item each, and never two that contradict each other."""

from store.records import Frame, Narrative, Stance

ANSWERED = "Andra bemöter redan påståendet. Läs vad de säger, och avgör om det behövs något mer"


def rise(archive, **labels):
    for _ in range(9):
        archive.document("dagbladet", **labels)


def advice(report):
    (heading,) = [h for h in report.page.iter("h3") if h.text == "Det här kan ni göra"]
    found = heading.getnext()
    return found.tag, [item.text_content() for item in found.iter("li")]


def test_each_advice_is_an_item_of_a_list(archive):
    rise(archive, narratives=(Narrative.PROFIT,), stance=Stance.ENDORSES)
    rise(archive, narratives=(Narrative.KIDNAPPING,), stance=Stance.REPORTS)
    rise(archive, frames=(Frame.WORKLOAD,))
    tag, items = advice(archive.write())
    assert tag == "ul"
    assert [item.split(".")[0] for item in items] == [
        "”Vinst”: Läs berättelserna bakom siffran",
        "”Kidnappning”: Medier skriver om narrativet",
        "Granskning och kritik är inte desinformation",
    ]


def test_a_narrative_that_is_spread_and_rebutted_gets_one_advice(archive):
    for stance in (Stance.ENDORSES, Stance.REBUTS):
        rise(archive, narratives=(Narrative.PROFIT,), stance=stance)
    report = archive.write()
    _, items = advice(report)
    assert items == [f"”Vinst”: {ANSWERED} från er."]
    assert "ta fram fakta" not in report.brief()
    assert "behöver ni inte göra om" not in report.text["html"]


def test_another_narrative_that_nobody_rebuts_keeps_its_advice(archive):
    for stance in (Stance.ENDORSES, Stance.REBUTS):
        rise(archive, narratives=(Narrative.PROFIT,), stance=stance)
    rise(archive, narratives=(Narrative.KIDNAPPING,), stance=Stance.ENDORSES)
    _, items = advice(archive.write())
    assert items[0].startswith("”Kidnappning”: Läs berättelserna")
    assert items[1].startswith("”Vinst”: Andra bemöter redan")
    assert len(items) == 2


def test_nothing_to_do_is_a_sentence_and_no_list(archive):
    tag, items = advice(archive.write())
    assert (tag, items) == ("p", [])
