"""How files are read from a request: onto the disk, never more than may be kept, and never so that it fails."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from actions.uploads import MOST_BYTES, NO_ROOM

WRITTEN_IN_FORMS = {"%22": '"', "%0D": "\r", "%0A": "\n"}
"""How browsers write what may not stand in the name of a file in a form, and nothing else (HTML, 4.10.22.8)."""


def as_chosen(name):
    """The name of a file as it was before a browser wrote it into a form."""
    for written, sign in WRITTEN_IN_FORMS.items():
        name = name.replace(written, sign)
    return name


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Lets go of what is beyond the longest file, and of a file for which the disk has no room.

    The rest of the form is read all the same, so that its words are not lost; the file tells by its
    ``size`` or by ``no_room`` what is wrong with it.
    """

    def new_file(self, field_name, file_name, content_type, *args, **kwargs):
        self.no_room = False
        file_name = as_chosen(file_name)
        try:
            super().new_file(field_name, file_name, content_type, *args, **kwargs)
        except OSError as error:
            self.file = SimpleUploadedFile(file_name, b"", content_type)
            self._let_go(error)

    def receive_data_chunk(self, raw_data, start):
        if self.no_room or start > MOST_BYTES:
            return
        try:
            self.file.write(raw_data)
            self.file.flush()
        except OSError as error:
            self._let_go(error)

    def file_complete(self, file_size):
        self.file.no_room = self.no_room
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def _let_go(self, error):
        if error.errno not in NO_ROOM:
            raise error
        self.no_room = True
        self.file.file.truncate(0)
