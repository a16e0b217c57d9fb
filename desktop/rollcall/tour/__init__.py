"""The tour: the real window in practice mode, driven through all of it and pictured."""
