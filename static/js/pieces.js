// How large the next piece of a file is: about four seconds of the line, whatever the line is. A cut piece costs no more.

export const FIRST_PIECE = 16 * 1024;
const LARGEST_PIECE = 128 * 1024;
const PIECE_SECONDS = 4;

export function nextSize(size, seconds) {
  return Math.min(LARGEST_PIECE, Math.max(FIRST_PIECE / 2, Math.round((size / seconds) * PIECE_SECONDS)));
}
