"""The world outside, one module for each part of it. The domain never imports from here."""
