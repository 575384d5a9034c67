import pytest

from samverka.core import sms


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Duș și masă caldă", "Dus si masa calda"),
        ("Сряда: душ, щанд, Юг", "Sryada: dush, shtand, Yug"),
        ("Öppet för alla på Åvägen", "Öppet för alla på Åvägen"),
        ("Łódź – “café”…", 'Lodz - "café"...'),  # noqa: RUF001
    ],
)
def test_what_plain_messages_have_no_letter_for_is_written_in_plain_letters(text, plain):
    assert sms.transliterate(text) == plain
    assert sms.is_plain(plain)


def test_a_message_of_wide_letters_holds_seventy_and_a_plain_one_a_hundred_and_sixty():
    assert sms.fits("ș" * 70)
    assert not sms.fits("ș" * 71)
    assert sms.fits("s" * 160)
    assert not sms.fits("s" * 161)
    assert not sms.fits("€" * 81)  # each is escaped


def test_what_fits_is_left_as_it_was_written():
    assert sms.message("Душ", "Гьотеборг") == "Душ. Гьотеборг"


def test_what_does_not_fit_loses_its_last_parts_whole():
    said = sms.message("Душ", "Улица " * 20, "08-123 45", "x" * 100)

    assert said.startswith("Dush. Ulitsa ")
    assert said.endswith("08-123 45")
    assert sms.fits(said)


def test_one_long_part_is_cut():
    assert sms.message("a" * 200) == "a" * 160
