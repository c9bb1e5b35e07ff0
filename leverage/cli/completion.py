"""What the shell is offered to complete a word with."""


def scenarios(incomplete: str) -> list[str]:
    """Complete the names of bundled scenarios; files are completed by the shell."""
    from leverage import library

    return [name for name in library.names() if name.startswith(incomplete)]


def formats(incomplete: str) -> list[str]:
    """Complete the names of formats."""
    from leverage import formats as folder

    return [name for name in folder.names() if name.startswith(incomplete)]
