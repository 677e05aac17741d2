"""What must never happen in a browser, whatever one does there."""

OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
"""What is said when a test has taken the connection away."""


class Watch:
    """Notes errors of scripts, breaches of the content policy, failed requests, and requests to other hosts.

    ``expected`` are the statuses, such as 404, with which a test wants a page to be answered; ``forgiven`` is part of
    an address to which a test breaks the connection.
    """

    def __init__(self, home):
        self.home = home
        self.expected = set()
        self.forgiven = ""
        self.problems = []

    def over(self, context):
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))

    def _asked(self, request):
        if not request.url.startswith((f"{self.home}/", "data:")):
            self.problems.append(f"another host: {request.url}")

    def _failed(self, request):
        # Who sends a form twice, or goes on before a page and its pictures are there, breaks off the requests before.
        forgiven = self.forgiven and self.forgiven in request.url
        if request.failure not in ("net::ERR_ABORTED", OFFLINE) and not forgiven:
            self.problems.append(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response):
        if response.status >= 400 and response.status not in self.expected:
            self.problems.append(f"answered {response.status}: {response.request.method} {response.url}")

    def _said(self, message):
        # Chromium's own line about an answer that was noted above already.
        if self.forgiven and ("net::ERR_CONNECTION_RESET" in message.text or message.text.startswith("htmx:")):
            return
        seen_already = message.text.startswith("Failed to load resource: the server") or OFFLINE in message.text
        if message.type in ("error", "warning") and not seen_already:
            self.problems.append(f"console: {message.text}")
