"""All users of a device in one encrypted file, and back."""
