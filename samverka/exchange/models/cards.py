"""Knowledge cards: what the law says, how it is applied, and where to read on. Nobody who asked stands in one."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.exchange.models.laws import LawReference
from samverka.exchange.models.words import CareRule, LocalPolicy, Topic


DESK = (Role.DESK_EDITOR, Role.COUNTY_COORDINATOR, Role.NATIONAL_COORDINATOR)
TOWN, REGION = (Role.MUNICIPALITY_COORDINATOR,), (Role.ORGANISATION_ADMIN, Role.RESPONDENT)  # of what they do
EDITORS = (*DESK, Role.LEGAL_REVIEWER, Role.MUNICIPALITY_COORDINATOR)  # who see drafts of their territory


class CardState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("card", "draft")
    REVIEWED = "reviewed", pgettext_lazy("card", "reviewed")
    PUBLISHED = "published", pgettext_lazy("card", "published")
    DUE = "due", pgettext_lazy("card", "due for review")
    OUTDATED = "outdated", pgettext_lazy("card", "outdated")
    WITHDRAWN = "withdrawn", pgettext_lazy("card", "withdrawn")


OPEN = (CardState.PUBLISHED, CardState.DUE, CardState.OUTDATED)  # everybody reads it, with its age


class CardQuerySet(models.QuerySet["Card"]):
    def published(self) -> Self:
        return self.filter(state__in=OPEN)

    def visible_to(self, viewer: User) -> Self:
        """Those that everybody reads, and those whose drafts one sees."""
        return self.filter(Q(state__in=OPEN) | _drafts_seen_by(viewer))

    def drafts_seen_by(self, viewer: User) -> Self:
        """Those of one's organisations, and those where one reviews or runs the desk: also what is not published."""
        return self.filter(_drafts_seen_by(viewer))


def _drafts_seen_by(viewer: User) -> Q:
    return Q(organisation__in=viewer.organisations()) | viewer.covered(*EDITORS)


class Card(models.Model):
    """One question with its answer, as it is told now. Earlier wordings stay in its texts."""

    class Kind(models.TextChoices):
        KNOWLEDGE = "knowledge", pgettext_lazy("card", "knowledge")
        CARE_RULE = "care_rule", pgettext_lazy("card", "care rule of a region")
        LOCAL_POLICY = "local_policy", pgettext_lazy("card", "policy of a municipality")

    class Scope(models.TextChoices):
        NATION = "nation", pgettext_lazy("card", "the whole country")
        COUNTY = "county", pgettext_lazy("card", "a county")
        REGION = "region", pgettext_lazy("card", "a region")
        MUNICIPALITY = "municipality", pgettext_lazy("card", "a municipality")

    State = CardState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="cards")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="cards")  # who keeps it
    asked = models.CharField(
        _("what is asked of all"), max_length=20, choices=[*CareRule.choices, *LocalPolicy.choices], blank=True
    )
    state = models.CharField(_("state"), max_length=10, choices=CardState, default=CardState.DRAFT)
    authority = models.CharField(_("responsible authority"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    next_review = models.DateField(_("next review"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="knowledge", asked="")
                | Q(kind="care_rule", scope="region", asked__in=CareRule.values)
                | Q(kind="local_policy", scope="municipality", asked__in=LocalPolicy.values),
                name="a_card_of_a_table_says_what_it_answers",
            ),
            models.UniqueConstraint(
                fields=["kind", "territory", "asked"],
                condition=~Q(kind="knowledge") & ~Q(state="withdrawn"),
                name="one_card_per_place_and_question",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "reviewed", "withdrawn"))
                | Q(published_at__isnull=False, reviewed_on__isnull=False, next_review__gte=F("reviewed_on")),
                name="a_published_card_says_when_it_was_looked_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_review"], name="cards_by_review")]

    class Privacy(privacy.Fields):
        open = {
            *("id", "kind", "topic", "scope", "territory", "organisation", "asked", "state", "authority"),
            *("valid_from", "reviewed_on", "next_review", "published_at"),
        }

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_past(self, on: date) -> bool:
        """Should it have been looked at again before this day?"""
        return self.is_open and (self.state != CardState.PUBLISHED or bool(self.next_review and self.next_review < on))


class CardTextQuerySet(models.QuerySet["CardText"]):
    def told(self) -> Self:
        """What everybody reads: of each published card the newest wording that was published."""
        later = CardText.objects.filter(
            card=OuterRef("card"), number__gt=OuterRef("number"), published_at__isnull=False
        )
        return self.filter(~Exists(later), published_at__isnull=False, card__state__in=OPEN)

    def drafts(self) -> Self:
        """What is not published yet, and may be."""
        return self.filter(published_at=None).exclude(card__state=CardState.WITHDRAWN)

    def overtaken(self, on: date) -> Self:
        """Of which a law has changed, begun or ended since a lawyer read them."""
        read = F("reviewed_at__date")
        begun = Q(laws__valid_from__gt=read, laws__valid_from__lte=on)
        ended = Q(laws__valid_to__gte=read, laws__valid_to__lt=on)
        return self.filter(begun | ended | Q(laws__changed_at__gt=F("reviewed_at")))


class CardText(models.Model):
    """One wording of a card: written, reviewed by somebody else, and told until the next one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    card = models.ForeignKey(Card, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField(_("number"))
    question = models.CharField(_("question"), max_length=300)
    says = models.TextField(_("what the law says"), max_length=6000, blank=True)
    applied = models.TextField(_("how it is applied"), max_length=6000, blank=True)
    links = models.TextField(_("links"), max_length=2000, blank=True)
    fee = models.CharField(_("fee"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    written_at = models.DateTimeField(_("written at"))
    objection = models.CharField(_("what must be changed first"), max_length=500, blank=True)  # a reviewer's
    sent_back = models.JSONField(_("what was sent back, and why"), default=dict, blank=True)  # until it is reviewed
    reviewed_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    laws = models.ManyToManyField(LawReference, through="CardLaw", related_name="texts")

    objects = CardTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "number"], name="wordings_of_a_card_are_numbered"),
            models.UniqueConstraint(
                fields=["card"], condition=Q(published_at=None), name="one_draft_of_a_card_at_a_time"
            ),
        ]

    class Privacy(privacy.Fields):
        open = {
            *("id", "card", "number", "question", "says", "applied", "links", "fee", "source"),
            *("written_at", "reviewed_at", "published_at"),
        }
        work = {"by", "reviewed_by", "objection", "sent_back"}

    def __str__(self) -> str:
        return self.question


class CardLaw(models.Model):
    """That a wording of a card cites a law."""

    text = models.ForeignKey(CardText, models.CASCADE, related_name="+")
    law = models.ForeignKey(LawReference, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "law"], name="a_wording_cites_a_law_once")]

    class Privacy(privacy.Fields):
        open = {"id", "text", "law"}

    def __str__(self) -> str:
        return f"{self.text_id} {self.law_id}"
