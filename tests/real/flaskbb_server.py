"""A FlaskBB forum on loopback that shows its threads in Flashback's shape.

Run by FlaskBB's own Python: `python flaskbb_server.py PORT FOLDER`. FlaskBB's are the users, the
threads and posts in its database, its paging (also that a page past the end is 404), its Markdown
and its quotes, edits and deletions, and the views that answer. Ours are the two templates beside
this file, the element that a quote is put in, the addresses (/t1p2 for /topic/1?page=2), the
encoding and the status of a thread that is gone. Commands come as lines of JSON on stdin; each is
answered by a line.
"""

import json
import logging
import re
import sys
import threading
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

# FlaskBB's, which only its own Python has.
from flask import Response  # pyright: ignore[reportMissingImports]
from flaskbb.app import create_app  # pyright: ignore[reportMissingImports]
from flaskbb.configs.default import DefaultConfig  # pyright: ignore[reportMissingImports]
from flaskbb.extensions import db  # pyright: ignore[reportMissingImports]
from flaskbb.forum.models import Category, Forum, Post, Topic  # pyright: ignore[reportMissingImports]
from flaskbb.markup import FlaskBBRenderer  # pyright: ignore[reportMissingImports]
from flaskbb.user.models import User  # pyright: ignore[reportMissingImports]
from flaskbb.utils.helpers import format_quote, time_utcnow  # pyright: ignore[reportMissingImports]
from flaskbb.utils.populate import (  # pyright: ignore[reportMissingImports]
    create_default_groups,
    create_default_settings,
    create_user,
)
from jinja2 import ChoiceLoader, DictLoader  # pyright: ignore[reportMissingImports]
from werkzeug.serving import make_server  # pyright: ignore[reportMissingImports]

HERE = Path(__file__).parent
STOCKHOLM = ZoneInfo("Europe/Stockholm")
AHEAD = timedelta(0)
"""How far the forum's calendar runs before the clock on the wall: "Idag" is its today."""


def settings(port, folder):
    class Settings(DefaultConfig):
        SQLALCHEMY_DATABASE_URI = f"sqlite:///{folder}/forum.sqlite"
        SERVER_NAME = f"127.0.0.1:{port}"
        SECRET_KEY = WTF_CSRF_SECRET_KEY = "bara for provet"
        REDIS_ENABLED = WTF_CSRF_ENABLED = RATELIMIT_ENABLED = False
        MAIL_SUPPRESS_SEND = True
        LOG_DEFAULT_CONF = {"version": 1, "disable_existing_loggers": False}  # noqa: RUF012

    return Settings


def quoted(self, text, author=None, post_id=None, depth=None):
    """A quote of FlaskBB's in the element and with the words of Flashback's."""
    link = f'<a href="/sp{post_id}#p{post_id}"><i></i></a>' if post_id else ""
    by = f"Ursprungligen postat av <strong>{author}</strong> {link}<br>" if author else ""
    return f'<div class="post-bbcode-quote">{by}{text}</div>\n'


def shown(when, written=""):
    """A time as Flashback shows it: Swedish, and by the day that it is there."""
    local, today = when.astimezone(STOCKHOLM), (time_utcnow() + AHEAD).astimezone(STOCKHOLM)
    days = (today.date() - local.date()).days
    day = {0: "Idag", 1: "Igår"}.get(days, "%Y-%m-%d")
    return local.strftime(written or f"{day}, %H:%M")


def as_flashback(response: Response):
    """In ISO-8859-1; and 404 for a thread that is gone, which FlaskBB says with status 200."""
    if response.mimetype == "text/html":
        if "Could not load forum data" in response.get_data(as_text=True):
            response.status_code = 404
        text = response.get_data(as_text=True)
        response.set_data(text.encode("iso-8859-1", "xmlcharrefreplace"))
        response.content_type = "text/html; charset=iso-8859-1"
    return response


def with_addresses(app):
    """The application under Flashback's addresses."""

    def answer(environ, start_response):
        if match := re.fullmatch(r"/([tf])(\d+)(?:p(\d+))?", environ["PATH_INFO"]):
            view = {"t": "topic", "f": "forum"}[match[1]]
            environ["PATH_INFO"] = f"/{view}/{match[2]}"
            environ["QUERY_STRING"] = f"page={match[3] or 1}"
        return app(environ, start_response)

    return answer


def forum_app(port, folder):
    FlaskBBRenderer.block_quote = quoted
    app = create_app(settings(port, folder), instance_path=folder)
    ours = {
        f"forum/{name}.html": (HERE / f"flaskbb_{file}.html").read_text("utf-8")
        for name, file in (("topic", "thread"), ("forum", "section"))
    }
    app.jinja_env.loader = ChoiceLoader([DictLoader(ours), app.jinja_env.loader])
    app.jinja_env.filters["shown"] = shown
    app.after_request(as_flashback)
    return app


class Commands:
    """What a test may do to the forum: each gives what is printed as its answer."""

    def __init__(self):
        db.create_all()
        create_default_groups()
        create_default_settings()
        category = Category(title="Samhälle", position=1).save()
        self._forum = Forum(title="Socialt", category_id=category.id).save().id

    def user(self, name):
        return create_user(name, "inget-losenord", f"{name}@example.org", "member").id

    def topic(self, user, title, text):
        topic, post = Topic(title=title), Post(content=text)
        topic.save(
            user=db.session.get(User, user), forum=db.session.get(Forum, self._forum), post=post
        )
        return [topic.id, post.id]

    def reply(self, user, topic, text, of=None):
        """Answer a thread; `of`: quoting a post, as FlaskBB's button does."""
        if of:
            post = db.session.get(Post, of)
            text = format_quote(post.username, post.content, post.url) + text
        post = Post(content=text)
        post.save(db.session.get(User, user), db.session.get(Topic, topic))
        return post.id

    def edit(self, user, post, text):
        """What FlaskBB's form does (flaskbb/forum/forms.py, EditForm)."""
        held = db.session.get(Post, post)
        held.content = held.content[: -len(held.content.split("\n")[-1])] + text
        held.date_modified, held.modified_by = time_utcnow(), db.session.get(User, user).username
        held.save()

    def delete(self, post):
        db.session.get(Post, post).delete()

    def delete_topic(self, topic):
        db.session.get(Topic, topic).delete()

    def forward(self, hours):
        """Let the forum's calendar run ahead."""
        global AHEAD
        AHEAD = timedelta(hours=hours)


def main():
    port, folder = int(sys.argv[1]), sys.argv[2]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = forum_app(port, folder)
    with app.test_request_context():
        commands = Commands()
    server = make_server("127.0.0.1", port, with_addresses(app), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps("up"), flush=True)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        with app.test_request_context():
            print(json.dumps(getattr(commands, name)(**arguments)), flush=True)


if __name__ == "__main__":
    main()
