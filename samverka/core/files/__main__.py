"""Clean the file that comes in: `kept KIND` and the file, or `refused WHY`."""

import resource
import sys

from samverka.core.files import MOST, SECONDS
from samverka.core.files.cleaning import clean
from samverka.core.files.problems import Unusable


MEMORY = 1024**3

resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
try:
    kept = clean(sys.stdin.buffer.read(MOST + 1))
except Unusable as problem:
    sys.stdout.write(f"refused {problem.args[0]}\n")
except MemoryError:
    sys.stdout.write("refused unpacks\n")
else:
    sys.stdout.buffer.write(f"kept {kept.kind}\n".encode() + kept.content)
