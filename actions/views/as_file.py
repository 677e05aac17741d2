"""A list as a file: the address of its page with ``format=csv``."""


def wants_file(request, asked):
    """True if a file is asked for, of a list that makes sense: what is wrong with a filter is told on the page."""
    return _asks_for_file(request) and not asked.errors


def refused_as_file(request, response):
    """The page that answers instead of a file tells people what makes no sense; its status, 400, tells programs."""
    if _asks_for_file(request):
        response.status_code = 400
    return response


def _asks_for_file(request):
    return request.GET.get("format") == "csv"
