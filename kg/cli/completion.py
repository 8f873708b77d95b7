"""``kg completion``."""

from __future__ import annotations

import click

from kg.cli.choices import Choice


@click.command()
@click.argument("shell", type=Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that makes a shell complete commands, options, actors and named queries.

    The tables that -g or KG_GRAPH names are read for it; nothing is fetched from the network.

    \b
    Examples:
      eval "$(kg completion bash)"        in ~/.bashrc; bash 4.4 or newer
      eval "$(kg completion zsh)"         in ~/.zshrc, after compinit
      kg completion fish > ~/.config/fish/completions/kg.fish
    """
    from click.shell_completion import get_completion_class

    from kg.cli import main

    script = get_completion_class(shell)
    assert script is not None, f"click knows no {shell}"
    click.echo(script(main, {}, "kg", "_KG_COMPLETE").source())
