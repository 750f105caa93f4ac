"""The one search box of the desks: what was typed or scanned, and whatever of it the asker may see."""
