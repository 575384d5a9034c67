"""What is found of agreements, projects, strategies, measures and mandates, and never by those who may not open it."""

from random import Random

import pytest

from samverka.actors.models import Role
from samverka.actors.tests.factories import make_organisation, make_user
from samverka.core import finding
from samverka.core.ids import new_id
from samverka.core.models import Findable
from samverka.programmes import actions
from samverka.programmes.models import Agreement, Project, Strategy
from samverka.programmes.tests.factories import AT, home, make_agreement, make_payer, make_provider, make_signed
from samverka.programmes.tests.grants import make_call
from samverka.programmes.tests.mandating import make_mandate
from samverka.programmes.tests.projects import make_project, make_running
from samverka.programmes.tests.strategies import make_in_force, make_stood_behind
from samverka.programmes.tests.test_strategies import revise


pytestmark = pytest.mark.django_db


def found(text, *, by=None):
    marks = finding.marks_of(by) if by else [finding.EVERYBODY]
    answer = finding.search(text, marks=marks, at=AT, limit=99)
    assert answer.number == len(answer.results) == sum(answer.counts.values())
    return answer.results


def ids(results):
    return {one.text.subject for one in results}


def test_an_agreement_is_found_by_what_the_public_reads_and_by_its_parties_by_what_it_is_for():
    payer, provider = make_payer(), make_provider()
    made = make_signed(payer, provider, purpose="Ingen ska frysa i porten.", public_text="Tjugo sängar.")
    assert (found("porten"), ids(found("porten", by=provider))) == ([], {made.pk})

    actions.publish_agreement(agreement=made, by=payer, at=AT)

    [told] = found("sängar")
    assert told.text.address == f"/overenskommelser/{made.pk}/"
    assert found("porten") == found("porten", by=make_payer("1280")) == []
    assert ids(found("porten", by=payer)) == {made.pk}


@pytest.mark.parametrize("parts", [("", "parties"), ("parties", "")])
def test_of_two_parts_that_are_as_good_those_inside_read_theirs_whichever_was_written_first(parts):
    subject = new_id()
    for part in parts:
        Findable.objects.create(
            kind="agreement", subject=subject, part=part, words="§all ¤title bergatroll", changed_at=AT, title="Berg",
            address=f"/{part}",
        )  # fmt: skip

    assert [one.text.address for one in found("bergatroll")] == ["/parties"]


def test_a_measure_is_found_where_its_strategy_is_read():
    by = make_payer()
    part = make_stood_behind(by)["part"]
    asked = make_user(Role.RESPONDENT, at=part.organisation)
    assert found("åtgärder") == []
    assert {one.kind.key for one in found("åtgärder", by=asked)} == {"measure"}
    strategy = make_in_force(make_payer("1280"))

    [told] = found("åtgärder")

    assert told.text.address == f"/strategier/{strategy.pk}/#measure-1"
    assert told.text.status


def test_a_decided_mandate_is_found_by_everybody():
    mandate = make_mandate()

    [told] = found("regeringens kunskaper")

    assert told.text.subject == mandate.pk
    assert told.text.address == f"/uppdrag/{mandate.pk}/"


@pytest.mark.slow
def test_nobody_finds_what_they_may_not_open_and_everybody_finds_the_rest():
    chance = Random(49)  # noqa: S311 (invented people)
    said = {"purpose": "Varje natthärbärge"}
    payers = [make_payer(code) for code in ("0180", "1280")]
    provider = make_provider()
    for payer in payers:
        make_agreement(payer, **said)
        signed = make_signed(payer, provider, **said)
        make_project(payer, **said)
        make_running(payer, **said)
        make_in_force(payer)
    actions.publish_agreement(agreement=signed, by=payer, at=AT)
    drafted = make_stood_behind(make_payer())["part"]
    board = make_organisation(kind="county_board", territory="01")
    homes = [board, *(home(one) for one in (*payers, provider)), drafted.organisation]
    viewers = [make_user(role, at=at) for role in chance.sample(list(Role), 7) for at in homes]

    for viewer in [*payers, provider, *viewers]:
        may = {
            *Agreement.objects.visible_to(viewer).values_list("pk", flat=True),
            *Project.objects.visible_to(viewer).values_list("pk", flat=True),
        }
        assert ids(found("natthärbärgen", by=viewer)) == may, viewer.standing
        may = {*Strategy.objects.visible_to(viewer).values_list("pk", flat=True)}
        assert ids(found("huvudet", by=viewer)) == may, viewer.standing
    assert not [*finding.faults()]


def test_what_is_thrown_away_is_found_no_more_and_what_is_carried_on_is():
    payer = make_payer()
    call = make_call(payer)
    actions.drop_call(call=call, by=payer, at=AT)
    first = make_in_force(payer)
    revise(first, payer, measures=first.measures.all())

    assert [*finding.faults()] == []
