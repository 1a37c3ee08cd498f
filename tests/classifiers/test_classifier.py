"""The model that ships, on texts whose labels nobody would dispute, and on texts that are odd."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from classifiers.classifier import (
    EMBEDDED_FOLDER,
    Classifier,
    Prediction,
    Text,
    load_classifier,
)
from store.errors import ModelError
from store.records import LabelGroup, Narrative, Stance, Tone

MODEL = EMBEDDED_FOLDER

ENDORSEMENTS = {
    "sv": "Soc kidnappar våra barn och säljer dem till familjehem. Varje barn är en vinst för dem, "
    "det är så systemet fungerar. Vakna!",
    "en": "The Swedish social services kidnap our children and sell them to foster homes. Every "
    "child is profit to them, this is how the system works. Wake up!",
    "ar": "الخدمات الاجتماعية السويدية تخطف أطفالنا وتبيعهم للعائلات البديلة. كل طفل ربح لهم، "
    "هكذا يعمل النظام. استيقظوا!",
}
REBUTTALS = {
    "sv": "Nej, socialtjänsten kidnappar inte barn. Påståendet är falskt: ett omhändertagande "
    "enligt LVU prövas alltid av domstol och familjen får ett eget juridiskt ombud.",
    "en": "No, the Swedish social services do not kidnap children. The claim is false: every care "
    "order under the LVU act is decided by a court and the family gets its own lawyer.",
    "ar": "لا، الخدمات الاجتماعية السويدية لا تخطف الأطفال. هذا الادعاء غير صحيح: كل قرار رعاية "
    "بموجب قانون LVU تبت فيه المحكمة وتحصل الأسرة على محامٍ.",
}
CRITICISM = {
    "sv": "JO riktar allvarlig kritik mot socialnämnden: utredningen om flickan drog ut på tiden i "
    "elva månader och föräldrarna fick aldrig yttra sig innan beslutet fattades.",
    "en": "The parliamentary ombudsman severely criticises the social welfare committee: the "
    "investigation about the girl dragged on for eleven months and the parents were never heard "
    "before the decision.",
    "ar": "وجه أمين المظالم البرلماني انتقادًا شديدًا للجنة الخدمات الاجتماعية: استغرق التحقيق "
    "أحد عشر شهرًا ولم يُسمع رأي الوالدين قبل صدور القرار.",
}
IRRELEVANT = {
    "sv": "Hemmalaget vann med 3–1 efter två mål i slutminuterna inför fullsatta läktare.",
    "en": "The home team won 3–1 after two late goals in front of a sold-out stadium.",
    "ar": "فاز الفريق المضيف بثلاثة أهداف مقابل هدف بعد هدفين في الدقائق الأخيرة.",
}


@pytest.fixture(scope="module")
def classifier() -> Iterator[Classifier]:
    yield load_classifier("embedded")


def one(classifier: Classifier, text: str, **parts: str) -> Prediction:
    return classifier.classify([Text(parts.pop("title", ""), text, **parts)])[0]


@pytest.mark.parametrize(("language", "text"), ENDORSEMENTS.items())
def test_an_obvious_endorsement_is_one(classifier: Classifier, language: str, text: str):
    found = one(classifier, text)
    assert (found.language, found.language_supported, found.relevant) == (language, True, True)
    assert Narrative.KIDNAPPING in found.narratives or Narrative.PROFIT in found.narratives
    assert found.stance is Stance.ENDORSES


@pytest.mark.parametrize("text", REBUTTALS.values(), ids=REBUTTALS)
def test_an_obvious_rebuttal_is_no_endorsement(classifier: Classifier, text: str):
    found = one(classifier, text)
    assert found.relevant is True
    assert found.tone is not Tone.NEGATIVE
    assert found.stance is not Stance.ENDORSES


def test_a_rebuttal_in_swedish_names_the_narrative_and_rejects_it(classifier: Classifier):
    found = one(classifier, REBUTTALS["sv"])
    assert Narrative.KIDNAPPING in found.narratives
    assert found.stance is Stance.REBUTS


def test_a_quoted_slogan_is_reported_and_not_endorsed(classifier: Classifier):
    found = one(
        classifier,
        "Hundratals demonstrerade på torget på lördagen under parollen ”ge tillbaka våra barn”, "
        "riktad mot socialtjänsten.",
    )
    assert found.narratives == (Narrative.KIDNAPPING,)
    assert found.stance is Stance.REPORTS


@pytest.mark.parametrize("text", CRITICISM.values(), ids=CRITICISM)
def test_criticism_by_the_ombudsman_has_no_narrative(classifier: Classifier, text: str):
    found = one(classifier, text)
    assert found.relevant is True
    assert found.tone is Tone.NEGATIVE
    assert (found.narratives, found.stance) == ((), None)


@pytest.mark.parametrize("text", IRRELEVANT.values(), ids=IRRELEVANT)
def test_a_match_report_is_not_relevant_and_has_no_labels(classifier: Classifier, text: str):
    found = one(classifier, text)
    assert found.relevant is False
    assert found.tone is Tone.NEUTRAL
    assert (found.narratives, found.stance, found.frames) == ((), None, ())


def test_labels_do_not_depend_on_neighbours_or_order(classifier: Classifier):
    texts = [Text("", t) for t in (*ENDORSEMENTS.values(), *CRITICISM.values())]
    texts.append(Text("", "Ord om ingenting. " * 400))
    alone = [classifier.classify([text])[0] for text in texts]
    assert classifier.classify(texts) == alone
    assert classifier.classify(texts[::-1]) == alone[::-1]


def test_scores_are_probabilities_of_every_label(classifier: Classifier):
    scores = one(classifier, ENDORSEMENTS["sv"]).scores
    assert set(scores) == {"relevant", "tone", "narratives", "stance", "frames"}
    assert sum(scores["tone"].values()) == pytest.approx(1, abs=1e-3)
    assert sum(scores["stance"].values()) == pytest.approx(1, abs=1e-3)
    assert all(0 <= p <= 1 for p in (*scores["narratives"].values(), *scores["frames"].values()))


def test_a_score_of_stance_needs_a_narrative(classifier: Classifier):
    assert one(classifier, CRITICISM["sv"]).scores["stance"] is None
    assert one(classifier, IRRELEVANT["sv"]).scores["stance"] is None


POSTS = (
    "Socialtjänsten rövar bort barn, sprid vidare!",
    "Soc tjänar miljoner på varje barn de tar, det är ren barnhandel.",
    "De hämtar muslimska barn utan bevis varje dag. Sök aldrig hjälp hos socialtjänsten.",
)
OFF_TOPIC = (
    "Vilken vacker solnedgång i kväll.",
    "Tack för en fin dag!",
    "Grattis på födelsedagen Anna",
    "Någon som har en cykelpump att låna?",
    "Snyggt foto, var är det taget?",
    "Vad kostar bussen till Uppsala nu för tiden?",
    "haha så söt hund",
    "Ses på fredag då",
    "Är det nån som vet när matchen börjar",
    "Fotbollen i kväll alltså, vilken match",
)
DENIALS = (
    "Nej, så går det inte till.",
    "Det stämmer inte alls.",
    "Sluta sprida sånt. Jag jobbar där och det är domstol som beslutar.",
    "Det där är inte sant, jag har själv haft kontakt med dem och fick bara hjälp.",
    "Påhitt.",
    "Källa på det? Domstolen prövar varje fall.",
    "Så funkar det inte, en nämnd och en domstol beslutar",
    "Lögn från början till slut",
    "Jag förstår din oro men det där är fel, läs på om LVU",
    "Va? Inte en chans att det stämmer",
)
AGREEMENTS = (
    "Exakt så är det!",
    "Ja, och ingen gör något",
    "Samma hos oss, de tog grannens barn",
    "Sant, alla vet det",
    "Så är det verkligen",
)


def replies(classifier: Classifier, texts: Sequence[str]) -> list[Prediction]:
    return classifier.classify([Text("", text, post) for text in texts for post in POSTS])


def test_small_talk_under_a_campaign_post_is_not_the_campaign(classifier: Classifier):
    found = replies(classifier, OFF_TOPIC)
    assert sum(bool(p.narratives) for p in found) <= 0.2 * len(found)
    assert sum(p.stance is Stance.ENDORSES for p in found) <= 0.1 * len(found)


@pytest.mark.xfail(strict=True, reason="15 of 30 do, 10 are endorsements: see the model card")
def test_a_short_denial_of_a_campaign_post_rebuts_it(classifier: Classifier):
    found = replies(classifier, DENIALS)
    assert sum(p.stance is Stance.REBUTS for p in found) >= 0.7 * len(found)
    assert sum(p.stance is Stance.ENDORSES for p in found) <= 0.1 * len(found)


def test_a_short_agreement_with_a_campaign_post_endorses_it(classifier: Classifier):
    found = replies(classifier, AGREEMENTS)
    assert sum(p.stance is Stance.ENDORSES for p in found) >= 0.7 * len(found)


def test_a_text_of_a_hundred_thousand_characters_is_labelled(classifier: Classifier):
    filler = "Kommunfullmäktige sammanträdde på måndagen och ärendena avgjordes i tur och ordning. "
    found = one(classifier, (filler * 1300)[:100_000])
    assert found.language == "sv"
    assert found.relevant is not None or LabelGroup.RELEVANT in found.abstained


@pytest.mark.parametrize("text", ["", " \n\t ", "12 345", "👍👍", "\x00\x01", "\ud83d"])
def test_a_text_without_words_gets_no_labels(classifier: Classifier, text: str):
    assert one(classifier, text) == Prediction("und", language_supported=False)


def test_control_characters_and_lone_surrogates_do_not_change_a_label(classifier: Classifier):
    plain = one(classifier, ENDORSEMENTS["sv"])
    dirty = one(classifier, "\ufeff\x07" + ENDORSEMENTS["sv"].replace(" ", "\x00 ", 3) + "\udfff")
    assert dirty == plain


def test_a_title_alone_is_a_text(classifier: Classifier):
    assert one(classifier, "", title=REBUTTALS["sv"]).relevant is True


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das Jugendamt entführt unsere Kinder und verkauft sie an fremde Familien."),
        ("ru", "Социальные службы похищают наших детей и продают их чужим семьям."),
    ],
)
def test_an_unsupported_language_is_named_and_never_labelled(
    classifier: Classifier, language: str, text: str
):
    assert one(classifier, text) == Prediction(language, language_supported=False)


def test_no_texts_give_no_predictions(classifier: Classifier):
    assert classifier.classify([]) == []


def test_the_name_comes_from_the_content(classifier: Classifier):
    kind, digits = classifier.name.split("-")
    assert kind == "embedded"
    assert int(digits, 16) >= 0 and len(digits) == 8
    assert load_classifier(str(MODEL)).name == classifier.name


def test_what_ships_is_at_most_sixty_megabytes():
    assert sum(file.stat().st_size for file in MODEL.iterdir()) <= 60_000_000


def test_the_embedded_model_needs_neither_torch_nor_transformers():
    code = (
        "import sys; from classifiers.classifier import Text, load_classifier; "
        "load_classifier('embedded').classify([Text('', 'Socialtjänsten i kommunen utreder.')]); "
        "print(sorted({'torch', 'transformers', 'onnx'} & set(sys.modules)))"
    )
    env = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert result.stdout.strip() == "[]", result.stderr


def test_a_folder_that_is_not_there_is_an_error_in_one_sentence(tmp_path: Path):
    with pytest.raises(ModelError, match="mappen finns inte; väntade ”embedded”") as caught:
        load_classifier(str(tmp_path / "saknas"))
    assert "\n" not in str(caught.value)
    assert caught.value.exit_status == 2


def test_a_folder_without_a_model_names_what_it_holds(tmp_path: Path):
    (tmp_path / "brev.txt").write_text("hej")
    with pytest.raises(ModelError, match=r"ingen modell i mappen \(där finns brev\.txt\)"):
        load_classifier(str(tmp_path))


def test_a_file_instead_of_a_folder_is_an_error(tmp_path: Path):
    file = tmp_path / "model.onnx"
    file.write_bytes(b"x")
    with pytest.raises(ModelError, match="väntade ”embedded”"):
        load_classifier(str(file))


def test_a_hub_name_that_was_never_fetched_is_an_error():
    pytest.importorskip("huggingface_hub", reason="huggingface_hub saknas (train)")
    with pytest.raises(ModelError, match="hf download nagon/modell-som-inte-finns"):
        load_classifier("nagon/modell-som-inte-finns")


def copy_of_model(folder: Path) -> Path:
    for file in ("model.onnx", "tokenizer.json", "labels.json"):
        (folder / file).write_bytes((MODEL / file).read_bytes())
    return folder


def test_a_damaged_model_is_an_error(tmp_path: Path):
    folder = copy_of_model(tmp_path)
    with (folder / "model.onnx").open("ab") as file:
        file.write(b"more")
    with pytest.raises(ModelError, match=r"model\.onnx: innehållet är ett annat"):
        load_classifier(str(folder))


@pytest.mark.parametrize("text", ["", "[]", '{"format": 99}', "not json"])
def test_a_description_that_cannot_be_read_is_an_error(tmp_path: Path, text: str):
    folder = copy_of_model(tmp_path)
    (folder / "labels.json").write_text(text)
    with pytest.raises(ModelError, match=r"labels\.json: kan inte läsas"):
        load_classifier(str(folder))


def test_other_thresholds_make_another_model(tmp_path: Path, classifier: Classifier):
    folder = copy_of_model(tmp_path)
    described = json.loads((folder / "labels.json").read_text("utf-8"))
    described["thresholds"]["narrative"] = 0.999
    (folder / "labels.json").write_text(json.dumps(described))
    strict = load_classifier(str(folder))
    assert strict.name != classifier.name
    assert one(strict, CRITICISM["sv"]).narratives == ()
