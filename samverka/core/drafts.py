"""Whose draft of which form something is: signed by us, so that it can be kept also when a log-in has run out."""

from collections.abc import Iterable
from typing import Any

from django.core import signing

from samverka.core.guard import has_personal_number
from samverka.core.models import Draft


SALT = "draft"
HOURS = 24  # that a page may lie open
MOST = 60_000  # signs in all
OURS = {"csrfmiddlewaretoken", "draft_of", "preview", "take", "resumes", "left_out"}
CODES = {"id", "seen"}  # whose digits are nobody's


def name_of(user: Any, path: str, *, sealed: Iterable[str] = ()) -> str:
    """It says too which fields are not kept."""
    return signing.dumps([str(user.pk), path, *sealed], salt=SALT)


def whose(name: str) -> dict[str, str]:
    """The user and the form, or nothing when the name is not ours or too old."""
    return dict(zip(("by", "form"), _signed(name), strict=False))


def _signed(name: str) -> list[str]:
    try:
        told: list[str] = signing.loads(name, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return []
    return told


def typed_in(post: Any) -> dict[str, list[str]] | None:
    """What of a form is kept; None when it is more than any form of ours.

    No text with a personal number is: the names of such fields are kept under `left_out`.
    """
    left = OURS.union(_signed(post.get("draft_of", ""))[2:])
    told = {
        name[:100]: [value.replace("\0", "") for value in values]
        for name, values in post.lists()
        if name not in left and "\0" not in name
    }
    if sum(len(one) for values in told.values() for one in values) > MOST:
        return None
    left_out = [name for name in told if name not in CODES and any(map(has_personal_number, told[name]))]
    kept = {name: values for name, values in told.items() if name not in left_out}
    return kept | ({"left_out": left_out} if left_out else {})


def drafts_of(request: Any) -> dict[str, Draft]:
    """The viewer's own, by the address that takes the form; looked up once for all forms of a page."""
    if not hasattr(request, "drafts"):
        request.drafts = {one.form: one for one in Draft.objects.filter(by=str(request.user.pk)).defer("typed")}
    found: dict[str, Draft] = request.drafts
    return found
