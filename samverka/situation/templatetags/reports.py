"""From a figure in a report to where it came from."""

from django import template
from django.urls import reverse

from samverka.situation.queries.report_words import Source


register = template.Library()


@register.simple_tag
def way_to(*, source: int, sources: list[Source], inside: bool) -> str:
    """One click away: for those inside what the answers come to; for others the published table, or the definition."""
    one = sources[source]
    match one.kind:
        case "question" | "profile" if inside and one.told["survey"]:
            return f"{reverse('situation:compiled', args=[one.told['survey']])}#question-{one.told['key']}"
        case "estimates" if inside:
            return reverse("situation:estimates", args=[one.told["territory"]])
        case "survey" if inside:
            return reverse("situation:survey", args=[one.told["survey"]])
    return one.way or f"#source-{one.number}"
