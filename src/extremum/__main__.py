"""``python -m extremum`` is the command line."""

from extremum.cli.app import main

if __name__ == "__main__":
    main()
