"""Reads a newsroom through the client that openapi-python-client made of the contract.

    read.py FOLDER_OF_THE_CLIENT ADDRESS_OF_THE_SERVER
"""

import importlib
import pkgutil
import sys
import uuid

folder, address = sys.argv[1:]
sys.path.insert(0, folder)

import newswire_client  # noqa: E402

for module in pkgutil.walk_packages(newswire_client.__path__, "newswire_client."):
    importlib.import_module(module.name)

from newswire_client import Client, models  # noqa: E402
from newswire_client.api.articles import get_article, list_articles  # noqa: E402
from newswire_client.api.readers import create_article_comment, create_article_view, list_article_comments  # noqa: E402
from newswire_client.api.site import get_home, get_site  # noqa: E402
from newswire_client.api.taxonomy import list_categories, list_tags  # noqa: E402


def is_a(value, kind):
    assert isinstance(value, kind), value
    return value


def lists(client):
    """Every page of the list, by its cursors; and the other lists."""
    page = is_a(list_articles.sync(client=client, limit=50), models.ArticleList)
    total, seen = page.page.total, [card.id for card in page.data]
    while page.page.next_cursor:
        page = is_a(list_articles.sync(client=client, limit=50, cursor=page.page.next_cursor), models.ArticleList)
        seen += [card.id for card in page.data]
    assert len(seen) == len(set(seen)) == total, (len(seen), total)
    assert is_a(list_categories.sync(client=client), models.CategoryList).data
    assert is_a(list_tags.sync(client=client), models.TagList).data
    assert is_a(get_home.sync(client=client), models.Home).blocks
    assert is_a(get_site.sync(client=client), models.Site).name
    return seen


def one(client, slug):
    article = is_a(get_article.sync(slug, client=client), models.Article)
    assert isinstance(article.id, uuid.UUID) and article.published_at.tzinfo
    assert article.slug == slug and article.body.html and article.body.blocks
    assert article.adjacent.previous and article.adjacent.previous.path.startswith("/")
    assert get_article.sync(str(article.id), client=client) == article
    return article


def readers(client, slug):
    viewed = create_article_view.sync(slug, client=client, body=models.ViewIn(visitor="one"))
    assert is_a(viewed, models.ViewAccepted).accepted
    before = is_a(list_article_comments.sync(slug, client=client), models.CommentList)
    comment = models.CommentIn(author_name="Bukola A.", body="I read this in Python.")
    said = create_article_comment.sync(slug, client=client, body=comment, idempotency_key="one")
    assert is_a(said, models.PostedComment).body_text == "I read this in Python."
    again = create_article_comment.sync(slug, client=client, body=comment, idempotency_key="one")
    assert again == said and said.status in ("pending", "approved"), (said, again)
    assert before.page.total is not None
    return said


def problems(client):
    missing = get_article.sync_detailed("no-such-article", client=client)
    assert missing.status_code == 404 and is_a(missing.parsed, models.Problem).code == "not_found"
    # What an enum cannot hold cannot be sent: the faults are those of plain values.
    wrong = list_articles.sync_detailed(client=client, limit=0, language="@@")
    assert wrong.status_code == 400
    faults = {fault.parameter for fault in is_a(wrong.parsed, models.Problem).errors}
    assert faults == {"limit", "language"}, faults


with Client(base_url=address) as client:
    count = len(lists(client))
    article = one(client, "harbour-tunnel-opens")
    comment = readers(client, article.slug)
    problems(client)
    print(f"{count} articles; {article.title!r} with {len(article.body.blocks)} blocks; a comment is {comment.status}")
