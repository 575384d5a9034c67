"""What is said to everybody of an extra-cold night where nobody has written better. In the languages of the public."""

from django.utils.translation import gettext_lazy as _


COLD_DRAFT = _(  # to begin from, in each language; the Romanian and Bulgarian wait for a native reader
    "It will be very cold on the night of {date}. You can sleep indoors tonight: {places}. The doors open at {doors}. "
    "It is free. You need not say your name."
)
COLD_OFF = _("The extra-cold night of {date} is called off: the extra places do not open. Danger to life? Call 112.")
