"""A server with nginx in front: python -m bench.behind_nginx CONFIGURATION COMMAND…; both end together."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from bench.contender import Launch, Site

# What an operator writes in front of one server: connections that stay open, no cache.
PLAIN = """
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/bodies;
  proxy_temp_path {folder}/replies;
  upstream server_behind {{ server 127.0.0.1:{behind}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://server_behind;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""


def behind_nginx(site: Site, launch: Launch, configuration: str) -> Launch:
    """The same launch behind an nginx that is configured so."""
    site.scratch.mkdir(parents=True, exist_ok=True)
    path = site.scratch / "nginx.conf"
    path.write_text(configuration, encoding="utf-8")
    arguments = (sys.executable, "-m", "bench.behind_nginx", str(path), str(launch.folder), *launch.arguments)
    # The module is found from the root, the server starts in its own folder.
    return Launch(arguments, Path(__file__).resolve().parents[1], launch.environment)


def main(arguments: list[str]) -> int:
    """Run both until a signal ends them, or one of them ends."""
    path, folder, *command = arguments
    # Below a folder that only its owner enters, its workers have to be the owner, or nothing is kept there.
    directives = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
    front = ["nginx", "-p", str(Path(path).parent), "-c", path, "-g", directives]
    programs = [subprocess.Popen(command, cwd=folder), subprocess.Popen(front)]

    def end(number: int, frame: FrameType | None) -> None:
        for program in programs:
            program.terminate()

    signal.signal(signal.SIGTERM, end)
    programs[0].wait()
    end(signal.SIGTERM, None)
    programs[1].wait()
    return programs[0].returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
