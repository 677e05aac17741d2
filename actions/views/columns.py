"""The heads of a table that one sorts by."""


def columns(request, heads, chosen, parameter="sort", anchor=""):
    """[(label, address that sorts by it or nothing, how it is sorted now or nothing)], for components/list_heads.html.

    ``heads`` are (label, name that sorts by it or nothing); ``chosen`` is the name sorted by, with a
    "-" before it from the last to the first. The address keeps everything but the page.
    """
    found = []
    for label, name in heads:
        query = request.GET.copy()
        for other in ("page", "before", "format"):
            query.pop(other, None)
        query[parameter] = f"-{name}" if chosen == name else name
        direction = {name: "ascending", f"-{name}": "descending"}.get(chosen, "") if name else ""
        found.append((label, f"?{query.urlencode()}{anchor}" if name else "", direction))
    return found
