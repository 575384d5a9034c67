"""Something to be read on each public page of the exchange, the programmes and the reports, and where it stands."""

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localdate, now

from samverka.core.ids import new_id
from samverka.exchange.tests.factories import adopt, make_published_card, make_published_practice, need, receive
from samverka.programmes import actions
from samverka.programmes.tests.factories import AT, make_payer, make_provider, make_signed
from samverka.programmes.tests.grants import make_granted, make_open_call
from samverka.programmes.tests.mandating import make_answered_for, make_mandate
from samverka.programmes.tests.proposing import ask, make_consultation, make_coordinator, make_respondent
from samverka.programmes.tests.strategies import NEXT_YEAR, STEP, make_drafted, make_in_force
from samverka.programmes.tests.test_mandates import make_final
from samverka.programmes.tests.test_mandates import publish as publish_final
from samverka.situation.actions import begin_next_report
from samverka.situation.models import ReportVersion
from samverka.situation.tests.factories import make_county_coordinator
from samverka.situation.tests.reporting import MAY, make_report, publish


def show():
    """Each page by the name of its route, in all that can be the matter with it."""
    payer, coordinator = make_payer(), make_coordinator()
    return _exchange() | _help() | _agreements(payer) | _strategies(payer) | _mandates(coordinator) | _reports()


def _exchange():
    practice, card = make_published_practice(), make_published_card()
    adopt(practice)
    return {
        "exchange:knowledge": _ways("exchange:knowledge", "", "?q=barn", "?q=xyzzy"),
        "exchange:knowledge_card": _ways("exchange:knowledge_card", card.pk),
        "exchange:care_rules": _ways("exchange:care_rules"),
        "exchange:local_policies": _ways("exchange:local_policies", "01"),
        "exchange:open_practices": _ways("exchange:open_practices", "", "?topic=work"),
        "exchange:open_practice": _ways("exchange:open_practice", practice.pk, "", "?county=12"),
    }


def _help():
    """A need, the form, and an offer that waits to be confirmed."""
    return {
        "exchange:open_need": _ways("exchange:open_need", need().pk),
        "exchange:offer_help": _ways("exchange:offer_help"),
        "exchange:my_offer": _ways("exchange:my_offer", receive(at=now()).key),
    }


def _agreements(payer):
    calls = (make_open_call(payer), make_granted(payer).call)
    made = make_signed(payer, make_provider(), volumes={"nights": 365})
    actions.publish_agreement(agreement=made, by=payer, at=AT)
    return {
        "programmes:open_agreements": _ways("programmes:open_agreements"),
        "programmes:open_agreement": _ways("programmes:open_agreement", made.pk),
        "programmes:open_calls": _ways("programmes:open_calls"),
        "programmes:public_call": [way for one in calls for way in _ways("programmes:public_call", one.pk)],
    }


def _strategies(payer):
    made, asking = make_in_force(payer, measures=2), make_drafted(payer)
    told = actions.write_strategy_year(strategy=made, year=2026, text="Bra.", sentences={}, by=payer, **STEP)
    actions.publish_strategy_year(strategy_year=told, by=payer, at=NEXT_YEAR)
    actions.open_consultation(strategy=asking, answers_due_on=AT.date(), by=payer, **STEP)
    _backer, token = actions.mail_backer(backer=asking.backers.get(), occasion="told_at", **STEP)
    return {
        "programmes:open_strategies": _ways("programmes:open_strategies"),
        "programmes:open_strategy": _ways("programmes:open_strategy", made.pk),
        "programmes:open_strategy_year": _ways("programmes:open_strategy_year", made.pk, 2026),
        "programmes:back_by_link": _ways("programmes:back_by_link", token),
    }


def _mandates(by):
    """A mandate that is answered for, with the next one; and a proposal on which anybody may answer."""
    mandate, proposal = make_answered_for(by, make_respondent())
    make_mandate(by, title="Nästa", predecessor=mandate)
    asked = make_consultation(by, due_on=localdate(now()) + timedelta(days=9), is_open_to_all=True, at=now())
    answer = ask(asked, by, at=now())
    actions.send_consultation(consultation=asked, by=by, at=now())
    _answer, token = actions.mail_link(answer=answer, occasion="invited_at", at=now())
    publish_final(make_final(by, mandate), by)
    return {
        "programmes:public_proposals": _ways("programmes:public_proposals"),
        "programmes:public_proposal": [
            *_ways("programmes:public_proposal", proposal.pk), *_ways("programmes:public_proposal", asked.proposal_id),
        ],
        "programmes:answer_openly": _ways("programmes:answer_openly", asked.proposal_id),
        "programmes:answer_by_link": _ways("programmes:answer_by_link", token),
        "programmes:public_mandate": _ways("programmes:public_mandate", mandate.pk),
    }  # fmt: skip


def _reports():
    """A final report, and a county's picture of the situation in two versions."""
    writer = make_county_coordinator()
    first = publish(make_report(writer), writer)
    publish(begin_next_report(id=new_id(), report=first.report, change="Nytt.", by=writer, at=MAY), writer)
    names = ReportVersion.objects.values_list("name", flat=True)
    return {
        "situation:published_reports": _ways("situation:published_reports"),
        "situation:published_report": [way for one in names for way in _ways("situation:published_report", one)],
    }


def _ways(name, *args):
    """Where a page stands, with each of the questions that it is asked."""
    asked = [one for one in args if isinstance(one, str) and one[:1] in ("", "?")] or [""]
    way = reverse(name, args=[one for one in args if one not in asked])
    return [f"{way}{one}" for one in asked]
