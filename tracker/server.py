"""How the server runs, in both profiles: gunicorn --config tracker/server.py tracker.wsgi"""

import gc
from pathlib import Path

from tracker import environment

_env = environment.read()

bind = f"{_env.BIND}:{_env.PORT}" if ":" not in _env.BIND else f"[{_env.BIND}]:{_env.PORT}"
worker_class = "gthread"
workers = _env.WORKERS
threads = _env.THREADS
timeout = 60  # seconds without a sign of life until a worker is replaced
graceful_timeout = 30  # seconds that a stopping worker has to finish what it began
keepalive = 5
limit_request_line = 8190  # as long as it can be, so that the program itself answers what its forms send
# Workers show their sign of life in memory, so that a slow disk does not look like a dead worker.
_memory = Path("/dev/shm")
worker_tmp_dir = str(_memory) if _memory.is_dir() else None
# The proxy is trusted by tracker/settings.py and counted by PROXIES; the server itself believes no header.
forwarded_allow_ips = ""
control_socket_disable = True
accesslog = None  # the proxy keeps one
errorlog = "-"
loglevel = "warning" if _env.LOCAL else "info"


def post_worker_init(worker):
    """The program is loaded and stays: from here on nobody looks through it for what can be thrown away."""
    gc.collect()
    gc.freeze()
