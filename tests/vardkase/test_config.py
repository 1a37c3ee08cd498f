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
        ("[crawl\n", ["giltig TOML", "Rätta"]),
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
