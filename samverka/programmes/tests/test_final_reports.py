"""Final reports as they are read later: how proposals stand today, and ways to where figures come from."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.translation import override

from samverka.core.ids import new_id
from samverka.programmes import actions
from samverka.programmes.models import Mandate, Proposal
from samverka.programmes.tests.mandating import make_answered_for, make_final, make_mandate, publish
from samverka.programmes.tests.proposing import AT, make_coordinator, make_handed_over, make_respondent
from samverka.situation import actions as situation
from samverka.situation import paper
from samverka.situation.paper.printed import tell
from samverka.situation.tests.pages import enter


pytestmark = pytest.mark.django_db
SITE = "https://samverka.example"


@pytest.fixture
def by():
    return make_coordinator()


@pytest.fixture
def answered(by):
    return make_answered_for(by, make_respondent())


def read(version, language="sv"):
    answer = Client().get(
        reverse("situation:published_report", args=[version.name]), headers={"accept-language": language}
    )
    return answer.content.decode()


def reject(proposal, by):
    said = {"decision": "rejected", "decided_by": "Regeringen", "on": AT.date(), "note": "", "by": by, "at": AT}
    actions.decide_proposal(proposal=proposal, **said)


def test_a_published_report_says_how_its_proposals_stand_today_beside_how_they_stood(by, answered):
    mandate, proposal = answered
    version = publish(make_final(by, mandate), by)
    before = version.content
    assert "När rapporten skrevs" not in read(version)

    reject(proposal, by)

    told = " ".join(read(version).split())
    assert told.count("Avslaget av Regeringen den 2 november 2026.") == 2  # the proposal, and the consultation about it
    assert told.count('När rapporten skrevs: <span lang="sv">Bara ett förslag. Remissen är stängd') == 2
    assert f'href="{reverse("programmes:public_proposal", args=[proposal.pk])}"' in told
    assert "Rejected by Regeringen" in read(version, "en")
    version.refresh_from_db()
    assert version.content == before


def test_a_file_says_on_which_day_a_proposal_stood_so_and_where_it_is_told_today(by, answered):
    mandate, proposal = answered
    version = publish(make_final(by, mandate), by)
    reject(proposal, by)

    with override_settings(SITE_ADDRESS=SITE), override("sv"):
        told = tell(version.content, 1)

    [group, *_others] = [
        one for section in told["sections"] if section["heading"] == "Förslag" for one in section["groups"]
    ]
    assert group["names"].startswith("Läget den 2 november 2026: Bara ett förslag.")
    assert [run["link"] for run in group["blocks"][1]["runs"]] == [
        "", f"{SITE}{reverse('programmes:public_proposal', args=[proposal.pk])}"
    ]  # fmt: skip


def test_more_proposals_are_told_in_no_more_questions(by, answered, django_assert_max_num_queries):
    mandate, _proposal = answered
    for _ in range(5):
        make_handed_over(by)
    version = publish(make_final(by, mandate), by)

    with django_assert_max_num_queries(6):
        assert read(version).count("Bara ett förslag") >= 6


@override_settings(SITE_ADDRESS=SITE)
def test_sources_in_files_are_links_with_the_sites_address(by, answered):
    mandate, proposal = answered
    version = publish(make_final(by, mandate), by)
    ways = {
        f"{SITE}{reverse(f'programmes:public_{name}', args=[one.pk])}"
        for name, one in (("mandate", mandate), ("proposal", proposal))
    }

    pdf, docx = (paper.MAKE[kind](version.content, 1) for kind in ("pdf", "docx"))
    targets = ZipFile(BytesIO(docx)).read("word/_rels/document.xml.rels").decode()
    assert ways <= {*re.findall(r'Target="([^"]+)"', targets)}
    assert ways <= {*re.findall(r"/URI ?\(([^)]+)\)", pdf.decode("latin-1"))}
    assert b"pdfuaid" in pdf  # still for those who listen
    assert b"/GoTo" in pdf or b"/Dest" in pdf  # from each figure to its source


def test_the_source_of_proposals_is_those_that_are_counted_and_no_others(by, answered):
    mandate, proposal = answered
    foreign = make_handed_over(make_coordinator("12"))
    version = publish(make_final(by, mandate), by)

    [source] = [one for one in version.content["sources"] if one["kind"] == "proposals"]
    own = Proposal.objects.filter(organisation=proposal.organisation_id).order_by("pk")
    assert [one["way"] for one in source["parts"]] == [
        reverse("programmes:public_proposal", args=[one.pk]) for one in own
    ]
    page = read(version)
    assert f'href="{source["parts"][0]["way"]}"' in page[page.index('id="sources"') :]
    assert f'href="{reverse("programmes:public_proposals")}"' not in page.split("<article")[1].split("</article>")[0]
    assert str(foreign.pk) not in page


def test_a_report_reads_as_prose(by):
    mandate = make_mandate(by, reference="", form="appropriation")
    Mandate.objects.update(purpose="Stödet ges\n\n- dygnet runt\n- utan föranmälan")
    make_handed_over(by, text="Staten betalar:\n\n- hyra\n- **löner**")
    version = publish(make_final(by, mandate), by)
    page = read(version)

    assert "(-)" not in page
    assert ".," not in page
    assert not re.search(r"<h3[^>]*>[^<]*\(\d+\)", page)
    for point in ("dygnet runt", "utan föranmälan", "hyra", "<strong>löner</strong>"):
        assert f"<li>{point}</li>" in page
    assert "Regleringsbrev den 1 december 2025, från Regeringen till " in page


def test_a_final_report_stands_with_its_day_beside_its_mandate(by, client):
    mandate = make_mandate(by)
    version = publish(make_final(by, mandate), by)
    enter(client, by)

    for page in ("mandate", "public_mandate"):
        told = " ".join(client.get(reverse(f"programmes:{page}", args=[mandate.pk])).content.decode().split())
        assert f"{version.report.title}</a>, 2 november 2026".lower() in told.lower()


def test_what_counts_the_directory_leads_to_it_and_other_counters_say_what_they_count(by):
    report = make_final(by, make_mandate(by))
    for code in ("services", "occupancy"):
        situation.add_section(id=new_id(), report=report, heading=code, block="indicator", code=code, by=by, at=AT)
    page = read(publish(report, by))

    sources = page[page.index('id="sources"') :]
    assert '<a href="/">Katalogen, som allmänheten läser den</a>' in sources
    assert sources.count("Det räknas i Samverka och har ingen egen sida.") == 1
