"""vardkase.toml: what is right is read, what is wrong is named."""

import pytest

from store.errors import SettingsError
from vardkase.commands.setup import CONFIG_TEXT
from vardkase.config import find_config, load


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "vardkase.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_what_init_writes_is_read_with_the_defaults_of_the_design(written):
    settings = load(written(CONFIG_TEXT))
    assert settings.crawl.delay_s == 5.0
    assert settings.crawl.obey_robots is True
    assert settings.crawl.allow_private_networks is False
    assert settings.crawl.max_response_bytes == 10_000_000
    assert (settings.min_cell, settings.min_cell_respondents) == (5, 10)
    assert settings.text_retention_days == 365
    assert settings.model == "embedded"
    assert settings.report.language == "sv"


def test_the_contact_is_part_of_how_we_present_ourselves(written):
    text = CONFIG_TEXT.replace('contact = ""', 'contact = "https://kommun.example/kontakt"')
    agent = load(written(text)).crawl.user_agent
    assert agent.startswith("Vardkase/")
    assert agent.endswith("(+https://kommun.example/kontakt)")


def test_relative_paths_count_from_the_folder_of_the_file(written):
    path = written('[store]\npath = "data/lager.duckdb"\n')
    assert load(path).store_path == path.parent / "data" / "lager.duckdb"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[crawl]\ndelay = 3\n", ["[crawl] delay", "okänd nyckel", "delay_s"]),
        ("[krawl]\ndelay_s = 3\n", ["[krawl]", "okänd tabell", "[crawl]"]),
        ("[crawl]\ndelay_s = -1\n", ["[crawl] delay_s = -1", "minst 0"]),
        ("[crawl]\ndelay_s = inf\n", ["[crawl] delay_s = inf", "minst 0"]),
        ('[crawl]\nobey_robots = "ja"\n', ["obey_robots = 'ja'", "true eller false"]),
        ("[privacy]\nmin_cell = 0\n", ["min_cell = 0", "minst 1"]),
        ("[privacy]\nmin_cell = true\n", ["min_cell = True", "minst 1"]),
        ('[report]\nlanguage = "de"\n', ["language = 'de'", '"sv" eller "en"']),
        ("[report]\nfocus = [1]\n", ["focus = [1]", "kommuner"]),
        ('[crawl]\ncontact = "a\\nb"\n', ["contact", "adress"]),
        ("[crawl\n", ["giltig TOML: rad 1, tecken", "avslutande ]", "Rätta"]),
        ("store = 1\n", ["store = 1", "[store]"]),
    ],
)
def test_what_is_wrong_is_named_with_what_was_expected(written, text, parts):
    path = written(text)
    with pytest.raises(SettingsError) as caught:
        load(path)
    message = str(caught.value)
    assert str(path) in message
    assert all(part in message for part in parts), message


MAIL = """
[mail]
host = "smtp.kommunen.example"
sender = "Vårdkase <vardkase@kommunen.example>"
recipients = ["Anna Öberg <anna@kommunen.example>", "bo@kommunen.example"]
"""


def test_without_a_mail_table_no_letters_are_sent(written):
    assert load(written(CONFIG_TEXT)).mail() is None


def test_the_mail_table_that_init_writes_can_be_uncommented_line_by_line(written, monkeypatch):
    monkeypatch.delenv("VARDKASE_SMTP_PASSWORD", raising=False)
    start = CONFIG_TEXT.index("# [mail]")
    path = written(CONFIG_TEXT[:start] + CONFIG_TEXT[start:].replace("# [mail]", "[mail]").replace(
        "\n# ", "\n"
    ))  # fmt: skip
    (path.parent / "smtp.password").write_text("hemligt\n", encoding="utf-8")
    mail = load(path).mail()
    assert (mail.host, mail.port, mail.security) == ("smtp.kommunen.example", 587, "starttls")
    assert (mail.user, mail.password, mail.attach_pdf) == ("vardkase", "hemligt", True)
    assert mail.ca_file == path.parent / "utfardare.pem"
    assert [a.addr_spec for a in mail.technical] == ["drift@kommunen.example"]


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_from_the_security(written, security, port):
    mail = load(written(f'{MAIL}security = "{security}"\n')).mail()
    assert (mail.security, mail.port) == (security, port)
    assert str(mail.recipients[0]) == "Anna Öberg <anna@kommunen.example>"


