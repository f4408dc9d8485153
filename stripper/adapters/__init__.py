"""Adapters to the libraries that texts live in: one module each, imported by name and only where its library is."""
