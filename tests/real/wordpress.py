"""A real WordPress on loopback: MariaDB, PHP-FPM and nginx in a folder that is removed after.

with WordPress.running() as site:
    post = site.publish("Rubrik", "<p>Text</p>", at=datetime(2026, 3, 1, 8, tzinfo=UTC))
    site.use_theme("twentytwentyone")
    urlopen(post.url)
"""

import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from real import nginx
from real.programs import NotStarted, Programs, find, free_port, is_root, running_programs

SOURCE = Path("/usr/share/wordpress")
CONTROL = Path(__file__).with_name("wordpress.php")
PERMALINKS = "/%year%/%monthnum%/%day%/%postname%/"
MODULES = {"mysqli": "php-mysql", "dom": "php-xml", "mbstring": "php-mbstring"}

CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '{base}'); define('WP_SITEURL', '{base}');
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $of) {{
    define("{{$of}}_KEY", "key $of"); define("{{$of}}_SALT", "salt $of");
}}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""

FPM = """[global]
error_log={folder}/php.log
daemonize=no
[www]
{user}
listen={folder}/php.sock
listen.mode=0666
pm=static
pm.max_children=2
php_admin_value[opcache.enable]=1
php_admin_value[opcache.validate_timestamps]=0
"""

SERVER = """
  root {folder}/wp; index index.php;
  location / {{ try_files $uri $uri/ /index.php?$args; }}
  location ~ \\.php$ {{
    include /etc/nginx/fastcgi_params;
    fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
    fastcgi_param HTTP_HOST 127.0.0.1:{port};
    fastcgi_pass unix:{folder}/php.sock;
  }}
"""

DATABASE = (
    "--no-defaults",
    "--skip-networking",
    "--performance-schema=0",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--innodb-flush-log-at-trx-commit=0",  # a test site need not survive a power cut
    "--innodb-doublewrite=0",
    "--skip-log-bin",
)


def missing_parts() -> list[str]:
    """The Debian packages that are missing here; empty where a WordPress can be started."""
    missing = nginx.missing_parts()
    if not (find("mariadbd") and find("mariadb-install-db")):
        missing.append("mariadb-server")
    if not (_fpm() and find("php")):
        missing.append("php-fpm")
    libraries = list(Path("/usr/lib/php").glob("*/*.so"))
    stems = {path.stem for path in libraries}
    missing += [package for module, package in MODULES.items() if module not in stems]
    if not (SOURCE / "wp-load.php").exists():
        missing.append("wordpress")
    if not themes():
        missing.append("wordpress-theme-twentytwentythree")
    return missing


def themes() -> list[str]:
    """The themes that are installed here."""
    return sorted(path.name for path in (SOURCE / "wp-content/themes").glob("twenty*"))


def _fpm() -> str | None:
    """The program is named after its version: php-fpm8.2."""
    found = sorted(Path("/usr/sbin").glob("php-fpm*"))
    return str(found[-1]) if found else None


@dataclass(frozen=True)
class Post:
    id: int
    url: str


