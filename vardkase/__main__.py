"""`python -m vardkase`."""

from vardkase.cli import main

if __name__ == "__main__":
    main()
