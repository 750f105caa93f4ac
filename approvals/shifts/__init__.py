"""交接: what one clerk leaves in the hands of a colleague at his window, and takes back."""
