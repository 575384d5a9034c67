"""A rule of the directory, decided anew."""

from samverka.core.deciding import WriteRule


class EditRule(WriteRule):
    """From a day on, in the whole country."""
