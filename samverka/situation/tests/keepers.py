"""A shelter of which only its area may be known, for whoever asks only `situation`."""

from samverka.actors.models import Organisation
from samverka.shelters.tests.factories import make_shelter


def protect(organisation: Organisation) -> None:
    """The organisation keeps a protected shelter."""
    shelter = make_shelter(organisation=organisation)
    shelter.visibility = shelter.Visibility.AREA_ONLY
    shelter.save()
