"""How much may be sent. Said to people in these words and no others: pages, refusals and the door read them here."""

from typing import Final

MEGABYTE: Final = 1024 * 1024
MAX_FILE_BYTES: Final = 20 * MEGABYTE
MAX_FILES: Final = 60
MAX_TOTAL_BYTES: Final = 200 * MEGABYTE
# one piece of a file that comes in pieces: four seconds at 64 kbit/s
MAX_PIECE_BYTES: Final = 256 * 1024
# how long a file that nobody finishes is waited for
PARTIAL_DAYS: Final = 30
