"""Files beside answers to a consultation: for those who give them, and for those who compile them."""

from samverka.core.attached import Holder, holds_files
from samverka.programmes import rules
from samverka.programmes.models import ConsultationAnswer


holds_files(
    Holder(
        ConsultationAnswer, ConsultationAnswer.objects.worked_with_by, rules.attach_to_answer,
        "programmes:give_opinion",
        county=lambda answer: str(answer.consultation.proposal.organisation.territory.county),
    )
)  # fmt: skip
