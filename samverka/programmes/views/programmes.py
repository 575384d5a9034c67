"""The way in: the first of the pages that lie side by side."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from samverka.actors.http import Request


@require_GET
def programmes(request: Request) -> HttpResponse:
    return render(request, "programmes/programmes.html")
