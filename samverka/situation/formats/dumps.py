"""All that was published in one file, a line for each number: CSV (RFC 4180), and Apache Parquet.

`pyarrow` is brought in when a file is written, once a night: the server that only hands it out never needs it.
"""

import csv as comma
import io
from collections.abc import Iterable
from typing import Any


CSV, PARQUET = "text/csv", "application/vnd.apache.parquet"
TEXTS = ("table", "title_sv", "title_en", "unit_sv", "unit_en", "measure", "about", "method", "licence")
COLUMNS = (*TEXTS, "area", "area_name", "period", "category", "value", "status", "version", "published_at")
Line = tuple[Any, ...]  # as the columns stand; value is a whole number or None, published_at a moment


def csv(lines: Iterable[Line]) -> bytes:
    """As comma-separated values, moments after RFC 3339. A hidden number is empty."""
    text = io.StringIO(newline="")
    writer = comma.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for *told, at in lines:
        writer.writerow(["" if cell is None else cell for cell in (*told, at.isoformat(timespec="seconds"))])
    return text.getvalue().encode()


def parquet(lines: Iterable[Line]) -> bytes:
    """As columns, texts by dictionary. A hidden number is null."""
    import pyarrow
    from pyarrow import parquet as written

    kinds = {
        "value": pyarrow.int64(), "version": pyarrow.int32(), "published_at": pyarrow.timestamp("us", tz="UTC"),
    }  # fmt: skip
    schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in COLUMNS])
    told = [dict(zip(COLUMNS, line, strict=True)) for line in lines]
    file = io.BytesIO()
    written.write_table(pyarrow.Table.from_pylist(told, schema=schema), file, compression="zstd")
    return file.getvalue()
