"""`train`: from labelled texts to a model. Needs the extra `train`."""

from __future__ import annotations

from pathlib import Path

import click

from classifiers.examples import Example
from classifiers.gold import read_gold
from classifiers.heldout.texts import CORPUS
from store.errors import ModelError, SettingsError
from vardkase.commands.context import json_option, settings
from vardkase.config import Settings
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
    "--labels",
    type=click.Choice(["store"]),
    help="Lägg till lagrets texter som människor har märkt.",
)
@click.option(
    "--real-texts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="MAPP",
    help="Träna också på publicerade texter, som korpusen bara har id och etiketter för.",
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
@click.pass_context
def train(
    ctx: click.Context,
    output: Path,
    work: Path,
    corpus: Path | None,
    labels: str | None,
    real_texts: Path | None,
    encoder: str,
    device: str,
    threads: int,
    as_json: bool,
) -> None:
    """Träna en modell på märkta texter, och mät den.

    Modellen används genom att mappen anges som [classify] model i vardkase.toml. Träning kräver
    tillägget train, som `make train` installerar i projektets mapp.

    Med --labels store tränas också på de texter i lagret som människor har märkt. Där kodarna är
    oeniga gäller vad mer än hälften säger; finns inget sådant svar lämnas texten utanför.

    Exempel: vardkase train --output modell
    """
    try:
        from classifiers.train import TrainSettings
        from classifiers.train import train as train_model
    except ModuleNotFoundError as error:
        raise ModelError(
            f"train: paketet {error.name} saknas; träning kräver tillägget train. "
            "I projektets mapp installerar `make train` det."
        ) from error
    train_settings = TrainSettings(
        output=output,
        work=work,
        corpus=corpus or CORPUS,
        extra_examples=_gold(settings(ctx)) if labels else (),
        real_texts=real_texts,
        encoder=encoder,
        device=device,
        threads=threads,
    )
    result = train_model(train_settings, lambda line: click.echo(line, err=True))
    if as_json:
        print_json(
            {"model": str(result.output), "metrics": str(result.metrics), "texts": result.texts}
        )
    else:
        click.echo(f"Modellen finns i {result.output} och mätvärdena i {result.metrics}.")


def _gold(found: Settings) -> tuple[Example, ...]:
    """The texts of the store that people have labelled; SettingsError when there are none."""
    gold = read_gold(found.store())
    left_out = (
        f"{gold.disagreeing} lämnas utanför för att kodarna är oeniga, {gold.without_text} för att "
        "texten är borta"
    )
    if not gold.examples:
        raise SettingsError(
            f"--labels store: inga märkta texter att träna på ({left_out}); väntade minst en. Läs "
            "in svar med `vardkase label import`."
        )
    click.echo(f"{len(gold.examples)} texter ur lagret; {left_out}.", err=True)
    return gold.examples
