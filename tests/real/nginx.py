"""nginx in the foreground with a configuration of ours: a real host on loopback."""

from pathlib import Path

from real.programs import Programs, answers, find, is_root

MAIN = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; {user}
error_log {folder}/nginx-error.log;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types; access_log {folder}/access.log;
  client_body_temp_path {folder}/t-body; fastcgi_temp_path {folder}/t-fastcgi;
  proxy_temp_path {folder}/t-proxy; uwsgi_temp_path {folder}/t-uwsgi;
  scgi_temp_path {folder}/t-scgi;
  gzip on; gzip_min_length 200;
  gzip_types application/rss+xml application/atom+xml application/json text/xml application/xml;
  {http}
  {servers}
}}
"""


def missing_parts() -> list[str]:
    """The Debian packages that are missing here."""
    return [] if find("nginx") and Path("/etc/nginx/mime.types").exists() else ["nginx-light"]


def start_nginx(programs: Programs, *servers: tuple[int, str], http: str = "") -> None:
    """Start nginx with the directives `http`, and those of each server on a port of 127.0.0.1."""
    blocks = (f"server {{ listen 127.0.0.1:{port}; {said} }}" for port, said in servers)
    text = MAIN.format(
        folder=programs.folder,
        user="user www-data;" if is_root() else "",
        http=http,
        servers="\n".join(blocks),
    )
    config, log = programs.folder / "nginx.conf", programs.folder / "nginx-error.log"
    config.write_text(text, "utf-8")
    running = programs.start(find("nginx"), "-p", programs.folder, "-e", log, "-c", config)
    programs.wait_for(running, lambda: all(answers(port) for port, _ in servers))
