"""Files beside answers to a consultation, and beside applications: for those who write them, and for who reads them."""

from samverka.core.attached import Holder, holds_files
from samverka.programmes import rules
from samverka.programmes.models import Application, ConsultationAnswer


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
        county=lambda application: str(application.call.territory.county),
    )
)  # fmt: skip
