"""Pages of no single app: the way in, and the gallery of components."""

from datetime import timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from samverka.actors.http import Request


class Example(forms.Form):
    """The fields that forms are made of."""

    text = forms.CharField(label=_("Text"), help_text=_("One line of help."))
    number = forms.IntegerField(label=_("Number"), widget=forms.NumberInput(attrs={"data-counter": True}))
    choice = forms.ChoiceField(label=_("Choice"), choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    tick = forms.BooleanField(label=_("Tick"), required=False)


@require_GET
def home(request: Request) -> HttpResponse:
    return redirect("shelters:tonight")


@login_not_required
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component once, for those who build pages."""
    context = {
        "empty_form": Example(),
        "wrong_form": Example({"text": "", "number": "x", "choice": "a"}),
        "soon": now() + timedelta(minutes=20),
        "lights": ("left", "few", "full", "closed", "unknown"),
        "pictures": ("sun", "tree"),
        "kinds": ("info", "success", "warning", "error"),
    }
    return render(request, "web/gallery.html", context)
