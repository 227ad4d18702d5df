"""`python -m desktop_app.cli` is `cosyvoice`."""

from . import main

main()
