"""What makes a passphrase too easy to guess, beyond its length and the lists of common ones."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


RUNS = ("abcdefghijklmnopqrstuvwxyzåäö", "qwertyuiopåasdfghjklöäzxcvbnm", "01234567890123456789")


class NotTooPlain:
    """Refuses repetition, runs of the keyboard and the person's own address."""

    def validate(self, password: str, user: object = None) -> None:
        plain = password.casefold()
        runs = (*RUNS, *(run[::-1] for run in RUNS))
        name = str(getattr(user, "email", "") or "").split("@")[0].casefold()
        by_run = any(plain[start : start + 8] in run for run in runs for start in range(len(plain) - 7))
        repeats = plain in (plain + plain)[1:-1]  # one word over and over
        if len(set(plain)) < 6 or by_run or repeats or (len(name) > 3 and name in plain):
            raise ValidationError(self.get_help_text(), code="too_plain")

    def get_help_text(self) -> str:
        return _("Avoid your own name, repeated letters and rows of the keyboard. Four words you make up are good.")
