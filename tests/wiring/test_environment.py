"""What the program is told by its environment, and what it answers when something is wrong."""

import stat
from pathlib import Path

import pytest

from tests.check_deploy import PRODUCTION, check_deploy
from tracker import environment
from tracker.environment import EnvironmentIncomplete
from tracker.variables import VARIABLES


def problems(given, **variables):
    with pytest.raises(EnvironmentIncomplete) as caught:
        given(**variables)
    return "\n".join(caught.value.problems)


def test_a_persons_own_computer_needs_no_variable(given, tmp_path):
    values = given(PROFILE="local")
    assert values.ALLOWED_HOSTS == ["127.0.0.1", "localhost", "[::1]"]
    assert values.DATABASE["NAME"] == str(tmp_path / "data" / "tracker.sqlite3")
    assert values.EMAIL["EMAIL_FILE_PATH"] == str(tmp_path / "data" / "mail")
    assert (values.BIND, values.PORT) == ("127.0.0.1", 8000)


def test_the_local_secret_key_is_made_once_and_for_its_owner_only(given, tmp_path):
    first = given(PROFILE="local").SECRET_KEY
    kept = tmp_path / "data" / "secret-key"
    assert len(first) > environment.SHORTEST_SECRET_KEY
    assert given(PROFILE="local").SECRET_KEY == first
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret-key"]


def test_an_empty_variable_counts_as_missing(given):
    assert given(PROFILE="local", PORT="", DATABASE_URL=" ", SAMPLE="").PORT == 8000


def test_without_a_profile_it_is_production(given):
    assert "SECRET_KEY is missing" in problems(given)


def test_production_names_everything_that_is_missing_at_once(given):
    said = problems(given, PROFILE="production")
    for variable in VARIABLES:
        assert (f"{variable.name} is missing." in said) == variable.required_in_production


def test_production_starts_when_all_is_given(given):
    values = given(**PRODUCTION)
    assert values.DATABASE["ENGINE"] == "django.db.backends.postgresql"
    assert values.EMAIL["EMAIL_PORT"] == 587
    assert values.EMAIL["EMAIL_USE_TLS"]
    assert values.PROXIES == 1


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": "short"}, "too easily guessed"),
        ({"SECRET_KEY": "a" * 60}, "too easily guessed"),
        ({"SECRET_KEY_FALLBACKS": "short"}, "too easily guessed"),
        ({"ALLOWED_HOSTS": "*"}, "lets anyone name the host"),
        ({"DATABASE_URL": "mysql://x/y"}, "names no database we know"),
        ({"DATABASE_URL": "postgres://tracker@127.0.0.1/"}, "names no database"),
        ({"DATABASE_REPLICA_URL": "sqlite:////x"}, "needs DATABASE_REPLICA_URL to name a PostgreSQL"),
        ({"DATABASE_URL": "sqlite:////x", "DATABASE_REPLICA_URL": "postgres://r/t"}, "needs DATABASE_URL to name"),
        ({"EMAIL_URL": "imap://mail.example.org"}, "names no mail server"),
        ({"EMAIL_URL": "smtp://mail.example.org:99999"}, "no number from 1 to 65535"),
        *(
            ({"CLAMD_URL": url}, "CLAMD_URL names no virus scanner; write unix:///run/clamav/clamd.ctl or tcp://HOST")
            for url in (
                *("/run/clamav/clamd.ctl", "unix:", "unix:///", "unix://run/clamd.ctl", "tcp://", "tcp://[::1"),
                *("clamd", "tcp://host:3310/path", "tcp://me:secret@host", "tcp://host?x=1", "http://host:3310"),
            )
        ),
        ({"CLAMD_URL": "tcp://host:many"}, "CLAMD_URL has a port that is no number from 1 to 65535"),
        ({"SAMPLE": "1"}, "PROFILE=local only"),
        ({"PORT": "80a"}, "It takes: whole number"),
        ({"PORT": "70000"}, "from 1 to 65535"),
        ({"WORKERS": "0"}, "from 1 to 64"),
        ({"SAMPLE": "perhaps"}, "It takes: 0 or 1"),
        ({"LOG_LEVEL": "LOUD"}, "It takes: DEBUG, INFO, WARNING or ERROR"),
        ({"PROFILE": "staging"}, "It takes: local or production"),
    ],
)
def test_what_is_wrong_is_said_with_its_cure(given, variables, sentence):
    assert sentence in problems(given, **PRODUCTION | variables)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("unix:///run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("tcp://scanner.example.org:3311", ("scanner.example.org", 3311)),
        ("tcp://[::1]", ("::1", 3310)),
        ("", None),
    ],
)
def test_the_virus_scanner_is_where_it_is_said_to_be(given, url, place):
    assert given(**PRODUCTION, CLAMD_URL=url).SCANNER == place


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SAMPLE": "1", "DATABASE_URL": "postgres://x@127.0.0.1/y"}, "a database of its own"),
        ({"BIND": "0.0.0.0"}, "this computer only"),
        ({"ALLOWED_HOSTS": "localhost,tracker.example.org"}, "this computer only"),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR cannot be written"),
    ],
)
def test_the_local_profile_stays_on_this_computer(given, variables, sentence):
    assert sentence in problems(given, **{"PROFILE": "local"} | variables)


def test_sample_progress_has_a_folder_of_its_own(given, tmp_path):
    values = given(PROFILE="local", SAMPLE="1")
    assert values.DATABASE["NAME"] == str(tmp_path / "data" / "sample" / "tracker.sqlite3")
    assert values.STATIC_ROOT == tmp_path / "data" / "static"


def test_no_secret_has_a_default():
    assert all(variable.default is None for variable in VARIABLES if variable.required_in_production)


def test_the_deployment_page_lists_every_variable_as_it_is():
    page = (environment.BASE_DIR / "docs" / "deploy.md").read_text()
    table = [line for line in page.splitlines() if line.startswith("| `")]
    assert table == [
        f"| `{variable.name}` | {variable.kind} | {variable.default_shown} | {variable.about} |"
        for variable in VARIABLES
    ]


def test_every_variable_the_program_reads_is_in_the_list():
    """Nothing but tracker/environment.py looks into the environment for settings."""
    known = {variable.name for variable in VARIABLES}
    elsewhere = {"environment.py", "looker.py"}  # the latter hands on what a process needs to start, and reads nothing
    for path in [
        *Path(environment.BASE_DIR, "tracker").glob("*.py"),
        *Path(environment.BASE_DIR, "actions").rglob("*.py"),
    ]:
        for line in path.read_text().splitlines():
            if "os.environ" in line and "DJANGO_SETTINGS_MODULE" not in line and path.name not in elsewhere:
                assert any(f'"{name}"' in line for name in known), f"{path}: {line}"


def test_production_passes_the_deployment_check_without_a_warning():
    assert check_deploy() == 0
