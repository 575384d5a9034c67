"""Which questionnaires there are, and which one to begin with."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, QuerySet

from samverka.actors.models import Territory, User
from samverka.core.alphabet import Alphabetic
from samverka.core.county import SWEDEN
from samverka.situation.models import Question, Questionnaire


def questionnaires(viewer: User) -> QuerySet[Questionnaire]:
    """Those that the viewer keeps: of each the newest version, with how many questions it has."""
    newer = Questionnaire.objects.filter(series=OuterRef("series"), version__gt=OuterRef("version"))
    rows = Questionnaire.objects.kept_by(viewer).exclude(Exists(newer)).select_related("organisation")
    return rows.annotate(count=Count("questions")).order_by("meant_for", Alphabetic("name"), "pk")


def usable(viewer: User) -> QuerySet[Questionnaire]:
    """Published versions that the viewer may send, of each the newest."""
    newer = Questionnaire.objects.published().filter(series=OuterRef("series"), version__gt=OuterRef("version"))
    rows = Questionnaire.objects.kept_by(viewer).published().exclude(Exists(newer))
    return rows.select_related("organisation").order_by("meant_for", Alphabetic("name"), "pk")


def newest_for_town(territory: Territory) -> Questionnaire | None:
    """What a municipality was last asked to answer, or could be: by its county, or by the nation."""
    rows = Questionnaire.objects.published().filter(
        meant_for=Questionnaire.For.MUNICIPALITY, organisation__territory__in=(territory.county, SWEDEN, territory.code)
    )
    return rows.order_by("-published_at", "-version").first()


def next_place(questions: Iterable[Question]) -> int:
    return max((one.place for one in questions), default=0) + 1
