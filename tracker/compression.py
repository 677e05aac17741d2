"""Pages are sent compressed, to whoever takes them so."""

from django.http import FileResponse
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/atom+xml")


class CompressionMiddleware(GZipMiddleware):
    """Compresses text; files that people sent are handed out as they are. Static files lie there compressed already."""

    def process_response(self, request, response):
        is_text = response.headers.get("Content-Type", "").startswith(TEXT)
        if isinstance(response, FileResponse) or not is_text:
            return response
        return super().process_response(request, response)
