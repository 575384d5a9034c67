"""Discussions: threads between organisations about the work, until something is agreed."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import privacy
from samverka.core.ids import new_id
from samverka.exchange.models.words import Topic


class DiscussionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("discussion", "open")
    SETTLED = "settled", pgettext_lazy("discussion", "settled")
    ARCHIVED = "archived", pgettext_lazy("discussion", "archived")


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def visible_to(self, viewer: User) -> Self:
        """All, for those who work with it: the police and landowners have other ways to ask."""
        works = any(one.role != Role.LIAISON for one in viewer.standing)
        return self.all() if works else self.none()

    def marked_for(self, viewer: User) -> Any:
        """Each with whether the viewer follows it (`follows`), and whether something new stands there (`is_new`)."""
        mine = Following.objects.filter(discussion=OuterRef("pk"), user=viewer)
        return self.annotate(follows=Exists(mine), is_new=Exists(mine.filter(read_at__lt=OuterRef("last_post_at"))))


class Discussion(models.Model):
    """One matter that organisations talk over, and in the end what they agreed."""

    State = DiscussionState

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("title"), max_length=120)
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="discussions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="discussions")  # that began it
    state = models.CharField(_("state"), max_length=10, choices=DiscussionState, default=DiscussionState.OPEN)
    begun_at = models.DateTimeField(_("begun at"))
    last_post_at = models.DateTimeField(_("last post at"))
    agreed = models.CharField(_("what was agreed"), max_length=500, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_at__isnull=False) & ~Q(agreed=""),
                name="a_settled_discussion_says_what_was_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(state="archived") | Q(archived_at__isnull=False), name="an_archived_discussion_says_when"
            ),
            models.CheckConstraint(condition=Q(last_post_at__gte=F("begun_at")), name="the_last_post_is_not_before"),
        ]
        indexes = [models.Index(fields=["state", "last_post_at"], name="discussions_by_last_post")]

    class Privacy(privacy.Fields):
        work = {"id", "title", "topic", "territory", "organisation", "state", "begun_at", "last_post_at"}
        work |= {"agreed", "settled_at", "archived_at"}

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == DiscussionState.OPEN


class Post(models.Model):
    """What somebody wrote in a discussion, for an organisation. Taken back, its words are gone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True, blank=True)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    posted_at = models.DateTimeField(_("posted at"))
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_back_at=None) & ~Q(text="") | Q(taken_back_at__isnull=False, text=""),
                name="a_post_says_something_or_was_taken_back",
            )
        ]
        indexes = [models.Index(fields=["discussion", "posted_at"], name="posts_in_order")]

    class Privacy(privacy.Fields):
        work = {"id", "discussion", "organisation", "posted_at", "taken_back_at"}
        guarded = {"by": "erase", "text": "purge"}

    def __str__(self) -> str:
        return f"{self.organisation} {self.posted_at:%Y-%m-%d}"


class Following(models.Model):
    """That somebody wants to know what is new in a discussion, and until when they have read it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="followings")
    discussion = models.ForeignKey(Discussion, models.CASCADE, related_name="followings")
    read_at = models.DateTimeField(_("read until"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "discussion"], name="a_discussion_is_followed_once")]

    class Privacy(privacy.Fields):
        work = {"id", "user", "discussion", "read_at"}

    def __str__(self) -> str:
        return f"{self.user_id} {self.discussion_id}"
