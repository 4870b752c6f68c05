"""Mail: words, attachments, and what the header knows of them."""

from pathlib import Path

import pytest

from indexer.article import Article
from indexer.errors import LoadError
from indexer.load import mailbox
from tests.indexer.load.files import TEXT, claims, load_error, load_one, load_path, write
from tests.indexer.load.samples import PAGE, eml, mbox, pdf


def test_the_header_describes_the_words(tmp_path: Path) -> None:
    message = eml(Archived_At="<https://lists.example/1>")
    article = load_one(write(tmp_path / "a.eml", message.as_bytes()))
    assert (article.title, article.authors) == ("The dam", ("Ada Marsh",))
    assert article.published == "2026-01-13T09:30:00+09:00"
    assert (article.id, article.url) == ("mid:1@valley.example", "https://lists.example/1")
    assert article.publisher is None
    assert claims(article)["domain of mail From"] == "valley.example"
    assert article.text.strip() == TEXT


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Tue, 13 Jan 2026 09:30:00 -0000", "2026-01-13T09:30:00"),
        ("Tue, 13 Jan 2026 09:30:00 GMT", "2026-01-13T09:30:00+00:00"),
        ("13 Jan 2026 09:30:00 +0530 (IST)", "2026-01-13T09:30:00+05:30"),
        ("soon", None),
    ],
)
def test_dates_keep_the_zone_that_they_state(
    tmp_path: Path, date: str, expected: str | None
) -> None:
    raw = f"Date: {date}\nSubject: s\n\n{TEXT}\n"
    assert load_one(write(tmp_path / "a.eml", raw)).published == expected


def test_plain_text_is_taken_before_html(tmp_path: Path) -> None:
    (article,) = load_path(write(tmp_path / "a.eml", eml(html=PAGE).as_bytes()))
    assert isinstance(article, Article)
    assert article.source.endswith("!/words.txt")


def test_html_is_read_where_there_is_no_other(tmp_path: Path) -> None:
    message = eml()
    message.clear_content()
    message.set_content(PAGE, subtype="html")
    article = load_one(write(tmp_path / "a.eml", message.as_bytes()))
    assert TEXT in article.text
    assert "<p>" not in article.text


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("quoted-printable", b"caf=C3=A9 =\r\nshut", "café shut"),
        ("base64", b"Y2Fmw6kgc2h1dA==", "café shut"),
        ("8bit", "café shut".encode(), "café shut"),
    ],
)
def test_transfer_encodings(tmp_path: Path, head: str, body: bytes, text: str) -> None:
    raw = f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {head}\n\n".encode()
    assert load_one(write(tmp_path / "a.eml", raw + body)).text.strip() == text


@pytest.mark.parametrize(
    ("charset", "named"), [("utf-8", "UTF-8"), ("no-such-charset", "no-such-charset")]
)
def test_a_charset_that_is_wrong_is_an_error_not_a_guess(
    tmp_path: Path, charset: str, named: str
) -> None:
    raw = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert named in load_error(write(tmp_path / "a.eml", raw.encode() + b"caf\xe9"))


def test_a_stated_charset_is_believed(tmp_path: Path) -> None:
    raw = b"Content-Type: text/plain; charset=windows-1252\n\n\x93caf\xe9\x94"
    assert load_one(write(tmp_path / "a.eml", raw)).text == "“café”"


def test_attachments_are_documents(tmp_path: Path) -> None:
    message = eml("See the report.")
    message.add_attachment(pdf([TEXT]), maintype="application", subtype="pdf", filename="r.pdf")
    message.add_attachment("Other words.", filename="../r.txt")
    message.add_attachment("Still others.", filename="r.txt")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="p.png")
    message.add_attachment(eml("Forwarded.", Message_ID="<2@valley.example>"))
    found = list(load_path(write(tmp_path / "a.eml", message.as_bytes())))
    assert all(isinstance(each, Article) for each in found), found
    texts = [each.text.strip() for each in found if isinstance(each, Article)]
    assert texts == ["See the report.", TEXT, "Other words.", "Still others.", "Forwarded."]
    assert len({each.id for each in found if isinstance(each, Article)}) == 5
    assert isinstance(found[1], Article)
    assert found[1].published == "2026-01-13T09:30:00+09:00"


