"""Which language a text is in, and whether it is one that the classifier supports.

Statistics of letter sequences decide (py3langid); where a text is too short for them, the script,
then what the source declares, then Swedish. A supported text that changes language is `mul`.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from classifiers.text import clean

UNKNOWN = "und"
MIXED = "mul"
SUPPORTED = frozenset({"sv", "en", "ar", "tr", "so", "fi", "no", MIXED})

ALIASES = {"nb": "no", "nn": "no", "arz": "ar", "ary": "ar", "apc": "ar", "sdh": "ku", "uzs": "uz"}
"""Names that we give another: varieties that readers of the report would look for under one."""

MAX_LETTERS = 4000
"""As much of a text as is looked at."""

SHORT = 24
SHORT_SURE = 0.6
"""Letters below which the declared language, or else Swedish, holds unless another supported one
has this probability."""

DOUBTFUL = 60
SURE = 0.9
"""Letters below which an unsupported language must have this probability to be believed."""

SECOND_SHARE = 0.08
SECOND_WORDS = 2
SCRIPT_SHARE = 0.12
SCRIPT_LETTERS = 8
"""A text is mixed when its second language has at least this share and number of the common
words in it, or the second of two scripts this share and number of its letters."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOT_PROSE = re.compile(r"https?://\S+|www\.\S+|[@#]\S+")


def identify_language(text: str, declared: str = UNKNOWN) -> tuple[str, bool]:
    """The language (ISO 639-1, `mul` or `und`) and whether it is supported.

    `declared` is what the source says, and counts where the text itself says too little. A text
    without letters is `und` and not supported.

    >>> identify_language("Socialtjänsten tog emot fler orosanmälningar än året före.")
    ('sv', True)
    """
    prose = _NOT_PROSE.sub(" ", clean(text[: MAX_LETTERS * 2])) or clean(text)
    letters = [char for char in prose[:MAX_LETTERS] if char.isalpha()]
    if not letters:
        return UNKNOWN, False
    prose = prose[:MAX_LETTERS]
    scripts = Counter(_script(char) for char in letters)
    script, main = scripts.most_common(1)[0]
    language = _language(prose, script, main, _plain(declared))
    if language in SUPPORTED and _is_mixed(prose, scripts):
        language = MIXED
    return language, language in SUPPORTED


def _language(prose: str, script: str, letters: int, declared: str) -> str:
    ranked = _ranked(prose)
    if script not in ("LATIN", "ARABIC"):
        return next((code for code, _ in ranked if code not in SUPPORTED), UNKNOWN)
    ranked = [(code, p) for code, p in ranked if code in BOTH or _fits(code, script)]
    best, probability = ranked[0]
    usable = declared in SUPPORTED and declared != MIXED and _fits(declared, script)
    if letters < SHORT:
        return _short(best, probability, script, declared if usable else UNKNOWN)
    if best == "no" and declared == "sv" and probability < SURE and ranked[1][0] == "sv":
        return declared
    if best in SUPPORTED or letters >= DOUBTFUL or probability >= SURE:
        return best
    return declared if usable else next(code for code, _ in ranked if code in SUPPORTED)


def _short(best: str, probability: float, script: str, declared: str) -> str:
    """The language of few letters: what is plain, then what is declared, then Swedish or Arabic."""
    if script == "ARABIC":
        return best if probability >= SURE else "ar"
    if best in SUPPORTED and best not in ("sv", "no") and probability >= SHORT_SURE:
        return best
    return declared if declared != UNKNOWN else "sv"


def _fits(code: str, script: str) -> bool:
    return (code in _ARABIC) == (script == "ARABIC")


BOTH = frozenset({"ku"})
"""Kurdish is written in Latin and in Arabic script."""

_ARABIC = frozenset({"ar", "fa", "ur", "ps", "ug", "sd"})
"""Languages that are written in Arabic script alone."""


def _is_mixed(prose: str, scripts: Counter[str]) -> bool:
    latin, arabic = scripts["LATIN"], scripts["ARABIC"]
    least = min(latin, arabic)
    if least >= SCRIPT_LETTERS and least >= SCRIPT_SHARE * (latin + arabic):
        return True
    if arabic > latin:
        return False
    known = _common_words()
    found = Counter(known[word] for word in set(_WORD.findall(prose)) if word in known)
    second = [count for _, count in found.most_common()][1:2]
    return bool(second) and second[0] >= max(SECOND_WORDS, SECOND_SHARE * found.total())


@functools.cache
def _common_words() -> dict[str, str]:
    """The language of each common word that belongs to one language alone, in small letters: a word
    with a capital is often part of a name."""
    lists = tomllib.loads(Path(__file__).with_name("common_words.toml").read_text("utf-8"))
    holders = Counter(word for words in lists.values() for word in set(words.split()))
    return {w: code for code, words in lists.items() for w in words.split() if holders[w] == 1}


def _plain(declared: str) -> str:
    code = declared.strip().lower().replace("_", "-").split("-")[0] or UNKNOWN
    return ALIASES.get(code, code)


def _script(char: str) -> str:
    return unicodedata.name(char, "OTHER").split(" ", 1)[0]


def _ranked(prose: str) -> list[tuple[str, float]]:
    """Languages by probability, aliases folded, best first."""
    merged: dict[str, float] = {}
    for found, probability in _identifier().rank(prose):
        code = ALIASES.get(str(found), str(found))
        merged[code] = merged.get(code, 0.0) + float(probability)
    return sorted(merged.items(), key=lambda pair: (-pair[1], pair[0]))


@functools.cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
