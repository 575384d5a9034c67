"""How words are compared when somebody looks for them: without case and accents, and forgiving a slip of the finger.

Worked out here and not by a database, so that every database finds the same.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import normalize
from zlib import crc32

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.swedish_stemmer import SwedishStemmer


LETTERS = str.maketrans(
    {"\u0131": "i", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l", "æ": "ae", "Æ": "ae"}
)
ACCENTS = re.compile(r"(?<=[\u0000-\u024f])[\u0300-\u036f]+|[\u0640\u064b-\u065f\u0670]+")  # Latin, Arabic
WORD = re.compile(r"[^\W_]+")
LONGEST = 40  # letters of a word that count
FORGIVEN = 5  # letters of a word in which a slip is forgiven; shorter words would be mistaken for each other
ROOT = 7  # letters at the beginning by which a misspelt word is found
HEAD = 4  # letters of the last part of a compound: “vard” in “tandvard”


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """The same of one word, which is asked again and again."""
    return fold(word)


def fold(text: str) -> str:
    """A text without case and accents, as people type it in a hurry: å is a, ș is s, İ is i; й stays й."""
    plain = normalize("NFKD", normalize("NFKD", text).translate(LETTERS).casefold()).translate(LETTERS)
    return normalize("NFC", ACCENTS.sub("", plain))


def outline(text: str) -> str | None:
    """A text as `fold` makes it, but sign for sign, and blank where nothing is a letter or digit: places stay the same.

    None when it holds a sign that cannot be shown so, such as a letter that is not Latin, or “ß”.
    """
    try:
        signs = text.encode("cp1252").translate(OUTLINES)
    except UnicodeEncodeError:
        return None
    return None if UNLIKE in signs else f" {signs.decode()} "


def words(text: str) -> list[str]:
    """The words of a text, folded, each once, in their order."""
    return list(dict.fromkeys(word[:LONGEST] for word in WORD.findall(fold(text))))


@lru_cache(maxsize=20_000)
def stems(word: str) -> tuple[str, str]:
    """A folded word without its endings: as if it were Swedish, and as if it were English."""
    return _swedish(word), EnglishStemmer().stemWord(word)


def _swedish(word: str) -> str:
    """Snowball leaves some of “härbärget”, “härbärgena” and “resan”, an m too much in “rummet”, the s of “plats”."""
    stem: str = SwedishStemmer().stemWord(word)
    if (stem.endswith("et") and len(stem) >= 4) or (word.endswith(("ena", "enas")) and len(stem) >= 5):
        stem = SwedishStemmer().stemWord(stem.removesuffix("et"))
    elif stem.endswith("an") and len(stem) >= 5 and not (word.endswith("ans") or stem.endswith("plan")):
        stem = stem[:-2]  # but neither of “ambulans” nor of “handlingsplan”
    return (stem[:-1] if stem.endswith("mm") else stem).removesuffix("s")


def is_form(typed: str, word: str) -> bool:
    """Is it another form of the word?"""
    swedish, english = stems(word)
    return stems(typed)[0] == swedish or stems(typed)[1] == english


def is_slip(typed: str, word: str) -> bool:
    """Is it the word, or its beginning, with one letter added, dropped, changed, or swapped with the next?"""
    same = 0
    for a, b in zip(typed, word, strict=False):
        if a != b:
            break
        same += 1
    one, other = typed[same:], word[same:]
    return max(len(typed), len(word)) >= FORGIVEN and (
        other.startswith(one[1:])
        or other[1:].startswith((one[1:], one))
        or (len(one) > 1 and one[:2] == other[1::-1] and other[2:].startswith(one[2:]))
    )


def slips(typed: str, words: Iterable[str]) -> list[str]:
    """Those of which it is a misspelling. Most of thousands are left out by a look at what stands before and after a
    letter: one of both must be as typed.
    """
    for cut in (len(typed) * 2 // 3, len(typed) // 3):
        before, after = typed[:cut], typed[cut + 1 :]
        words = [
            word for word in words
            if word.startswith(before) or word.startswith(after, cut) or word.startswith(after, cut + 1)
            or word.startswith(after, cut + 2)
        ]  # fmt: skip
    return [word for word in words if is_slip(typed, word)]


def is_compound(typed: str, word: str) -> bool:
    """Is its last part the word, or a form of it? Who looks for “bed” also means a “camp bed”, in languages that join
    them.
    """
    return any(
        len(part) >= HEAD and len(whole) > len(part) and whole.endswith(part)
        for part, whole in ((typed, word), (stems(typed)[0], stems(word)[0]))
    )


def asked_by_slips(typed: str) -> set[int]:
    """The keys under which words stand of which this may be a misspelling, or its beginning one."""
    return {*_mistyped(typed), *_mistyped(stems(typed)[0])}


def asked_by_forms(typed: str) -> set[int]:
    """The keys under which the word stands in its other forms, also at the end of a compound."""
    swedish, english = stems(typed)
    heads = {_key(part) for part in (typed, swedish) if len(part) >= HEAD}
    return {_key(f"={swedish}"), _key(f"={english}"), *heads}


def found_by(word: str) -> set[int]:
    """The keys under which a word must stand, so that its head, its other forms and its misspellings lead to it.

    A misspelling and the word have a key in common when each loses one letter at most (Garbe, SymSpell 2012).
    """
    swedish, english = stems(word)
    heads = {_key(one[start:]) for one in (word, swedish) for start in range(1, len(one) - HEAD + 1)}
    return {*heads, _key(f"={swedish}"), _key(f"={english}"), *_mistyped(word)}


def _mistyped(word: str) -> Iterator[int]:
    if len(word) >= FORGIVEN - 1:
        root = word[:ROOT]
        yield _key(root)
        yield from (_key(root[:place] + root[place + 1 :]) for place in range(len(root)))


def _key(letters: str) -> int:
    """A number that fits into four bytes; that two words share one by chance does no harm, since both are looked at."""
    return crc32(letters.encode("utf-8", "replace")) - 2**31


def _outlined(sign: str) -> bytes:
    folded = fold(sign)
    if not WORD.search(sign + folded):
        return b" "
    return folded.encode() if len(folded) == 1 and folded.isascii() else UNLIKE


UNLIKE = b"\0"
OUTLINES = b"".join(_outlined(bytes([number]).decode("cp1252", "ignore")) for number in range(256))
