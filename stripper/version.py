"""The version of this package, for the parts of it that write it down."""

__version__ = "0.1.0"
