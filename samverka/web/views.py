from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from samverka.actors.http import Request


@require_GET
def home(request: Request) -> HttpResponse:
    return redirect("shelters:tonight")
