"""Offers of help: what somebody gives, and an answer to each. Who gives lies sealed, and goes soon afterwards."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, Territory, User
from samverka.core import privacy
from samverka.core.county import CountyForeignKey, CountyRecord
from samverka.core.sealed import unseal
from samverka.exchange.models.needs import Need, around, coordinated
from samverka.exchange.models.words import Help, Timed


GIVER, KEY = "a giver of help", "the key of an offer"  # what is sealed for


class OfferState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", pgettext_lazy("offer", "not confirmed by its giver")
    OPEN = "open", pgettext_lazy("offer", "waits for an answer")
    AGREED = "agreed", pgettext_lazy("offer", "taken up")
    THANKED = "thanked", pgettext_lazy("offer", "used and thanked for")
    DECLINED = "declined", pgettext_lazy("offer", "not needed now")
    LAPSED = "lapsed", pgettext_lazy("offer", "its time is past")
    WITHDRAWN = "withdrawn", pgettext_lazy("offer", "withdrawn")


ANSWERED = (OfferState.THANKED, OfferState.DECLINED, OfferState.LAPSED)
OVER = (*ANSWERED, OfferState.WITHDRAWN)
TAKEN = (OfferState.OPEN, OfferState.AGREED)  # that somebody may give now


class MatchState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("match", "proposed")
    AGREED = "agreed", pgettext_lazy("match", "agreed")
    DONE = "done", pgettext_lazy("match", "done")
    NOT_NEEDED = "not_needed", pgettext_lazy("match", "not needed")
    FELL_THROUGH = "fell_through", pgettext_lazy("match", "fell through")


LIVE = (MatchState.PROPOSED, MatchState.AGREED)


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, viewer: User) -> Self:
        """What is confirmed: of one's organisations; what is open around; all where one coordinates; and what was
        matched with a need of one's own."""
        mine = viewer.organisations()
        coordinates = coordinated(viewer)
        matched = Match.objects.filter(offer=OuterRef("pk"), need__organisation__in=mine)
        seen = Q(organisation__in=mine) | Q(around(viewer), state=OfferState.OPEN) | coordinates | Exists(matched)
        return self.exclude(state=OfferState.UNCONFIRMED).filter(seen)

    def current(self, on: date) -> Self:
        return self.filter(state=OfferState.OPEN, ends_on__gte=on)

    def free(self) -> Self:
        """Open, and proposed to nobody."""
        live = Match.objects.filter(offer=OuterRef("pk"), state__in=LIVE)
        return self.filter(~Exists(live), state=OfferState.OPEN)


