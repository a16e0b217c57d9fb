"""People who are erased: everything of them goes, and no backup brings them back."""
