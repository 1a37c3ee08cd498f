"""What the columns of a table mean, asked for on a terminal."""

from __future__ import annotations

import textwrap

import click

from crawlers.canonical import registrable_host
from crawlers.imports.mapping import FIELDS, faults
from crawlers.imports.mapping_doubts import NO_AUTHOR, Sample
from crawlers.imports.post_urls import platform_named
from crawlers.imports.reading import Mapped
from crawlers.imports.tabular import Table

_NOTHING = "inget"
_HELP = "?"
_YES, _NO = "ja", "nej"
_WORDS = {
    "text": "text", "rubrik": "title", "datum": "published_at", "adress": "url", "id": "id",
    "författare": "author", "svar": "reply_to", "plattform": "platform", "källa": "source",
    "språk": "language", "hashtaggar": "hashtags", "gillanden": "likes", "delningar": "shares",
    "kommentarer": "comments", "visningar": "views",
}  # fmt: skip
"""What a person answers, and the field that it means."""
_KINDS = {"inlägg": "post", "artiklar": "article"}


def confirmed_by_person(table: Table, guessed: Mapped, sample: Sample) -> dict[str, str]:
    """Ask column by column what it is, and whether all of it is right; shows no value of the file.

    What is answered is remembered for all files with this heading, so a slip of the hand must be
    seen before that.
    """
    click.echo(
        f"{table.path}: en tabell med {len(table.columns)} kolumner.\nSkriv vad som står i var och "
        "en, så läses filen in. Nästa fil med samma rubrikrad läses utan frågor."
    )
    _show_words()
    while True:
        mapping = _asked(table, sample, guessed)
        if wrong := faults(mapping, table.columns):
            click.echo(f"Det går inte: {'; '.join(wrong)}. Frågorna kommer på nytt.")
            guessed = {"kind": guessed.get("kind", "=post"), **mapping}
            continue
        mapping["kind"] = f"={_kind(guessed.get('kind', '=post')[1:])}"
        if mapping["kind"] == "=post" and not mapping.keys() & {"platform", "url"}:
            mapping |= _platform()
        if sample.lacks_authors(mapping):
            _say(
                f"OBS: {NO_AUTHOR}. Står namn eller konton i någon kolumn: svara nej nedan, och "
                "sedan författare för den kolumnen."
            )
        if _is_right(mapping):
            return mapping
        guessed = mapping


def _show_words() -> None:
    """What can be answered, a line each."""
    click.echo(f"Svara med ett av orden; Enter tar det som står inom [], {_HELP} visar orden igen.")
    width = max(map(len, _WORDS)) + 2
    for word, field in _WORDS.items():
        click.echo(f"  {word:<{width}}{FIELDS[field]}")
    click.echo(f"  {_NOTHING:<{width}}kolumnen behövs inte och läses inte in")


def _say(said: str) -> None:
    click.echo(textwrap.fill(said, 88, subsequent_indent="  "))


def _asked(table: Table, sample: Sample, guessed: Mapped) -> dict[str, str]:
    word_of = {field: word for word, field in _WORDS.items()}
    field_of = {column: field for field, column in guessed.items()}
    mapping: dict[str, str] = {}
    for number, column in enumerate(table.columns, start=1):
        place = f"{number} av {len(table.columns)}"
        shown = f"{place}: Vad står i ”{column[:60]}” ({sample.contents[column]})?"
        guess = word_of.get(field_of.get(column, ""), _NOTHING)
        word = _word_for(shown, guess, mapping)
        while word and not _is_meant(word, column, sample):
            word = _word_for(shown, _NOTHING, mapping)
        if word:
            mapping[_WORDS[word]] = column
    return mapping


def _is_meant(word: str, column: str, sample: Sample) -> bool:
    """Whether a person holds on to what hardly fits what stands in the column, where it does."""
    if not (doubt := sample.doubt(_WORDS[word], column)):
        return True
    click.echo(f"Är ”{column[:60]}” verkligen {word}? Det verkar inte så: {doubt}.")
    return _yes(f"Ska den ändå läsas som {word}? (ja, nej)", _NO)


def _word_for(shown: str, guess: str, mapping: Mapped) -> str:
    """The word that a person answers for a column, "" where it is not needed; `mapping` is what
    was answered before."""
    if _WORDS.get(guess) in mapping:
        guess = _NOTHING
    while True:
        answer = click.prompt(shown, default=guess, prompt_suffix=" ").strip().lower()
        field = _WORDS.get(answer, "")
        if answer == _NOTHING:
            return ""
        if field and field not in mapping:
            return answer
        if answer == _HELP:
            _show_words()
        elif field:
            click.echo(
                f"”{mapping[field]}” är redan {answer}, och bara en kolumn kan vara det; svara "
                f"{_NOTHING} eller ett annat ord."
            )
        else:
            click.echo(f"Det ordet finns inte. Svara med ett av orden; {_HELP} visar dem.")


def _kind(guess: str) -> str:
    default = next(word for word, kind in _KINDS.items() if kind == guess)
    while True:
        answer = click.prompt(
            "Är raderna inlägg som människor har skrivit, eller artiklar ur medier? Svara inlägg "
            "eller artiklar:",
            default=default,
            prompt_suffix=" ",
        )
        if found := _KINDS.get(answer.strip().lower()):
            return found
        click.echo("Svara inlägg eller artiklar.")


def _platform() -> dict[str, str]:
    """The platform of all rows, as a person answers; empty where that is left out."""
    shown = (
        "Vilken plattform är inläggen från? Skriv dess webbadress, till exempel tiktok.com, eller "
        "er egen webbplats om de är därifrån. Enter hoppar över:"
    )
    while True:
        answer = click.prompt(shown, default="", show_default=False, prompt_suffix=" ").strip()
        if not answer:
            _say(
                "Då står det inte varifrån inläggen är: ett kontos inlägg raderas bara med "
                "--platform import."
            )
            return {}
        host = answer.lower().removeprefix("www.")
        if found := platform_named(answer) or registrable_host(answer) or (
            host if "." in host and not set(host) & set(" /:") else ""
        ):  # fmt: skip
            return {"platform": f"={found}"}
        click.echo("Det är ingen webbadress. Skriv till exempel tiktok.com, eller bara Enter.")


def _is_right(mapping: Mapped) -> bool:
    """Whether a person holds that all was answered as it should be, having seen it together."""
    word_of = {field: word for word, field in _WORDS.items()}
    told = [
        f"{word_of[field]} = {column[1:] if column.startswith('=') else f'”{column[:60]}”'}"
        for field, column in mapping.items()
        if field in word_of
    ]
    rows = next(word for word, kind in _KINDS.items() if mapping["kind"] == f"={kind}")
    _say(f"Så läses filen: {', '.join(told)}; raderna är {rows}.")
    if _yes("Stämmer det? (ja, nej)", _YES):
        return True
    click.echo("Frågorna kommer på nytt, med dina svar som förslag.")
    return False


def _yes(shown: str, default: str) -> bool:
    while True:
        answer = click.prompt(shown, default=default).strip().lower()
        if answer in {_YES, "j", _NO, "n"}:
            return answer in {_YES, "j"}
        click.echo("Svara ja eller nej.")
