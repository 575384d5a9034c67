"""Short messages: what fits into one, and how to write in plain letters what does not (3GPP TS 23.038)."""

from unicodedata import combining, normalize


GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€")  # written with an escape before it
PLAIN, WIDE = 160, 70  # how many signs a message holds
LATIN = "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya"  # the law on transliteration of 2009
BULGARIAN = dict(zip("абвгдежзийклмнопрстуфхцчшщъьюя", LATIN.split(), strict=True))
ALSO = {"–": "-", "—": "-", "’": "'", "”": '"', "“": '"', "…": "...", "·": "-", "ł": "l", "Ł": "L", "đ": "d", "ı": "i"}  # noqa: RUF001


def length(text: str) -> int:
    """How many signs of a message a text takes; each counts twice that plain messages can only escape."""
    return sum(2 if sign in TWICE else 1 for sign in text)


def is_plain(text: str) -> bool:
    return all(sign in GSM_7 or sign in TWICE for sign in text)


def fits(text: str) -> bool:
    """Does a text go in one message?"""
    return length(text) <= PLAIN if is_plain(text) else len(text.encode("utf-16-be")) // 2 <= WIDE


def transliterate(text: str) -> str:
    """A text in the letters of plain messages: ș as s, ш as sh; å, ä and ö stay, since these have them."""
    return "".join(_letter(sign) for sign in text)


def message(*parts: str) -> str:
    """The parts in one message: as written, or else in plain letters, and as many parts as go in whole."""
    parts = tuple(part for part in parts if part)
    if fits(whole := ". ".join(parts)):
        return whole
    plain = [transliterate(part) for part in parts]
    while len(plain) > 1 and not fits(". ".join(plain)):
        plain.pop()
    text = ". ".join(plain)
    while not fits(text):
        text = text[:-1]
    return text


def _letter(sign: str) -> str:
    if sign in GSM_7 or sign in TWICE:
        return sign
    if sign in ALSO:
        return ALSO[sign]
    if latin := BULGARIAN.get(sign.lower()):
        return latin if sign.islower() else latin.capitalize()
    bare = "".join(part for part in normalize("NFKD", sign) if not combining(part))
    return "".join(part if part in GSM_7 else "?" for part in bare)
