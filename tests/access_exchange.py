"""Who may ask, answer, and keep cards and law: the rows of `test_access.py` for the exchange, and with them those for
programmes."""

from dataclasses import dataclass

from samverka.exchange import rules as exchange
from samverka.exchange.models import AdviceQuestion, Card, CardText, Discussion, Match, Need, Offer, Post, Practice
from tests.access_networks import NETWORKS, Networking, networking
from tests.access_programmes import PROGRAMMES, Programming, programming


EVERYBODY = (  # but the police
    "lead staff volunteer admin reader host outreach adviser safeguarding officer coordinator triage county national "
    "elsewhere"
)

# rule · what it is asked about · who may · what the others are told
EXCHANGE = [
    (exchange.ask_question, "home", "lead staff volunteer admin safeguarding officer reader",
     "Questions are asked for an organisation that one works for."),
    (exchange.withdraw_question, "question", "lead staff volunteer admin safeguarding officer reader",
     "A question is taken back by the organisation that asked it."),
    (exchange.run_desk, "question", "county national", "Only the advice desk of the county does this."),
    (exchange.review_text, "answer_text", "", "Only a legal reviewer who has not written it reviews an answer."),
    (exchange.keep_card, "county_card", "county",
     "Only the advice desk, and a municipality or region of itself, keep cards."),
    (exchange.keep_card, "town_card", "coordinator",
     "Only the advice desk, and a municipality or region of itself, keep cards."),
    (exchange.keep_laws, None, "county national",
     "Only advice desks and legal reviewers keep the law that cards cite."),
    *PROGRAMMES,
    (exchange.suggest_practice, "home", "lead staff volunteer admin safeguarding officer reader county national",
     "A practice is suggested by those who did it, or by the advice desk of their county."),
    (exchange.run_practice, "practice", "county national", "Only the advice desk of the county does this."),
    (exchange.own_practice, "practice", "lead admin",
     "Only those who speak for the organisation that did it say so."),
    (exchange.write_practice, "practice", "lead admin county national",
     "Only the advice desk and the organisation that did it write here."),
    (exchange.write_practice, "suggestion",
     "lead staff volunteer admin safeguarding officer reader county national",
     "Only the advice desk and the organisation that did it write here."),
    (exchange.archive_practice, "practice", "lead admin county national",
     "Only the advice desk and the organisation that did it put it away."),
    (exchange.tell_adoption, "home", "lead admin safeguarding",
     "What an organisation has tried is told by those who work with it there."),
    *NETWORKS,
    (exchange.read_discussions, None,
     EVERYBODY, "Discussions are for those who work with it in an organisation."),
    (exchange.ask_for_help, "home", "lead admin", "What an organisation needs is said by those who lead its work."),
    (exchange.offer_for_organisation, "home", "lead admin",
     "What an organisation offers is said by those who lead its work."),
    (exchange.answer_offers, "given", "coordinator county national",
     "Offers of help are answered by those who coordinate the municipality."),
    (exchange.choose_offers, "needed", "lead admin coordinator county national",
     "Only those who ask for it and those who coordinate bring help and needs together."),
    (exchange.propose_match, "match", "lead admin coordinator county national",
     "Only those who ask for it and those who coordinate bring help and needs together."),
    (exchange.agree_match, "match", "lead admin", "The organisation that asked for help agrees to this one."),
    (exchange.end_match, "match", "lead admin coordinator county national",
     "Only those who ask for it and those who coordinate bring help and needs together."),
    (exchange.open_giver, "agreed", "lead admin", "Who offers help is told only to the organisation that takes it."),
    (exchange.change_offer, "own_offer", "lead admin", "An offer is changed by those who made it."),
    (exchange.withdraw_offer, "own_offer", "lead admin", "An offer is taken back by those who made it."),
    (exchange.join_discussion, "home", "lead staff volunteer admin safeguarding officer reader",
     "One writes for an organisation that one works for."),
    (exchange.settle_discussion, "discussion",
     "lead staff volunteer admin safeguarding officer reader county national",
     "Only the organisation that began it and the advice desk say that it is over."),
    (exchange.take_back_post, "post", "adviser county national",
     "Only whoever wrote it and the advice desk take it back."),
]  # fmt: skip


@dataclass
class Exchanging(Networking, Programming):
    """What the rules of the exchange are asked about."""

    question: AdviceQuestion  # of the organisation that runs the shelter
    answer_text: CardText  # of the county board
    county_card: Card  # of the county board
    town_card: Card  # of the municipality, about itself
    practice: Practice  # of the organisation that runs the shelter, and published
    suggestion: Practice
    discussion: Discussion  # begun by the organisation that runs the shelter
    post: Post  # there, by the adviser
    needed: Need  # of the organisation that runs the shelter
    given: Offer  # of a resident, in its municipality
    own_offer: Offer  # of the organisation that runs the shelter
    match: Match  # of these two, proposed by who coordinates
    agreed: Match


def helping(home):
    need, given = Need(organisation=home, municipality=home.territory), Offer(municipality=home.territory)
    own = Offer(municipality=home.territory, organisation=home)
    agreed = Match(need=need, offer=given, state="agreed")
    return {"needed": need, "given": given, "own_offer": own, "match": Match(need=need, offer=given), "agreed": agreed}


def exchanging(home, city, people):
    board = people.county.standing[0].organisation
    card = Card(organisation=board, territory=board.territory, kind="knowledge")
    talk = Discussion(territory=home.territory, organisation=home)
    post = Post(discussion=talk, organisation=home, by=people.adviser)
    return {
        "discussion": talk, "post": post, **helping(home),
        **programming(home, city),
        "question": AdviceQuestion(territory=home.territory, organisation=home), "county_card": card,
        "answer_text": CardText(card=card),
        **networking(home, city, people),
        "town_card": Card(organisation=city, territory=city.territory, kind="local_policy", asked="school"),
        "practice": Practice(organisation=home, territory=home.territory, suggested_by=home, state="published"),
        "suggestion": Practice(organisation=home, territory=home.territory, suggested_by=home),
    }  # fmt: skip
