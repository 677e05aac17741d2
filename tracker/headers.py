"""Headers that Django does not set by itself."""

#: Everything a page could ask of the device and never does.
PERMISSIONS = "accelerometer camera display-capture geolocation gyroscope magnetometer microphone midi payment usb"

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in PERMISSIONS.split()),
}


class HeadersMiddleware:
    """Adds HEADERS to every answer, static files included; a view that sets one itself keeps its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