def test_the_password_of_the_environment_goes_before_that_of_the_file(written, monkeypatch):
    path = written(f'{MAIL}user = "u"\npassword_file = "p.txt"\n')
    (path.parent / "p.txt").write_text("ur filen\r\n", encoding="utf-8")
    monkeypatch.delenv("VARDKASE_SMTP_PASSWORD", raising=False)
    assert load(path).mail().password == "ur filen"
    monkeypatch.setenv("VARDKASE_SMTP_PASSWORD", "ur miljön".replace("ö", "o"))
    assert load(path).mail().password == "ur miljon"


@pytest.mark.parametrize(
    ("password", "said"),
    [("", "lösenordet saknas. Sätt miljövariabeln"), ("nyckelgåta", "tecken"), ("a\nb", "tecken")],
)
def test_a_login_without_a_password_that_works_is_refused(written, monkeypatch, password, said):
    monkeypatch.setenv("VARDKASE_SMTP_PASSWORD", password)
    found = load(written(f'{MAIL}user = "u"\n'))
    with pytest.raises(SettingsError, match=said) as caught:
        found.mail()
    assert not password or password not in str(caught.value)


def test_a_password_file_that_is_not_there_is_named(written, monkeypatch):
    monkeypatch.delenv("VARDKASE_SMTP_PASSWORD", raising=False)
    found = load(written(f'{MAIL}user = "u"\npassword_file = "p.txt"\n'))
    with pytest.raises(SettingsError, match=r"p\.txt: lösenordet .* filen eller mappen finns inte"):
        found.mail()


def test_who_gets_the_letters_changes_nothing_in_what_the_report_says_of_its_settings(written):
    assert load(written(CONFIG_TEXT)).digest == load(written(CONFIG_TEXT + MAIL)).digest


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[mail]\n", ["[mail]", "host saknas", "ta bort hela [mail]"]),
        ('[mail]\nhost = "x"\n', ["[mail]", "sender saknas"]),
        (MAIL.replace("recipients", "readers"), ["[mail] readers", "okänd nyckel", "recipients"]),
        (MAIL.replace('"smtp.', '"https://smtp.'), ["[mail] host", "utan port"]),
        (MAIL.replace('example"\nsender', 'example:587"\nsender'), ["[mail] host", "utan port"]),
        (f"{MAIL}port = 0\n", ["[mail] port = 0", "1 till 65535"]),
        (f'{MAIL}security = "ssl"\n', ["security = 'ssl'", '"starttls", "tls" eller "none"']),
        (f'{MAIL}attach_pdf = "ja"\n', ["attach_pdf = 'ja'", "true eller false"]),
        (f'{MAIL}user = "å"\n', ["user = 'å'", "utan å, ä och ö"]),
        (f'{MAIL}technical = ["drift"]\n', ["technical = ['drift']", "en lista med adresser"]),
        (MAIL.replace('["Anna', '["a@b.se, Anna'), ["[mail] recipients", "en lista med adresser"]),
        (MAIL.replace(', "bo@', ', "bo@ x'), ["[mail] recipients", "en lista med adresser"]),
        (MAIL.replace("<vardkase@", "<"), ["[mail] sender", "en adress"]),
        (MAIL.replace("Vårdkase <", "V\\r\\nBcc: x <"), ["[mail] sender", "en adress"]),
        (f'{MAIL}security = "none"\nuser = "u"\n', ["okrypterat", "Ändra security"]),
        (f'{MAIL}password_file = "p"\n', ["password_file", "[mail] user"]),
    ],
)
def test_a_mail_table_that_would_not_work_is_named(written, text, parts):
    path = written(text)
    with pytest.raises(SettingsError) as caught:
        load(path)
    assert all(part in str(caught.value) for part in [str(path), *parts]), caught.value


def test_a_missing_file_says_how_to_make_one(tmp_path):
    with pytest.raises(SettingsError, match="vardkase init"):
        load(tmp_path / "vardkase.toml")


def test_the_option_comes_before_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("VARDKASE_CONFIG", str(tmp_path / "a.toml"))
    assert find_config(None) == tmp_path / "a.toml"
    assert find_config(str(tmp_path / "b.toml")) == tmp_path / "b.toml"


def test_a_short_key_is_refused(written):
    settings = load(written(CONFIG_TEXT))
    settings.key_file.write_text("kort\n")
    with pytest.raises(SettingsError, match="minst 32"):
        settings.pseudonyms()
