"""The views, a module for each group of pages."""
