"""Headers that Django does not set by itself; and to HEAD, headers alone."""

#: Everything a page could ask of the device and never does.
PERMISSIONS = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment usb"

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in PERMISSIONS.split()),
}


class HeadersMiddleware:
    """Adds HEADERS to every answer, static files included; a view that sets one itself keeps its own.

    What is asked for by HEAD has no body: the server would write a warning with each, and throw it away.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.method == "HEAD":
            if response.streaming:
                response.streaming_content = ()
            else:
                response.content = b""
        return response
