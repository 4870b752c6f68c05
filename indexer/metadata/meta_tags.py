"""Meta tags: OpenGraph, article:*, Dublin Core and what analytics and newsletters ask for."""

from collections.abc import Iterator
from typing import Any

from indexer.article import Claim

# In the order in which they are believed, a field each.
TAGS: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "parsely-title", "sailthru.title", "cxenseparse:title",
              "dc.title", "dcterms.title", "citation_title", "twitter:title", "headline", "title"),
    "publisher": ("og:site_name", "cxenseparse:publisher", "dc.publisher", "dcterms.publisher",
                  "citation_journal_title", "publisher", "application-name",
                  "apple-mobile-web-app-title"),
    "authors": ("parsely-author", "sailthru.author", "cxenseparse:author", "article:author",
                "article:author_name", "og:article:author", "author", "byl", "dc.creator",
                "dcterms.creator", "citation_author", "twitter:data1"),
    "published": ("article:published_time", "og:article:published_time", "article:published",
                  "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
                  "cxenseparse:publishtime", "datepublished", "dc.date.issued", "dcterms.issued",
                  "dcterms.created", "dc.date.created", "citation_publication_date", "pubdate",
                  "publishdate", "publish-date", "publish_date", "published_time",
                  "publication_date", "pub_date", "ptime", "og:pubdate", "article.published",
                  "dc.date", "dcterms.date", "article_date_original", "originalpublicationdate",
                  "date"),
    "modified": ("article:modified_time", "og:article:modified_time", "og:updated_time",
                 "article:modified", "parsely-modified", "datemodified", "dcterms.modified",
                 "dc.date.modified", "lastmod", "last-modified", "last_updated_date", "utime",
                 "article.updated", "revised"),
    "section": ("article:section", "og:article:section", "parsely-section", "cxenseparse:section",
                "dc.subject.section", "section", "page.section"),
    "language": ("og:locale", "dc.language", "dcterms.language", "content-language", "language"),
    "url": ("og:url", "parsely-link", "twitter:url"),
}  # fmt: skip
_FIELD_OF = {tag: field for field, tags in TAGS.items() for tag in tags}
_LABELS = {"twitter:data1": "twitter:label1"}
_MAX_VALUE = 1_000


def read_claims(tree: Any) -> Iterator[Claim]:
    """Yield what the page's meta tags claim; the origin is the tag's name in lower case."""
    tags = [(name, tag) for tag in tree.iter("meta") if (name := _name(tag)) in _FIELD_OF]
    labels = {_name(tag): (tag.get("content") or "").lower() for tag in tree.iter("meta")}
    for name, tag in tags:
        value = (tag.get("content") or tag.get("value") or "").strip()[:_MAX_VALUE]
        label = labels.get(_LABELS[name]) if name in _LABELS else None
        if value and (label is None or "written" in label or "author" in label):
            yield Claim(_FIELD_OF[name], value, name)


def _name(tag: Any) -> str:
    named = tag.get("property") or tag.get("name") or tag.get("http-equiv") or tag.get("itemprop")
    return (named or "").strip().lower().replace("dc:", "dc.").replace("dcterms:", "dcterms.")
