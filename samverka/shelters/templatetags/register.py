"""The lines of the register. They are put together here, since a template takes ten times as long over forty."""

from datetime import datetime
from html import escape
from uuid import UUID

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from samverka.core.ids import new_id
from samverka.core.templatetags.ui import countdown
from samverka.shelters.models import NightPlace
from samverka.shelters.queries import Guest


register = template.Library()
State = NightPlace.State
OFFLINE = ("check-in", "undo")  # as `shelters.offline` takes in
AWAITED = (State.ALLOCATED, State.HELD, State.ABSENT)


@register.simple_tag
def line(*, guest: Guest, frozen: datetime | None) -> SafeString:
    """Somebody with a ticket, how it stands with them, and what can be done. Takes the place of its former self."""
    room = ", " + escape(_("room")) + f" {guest.room}" if guest.room else ""
    return mark_safe(  # noqa: S308 (every text is escaped)
        f'<li id="place-{guest.id}" class="is-{guest.state}" data-code="{guest.code}">'
        f'<p><a class="code" href="/tickets/{guest.ticket}/">{guest.code[:4]} {guest.code[4:]}</a>'
        f' <span>{escape(guest.party)}</span> <span class="soft">{escape(guest.group)}{room}</span></p>'
        f"{_standing(guest, frozen=bool(frozen))}</li>"
    )


def _standing(guest: Guest, *, frozen: bool) -> str:
    """How it stands with somebody. No text stands inside an f-string: there it would not be found for translation."""
    if frozen and guest.is_expected:
        return '<p class="soft">' + escape(_("never came")) + "</p>"
    if guest.state in AWAITED:
        said = ""
        if guest.state == State.HELD:
            said = "<span>" + escape(_("held")) + f" {countdown(until=guest.held_until)}</span>"
        if guest.state == State.ABSENT:
            said = "<span>" + escape(_("away with notice")) + "</span>"
        notice = _act("notice", guest.id, _("Stays away"), "quiet") if guest.state == State.ALLOCATED else ""
        return f'<p class="row">{said}' + _act("check-in", guest.id, _("Check in")) + f"{notice}</p>"
    came = f"{localtime(guest.arrived_at):%H:%M}" if guest.arrived_at else ""
    acts = ""
    if guest.state == State.ARRIVED and not frozen:
        acts = _act("undo", guest.id, _("Undo"), "quiet") + _act("leave", guest.id, _("Left"), "quiet")
    if guest.state == State.LEFT_EARLY and not frozen:
        acts = _act("check-in", guest.id, _("Is back"), "quiet")
    return f'<p class="row"><span>✓ {escape(guest.says)} {came}</span>{acts}</p>'


def _act(name: str, place: UUID, text: str, kind: str = "") -> str:
    """A button that does something with a place: its own id makes two taps one event, and only its line changes."""
    path, kept = f"/places/{place}/{name}/", " data-offline" if name in OFFLINE else ""
    return (
        f'<button name="id" value="{new_id()}" class="{kind}" formaction="{path}" hx-post="{path}"'
        f' hx-target="#place-{place}" hx-swap="outerHTML"{kept}>{escape(text)}</button>'
    )