def test_mails_inside_each_other_end_somewhere(tmp_path: Path) -> None:
    message = eml("Innermost.")
    for number in range(12):
        outer = eml(f"Level {number}.", Message_ID=f"<{number}@deep.example>")
        outer.add_attachment(message)
        message = outer
    *articles, error = load_path(write(tmp_path / "a.eml", message.as_bytes()))
    assert "deep" in str(error)
    assert articles


@pytest.mark.parametrize("raw", ["", "\n\n", "Subject: s\n\n", "Content-Type: image/png\n\nx"])
def test_without_words_it_is_refused(tmp_path: Path, raw: str) -> None:
    assert "no words" in load_error(write(tmp_path / "a.eml", raw))


class TestMbox:
    def test_each_mail_is_an_item(self, tmp_path: Path) -> None:
        content = mbox(eml("One.\n\n>From here on."), eml("Two.", Message_ID="<2@valley.example>"))
        content = content.replace(b"\n>From here", b"\n>>From here")
        first, second = load_path(write(tmp_path / "a.mbox", content))
        assert isinstance(first, Article)
        assert first.text == "One.\n\n>From here on.\n\n"
        assert isinstance(second, Article)

    def test_words_that_begin_like_a_mail_do_not_split_it(self, tmp_path: Path) -> None:
        content = mbox(eml("One.\n\nFrom the valley came news at 10:30 today."))
        assert "came news" in load_one(write(tmp_path / "a.mbox", content)).text

    def test_without_an_id_the_words_are_the_identity(self, tmp_path: Path) -> None:
        one, two = eml("One."), eml("Two.")
        del one["Message-ID"], two["Message-ID"]
        first, second = load_path(write(tmp_path / "a.mbox", mbox(one, two)))
        (again,) = load_path(write(tmp_path / "a.mbox", mbox(two).rstrip() + b"\n"))
        assert isinstance(first, Article)
        assert isinstance(second, Article)
        assert isinstance(again, Article)
        assert first.id != second.id == again.id

    def test_a_mail_that_is_too_large_is_one_bad_mail(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mailbox, "MAX_BYTES", 1000)
        content = mbox(eml("x" * 70 + "\n" + "y\n" * 900), eml("Two."))
        error, article = load_path(write(tmp_path / "a.mbox", content))
        assert isinstance(error, LoadError)
        assert "mail 1" in str(error)
        assert isinstance(article, Article)

    def test_what_holds_no_mail(self, tmp_path: Path) -> None:
        assert "begins a mail" in load_error(write(tmp_path / "a.mbox", TEXT))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Meet me at the dam at six.</p>", "Meet me at the dam at six."),
        ("<html><head><style>p{}</style></head><body><div>One.</div><div>Two.</div></body></html>",
         "One.\n\nTwo."),
        ("<p>The site said: 404, page not found.</p>", "The site said: 404, page not found."),
    ],
)  # fmt: skip
def test_a_short_mail_in_html_is_read_as_it_is_shown(
    tmp_path: Path, markup: str, text: str
) -> None:
    message = eml()
    message.clear_content()
    message.set_content(markup, subtype="html")
    assert load_one(write(tmp_path / "a.eml", message.as_bytes())).text == text


def test_an_attached_page_and_an_empty_mail_must_still_hold_an_article(tmp_path: Path) -> None:
    message = eml("See the page.")
    message.add_attachment("<p>Meet me at six.</p>", subtype="html", filename="p.html")
    _, error = load_path(write(tmp_path / "a.eml", message.as_bytes()))
    assert "too little running text" in str(error)
    message = eml()
    message.clear_content()
    message.set_content("<p><br></p>", subtype="html")
    assert "too little running text" in load_error(write(tmp_path / "b.eml", message.as_bytes()))
