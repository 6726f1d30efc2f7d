"""Commands show and open: the text of an article, and the source that it was made of."""

import click

from qa_bot.cli.common import Options, complete_title, json_option, open_library, out
from qa_bot.console import page, print_json
from qa_bot.i18n import terminal_wording


@click.command()
@click.argument("article", metavar="ARTICLE", shell_complete=complete_title)
@click.option("--around", default="", metavar="QUOTE", help="Only what stands around these words.")
@json_option
@click.pass_obj
def show(options: Options, article: str, around: str, as_json: bool) -> None:
    """Print the text of an article, on a terminal in a pager.

    An ARTICLE is an id, a source, a title, or a part of a title that no other has.
    """
    from qa_bot.channels.terminal.article_view import ArticleView, article_json, find_quote

    library = open_library(options)
    whole = library.article(library.find(article).id)
    view = ArticleView(whole, find_quote(whole, around) if around else None)
    if as_json:
        print_json(article_json(view))
    else:
        page(out, view.lines())


@click.command("open")
@click.argument("article", metavar="ARTICLE", shell_complete=complete_title)
@click.pass_obj
def open_(options: Options, article: str) -> None:
    """Open the source of an article.

    A link is opened in the browser, a file in its program. Programs are never run.
    An ARTICLE is as for show.
    """
    from qa_bot.channels.terminal.source_opening import open_source

    out.print(terminal_wording.opened(open_source(open_library(options).find(article))))
