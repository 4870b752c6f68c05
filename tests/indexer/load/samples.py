"""One valid file of each format, made here, so that tests can damage it."""

import gzip
import io
import json
import tarfile
import zipfile
from email.message import EmailMessage

from docx import Document as WordDocument

from tests.indexer.load.files import TEXT

PAGE = (
    "<!doctype html><html><head><title>The dam</title></head><body><article><h1>The dam</h1>"
    + "".join(
        f"<p>{TEXT} Crews reached the valley in the evening, and {number} families left.</p>"
        for number in range(12, 20)
    )
    + "</article></body></html>"
)


def pdf(*pages: list[str], **properties: str) -> bytes:
    """Return a PDF with the lines of each page in Helvetica, and its properties."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1"
               "/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]  # fmt: skip
    kids = []
    for lines in pages:
        shown = "".join(f"({_escaped(line)}) Tj 0 -14 Td\n" for line in lines)
        stream = f"BT /F1 11 Tf 50 780 Td\n{shown}ET"
        objects.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0"
                       " R/Resources<</Font<</F1 3 0 R>>>>>>")  # fmt: skip
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    entries = "".join(f"/{name}({_escaped(value)})" for name, value in properties.items())
    objects.append(f"<<{entries}>>")
    return _numbered(objects)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _numbered(objects: list[str]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252"))
    table = out.tell()
    entries = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out.write(
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{entries}trailer\n"
        f"<</Size {len(objects) + 1}/Root 1 0 R/Info {len(objects)} 0 R>>\n"
        f"startxref\n{table}\n%%EOF\n".encode()
    )
    return out.getvalue()


def docx(*paragraphs: str, **properties: object) -> bytes:
    word = WordDocument()
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    for name, value in properties.items():
        setattr(word.core_properties, name, value)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def eml(text: str = TEXT, html: str | None = None, **headers: str) -> EmailMessage:
    message = EmailMessage()
    stated = {
        "Subject": "The dam",
        "From": "Ada Marsh <ada@valley.example>",
        "Date": "Tue, 13 Jan 2026 09:30:00 +0900",
        "Message-ID": "<1@valley.example>",
    }
    stated |= {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in stated.items():
        message[name] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def mbox(*messages: EmailMessage) -> bytes:
    line = b"From ada@valley.example Tue Jan 13 09:30:00 2026\n"
    return b"\n".join(line + message.as_bytes() for message in messages)


def zipped(**files: str | bytes) -> bytes:
    return zip_of(list(files.items()))


def zip_of(files: list[tuple[str, str | bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def tar_of(files: list[tuple[str, str | bytes]], *others: tarfile.TarInfo) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for other in others:
            archive.addfile(other)
        for name, content in files:
            data = content if isinstance(content, bytes) else content.encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def warc(
    *responses: tuple[str, str, bytes, dict[str, str]], kind: str = "response", packed: bool = False
) -> bytes:
    """Return a WARC of responses: address, status line, body, headers."""
    records = []
    for url, status, body, headers in responses:
        stated = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        block = f"HTTP/1.1 {status}\r\n{stated}\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
            f"WARC-Date: 2026-01-14T10:00:00Z\r\nContent-Length: {len(block)}\r\n"
            "Content-Type: application/http; msgtype=response\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        records.append(gzip.compress(record) if packed else record)
    return b"".join(records)


def newsitem(body: str = "", guid: str = "urn:newsml:valley:1", **parts: str) -> str:
    """Return a NewsML-G2 item; `parts` are put into itemMeta and contentMeta."""
    stated = {
        "itemMeta": '<provider qcode="v:va"><name>Valley Agency</name></provider>'
        "<versionCreated>2026-01-14T08:00:00Z</versionCreated>"
        '<firstCreated>2026-01-13T09:30:00+09:00</firstCreated><pubStatus qcode="stat:usable"/>',
        "contentMeta": "<headline>The dam</headline><by>By Ada Marsh and Tom Reed</by>"
        '<language tag="en-GB"/>',
        "contentSet": '<inlineXML contenttype="application/xhtml+xml">'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{TEXT}</p>{body}</body></html>'
        "</inlineXML>",
        **parts,
    }
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in stated.items())
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="2">'
        f"{inside}</newsItem>"
    )


def nitf(body: str = f"<p>{TEXT}</p>", docdata: str = "") -> str:
    return (
        '<?xml version="1.0"?><nitf><head><docdata><doc-id id-string="v1" regsrc="VA"/>'
        '<date.issue norm="20260113T093000+0900"/>'
        f'<doc.copyright holder="Valley Agency"/>{docdata}</docdata></head><body><body.head>'
        "<hedline><hl1>The dam</hl1></hedline><byline>By Ada Marsh<byttl>Reporter</byttl></byline>"
        "<dateline><location>NARA</location></dateline></body.head>"
        f"<body.content>{body}</body.content></body></nitf>"
    )


def every_format() -> dict[str, bytes]:
    """Return the bytes of one valid file by its name; each holds an article that says TEXT."""
    line = json.dumps({"text": TEXT})
    return {
        "a.txt": TEXT.encode(),
        "a.md": f"---\ntitle: The dam\n---\n\n{TEXT}\n".encode(),
        "a.jsonl": line.encode(),
        "a.csv": f'title,published,text\nThe dam,2026-01-13,"{TEXT}"\n'.encode(),
        "a.tsv": f"title\ttext\nThe dam\t{TEXT}\n".encode(),
        "a.html": PAGE.encode(),
        "a.pdf": pdf(["The dam", "", TEXT], Title="The dam", CreationDate="D:20260113093000"),
        "a.docx": docx("The dam", TEXT),
        "a.eml": eml(html=PAGE).as_bytes(),
        "a.mbox": mbox(eml(), eml()),
        "a.zip": zip_of([("in/a.txt", TEXT), ("b.jsonl", line)]),
        "a.tar": tar_of([("in/a.txt", TEXT), ("b.jsonl", line)]),
        "a.tar.gz": gzip.compress(tar_of([("in/a.txt", TEXT)])),
        "a.tgz": gzip.compress(tar_of([("in/a.txt", TEXT)])),
        "a.csv.gz": gzip.compress(f"title,text\nThe dam,{TEXT}\n".encode()),
        "a.warc": warc(
            ("https://valley.example/a", "200 OK", PAGE.encode(), {"Content-Type": "text/html"})
        ),
        "a.warc.gz": warc(
            ("https://valley.example/a", "200 OK", TEXT.encode(), {"Content-Type": "text/plain"}),
            packed=True,
        ),
        "newsml.xml": newsitem().encode(),
        "nitf.xml": nitf().encode(),
        "a.nitf": nitf().encode(),
    }
