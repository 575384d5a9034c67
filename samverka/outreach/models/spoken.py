"""The languages that can be counted and stated, by BCP 47 tag."""

from django.utils.translation import gettext_lazy as _


SPOKEN = {
    "sv": _("Swedish"), "en": _("English"), "ro": _("Romanian"), "bg": _("Bulgarian"), "rom": _("Romani"),
    "es": _("Spanish"), "pl": _("Polish"), "tr": _("Turkish"), "ru": _("Russian"), "uk": _("Ukrainian"),
    "ar": _("Arabic"), "fr": _("French"), "it": _("Italian"), "fi": _("Finnish"), "de": _("German"),
    "so": _("Somali"), "fa": _("Persian"), "hu": _("Hungarian"), "swl": _("Swedish sign language"),
}  # fmt: skip
