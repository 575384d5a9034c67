"""What stands on the poster of an extra-cold night: the words as they were announced."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samverka.shelters.models import ColdAnnouncement
from samverka.web.paper.telling import Reader, square


def tell_cold(announcement: ColdAnnouncement, reader: Reader) -> dict[str, Any]:
    """The text in the reader's language, else in English, else in Swedish."""
    texts = announcement.texts
    text = next((texts[one] for one in (reader.language, "en", "sv") if one in texts), "")
    day = date_format(announcement.event.date, "l j F Y")
    return {
        "lang": reader.interface,
        "text": text,
        "qr": square(reader.address),
        "address": reader.address.partition("://")[2].rstrip("/"),
        "said": {
            "title": _("A warm place tonight"),
            "day": day if get_language() == "en" else day.lower(),
            "scan": _("The code leads to %(address)s") % {"address": reader.address.partition("://")[2]},
            "call": _("Danger to life? Call"),
            "exercise": _("Exercise data: everything here is invented") if reader.is_exercise else "",
        },
    }
