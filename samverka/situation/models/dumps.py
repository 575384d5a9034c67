"""All that was published, in one file of each kind."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from samverka.core import privacy


class Dump(models.Model):
    """One file with everything that was published until a night. The next night's takes its place."""

    class Kind(models.TextChoices):
        PARQUET = "parquet", "Parquet"
        CSV = "csv", "CSV"

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, primary_key=True)
    mark = models.CharField(_("what was published"), max_length=60)
    content = models.BinaryField(_("file"))
    size = models.PositiveBigIntegerField(_("bytes"))
    digest = models.CharField(_("digest of the file"), max_length=64)
    made_at = models.DateTimeField(_("made at"))

    class Privacy(privacy.Fields):
        open = {"kind", "mark", "content", "size", "digest", "made_at"}

    def __str__(self) -> str:
        return self.kind
