"""Notices of subscription and the like are left out of what is compared; the article stays."""

from classifiers.boilerplate import without_notices

ARTICLE = "Nämnden sa nej. Fler barn väntar på en plats, säger enhetschefen."


def test_a_sentence_that_speaks_of_a_subscription_is_left_out():
    found = without_notices([f"{ARTICLE} Prenumerera för 9 kr! Logga in.\nTack för i dag."])
    assert found == [f"{ARTICLE}\nTack för i dag."]


def test_texts_without_notices_are_left_as_they_are():
    texts = [ARTICLE, "", "Hon loggar in på sidan."]
    assert without_notices(texts) == texts
    assert without_notices([]) == []


def test_each_text_is_read_by_itself():
    texts = ["Läs me", "r om saken. Ett pr", "Följ oss på nätet. Kvar."]
    assert without_notices(texts) == [*texts[:2], " Kvar."]
