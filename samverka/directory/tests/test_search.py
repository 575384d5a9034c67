"""Search: what is found, in which order, what never is, and that no question is an error."""

from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate, now
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from samverka.actors.models import Role, Territory
from samverka.actors.tests.factories import make_user
from samverka.core import searching
from samverka.core.models import SearchKey
from samverka.core.spelling import words
from samverka.core.tests.test_spelling import misspelt
from samverka.directory import actions, queries
from samverka.directory.models import Category, Language, SearchText, Service, Wording
from samverka.directory.tests.factories import make_editor, make_place, make_provider, make_service


pytestmark = pytest.mark.django_db
TOWN = "0180"


def search(text, *, town=TOWN, on=None, **rest):
    return queries.search(text, town=town, on=on or localdate(), **rest)


def found(text, **asked):
    return {one.service for one in search(text, **asked)}


def change(service, **facts):
    return actions.change_service(service=service, by=make_editor(service.provider), at=now(), **facts)


def translate(entry, text, *, field="name", language="ro"):
    newest = Wording.objects.filter(subject=entry.pk, field=field).latest("number")
    return actions.translate(
        subject=entry.pk, field=field, language=Language.objects.get(pk=language), text=text,
        of_version=newest.number, by=make_user(Role.TRANSLATOR, territory="00"), at=now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("Långholmsbadet", "name"),
        ("LANGHOLMS", "name"),
        ("dusch", "category"),
        ("duș", "category"),  # in Romanian
        ("душ", "category"),  # in Bulgarian
        ("shower", "category"),
        ("garnisonen", "place"),
        ("hjälpande", "provider"),
        ("midsommarkransen", "area"),
        ("påhittade gatan", "area"),
        ("stockholm", "area"),
        ("enkla", "easy"),
        ("handduk", "description"),
        ("varmt vatten", "description"),
        ("badet långholms varmt", "name"),  # the rest stands elsewhere
        ("lagnholmsbadet", "name"),  # swapped
        ("garnionen", "place"),  # dropped
        ("badet", "name"),  # the last part of a compound
        ("var är det varmt", "description"),
    ],
)
def test_a_service_is_found_by_what_is_told_of_it(typed, field):
    provider = make_provider(name="Hjälpande händer")
    place = make_place(provider, street="Påhittade gatan 1", name="Garnisonen", area="Midsommarkransen")
    service = make_service(
        provider, name="Långholmsbadet", description="Varmt vatten. Handduk finns.", easy="Enkla ord", places=(place,)
    )

    assert search(typed) == [queries.Found(service.pk, field)]


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "a", "å", "...", "\0", "\0dusch\0", "x" * 10_000, "dusch " * 2_000, "\ud800", "☕", "%", "_", "*", "'",
        '"', "\\", "' OR 1=1 --", '"dusch" NEAR/2 (', "dusch* NOT", "dusch & | !", "dusch:*", "words:dusch",
        "dusch <-> b", "¤name", "§0180", "{}", "^dusch", "-dusch", "ﷺ", "١٢٣", "و",
    ],
)  # fmt: skip
def test_no_question_is_an_error(typed):
    service = make_service(name="Dusch")

    assert found(typed) in (set(), {service.pk})


def test_what_the_public_may_not_see_is_not_found():
    service = make_service(name="Långholmsbadet")
    removed, closed = make_service(name="Rivna badet"), make_service(name="Stängda badet")
    actions.remove_entry(entry=removed, by=make_editor(removed.provider), at=now())
    change(closed, state=Service.State.CLOSED)

    assert found("badet") == {service.pk}
    assert found("badet", on=localdate() + timedelta(days=180)) == set()


def test_what_is_hidden_does_not_stand_before_a_compound(monkeypatch):
    monkeypatch.setattr(searching, "MOST_READ", 2)
    hidden = [make_service(name="Faten").pk for _number in range(2)]
    Service.objects.filter(pk__in=hidden).update(verified_on=localdate() - timedelta(days=400))
    compound = make_service(name="Handfaten")

    assert found("faten", town="") == {compound.pk}


@pytest.mark.parametrize("address_class", ["partners", "area_only"])
def test_where_a_secret_place_is_leads_nowhere(address_class):
    provider = make_provider()
    secret = {"street": "Hemligstigen 1", "way": "Bakom smedjan"} if address_class == "partners" else {}
    place = make_place(
        provider, address_class=address_class, name="Viloplatsen", area="Kransen", city="Orten", **secret
    )
    service = make_service(provider, name="Skydd", places=(place,))

    assert found("kransen") == {service.pk}
    assert found("viloplatsen") == ({service.pk} if address_class == "partners" else set())
    assert [found(word) for word in ("hemligstigen", "hemligstigne", "smedjan", "orten")] == [set()] * 4


def test_a_place_that_becomes_secret_is_found_no_more_by_its_name():
    place = make_place(name="Viloplatsen")
    service = make_service(place.provider, places=(place,))
    translate(place, "Locul de odihnă")
    assert found("viloplatsen") == found("odihna") == {service.pk}

    actions.change_place(place=place, by=make_editor(place.provider), at=now(), address_class="area_only")

    assert found("viloplatsen") == found("odihna") == set()


def test_a_name_goes_before_a_description_and_a_word_before_its_beginning():
    told = make_service(name="Ett hus", description="Här finns soppa.", category="DAY-CENTRE")
    longer = make_service(name="Soppatorsk", category="DAY-CENTRE")
    named = make_service(name="Varm soppa", category="DAY-CENTRE")

    assert [one.service for one in search("soppa")] == [named.pk, longer.pk, told.pk]
    assert [one.service for one in search("soppa", limit=1)] == [named.pk]


