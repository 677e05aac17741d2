"""The pictures in the README and on the page of the dashboards, of the sample progress: `make pictures` takes them."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

HOME = Path(__file__).parent.parent.parent
WHO = "coordinator@example.org"
BELGIUM = "/reports/belgium-2013/"
SEASON_AGO = datetime.now(UTC).date() - timedelta(days=90)
PICTURES = {
    "overview": (BELGIUM, 1320, 250_000),
    "action": (f"{BELGIUM}actions/1/", 1340, 250_000),
    "past-day": (f"{BELGIUM}?as_of={SEASON_AGO}", 760, 150_000),
    "over-time": (f"{BELGIUM}over-time/", 860, 150_000),
    "attention": (f"{BELGIUM}attention/", 760, 150_000),
    "network": ("/reports/", 620, 150_000),
    "meeting": (f"{BELGIUM}meeting/", 800, 150_000),
}
"""{picture: (what it shows, how high it is, how many bytes it may have)}."""

WIDTH = 1280
PATIENCE = 120  # seconds until the server answers


def main():
    found = shutil.which("chromium")
    if not found:
        sys.exit("Chromium is missing. On Debian this line brings it:  sudo apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        home = f"http://127.0.0.1:{free_port()}"
        environment = os.environ | {"SAMPLE": "1", "DATA_DIR": folder, "PORT": home.rpartition(":")[2]}
        for name in ("PROFILE", "DATABASE_URL"):
            environment.pop(name, None)
        server = subprocess.Popen(
            [sys.executable, "manage.py", "run_local"], cwd=HOME, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(home, server)
            take(home, password_in(Path(folder) / "sample" / "local-accounts.txt"), found)
        finally:
            server.terminate()
            server.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(home, server):
    for _ in range(PATIENCE * 2):
        if server.poll() is not None:
            sys.exit("The server ended before it answered; it says why above.")
        try:
            urlopen(f"{home}/accounts/login/", timeout=5).close()
        except URLError:
            time.sleep(0.5)
        else:
            return
    sys.exit(f"The server did not answer within {PATIENCE} seconds.")


def password_in(file):
    return next(line.split()[-1] for line in file.read_text().splitlines() if line.startswith(WHO))


def take(home, password, chromium):
    arguments = ["--lang=en-GB", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page(base_url=home, locale="en-GB", color_scheme="light")
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(WHO)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/reports/**")
        for name, (address, height, most) in PICTURES.items():
            page.set_viewport_size({"width": WIDTH, "height": height})
            page.goto(address)
            file = HOME / "docs" / f"{name}.png"
            page.screenshot(path=file)
            size = file.stat().st_size
            print(f"docs/{file.name}: {size // 1000} kB")
            if size > most:
                sys.exit(f"That is more than {most // 1000} kB. Make the picture lower.")
        browser.close()


if __name__ == "__main__":
    main()
