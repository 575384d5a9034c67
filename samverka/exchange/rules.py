"""Who may ask, run the desk, review answers, keep cards and law, tell of practices, talk matters over, and bring
help that is offered to where it is needed."""

from django.utils.translation import gettext as _

from samverka.actors import rules as networks
from samverka.actors.models import COORDINATORS, Organisation, Role, User
from samverka.core.access import require, why_not
from samverka.exchange import queries
from samverka.exchange.models import (
    ActionPoint,
    AdviceQuestion,
    Card,
    CardText,
    Discussion,
    Match,
    Meeting,
    Need,
    Offer,
    Post,
    Practice,
)
from samverka.exchange.models.cards import DESK, REGION, TOWN
from samverka.exchange.models.needs import ASK
from samverka.exchange.models.offers import MatchState
from samverka.exchange.models.practices import SPEAK, TRY, PracticeState


def ask_question(user: User, organisation: Organisation) -> None:
    """Everybody who works with it may ask; the police and landowners have their own lawyers."""
    asks = any(one.organisation_id == organisation.pk and one.role != Role.LIAISON for one in user.standing)
    require(asks, _("Questions are asked for an organisation that one works for."))


def withdraw_question(user: User, question: AdviceQuestion) -> None:
    asked = any(one.organisation_id == question.organisation_id and one.role != Role.LIAISON for one in user.standing)
    require(asked, _("A question is taken back by the organisation that asked it."))


def run_desk(user: User, question: AdviceQuestion) -> None:
    require(user.works_in(question.territory_id, *DESK), _("Only the advice desk of the county does this."))


def review_text(user: User, text: CardText) -> None:
    """By a lawyer, and by another than whoever wrote it."""
    reviews = user.works_in(text.card.territory_id, Role.LEGAL_REVIEWER) and text.by_id != user.pk
    require(reviews, _("Only a legal reviewer who has not written it reviews an answer."))


def keep_card(user: User, card: Card) -> None:
    """The desk for what it covers; a municipality and a region for what they do themselves."""
    here = [one for one in user.standing if one.organisation_id == card.organisation_id]
    desk = any(one.role in DESK and one.territory.covers(card.territory_id) for one in here)
    roles = REGION if card.organisation.kind == Organisation.Kind.REGION else TOWN
    own = card.kind != Card.Kind.KNOWLEDGE and any(
        one.role in roles and one.territory_id == card.territory_id for one in here
    )
    if card.kind == Card.Kind.CARE_RULE:
        own = own or any(queries.region_of(one) == card.territory_id for one in here)
    require(desk or own, _("Only the advice desk, and a municipality or region of itself, keep cards."))


def keep_laws(user: User) -> None:
    keeps = any(one.role in (*DESK, Role.LEGAL_REVIEWER) for one in user.standing)
    require(keeps, _("Only advice desks and legal reviewers keep the law that cards cite."))


def suggest_practice(user: User, organisation: Organisation) -> None:
    """One's own organisation's; the desk, that of anybody in its territory."""
    own = any(one.organisation_id == organisation.pk and one.role != Role.LIAISON for one in user.standing)
    told = _("A practice is suggested by those who did it, or by the advice desk of their county.")
    require(own or user.works_in(organisation.territory_id, *DESK), told)


def run_practice(user: User, practice: Practice) -> None:
    require(user.works_in(practice.territory_id, *DESK), _("Only the advice desk of the county does this."))


def own_practice(user: User, practice: Practice) -> None:
    """Approve it, send it back, confirm it: whoever speaks for the organisation that did it."""
    told = _("Only those who speak for the organisation that did it say so.")
    require(any(one.organisation_id == practice.organisation_id and one.role in SPEAK for one in user.standing), told)


def write_practice(user: User, practice: Practice) -> None:
    """The desk and the owner; as long as it is a suggestion, everybody in the organisations that know of it."""
    knows = {practice.organisation_id, practice.suggested_by_id}
    suggests = practice.state == PracticeState.SUGGESTED and any(
        one.organisation_id in knows and one.role != Role.LIAISON for one in user.standing
    )
    speaks = any(one.organisation_id == practice.organisation_id and one.role in SPEAK for one in user.standing)
    desk = user.works_in(practice.territory_id, *DESK)
    require(suggests or speaks or desk, _("Only the advice desk and the organisation that did it write here."))


def archive_practice(user: User, practice: Practice) -> None:
    speaks = any(one.organisation_id == practice.organisation_id and one.role in SPEAK for one in user.standing)
    desk = user.works_in(practice.territory_id, *DESK)
    require(speaks or desk, _("Only the advice desk and the organisation that did it put it away."))


