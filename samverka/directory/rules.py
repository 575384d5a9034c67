"""Who may do what in the directory. Everybody may read it."""

from django.utils.translation import gettext as _

from samverka.actors.models import COORDINATORS, KEEP_DIRECTORY, TRANSLATORS, Role, Territory, User
from samverka.core.access import require
from samverka.core.county import SWEDEN
from samverka.directory.models import Feed, Place, Provider


def add_provider(user: User, territory: Territory) -> None:
    """In a territory that one coordinates, or for the organisation one works for there."""
    ours = any(one.role in KEEP_DIRECTORY and one.territory.covers(territory.code) for one in user.standing)
    require(
        ours or user.works_in(territory.code, *COORDINATORS), _("You may not add to the directory of this territory.")
    )


def edit_entry(user: User, provider: Provider) -> None:
    """Of the organisation that keeps it, or of a territory that one coordinates."""
    keeps = provider.organisation is not None and user.works_as(*KEEP_DIRECTORY, at=provider.organisation)
    coordinates = user.works_in(provider.territory_id, *COORDINATORS)
    require(keeps or coordinates, _("Only the organisation that keeps this entry and the coordinator change it."))


def translate(user: User, *about: Territory) -> None:
    """Texts that pages of one's territory show, by the territories that they are about. Without: texts at all."""
    works = [one.territory for one in user.standing if one.role in TRANSLATORS]
    require(works, _("Only translators and coordinators translate."))
    near = any(
        mine.covers(one.code) or one.code == SWEDEN or mine.code.startswith(one.code) for mine in works for one in about
    )
    require(near or not about, _("This text is of another territory than yours."))


def keep_languages(user: User) -> None:
    """They are the same in every town."""
    national = user.works_in(SWEDEN, Role.NATIONAL_COORDINATOR)
    require(national, _("Only the national coordinator says which languages there are."))


def set_policy(user: User) -> None:
    """The rules of the directory, which hold in the whole country."""
    national = user.works_in(SWEDEN, Role.NATIONAL_COORDINATOR)
    require(national, _("Only the national coordinator sets the rules of the directory."))


def run_campaign(user: User, territory: Territory) -> None:
    require(user.works_in(territory.code, *COORDINATORS), _("Only a coordinator of the territory runs a campaign."))


def see_partner_address(user: User, place: Place) -> None:
    """Partners of the territory, and whoever keeps the entry; never police or enforcement."""
    home = place.provider.organisation_id if place.provider else None
    near = any(
        one.role != Role.LIAISON and (one.territory.covers(place.territory_id) or one.organisation_id == home)
        for one in user.standing
    )
    require(near, _("Only partners of this territory know where this is."))


def keep_feed(user: User, feed: Feed) -> None:
    """Say where a feed is read from, and take in what it says."""
    answers = any(
        one.role == Role.ORGANISATION_ADMIN
        and one.organisation_id == feed.organisation_id
        and one.territory.covers(feed.territory_id)
        for one in user.standing
    )
    require(
        answers or user.works_in(feed.territory_id, *COORDINATORS),
        _("Only the coordinator of the territory and the administrator of the organisation keep this feed."),
    )