class WordPress:
    """A site in Swedish and on Stockholm's time, without posts and comments from the start."""

    def __init__(self, base: str, folder: Path, control: subprocess.Popen):
        self.base = base
        self.folder = folder
        self.version = ""
        self._control = control

    @classmethod
    @contextmanager
    def running(cls, title: str = "Åmåsa Tidning") -> Iterator["WordPress"]:
        """A new site that is up until the block ends. Raises NotStarted."""
        with running_programs("vardkase-wordpress-") as programs:
            folder = programs.folder
            _start_database(programs)
            port = free_port()
            base = f"http://127.0.0.1:{port}"
            _copy_files(folder, base)
            site = cls(
                base, folder, programs.start(find("php"), CONTROL, folder / "wp", pipes=True)
            )
            site._install(title)
            _start_php(programs)
            nginx.start_nginx(programs, (port, SERVER.format(folder=folder, port=port)))
            yield site

    def _install(self, title: str) -> None:
        options = {
            "timezone_string": "Europe/Stockholm",
            "permalink_structure": PERMALINKS,
            "posts_per_rss": 20,
            "default_pingback_flag": 0,
            "default_comment_status": "closed",
        }
        self.version = self._do("install", title=title, options=options)["version"]
        self.use_permalinks(PERMALINKS)

    def publish(self, title: str, html: str, *, at: datetime, **more) -> Post:
        """Publish a post at a moment (aware, not later than now). See publish_all for `more`."""
        return self.publish_all([{"title": title, "html": html, "at": at, **more}])[0]

    def publish_all(self, posts: Iterable[dict]) -> list[Post]:
        """posts: dicts with title, html and at, and optionally excerpt, password, slug, tags
        (list) and category."""
        asked = [_post(**post) for post in posts]
        return [Post(made["id"], made["url"]) for made in self._do("publish", posts=asked)["posts"]]

    def edit(self, post: Post, *, at: datetime, title: str | None = None, html: str | None = None):
        """Change a post; `at` becomes its time of modification."""
        changes = {"title": title, "content": html}
        given = {name: value for name, value in changes.items() if value is not None}
        assert self._do("edit", id=post.id, at=_gmt(at), **given)["id"] == post.id

    def protect(self, post: Post, password: str, *, at: datetime) -> None:
        """Ask the reader for a password before the text is shown."""
        assert self._do("edit", id=post.id, at=_gmt(at), password=password)["id"] == post.id

    def delete(self, post: Post) -> None:
        assert self._do("delete", id=post.id)["done"]

    def delete_all(self) -> None:
        """Remove every post."""
        self._do("delete_all")

    def use_theme(self, name: str) -> None:
        """One of themes()."""
        assert self._do("theme", name=name)["theme"] == name

    def use_permalinks(self, structure: str) -> None:
        """Addresses of posts, as PERMALINKS; empty for /?p=1."""
        assert self._do("permalinks", structure=structure)["structure"] == structure

    def set_option(self, name: str, value) -> None:
        self._do("option", name=name, value=value)

    def _do(self, what: str, **more) -> dict:
        assert self._control.stdin and self._control.stdout
        self._control.stdin.write(json.dumps({"do": what, **more}).encode() + b"\n")
        self._control.stdin.flush()
        line = self._control.stdout.readline()
        if not line.startswith(b"{"):
            logs = Programs(self.folder).said()
            raise NotStarted(f"WordPress did not do {what}: {line!r}\n{logs}")
        return json.loads(line)


def _post(title, html, at, excerpt="", password="", slug="", tags=(), category="") -> dict:
    return {
        "title": title,
        "content": html,
        "excerpt": excerpt,
        "password": password,
        "name": slug,
        "tags": list(tags),
        "category": category,
        "at": _gmt(at),
    }


def _gmt(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _start_database(programs: Programs) -> None:
    """MariaDB as user mysql with an empty database `wp`, reached by a socket alone."""
    folder = programs.folder
    data, socket = folder / "db", _socket(folder)
    socket.parent.mkdir()
    socket.parent.chmod(0o777)  # the database writes there, and PHP must reach it
    user = ["--user=mysql"] if is_root() else []
    subprocess.run(
        [find("mariadb-install-db"), "--no-defaults", f"--datadir={data}", "--skip-test-db",
         "--auth-root-authentication-method=normal", "--innodb-log-file-size=16M", *user],
        check=True, capture_output=True,
    )  # fmt: skip
    (data / "first.sql").write_text("CREATE DATABASE wp CHARACTER SET utf8mb4;\n")
    running = programs.start(
        find("mariadbd"), *DATABASE, f"--datadir={data}", f"--socket={socket}",
        f"--pid-file={data}/db.pid", f"--init-file={data}/first.sql", user="mysql",
    )  # fmt: skip
    programs.wait_for(running, socket.exists)


def _socket(folder: Path) -> Path:
    return folder / "socket/db.sock"


def _start_php(programs: Programs) -> None:
    folder = programs.folder
    user = "user=www-data\ngroup=www-data" if is_root() else ""
    (folder / "fpm.conf").write_text(FPM.format(folder=folder, user=user))
    running = programs.start(_fpm(), "-y", folder / "fpm.conf", "-p", folder)
    programs.wait_for(running, (folder / "php.sock").exists)


def _copy_files(folder: Path, base: str) -> None:
    """WordPress as Debian has it, with our settings, and of the languages only Swedish.

    The files at its top are copied, for they look for the settings beside themselves; what lies in
    folders is linked.
    """
    site = folder / "wp"
    content = site / "wp-content"
    (content / "languages").mkdir(parents=True)
    for path in SOURCE.glob("*.php"):
        shutil.copy(path, site)
    linked = ["wp-admin", "wp-includes", "wp-content/themes", "wp-content/plugins"]
    languages = SOURCE.glob("wp-content/languages/*sv_SE*")
    for name in (*linked, *(path.relative_to(SOURCE) for path in languages)):
        (site / name).symlink_to(SOURCE / name)
    config = CONFIG.format(socket=_socket(folder), base=base)
    (site / "wp-config.php").write_text(config, "utf-8")
