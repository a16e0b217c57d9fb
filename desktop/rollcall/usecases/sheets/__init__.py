"""Users from and to spreadsheets."""
