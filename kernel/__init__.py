"""What all rooms of the house stand on; each package imports only those below it."""
