"""Languages that are supported, those that are only named, and texts too short to tell."""

import pytest

from classifiers.language import identify_language

SUPPORTED = {
    "sv": "Socialtjänsten tog emot fler orosanmälningar i år än under hela förra året.",
    "en": "The social services received more reports of concern than in the whole of last year.",
    "ar": "تلقت الخدمات الاجتماعية هذا العام بلاغات أكثر من العام الماضي بأكمله.",
    "tr": "Sosyal hizmetler bu yıl geçen yılın tamamından daha fazla ihbar aldı.",
    "so": "Adeegga bulshada ayaa sannadkan helay warbixinno ka badan sannadkii hore oo dhan.",
    "fi": "Sosiaalipalvelut vastaanottivat tänä vuonna enemmän ilmoituksia kuin viime vuonna.",
    "no": "Barnevernet mottok flere bekymringsmeldinger i år enn i hele fjor, sier lederen.",
}
NAMED = {
    "de": "Das Jugendamt hat in diesem Jahr mehr Meldungen erhalten als im gesamten letzten Jahr.",
    "da": "Kommunen modtog flere underretninger i år end i hele sidste år, siger formanden.",
    "ru": "Социальная служба получила в этом году больше сообщений, чем за весь прошлый год.",
    "uk": "Соціальна служба отримала цього року більше повідомлень, ніж за весь минулий рік.",
    "fa": "خدمات اجتماعی امسال بیش از کل سال گذشته گزارش نگرانی دریافت کرده است.",
}


@pytest.mark.parametrize(("language", "text"), SUPPORTED.items())
def test_a_supported_language_is_recognised(language: str, text: str):
    assert identify_language(text) == (language, True)


@pytest.mark.parametrize(("language", "text"), NAMED.items())
def test_another_language_is_named_and_not_supported(language: str, text: str):
    assert identify_language(text) == (language, False)


def test_what_the_source_declares_does_not_hide_an_unsupported_language():
    assert identify_language(NAMED["de"], declared="sv") == ("de", False)


def test_a_short_text_has_the_declared_language_else_swedish():
    assert identify_language("Precis! 👏", declared="fi") == ("fi", True)
    assert identify_language("Precis! 👏") == ("sv", True)


def test_a_region_in_the_declared_language_is_dropped():
    assert identify_language("Precis!", declared="nb-NO") == ("no", True)


def test_script_outweighs_what_is_declared_for_a_short_text():
    assert identify_language("كذب", declared="sv") == ("ar", True)
    assert identify_language("ложь", declared="sv")[1] is False


@pytest.mark.parametrize("text", ["", "   \n", "123 456", "👍👍👍", "...", "\x00\x07", "\ud800"])
def test_a_text_without_letters_has_no_language(text: str):
    assert identify_language(text) == ("und", False)


def test_two_scripts_are_a_mix():
    text = "Tack till familjecentralen شكراً من القلب för att ni finns وعلى صبركم معنا"
    assert identify_language(text) == ("mul", True)


def test_swedish_with_an_english_half_is_a_mix():
    text = (
        "Jag ringde socialtjänsten igår och ingen svarade på hela dagen. "
        "They just keep you waiting on the phone and then they hang up on you every time."
    )
    assert identify_language(text) == ("mul", True)


def test_a_swedish_text_that_quotes_a_foreign_word_is_swedish():
    text = (
        "Föreningen Walaal ordnar läxhjälp varje tisdag, och alla barn i kvarteret är välkomna dit."
    )
    assert identify_language(text) == ("sv", True)


def test_links_and_hashtags_do_not_decide():
    text = "Läs hela granskningen om familjehemmen här https://example.org/the-whole-story #ourkids"
    assert identify_language(text) == ("sv", True)


SHORT_POSTS = {
    "en": "they took the kids again",
    "ar": "أخذوا الأولاد مرة ثانية",
    "tr": "Çocukları aldılar yine",
    "so": "Carruurta waa la qaatay",
    "fi": "Lapset vietiin taas",
    "sv": "dom tog ungarna igen",
}


@pytest.mark.parametrize(("language", "text"), SHORT_POSTS.items())
@pytest.mark.parametrize("declared", ["und", "sv"])
def test_a_plain_short_post_is_recognised_in_a_swedish_thread(
    language: str, text: str, declared: str
):
    assert identify_language(text, declared) == (language, True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fa", "بچه‌ها را بردند"),
        ("ku", "Karên civakî zarokên cîrana min birin bê sedem."),
        ("pl", "Opieka społeczna zabrała dzieci sąsiadom i nikt nie wie dlaczego."),
        ("bs", "Socijalna služba je odvela djecu od komšinice bez ikakvog objašnjenja."),
        ("sq", "Shërbimet sociale i morën fëmijët e fqinjës pa thënë asnjë arsye."),
    ],
)
def test_a_language_of_readers_in_sweden_that_is_not_supported_is_named(language: str, text: str):
    assert identify_language(text, declared="sv") == (language, False)


@pytest.mark.parametrize(
    "text",
    [
        "Abi soc kommer inte ta çocuklar för en sån grej, bu yalan, du vet det",
        "hooyo sa att waa been, soc tar inte carruurta sådär utan domstol",
        "Bror min kusin jobbar där, they can't even parkera without a beslut, det är helt sant",
    ],
)
def test_swedish_of_the_suburbs_with_another_language_in_it_is_a_mix(text: str):
    assert identify_language(text) == ("mul", True)


@pytest.mark.parametrize(
    "text",
    [
        "Bra jobbat av alla! So proud",
        "Hon läste The Guardian och The Local om LVU",
        "Rädda Barnen heter Save the Children i England",
    ],
)
def test_a_borrowed_phrase_makes_no_mix(text: str):
    assert identify_language(text) == ("sv", True)


def test_short_swedish_near_norwegian_follows_what_is_declared():
    text = "soc som i sociologi alltså, tentan var grym mot oss"
    assert identify_language(text, declared="sv") == ("sv", True)
