"""The command `python -m eval.tuning`."""

import typer

from eval.tuning.ablation import ablation_command
from eval.tuning.confidence import confidence_command
from eval.tuning.looking_back import looking_back_command
from eval.tuning.parts import parts_command
from eval.tuning.ranking import ranking_command
from eval.tuning.reader import reader_command
from eval.tuning.sentences import sample_command, sentences_command
from eval.tuning.support import support_command

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command("ablation")(ablation_command)
app.command("ranking")(ranking_command)
app.command("parts")(parts_command)
app.command("sentences")(sentences_command)
app.command("sample")(sample_command)
app.command("reader")(reader_command)
app.command("confidence")(confidence_command)
app.command("looking-back")(looking_back_command)
app.command("support")(support_command)


@app.callback()
def describe() -> None:
    """Fit weights on gold questions and print them beside figures of those in use."""


if __name__ == "__main__":
    app()
