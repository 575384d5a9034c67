"""Files that people attach: known by what they hold, never by their names, and cleaned of what nobody meant to send.

Read without a database, and apart: a file of others is opened in a process of its own, with bounded memory and time.
"""

import subprocess
import sys
from typing import NamedTuple

from samverka.core.files.problems import Unusable


MOST = 10 * 1024 * 1024  # bytes of a file
SECONDS = 20  # that reading one may take


class Cleaned(NamedTuple):
    kind: str  # "pdf", "png", "jpeg", "webp", "docx", "xlsx" or "odt"
    content: bytes


def clean_apart(content: bytes) -> Cleaned:
    """The file as we keep it. Raises Unusable for what is none of ours, or broken, or means harm."""
    if len(content) > MOST:
        raise Unusable("too_large")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "samverka.core.files"], input=content, capture_output=True, timeout=SECONDS * 2
        )
    except subprocess.TimeoutExpired:
        raise Unusable("broken") from None
    said, _line, cleaned = done.stdout.partition(b"\n")
    told, _space, word = said.decode(errors="replace").partition(" ")
    if told != "kept" or done.returncode:  # a reader that fell over says nothing
        raise Unusable(word or "broken")
    return Cleaned(word, cleaned)
