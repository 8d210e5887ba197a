"""``python -m lizero.cli``: the same as the command ``lizero``."""

from lizero.cli import main

if __name__ == "__main__":
    main()
