"""The small parts every page is made of; a page imports them from their own modules."""
