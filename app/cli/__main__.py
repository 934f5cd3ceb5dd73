"""`python -m app.cli` is the command `daren`."""

from app.cli import main

main()
