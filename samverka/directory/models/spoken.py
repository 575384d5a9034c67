"""The languages that can be counted, stated and offered, by BCP 47 tag."""

from django.utils.translation import gettext_lazy as _

from samverka.directory.models.languages import Language


SPOKEN = {
    "sv": _("Swedish"), "en": _("English"), "ro": _("Romanian"), "bg": _("Bulgarian"), "rom": _("Romani"),
    "es": _("Spanish"), "pl": _("Polish"), "tr": _("Turkish"), "ru": _("Russian"), "uk": _("Ukrainian"),
    "ar": _("Arabic"), "fr": _("French"), "it": _("Italian"), "fi": _("Finnish"), "de": _("German"),
    "so": _("Somali"), "fa": _("Persian"), "hu": _("Hungarian"), "swl": _("Swedish sign language"),
}  # fmt: skip


def spoken_names() -> dict[str, str]:
    """What each language is called that is spoken or read, those only heard among them. One query."""
    others = Language.objects.exclude(code__in=SPOKEN).order_by("position", "code").values_list("code", "name")
    return {code: str(name) for code, name in SPOKEN.items()} | dict(others)
