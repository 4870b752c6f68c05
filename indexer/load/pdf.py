"""PDF: the text of its pages as paragraphs, and its properties as claims."""

import io
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from indexer.article import MAX_TEXT, Article, Claim
from indexer.errors import LoadError
from indexer.load.arrival import arrive, stated_date
from indexer.load.damaged import reading
from indexer.load.document import Document
from indexer.load.pages import text_of_pages

if TYPE_CHECKING:
    from pypdf import PdfReader

SIGNATURE = re.compile(rb"\s*%PDF-\d")
MAX_PAGES = 5_000
MAX_SECONDS = 120.0
_MOMENT = re.compile(
    r"D?:?(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:(Z)|([+-]\d\d)'?(\d\d)?'?)?"
)
_GAP = 180
_RUN_TOGETHER = re.compile(r"[A-Za-z]{25,}")  # no language with these letters has such words often
# What word processors write for want of a title.
_NO_TITLE = re.compile(
    r"(?:microsoft word|untitled|document\d*|slide \d)\b.*"
    r"|.*\.(?:docx?|pdf|indd|qxd|odt|rtf|tex|dvi|pptx?)",
    re.IGNORECASE,
)


def load(document: Document) -> Iterator[Article]:
    """Yield the one article of a PDF. Raises LoadError when it is encrypted, or has no text.

    Dates of its properties are those of the file, so they serve where nothing better is known.
    """
    content = document.read()
    with reading("PDF"):
        reader = _open(content)
        pages = list(_texts(reader))
        properties = _properties(reader)
    text = text_of_pages(pages)
    if not text:
        raise LoadError(
            f"has {len(pages)} pages but no text, only pictures of it perhaps; run OCR over it"
        )
    if sum(map(len, _RUN_TOGETHER.findall(text))) > len(text) / 5:
        raise LoadError(
            "comes out with its words run together, for it marks no spaces; "
            "convert it, for example with `pdftotext`"
        )
    weak = {"published": stated_date(_moment(properties.get("CreationDate", "")))}
    title = properties.get("Title", "")
    fields = {"authors": properties.pop("Author", None), "text": text}
    if not _NO_TITLE.fullmatch(title):
        fields["title"] = properties.pop("Title", None)
    yield arrive(document, fields, "PDF", weak=weak, claims=tuple(_claims(properties)))


def _open(content: bytes) -> "PdfReader":
    import logging

    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports each oddity it mends
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        try:
            unlocked = reader.decrypt("")
        except DependencyError as error:
            raise LoadError(f"is encrypted ({error}); decrypt it first") from error
        if unlocked is PasswordType.NOT_DECRYPTED:
            raise LoadError("is encrypted; save it without its password, or ask for such a copy")
    return reader


def _texts(reader: "PdfReader") -> Iterator[str]:
    deadline = time.monotonic() + MAX_SECONDS

    def check(operator: bytes = b"", operands: Sequence[Any] = (), *_: Any) -> None:
        if operator == b"TJ" and operands and isinstance(operands[0], list):
            _mark_gaps(operands[0])
        if time.monotonic() > deadline:
            raise LoadError(
                f"takes more than {MAX_SECONDS:.0f} s to read; print it anew, or OCR it"
            )

    if len(reader.pages) > MAX_PAGES:
        raise LoadError(f"has more than {MAX_PAGES:,} pages; split it")
    size = 0
    for page in reader.pages:
        check()
        text = page.extract_text(visitor_operand_before=check)
        size += len(text)
        if size > MAX_TEXT:
            raise LoadError(f"holds more than {MAX_TEXT:,} characters; split it")
        yield text


def _mark_gaps(shown: list[Any]) -> None:
    """Put a space where text moves on by the width of one, in thousandths of its size.

    pypdf does so by the font's own space, which fonts that are cut down often state wrongly.
    """
    marked: list[Any] = []
    for each in shown:
        if isinstance(each, int | float) and each <= -_GAP and marked:
            marked.append(" ")
        marked.append(each)
    shown[:] = marked


def _properties(reader: "PdfReader") -> dict[str, str]:
    stated: Mapping[str, Any] = reader.metadata or {}
    return {
        name: " ".join(str(stated[f"/{name}"]).split())
        for name in ("Title", "Author", "CreationDate", "ModDate", "Subject")
        if stated.get(f"/{name}") is not None
    }


def _claims(properties: dict[str, str]) -> Iterator[Claim]:
    fields = {"CreationDate": "published", "ModDate": "modified", "Title": "title",
              "Subject": "subject"}  # fmt: skip
    for name, value in properties.items():
        if value:
            yield Claim(fields[name], value[:1000], f"PDF {name}")


def _moment(stated: str) -> str:
    """Return a PDF date (ISO 32000, 7.9.4) as ISO text, without a zone where it states none."""
    match = _MOMENT.fullmatch(stated.strip())
    if match is None:
        return stated
    year, month, day, hour, minute, second, zulu, offset, rest = match.groups()
    iso = f"{year}-{month}-{day}"
    if hour:
        iso += f"T{hour}:{minute}:{second or '00'}"
        iso += "+00:00" if zulu else f"{offset}:{rest or '00'}" if offset else ""
    return iso
