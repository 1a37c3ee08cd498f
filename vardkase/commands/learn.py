"""`train`: from labelled texts to a model. Needs the extra `train`."""

from __future__ import annotations

from pathlib import Path

import click

from store.errors import ModelError
from vardkase.commands.context import json_option
from vardkase.terminal import command, print_json

_PATH = click.Path(path_type=Path)


@command()
@click.option(
    "--output",
    type=_PATH,
    default="modell",
    show_default=True,
    metavar="MAPP",
    help="Hit skrivs modellen.",
)
@click.option(
    "--work",
    type=_PATH,
    default="traning",
    show_default=True,
    metavar="MAPP",
    help="Mellanresultat; en avbruten träning fortsätter därifrån.",
)
@click.option(
    "--corpus",
    type=_PATH,
    metavar="MAPP",
    help="Märkta texter, JSON Lines; utan växeln de medföljande.",
)
@click.option(
    "--encoder",
    default="embedded",
    show_default=True,
    metavar="MODELL",
    help="Språkmodellen som tränas: den medföljande, en mapp eller ett hämtat namn på hubben.",
)
@click.option("--device", default="cpu", show_default=True, metavar="ENHET", help="cpu eller cuda.")
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    metavar="ANTAL",
    help="Processorkärnor.",
)
@json_option
def train(
    output: Path,
    work: Path,
    corpus: Path | None,
    encoder: str,
    device: str,
    threads: int,
    as_json: bool,
) -> None:
    """Träna en modell på märkta texter, och mät den.

    Modellen används genom att mappen anges som [classify] model i vardkase.toml. Träning kräver
    tillägget train, som `make train` installerar i projektets mapp.

    Exempel: vardkase train --output modell
    """
    try:
        from classifiers.train import CORPUS, TrainSettings
        from classifiers.train import train as train_model
    except ModuleNotFoundError as error:
        raise ModelError(
            f"train: paketet {error.name} saknas; träning kräver tillägget train. "
            "I projektets mapp installerar `make train` det."
        ) from error
    settings = TrainSettings(
        output=output,
        work=work,
        corpus=corpus or CORPUS,
        encoder=encoder,
        device=device,
        threads=threads,
    )
    result = train_model(settings, lambda line: click.echo(line, err=True))
    if as_json:
        print_json(
            {"model": str(result.output), "metrics": str(result.metrics), "texts": result.texts}
        )
    else:
        click.echo(f"Modellen finns i {result.output} och mätvärdena i {result.metrics}.")
