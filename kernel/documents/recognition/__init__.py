"""What a file is by its content, never by its name or by what the sender says it is."""

from kernel.documents.recognition.kinds import KINDS, FileKind
from kernel.documents.recognition.recognise import recognise

__all__ = ["KINDS", "FileKind", "recognise"]