def tell_adoption(user: User, organisation: Organisation) -> None:
    tries = user.works_as(*TRY, at=organisation)
    require(tries, _("What an organisation has tried is told by those who work with it there."))


def keep_meeting(user: User, meeting: Meeting) -> None:
    """Whoever convenes the network calls its meetings and takes their minutes."""
    networks.convene(user, meeting.network)


def attach_to_meeting(user: User, meeting: Meeting) -> None:
    """Files beside the minutes, until the next meeting has found them right."""
    keep_meeting(user, meeting)
    require(meeting.state != Meeting.State.APPROVED, _("Approved minutes stay as they are."))


def close_action(user: User, action: ActionPoint) -> None:
    """Those who took it upon themselves say that it is done; whoever convenes may too."""
    owns = any(one.organisation_id == action.organisation_id and one.role != Role.VOLUNTEER for one in user.standing)
    convenes = not why_not(networks.convene, user, action.meeting.network)
    require(owns or convenes, _("Only those who took it on and those who convene the network do this."))


def read_discussions(user: User) -> None:
    """Those who work with it; not the police or landowners."""
    works = any(one.role != Role.LIAISON for one in user.standing)
    require(works, _("Discussions are for those who work with it in an organisation."))


def join_discussion(user: User, organisation: Organisation) -> None:
    works = any(one.organisation_id == organisation.pk and one.role != Role.LIAISON for one in user.standing)
    require(works, _("One writes for an organisation that one works for."))


def settle_discussion(user: User, discussion: Discussion) -> None:
    """The organisation that began it, or the desk."""
    began = any(one.organisation_id == discussion.organisation_id and one.role != Role.LIAISON for one in user.standing)
    told = _("Only the organisation that began it and the advice desk say that it is over.")
    require(began or user.works_in(discussion.territory_id, *DESK), told)


def take_back_post(user: User, post: Post) -> None:
    desk = user.works_in(post.discussion.territory_id, *DESK)
    own = post.by_id == user.pk and user.is_active
    require(own or desk, _("Only whoever wrote it and the advice desk take it back."))


def ask_for_help(user: User, organisation: Organisation) -> None:
    asks = user.works_as(*ASK, at=organisation)
    require(asks, _("What an organisation needs is said by those who lead its work."))


def offer_for_organisation(user: User, organisation: Organisation) -> None:
    offers = user.works_as(*ASK, at=organisation)
    require(offers, _("What an organisation offers is said by those who lead its work."))


def answer_offers(user: User, offer: Offer) -> None:
    """Whoever coordinates where the help is."""
    told = _("Offers of help are answered by those who coordinate the municipality.")
    require(user.works_in(offer.municipality_id, *COORDINATORS), told)


def choose_offers(user: User, need: Need) -> None:
    """Read what fits a need: those who ask for it, and whoever coordinates there."""
    ours = user.works_as(*ASK, at=need.organisation)
    told = _("Only those who ask for it and those who coordinate bring help and needs together.")
    require(ours or user.works_in(need.municipality_id, *COORDINATORS), told)


def propose_match(user: User, match: Match) -> None:
    """Those in need, and whoever coordinates where one of the two is: the other side agrees."""
    if not user.works_in(match.offer.municipality_id, *COORDINATORS):
        choose_offers(user, match.need)


def agree_match(user: User, match: Match) -> None:
    """Who coordinates, to what those in need have proposed; those in need, to what was proposed to them."""
    if match.by_need:
        told = _("Whoever coordinates the municipality agrees to this one.")
        require(user.works_in(match.offer.municipality_id, *COORDINATORS), told)
    else:
        told = _("The organisation that asked for help agrees to this one.")
        require(user.works_as(*ASK, at=match.need.organisation), told)


def end_match(user: User, match: Match) -> None:
    """Say what became of it."""
    propose_match(user, match)


def open_giver(user: User, match: Match) -> None:
    """Who gives is told to those who take the help, once both sides have agreed. It is written down."""
    told = _("Who offers help is told only to the organisation that takes it.")
    require(user.works_as(*ASK, at=match.need.organisation), told)
    require(match.state == MatchState.AGREED, _("Who offers help is told when both sides have agreed."))


def change_offer(user: User, offer: Offer) -> None:
    """An organisation's own; others change theirs by their link."""
    told = _("An offer is changed by those who made it.")
    require(offer.organisation is not None and user.works_as(*ASK, at=offer.organisation), told)


def withdraw_offer(user: User, offer: Offer) -> None:
    """An organisation's own; others withdraw theirs by their link."""
    told = _("An offer is taken back by those who made it.")
    require(offer.organisation is not None and user.works_as(*ASK, at=offer.organisation), told)
