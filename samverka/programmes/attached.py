"""Files beside what is promised, applied for, run, asked and answered: for those who work with it.

Decisions are public, and so are files beside mandates; those beside a proposal are handed over with it. What was signed
or decided stays as it was: what corrects it stands beside it. What was added by mistake is taken away within a day.
"""

from datetime import UTC, datetime, timedelta

from samverka.core.attached import Holder, holds_files
from samverka.programmes import queries, rules
from samverka.programmes.models import Agreement, Application, ConsultationAnswer, Mandate, Project, Proposal


FOR_GOOD = datetime(2100, 1, 1, tzinfo=UTC)  # whenever they were added
A_DAY = timedelta(hours=24)  # to see that it was the wrong file

holds_files(
    Holder(
        ConsultationAnswer, ConsultationAnswer.objects.worked_with_by, rules.attach_to_answer,
        "programmes:give_opinion",
        county=lambda answer: str(answer.consultation.proposal.organisation.territory.county),
    )
)  # fmt: skip
holds_files(
    Holder(
        Application, Application.objects.visible_to, rules.attach_to_application, "programmes:application",
        until=queries.files_until, stays=queries.handed_in_at,
        county=lambda application: str(application.call.territory.county),
    )
)  # fmt: skip
holds_files(
    Holder(
        Agreement, Agreement.objects.worked_with_by, rules.keep_agreement, "programmes:agreement",
        stays=lambda agreement: FOR_GOOD if agreement.signed_on else None, regrets=A_DAY,
        county=lambda agreement: str(agreement.territory.county),
    )
)  # fmt: skip
holds_files(
    Holder(
        Project, Project.objects.visible_to, rules.attach_to_project, "programmes:project",
        county=lambda project: str(project.territory.county),
    )
)  # fmt: skip
holds_files(
    Holder(
        Mandate, lambda _viewer: Mandate.objects.all(), rules.keep_mandate, "programmes:mandate",
        told=lambda _mandate: FOR_GOOD, stays=lambda _mandate: FOR_GOOD, regrets=A_DAY,
        county=lambda mandate: str(mandate.organisation.territory.county),
    )
)  # fmt: skip
holds_files(
    Holder(
        Proposal, Proposal.objects.visible_to, rules.attach_to_proposal, "programmes:proposal",
        told=lambda proposal: None if proposal.is_draft else FOR_GOOD,
        county=lambda proposal: str(proposal.organisation.territory.county),
    )
)  # fmt: skip
