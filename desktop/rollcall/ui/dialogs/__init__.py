"""The dialogs of the pages; they are shown by `ask.show`."""
