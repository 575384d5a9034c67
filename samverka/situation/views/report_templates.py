"""How one's own reports look as letters: begin from the house's template, change it, take it in."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from samverka.actors.http import Request
from samverka.actors.models import COORDINATORS, Organisation
from samverka.core.access import require
from samverka.core.fields import explaining
from samverka.core.http import form_on
from samverka.situation import actions, paper, queries
from samverka.situation.forms.reports import TakeInTemplate
from samverka.situation.views.report_files import FILES


@require_http_methods(["GET", "POST"])
def report_template(request: Request) -> HttpResponse:
    home = _home(request)
    form = TakeInTemplate(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        with explaining(form):
            file = form.cleaned_data["file"]
            paper.try_out(file)
            actions.take_in_template(organisation=home, file=file, by=request.user, at=now())
            return redirect("situation:report_template")
    context = {"form": form, "template": queries.template_of(home), "home": home}
    return render(request, "situation/report_template.html", context, status=422 if form.errors else 200)


@require_GET
def house_template(request: Request) -> HttpResponse:
    """What everybody begins from."""
    _home(request)
    headers = {"Content-Disposition": 'attachment; filename="template.docx"'}
    return HttpResponse(paper.TEMPLATE.read_bytes(), content_type=FILES["docx"], headers=headers)


@form_on("situation:report_template")
def leave_template(request: Request) -> HttpResponse:
    actions.leave_template(organisation=_home(request), by=request.user, at=now())
    return redirect("situation:report_template")


def _home(request: Request) -> Organisation:
    """The organisation for which one writes reports."""
    homes = [one.organisation for one in request.user.standing if one.role in COORDINATORS]
    require(homes, _("Only an organisation's own coordinators say how its reports look."))
    return homes[0]
