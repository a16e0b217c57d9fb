"""Users on several devices: copied, compared, removed everywhere, each step proven."""
