"""``python -m stripper``."""

from stripper.cli import app

if __name__ == "__main__":
    app()
