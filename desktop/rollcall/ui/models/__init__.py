"""Qt item models over lists of plain records."""
