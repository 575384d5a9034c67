"""Recordings, as anybody may hear them: no cookie, kept by any cache, in parts for the phones that want them so."""

import re
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from samverka.directory import queries


A_WEEK = 7 * 24 * 3600  # seconds; a new recording has a new address
PART = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")


@login_not_required
@require_safe
def sound(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = queries.sound(pk)
    if found is None:
        raise Http404
    headers = {
        "ETag": f'"{pk.hex}"',
        "Cache-Control": f"public, max-age={A_WEEK}, immutable",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
    }
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    return _answer(bytes(found.sound), request.headers.get("Range", ""), found.media_type, headers)


def _answer(whole: bytes, asked: str, media_type: str, headers: dict[str, str]) -> HttpResponse:
    """All of it, or the part that was asked for (RFC 9110, section 14)."""
    part = PART.fullmatch(asked)
    if not part:
        return HttpResponse(whole, content_type=media_type, headers=headers)
    first, last = int(part[1]), min(int(part[2] or len(whole)), len(whole) - 1)
    if first > last:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{len(whole)}"})
    told = {"Content-Range": f"bytes {first}-{last}/{len(whole)}"}
    return HttpResponse(whole[first : last + 1], status=206, content_type=media_type, headers=headers | told)
