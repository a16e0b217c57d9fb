"""What an administrator wants done; knows neither Qt nor HTTP nor SQL."""
