"""Fifty thousand cards, questions, practices, discussions and proposals of the whole country, and asking for them."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from samverka.actors.actions import begin_membership
from samverka.actors.models import Organisation, Role, Territory, User
from samverka.core import audit, bulk, finding, noting
from samverka.exchange.models import AdviceQuestion, Card, CardText, Discussion, Post, Practice
from samverka.programmes.models import Proposal
from samverka.web.management.benching.county import Person
from samverka.web.management.benching.directory import TOWN, Speech
from samverka.web.management.benching.measures import Figure, cost
from samverka.web.management.benching.pages import Often
from samverka.web.management.benching.searches import in_process
from samverka.web.management.benching.server import Request, Server
from samverka.web.management.seeding.people import LONG_AGO, account, organisation


WORDS = 12  # that are asked for
UNTOLD = 5  # of so many texts one is a draft
HOMES = 40  # organisations, all over the country
PAGE = 20  # results
LONG, ROOTS = 20, 40  # words of a text that says something particular, and of which that is made


@dataclass(frozen=True, slots=True)
class Many:
    """How many there are of each kind."""

    cards: int = 15_000
    questions: int = 10_000
    practices: int = 12_000
    discussions: int = 8_000
    proposals: int = 5_000


FEW = Many(30, 20, 24, 16, 10)


@dataclass(frozen=True, slots=True)
class Told:
    """What was built, as far as measuring needs to know it."""

    reader: Person  # of a town
    busy: User  # has a role in a dozen organisations
    speech: Speech
    rare: list[str]  # words that few texts say
    texts: int
    took: Figure  # the index: texts a second


class Writer:
    """Writes the rows of each kind: in Swedish, every fifth in English; every fifth a draft."""

    def __init__(self, homes: Sequence[Organisation], *, at: datetime) -> None:
        self._chance = Random(3)  # noqa: S311 (invented words)
        self.swedish, self._english = Speech("sv", self._chance), Speech("en", self._chance)
        self._homes = cycle(homes)
        self._towns = cycle(Territory.objects.filter(code__regex="^....$").order_by("code"))
        self._at = at
        self._turn = 0

    def say(self, words: int) -> str:
        """Some words; where there are many, one of them is hardly said anywhere else."""
        speech = self.swedish if self._chance.random() > 1 / 5 else self._english
        said = speech.say(words)
        return f"{said} {self.seldom()}" if words >= LONG else said

    def seldom(self) -> str:
        return "".join(self._chance.choices(self.swedish.words[:ROOTS], k=3))

    def next(self) -> tuple[Organisation, Territory, datetime, bool]:
        """Whose the next one is, where, from when, and whether everybody reads it."""
        self._turn += 1
        moment = self._at - timedelta(hours=self._turn % 8_000)
        return next(self._homes), next(self._towns), moment, self._turn % UNTOLD != 0

    def cards(self, many: int) -> Iterator[tuple[Card, CardText]]:
        for _ in range(many):
            home, where, at, told = self.next()
            read = {"published_at": at, "reviewed_on": at.date(), "next_review": at.date()} if told else {}
            card = Card(
                kind="knowledge", topic="care", scope="municipality", territory=where, organisation=home,
                state="published" if told else "draft", **read,
            )  # fmt: skip
            read = {"published_at": at, "reviewed_at": at} if told else {}
            yield (
                card,
                CardText(
                    card=card,
                    number=1,
                    question=self.say(7),
                    says=self.say(40),
                    applied=self.say(30),
                    written_at=at,
                    **read,
                ),
            )

    def questions(self, many: int) -> Iterator[AdviceQuestion]:
        for _ in range(many):
            home, where, at, _told = self.next()
            yield AdviceQuestion(
                county=where.code[:2], territory=where, topic="care", text=self.say(40), organisation=home,
                asked_at=at, due_on=at.date(),
            )  # fmt: skip

    def practices(self, many: int) -> Iterator[Practice]:
        for _ in range(many):
            home, where, at, told = self.next()
            read = {"approved_at": at, "published_at": at, "confirmed_on": at.date(), "confirm_by": at.date()}
            yield Practice(
                title=self.say(5), topic="care", organisation=home, territory=where, suggested_by=home,
                problem=self.say(30), done=self.say(40), result=self.say(20), evidence="description",
                suggested_at=at, edited_at=at, state="published" if told else "suggested", **read if told else {},
            )  # fmt: skip

    def discussions(self, many: int) -> Iterator[tuple[Discussion, list[Post]]]:
        for _ in range(many):
            home, where, at, _told = self.next()
            one = Discussion(
                title=self.say(6), topic="care", territory=where, organisation=home, begun_at=at, last_post_at=at
            )
            yield one, [Post(discussion=one, organisation=home, text=self.say(30), posted_at=at) for _ in range(2)]

    def proposals(self, many: int) -> Iterator[Proposal]:
        for _ in range(many):
            home, _where, at, told = self.next()
            handed = {"state": "handed_over", "handed_over_on": at.date()} if told else {}
            yield Proposal(
                organisation=home, title=self.say(6), text=self.say(60), addressee=self.say(2), evidence=self.say(15),
                changed_at=at, **handed,
            )  # fmt: skip


def build(many: Many, *, at: datetime, cpu: Callable[[], float]) -> Told:
    """All of them, and the index that they are found by."""
    reader, signed = account("soker@bench.example", Role.ADVISER, _home("Sökstaden", TOWN), seed=1, code=TOWN)
    homes = [_home(f"Sökorten {number}", code) for number, code in enumerate(_towns(), start=1)]
    busy, _account = account("mangsysslare@bench.example", Role.COUNTY_COORDINATOR, homes[0], seed=1)
    for home in homes[1:12]:
        begin_membership(busy, home, Role.ORGANISATION_ADMIN, territory=home.territory, at=LONG_AGO)
    writer = Writer(homes, at=at)
    cards, texts = zip(*writer.cards(many.cards), strict=True)
    talks, posts = zip(*writer.discussions(many.discussions), strict=True)
    rows: list[Sequence[Model]] = [cards, texts, [*writer.questions(many.questions)]]
    rows += [[*writer.practices(many.practices)], talks, [post for some in posts for post in some]]
    rows.append([*writer.proposals(many.proposals)])
    with transaction.atomic():
        for same in rows:
            bulk.insert(same)
    began, spent_before = time.perf_counter(), cpu()
    count = noting.index_all()
    took = Figure(round(count / (cpu() - spent_before)), round(count / (time.perf_counter() - began)))
    rare = [text.says.split()[-1] for text in texts[:: max(1, len(texts) // WORDS)]][:WORDS]
    return Told(
        Person(_again(reader), signed.passphrase, signed.token), _again(busy), writer.swedish, rare, count, took
    )


def _again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def _home(name: str, code: str) -> Organisation:
    return organisation(name, Organisation.Kind.MUNICIPALITY, code)


def _towns() -> list[str]:
    codes = Territory.objects.filter(code__regex="^....$").order_by("code").values_list("code", flat=True)
    return list(codes[:: max(1, len(codes) // HOMES)][:HOMES])


def searches(told: Told, often: Often, *, at: datetime) -> Iterator[tuple[str, Figure]]:
    """The search itself, in this process: what is read on the page."""
    words, rare = told.speech.words, told.rare
    common, marks = words[ROOTS : ROOTS + WORDS], finding.marks_of(told.reader.user)
    for name, asked, said in (
        ("found", rare, {}),
        ("found_common", common, {}),
        ("found_inflected", [f"{word}ens" for word in words[300 : 300 + WORDS]], {}),
        ("found_misspelt", [word[:2] + word[3:] for word in rare], {}),
        ("found_several", [" ".join(pair) for pair in zip(common, words[200:], strict=False)], {}),
        ("found_nothing", ["qqqqqqqq", "xzxzxzxz xzzxzzxzx"], {}),
        ("found_kind", common, {"kind": "practice"}),
        ("found_busy", common, {"marks": finding.marks_of(told.busy)}),
        ("found_far", common, {"start": 4 * PAGE}),
    ):
        ways: dict[str, Any] = {"marks": marks, "at": at, "limit": PAGE} | said
        yield name, in_process([partial(finding.search, text, **ways) for text in asked[: often.times]], often)
    yield "noted", in_process([_changes(told, at=at)] * WORDS, often)
    yield "indexed", told.took


def pages(server: Server, told: Told, often: Often) -> Iterator[tuple[str, Figure]]:
    """The pages that list them, as somebody who works in a town reads them, with thousands of each."""
    practice = Practice.objects.published().order_by("pk")[0]
    talk, question = Discussion.objects.order_by("pk")[0], f"{reverse('web:search')}?q={told.speech.words[ROOTS]}"
    for name, way in (
        ("practices", "/practices/"),
        ("practice", f"/practices/{practice.pk}/"),
        ("discussions", "/discussions/"),
        ("discussion", f"/discussions/{talk.pk}/"),
        ("proposals", "/proposals/"),
        ("advice", "/advice/"),
        ("found_page", question),
        ("my_day", reverse("web:today")),
    ):
        yield name, cost(server, Request(way, told.reader), runs=often.runs, times=often.times)


def _changes(told: Told, *, at: datetime) -> Callable[[], object]:
    """A published card says something else; what that costs beside its own rows."""
    text = CardText.objects.filter(published_at__isnull=False).select_related("card").order_by("pk")[0]

    def change() -> None:
        text.says = told.speech.say(40)
        with transaction.atomic():
            text.save(update_fields=["says"])
            audit.record(by=told.reader.user, verb="exchange.card_published", subject=text.card, at=at)

    return change
