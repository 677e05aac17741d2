"""What the browser is given beside the pages."""

import hashlib
from base64 import b64encode
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from tests.static_files import CheckedStaticFilesStorage

#: The integrity values that Bootstrap publishes for 5.3.8.
PUBLISHED = {
    "bootstrap/css/bootstrap.min.css": "sha384-sRIl4kxILFvY47J16cr9ZwB07vP4J8+LH7qKQnuqkuIAvNWLzeN8tE5YBujZqJLB",
    "bootstrap/js/bootstrap.bundle.min.js": "sha384-FKyoEForCGlyvwx9Hj09JcYn3nv7wiPVlz7YYwJrWVcXK/BmnVDxM+D2scQbITxI",
}


@pytest.mark.parametrize(("name", "published"), PUBLISHED.items())
def test_bootstraps_files_are_the_ones_bootstrap_publishes(name, published):
    digest = hashlib.sha384(Path(find(name)).read_bytes()).digest()
    assert "sha384-" + b64encode(digest).decode() == published


def test_the_address_of_a_file_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="There is no static file"):
        CheckedStaticFilesStorage().url("no/such.css")
