"""Pages: a view finds, asks, checks, does, answers. One file for each group of pages."""