def test_a_town_finds_its_own_before_its_county_and_the_country_and_nothing_of_others():
    county, country, other = (Territory.objects.get(pk=code) for code in ("01", "00", "1480"))
    provider = make_provider()
    own = make_service(provider, name="Jouren")
    wide = {make_service(provider, name="Jouren", areas=(area,)).pk for area in (county, country)}
    there = make_provider(territory="1480")
    elsewhere = make_service(there, name="Jouren")
    without_place = make_service(there, name="Jouren", areas=())

    assert search("jouren")[0].service == own.pk
    assert found("jouren") == {own.pk, *wide}
    assert found("jouren", town=other.pk) == {elsewhere.pk, without_place.pk} | {
        pk for pk in wide if country in Service.objects.get(pk=pk).areas.all()
    }
    assert found("jouren", town="") == {own.pk, *wide, elsewhere.pk, without_place.pk}


def test_those_that_hold_most_of_the_words_are_found_and_slips_only_when_nothing_is_spelt_so():
    soup, bread = make_service(name="Soppkök linssoppa"), make_service(name="Bröd och linssallad")

    assert found("linssoppa bröd") == {soup.pk, bread.pk}
    assert found("linssallad bröd") == {bread.pk}
    assert found("linssopa") == {soup.pk}
    assert found("linssopa brod") == {soup.pk, bread.pk}


def test_a_translation_is_found_as_soon_as_it_is_made_and_the_old_one_no_more():
    service = make_service(name="Badet", description="Handduk finns.")

    translate(service, "Baia comunală")
    translate(service, "Прозорец", field="description", language="bg")
    assert found("comunala") == found("прозорец") == {service.pk}

    translate(service, "Ștrandul")
    assert found("comunala") == set()
    assert found("strandul") == {service.pk}


def test_a_new_name_of_a_category_a_provider_or_a_place_is_found():
    service = make_service()
    provider, place = service.provider, service.places.get()

    translate(service.category, "Spălătorie", language="ro")
    actions.change_provider(provider=provider, by=make_editor(provider), at=now(), name="Nattvandrarna")
    actions.change_place(place=place, by=make_editor(provider), at=now(), name="Tingshuset", area="Haga")

    assert [found(word) for word in ("spalatorie", "nattvandrarna", "tingshuset", "haga")] == [{service.pk}] * 4


@pytest.mark.slow
@given(pair=misspelt())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_service_is_found_although_a_finger_slipped(service, pair):
    word, typed = pair
    change(service, name=word)

    assert found(typed) == {service.pk}


@pytest.fixture
def service():
    return make_service(category="FAITH", name="Kyrkan")


@pytest.mark.slow
@given(text=st.text(max_size=30))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_that_has_a_word_is_found_by_itself(service, text):
    name = text.replace("\0", "").encode("utf-8", "ignore").decode()
    assume(any(len(word) > 1 for word in words(name)))
    change(service, name=name)

    assert found(name[:200]) == {service.pk}


def change_something(service, chance):
    """One of the changes that people make, with a word that nobody has said before."""
    by, at, place = make_editor(service.provider), now(), service.places.first()
    word = "".join(chance.choices("abcåäöșи", k=chance.randint(2, 9)))
    category = chance.choice(Category.objects.all())
    of_service, of_place = {"service": service, "by": by, "at": at}, {"place": place, "by": by, "at": at}
    changes = [
        lambda: actions.change_service(**of_service, name=word, description=f"{word} {word}a"),
        lambda: actions.change_service(**of_service, category=category, easy=word),
        lambda: actions.change_service(**of_service, areas=(Territory.objects.get(pk="0114"),)),
        lambda: actions.change_service(**of_service, places=(make_place(service.provider, name=word),)),
        lambda: actions.change_place(**of_place, name=word, area=word),
        lambda: actions.change_place(**of_place, address_class=chance.choice(["public", "partners", "area_only"])),
        lambda: actions.change_provider(provider=service.provider, by=by, at=at, name=word),
        lambda: actions.remove_entry(entry=chance.choice([service, place]), by=by, at=at),
        lambda: actions.restore_entry(entry=chance.choice([service, place]), by=by, at=at),
        lambda: translate(chance.choice([service, place, category]), word, language="en"),
    ]
    chance.choice(changes)()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_the_index_is_as_if_made_anew(seed):
    chance = Random(seed)  # noqa: S311 (invented changes)
    services = [make_service(make_provider(territory=code)) for code in (TOWN, TOWN, "1480")]

    for _turn in range(25):
        change_something(Service.objects.select_related("provider").get(pk=chance.choice(services).pk), chance)
    kept = dict(SearchText.objects.values_list("service", "words"))
    keys = set(SearchKey.objects.values_list("key", "word"))
    SearchText.objects.all().delete()
    SearchKey.objects.all().delete()
    call_command("index", verbosity=0)

    assert dict(SearchText.objects.values_list("service", "words")) == kept
    assert set(SearchKey.objects.values_list("key", "word")) <= keys


def test_words_that_nothing_says_any_more_are_forgotten():
    service = make_service(name="Långholmsbadet")
    change(service, name="Badet")
    assert SearchKey.objects.filter(word="langholmsbadet").exists()

    call_command("index")

    assert not SearchKey.objects.filter(word="langholmsbadet").exists()
    assert SearchKey.objects.filter(word="badet").exists()


def test_a_search_costs_the_same_for_one_and_for_many(django_assert_num_queries):
    make_service(name="Badet")
    search("badet")  # after which the rules that hold are known
    with django_assert_num_queries(2):
        search("badet")
    for _ in range(3):
        make_service(name="Badet")
    with django_assert_num_queries(2):
        assert len(search("badet")) == 4
    with django_assert_num_queries(0):
        search("å")
