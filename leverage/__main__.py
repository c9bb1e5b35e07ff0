"""Run the command line as ``python -m leverage``."""

from leverage.cli import main

main()
