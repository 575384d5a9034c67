"""What must be true of questions and cards, whoever wrote them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from samverka.actors.models import NetworkMember
from samverka.core.verifying import check
from samverka.exchange.models import ActionPoint, Adoption, AdviceQuestion, Card, CardText, Match, Meeting, Need, Offer
from samverka.exchange.models.cards import OPEN, CardState
from samverka.exchange.models.offers import MatchState, OfferState
from samverka.exchange.models.questions import WAITING, QuestionState


@check("questions lie in the county of what they concern")
def questions(at: datetime) -> Iterator[str]:
    for pk, county, code in AdviceQuestion.objects.order_by("pk").values_list("pk", "county", "territory"):
        if code[:2] != county:
            yield f"Question {pk} lies in another county than what it concerns."


@check("questions are merged with others of their county that are not merged themselves")
def merged(at: datetime) -> Iterator[str]:
    astray = ~Q(merged_into__county=F("county")) | Q(merged_into__state=QuestionState.MERGED)
    for pk in (
        AdviceQuestion.objects.filter(astray, merged_into__isnull=False).order_by("pk").values_list("pk", flat=True)
    ):
        yield f"Question {pk} was merged with one that leads nowhere."


@check("what everybody reads was published, and knowledge was read by a lawyer")
def cards(at: datetime) -> Iterator[str]:
    told = CardText.objects.filter(card=OuterRef("pk"), published_at__isnull=False)
    for pk in Card.objects.filter(~Exists(told), state__in=OPEN).order_by("pk").values_list("pk", flat=True):
        yield f"Card {pk} is published without a wording."
    unread = CardText.objects.filter(card__kind="knowledge", published_at__isnull=False, reviewed_at=None)
    for pk in unread.order_by("pk").values_list("pk", flat=True):
        yield f"Wording {pk} was published unread."


@check("an answer that is kept private is on no published card")
def kept(at: datetime) -> Iterator[str]:
    waits = (*WAITING, QuestionState.ANSWERED, QuestionState.PRIVATE)
    rows = AdviceQuestion.objects.filter(card__state__in=OPEN, state__in=waits)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        yield f"Question {pk} is not published, and its answer is."


@check("a published answer is a published card")
def answers(at: datetime) -> Iterator[str]:
    hidden = Q(card__state__in=(CardState.DRAFT, CardState.REVIEWED))
    rows = AdviceQuestion.objects.filter(hidden, state=QuestionState.PUBLISHED)
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        yield f"Question {pk} is answered by a card that nobody can read."


@check("nobody adopts their own practice")
def adoptions(at: datetime) -> Iterator[str]:
    for pk in (
        Adoption.objects.filter(organisation=F("practice__organisation")).order_by("pk").values_list("pk", flat=True)
    ):
        yield f"Adoption {pk} is of one's own practice."


@check("approved minutes were approved at a later meeting of their network")
def approved(at: datetime) -> Iterator[str]:
    rows = Meeting.objects.filter(approved_by__isnull=False)
    astray = Q(approved_by__starts_at__lte=F("starts_at")) | ~Q(approved_by__network=F("network"))
    for pk in rows.filter(astray).order_by("pk").values_list("pk", flat=True):
        yield f"Meeting {pk} was approved at a meeting that does not follow it."


@check("actions are taken on by organisations that are or were members")
def owners(at: datetime) -> Iterator[str]:
    members = NetworkMember.objects.filter(network=OuterRef("meeting__network"), organisation=OuterRef("organisation"))
    for pk in ActionPoint.objects.filter(~Exists(members)).order_by("pk").values_list("pk", flat=True):
        yield f"Action {pk} belongs to an organisation that was never a member."


@check("needs and offers lie in the county of their municipality")
def helped(at: datetime) -> Iterator[str]:
    for name, model in (("Need", Need), ("Offer", Offer)):
        for pk, county, code in model._base_manager.order_by("pk").values_list("pk", "county", "municipality"):
            if code[:2] != county:
                yield f"{name} {pk} lies in another county than its municipality."


@check("an offer is taken where somebody has agreed to it, and nowhere else")
def taken(at: datetime) -> Iterator[str]:
    agreed = Exists(Match.objects.filter(offer=OuterRef("pk"), state=MatchState.AGREED))
    astray = Q(~agreed, state=OfferState.AGREED) | Q(agreed & ~Q(state=OfferState.AGREED))
    for pk in Offer.objects.filter(astray).order_by("pk").values_list("pk", flat=True):
        yield f"Offer {pk} and its match say different things."
