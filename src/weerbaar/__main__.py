"""Lets `python -m weerbaar` do what the command `weerbaar` does."""

from weerbaar.cli import main

if __name__ == "__main__":
    main()