class Offer(Timed, CountyRecord):
    """What somebody would give, where and when. One row for each offer; nobody is followed from one to another."""

    State = OfferState

    municipality = models.ForeignKey(Territory, models.PROTECT, related_name="offers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offers", null=True, blank=True)
    meant_for = CountyForeignKey(Need, models.SET_NULL, related_name="meant", null=True, blank=True)
    kind = models.CharField(_("what is offered"), max_length=12, choices=Help)
    title = models.CharField(_("in one line"), max_length=120, blank=True)
    text = models.TextField(_("more about it"), max_length=2000, blank=True)
    amount = models.PositiveSmallIntegerField(_("how many"), default=1)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    weekdays = models.JSONField(_("weekdays"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    is_resident = models.BooleanField(_("from a resident"), default=True)
    sealed_name = models.CharField(_("sealed name"), max_length=600, blank=True)
    sealed_mail = models.CharField(_("sealed address"), max_length=1200, blank=True)
    mail_digest = models.CharField(_("digest of the address"), max_length=64, blank=True)
    digest = models.CharField(_("digest of the key"), max_length=64, blank=True)
    sealed_key = models.CharField(_("sealed key"), max_length=200, blank=True)
    language = models.CharField(_("language of the mails"), max_length=8, default="sv")
    ask_again = models.BooleanField(_("may be asked again next winter"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=OfferState, default=OfferState.UNCONFIRMED)
    offered_at = models.DateTimeField(_("offered at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    answer_by = models.DateField(_("to be answered by"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    over_at = models.DateTimeField(_("over since"), null=True, blank=True)
    asked_again_at = models.DateTimeField(_("asked again at"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "digest"], condition=~Q(digest=""), name="one_offer_per_key"),
            models.CheckConstraint(condition=Q(kind__in=Help.values), name="an_offer_is_of_a_kind"),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="an_offer_has_a_state"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="an_offer_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(amount__gte=1, amount__lte=9999), name="an_offer_is_of_something"),
            models.CheckConstraint(
                condition=Q(state__in=ANSWERED, answered_at__isnull=False)
                | Q(~Q(state__in=ANSWERED), answered_at=None),
                name="no_offer_is_over_without_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OVER, over_at__isnull=False) | Q(~Q(state__in=OVER), over_at=None),
                name="an_offer_that_is_over_knows_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TAKEN, confirmed_at__isnull=False, answer_by__isnull=False)
                & ~Q(sealed_mail="")
                & ~Q(title="")
                | ~Q(state__in=TAKEN),
                name="an_offer_that_waits_can_be_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["county", "state", "kind"], name="offers_by_state"),
            models.Index(fields=["digest"], name="offers_by_key"),
            models.Index(fields=["mail_digest"], name="offers_by_address"),
        ]

    class Privacy(privacy.Fields):
        work = {
            *("id", "county", "municipality", "organisation", "meant_for", "kind", "amount", "starts_on", "ends_on"),
            *("weekdays", "languages", "is_resident", "language", "ask_again", "state", "offered_at", "confirmed_at"),
            *("answer_by", "answered_at", "over_at", "asked_again_at"),
        }
        guarded = {
            **dict.fromkeys(("sealed_name", "sealed_mail", "mail_digest", "digest", "sealed_key"), "erase"),
            **dict.fromkeys(("title", "text"), "erase"),
        }

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())

    @property
    def name(self) -> str:
        """Who gives. Only for those who obey `rules.open_giver`, and for mails to the giver."""
        return unseal(self.sealed_name, purpose=GIVER)

    @property
    def mail(self) -> str:
        return unseal(self.sealed_mail, purpose=GIVER)

    @property
    def key(self) -> str:
        """What stands in the link that the giver is mailed."""
        return unseal(self.sealed_key, purpose=KEY)

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def may_come_back(self) -> bool:
        """Can its giver offer it once more?"""
        return self.is_over and bool(self.sealed_mail)


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, viewer: User) -> Self:
        """Those of needs of one's own, and those where one coordinates."""
        return self.filter(Q(need__organisation__in=viewer.organisations()) | coordinated(viewer, "offer__"))


class Match(CountyRecord):
    """That an offer may meet a need: proposed by one side, agreed to by the other."""

    State = MatchState

    need = CountyForeignKey(Need, models.CASCADE, related_name="matches")
    offer = CountyForeignKey(Offer, models.CASCADE, related_name="matches")
    state = models.CharField(_("state"), max_length=12, choices=MatchState, default=MatchState.PROPOSED)
    by_need = models.BooleanField(_("proposed by those in need"), default=False)  # or else by who coordinates
    proposed_at = models.DateTimeField(_("proposed at"))
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "offer"],
                condition=Q(state__in=("proposed", "agreed")),
                name="an_offer_goes_to_one_need_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, ended_at=None) | Q(~Q(state__in=LIVE), ended_at__isnull=False),
                name="a_match_that_is_over_knows_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("agreed", "done")) | Q(agreed_at__isnull=False),
                name="an_agreed_match_knows_when",
            ),
        ]

    class Privacy(privacy.Fields):
        work = {"id", "county", "need", "offer", "state", "by_need", "proposed_at", "agreed_at", "ended_at"}

    def __str__(self) -> str:
        return f"{self.need_id} {self.offer_id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class OfferMail(CountyRecord):
    """A mail that a giver is to get. Written with what it tells of, and sent by the clock."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", pgettext_lazy("mail", "to confirm the offer")
        AGREED = "agreed", pgettext_lazy("mail", "that it is taken up")
        FREED = "freed", pgettext_lazy("mail", "that it is free again")
        THANKED = "thanked", pgettext_lazy("mail", "thanks")
        DECLINED = "declined", pgettext_lazy("mail", "that it is not needed now")
        LAPSED = "lapsed", pgettext_lazy("mail", "that its time is past")
        AGAIN = "again", pgettext_lazy("mail", "whether it may be asked for again")

    offer = CountyForeignKey(Offer, models.CASCADE, related_name="mails")
    kind = models.CharField(_("what for"), max_length=10, choices=Kind)
    who = models.CharField(_("who needs it"), max_length=200, blank=True)  # an organisation, as those outside know it
    line = models.CharField(_("a line to the giver"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("written at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "made_at"], name="offer_mails_to_send")]

    class Privacy(privacy.Fields):
        work = {"id", "county", "offer", "kind", "made_at", "sent_at", "who"}
        guarded = {"line": "purge"}

    def __str__(self) -> str:
        return f"{self.offer_id} {self.kind}"
