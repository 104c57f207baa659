"""The command line: each command says what it did, and on failure what to do next."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from graph_api import __version__
from graph_api.commands.archiving import archive_to, restore_from
from graph_api.commands.doctoring import examine, table
from graph_api.commands.exporting import export_rows
from graph_api.commands.failure import OperatorError, told
from graph_api.commands.importing import Wanted, given_folder, import_from
from graph_api.commands.installation import audit_key, graph, tokens
from graph_api.commands.migrating import bring_up_to_date
from graph_api.commands.product import Product
from graph_api.commands.serving import run_demo, run_server
from graph_api.domain.duties import Role
from graph_api.domain.exporting import Export
from graph_api.embedded import fetch
from graph_api.seeding.data import SeedData
from graph_api.settings import read_settings
from graph_api.store.bolt import Bolt
from graph_api.transfer.columns import page
from graph_api.transfer.exporting import Form
from graph_api.wiring import WarrantyGraph

HomeOption = Annotated[Path | None, typer.Option("--home", help="The folder of the graph and the made secrets.")]
DataOption = Annotated[SeedData, typer.Option("--data", help="Whose sales a graph without seeds is filled with.")]
HostOption = Annotated[str | None, typer.Option("--host", help="The address to listen on.")]
PortOption = Annotated[int | None, typer.Option("--port", help="The port to listen on; 0 takes a free one.")]

_OUT = Console(highlight=False, soft_wrap=True, markup=False)
_ERR = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def build_cli(product: Product | None) -> typer.Typer:
    """The commands; those that need the product are there when it is."""
    cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help=_help())
    for command in (_fetch, _migrate, _import, _export, _token):
        cli.command(command.__name__.removeprefix("_"))(command)
    _add_doctor(cli, product)
    if product is not None:
        _add_serving(cli, product)
        _add_seed(cli, product)
        _add_schema(cli, product)
    return cli


def main() -> None:
    """The `warranty-graph` program."""
    build_cli(WarrantyGraph())()


def _help() -> str:
    return f"A warranty graph ({__version__}): serial numbers registered at the sale. Settings: warranty-graph doctor."


def _fetch() -> None:
    """Download and verify what the embedded Neo4j needs; nothing happens when it is there."""
    with told():
        _say(f"the embedded Neo4j is complete in {fetch()}")


def _migrate(home: HomeOption = None) -> None:
    """Bring the graph to the version of this program."""
    with told():
        settings = read_settings(**_given(home=home))

        async def work() -> None:
            async with Bolt(connection) as bolt:
                await bring_up_to_date(bolt, _say)

        with graph(settings, _note, share=True) as connection:
            asyncio.run(work())


def _import(
    folder: Annotated[Path | None, typer.Argument(help="The folder with the files of the history.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Judge all of it; write nothing to the graph.")] = False,  # noqa: FBT002
    mapping: Annotated[Path | None, typer.Option(help="A TOML file with your own names of files and columns.")] = None,
    rejects: Annotated[Path | None, typer.Option(help="Where rejected rows go; else rejects in the folder.")] = None,
    columns: Annotated[bool, typer.Option("--columns", help="Print what the files hold, and do nothing.")] = False,  # noqa: FBT002
    archive: Annotated[Path | None, typer.Option(help="Load what export --all wrote, into an empty graph.")] = None,
    keyless: Annotated[bool, typer.Option("--without-audit-key", help="Load an archive of a lost key.")] = False,  # noqa: FBT002
    home: HomeOption = None,
) -> None:
    """Load a company's history: customers, products, orders, slips, invoices and serial numbers; or an archive."""
    with told(f"what is loaded stays: run the same command again to go on with {archive or folder}"):
        if columns:
            _OUT.out(page(), end="")
            return
        if archive is not None:
            if folder is not None or check or mapping or rejects:
                raise OperatorError("an archive is loaded whole and as it is: give --archive alone")
            restore_from(read_settings(**_given(home=home)), archive, _say, _note, keyless=keyless)
            return
        wanted = Wanted(given_folder(folder), check=check, mapping=mapping, rejects=rejects)
        import_from(read_settings(**_given(home=home)), wanted, _say, _note)


def _export(
    what: Annotated[Export | None, typer.Argument(help="The rows to write.")] = None,
    everything: Annotated[Path | None, typer.Option("--all", help="The file to write: one archive of all.")] = None,
    form: Annotated[
        Form, typer.Option("--format", help="CSV for people, NDJSON for programs, EPCIS 2.0 of events.")
    ] = Form.CSV,
    customer: Annotated[list[str] | None, typer.Option(help="Of this customer: the number.")] = None,
    product: Annotated[list[str] | None, typer.Option(help="Of this product: the number.")] = None,
    day_from: Annotated[list[str] | None, typer.Option("--from", help="From this day on.")] = None,
    day_to: Annotated[list[str] | None, typer.Option("--to", help="Up to this day.")] = None,
    state: Annotated[list[str] | None, typer.Option(help="In this state; may be given several times.")] = None,
    after: Annotated[list[str] | None, typer.Option(help="Go on behind the row with this cursor.")] = None,
    output: Annotated[Path | None, typer.Option(help="The file to write; else standard output.")] = None,
    home: HomeOption = None,
) -> None:
    """Take data out: rows of units, documents, claims, returns or events; or one archive of everything by --all."""
    with told("stopped: --after with the cursor of the last whole row goes on" if what else "nothing was written"):
        given = {
            "customer": customer,
            "product": product,
            "from": day_from,
            "to": day_to,
            "state": state,
            "after": after,
        }
        filters = {name: each for name, each in given.items() if each}
        if (what is None) == (everything is None) or (everything and (filters or output)):
            raise OperatorError(
                "give either rows to write (units, documents, claims, returns, events) or --all FILE, alone"
            )
        settings = read_settings(**_given(home=home))
        if everything is not None:
            archive_to(settings, everything, _say, _note)
        elif what is not None:
            export_rows(settings, what, form, filters, output, _note)


def _token(
    role: Annotated[list[Role], typer.Option("--role", help="A role of the token; may be given several times.")],
    subject: Annotated[str, typer.Option(help="Whom the token stands for, as audit entries name them.")] = "developer",
    hours: Annotated[float, typer.Option(min=0.01, max=720, help="How long it is valid.")] = 12,
    home: HomeOption = None,
) -> None:
    """Print a development token, and nothing else, on standard output."""
    with told():
        settings = read_settings(**_given(home=home))
        if not settings.development:
            raise OperatorError(f"tokens are made by {settings.issuer}: ask there, or unset WARRANTY_GRAPH_ISSUER")
        token = tokens(settings).mint(subject, role, lifetime=timedelta(hours=hours))
        _note(f"a token for {subject} as {', '.join(role)}, valid for {hours:g} hours on this machine:")
        _say(token)


def _add_doctor(cli: typer.Typer, product: Product | None) -> None:
    @cli.command()
    def doctor(home: HomeOption = None) -> None:
        """Check settings, secrets, Neo4j, migrations and versions; exits with 1 if something is wrong."""
        with told():
            findings = examine(_given(home=home), product, _note)
            Console().print(table(findings))
            wrong = sum(finding.remedy is not None for finding in findings)
            if wrong:
                raise OperatorError(f"{wrong} of {len(findings)} need attention: see the last column")


def _add_serving(cli: typer.Typer, product: Product) -> None:
    @cli.command()
    def serve(host: HostOption = None, port: PortOption = None, home: HomeOption = None) -> None:
        """Serve the API; the embedded Neo4j is started unless NEO4J_URI is set."""
        with told():
            run_server(read_settings(**_given(host=host, port=port, home=home)), product, _note)

    @cli.command()
    def demo(
        port: PortOption = None,
        home: HomeOption = None,
        fresh: Annotated[bool, typer.Option("--fresh", help="Remove the embedded graph and seed anew.")] = False,  # noqa: FBT002
        data: DataOption = SeedData.ORACLE_OE,
    ) -> None:
        """Start, migrate, seed and serve, and print tokens and queries to try."""
        with told():
            run_demo(read_settings(**_given(port=port, home=home)), product, _note, fresh=fresh, data=data)


def _add_seed(cli: typer.Typer, product: Product) -> None:
    @cli.command()
    def seed(home: HomeOption = None, data: DataOption = SeedData.ORACLE_OE) -> None:
        """Fill a migrated graph with a demo's sales; a seeded one stays as it is."""
        with told():
            settings = read_settings(**_given(home=home))

            async def work() -> None:
                async with Bolt(connection) as bolt:
                    await bring_up_to_date(bolt, _note)
                    _say(await product.seed(bolt, settings, audit_key(settings), data, _note))

            with graph(settings, _note, share=True) as connection:
                asyncio.run(work())


def _add_schema(cli: typer.Typer, product: Product) -> None:
    @cli.command()
    def schema(
        output: Annotated[Path | None, typer.Option(help="Write it there instead of printing it.")] = None,
    ) -> None:
        """Print the GraphQL schema, or write it to a file."""
        with told():
            text = product.schema.as_str() + "\n"
            if output is None:
                _OUT.out(text, end="")
                return
            try:
                output.write_text(text, encoding="utf-8")
            except OSError as error:
                raise OperatorError(
                    f"cannot write {output} ({error.strerror}): name a file in another folder"
                ) from None
            _say(f"wrote the schema to {output} ({len(text.splitlines())} lines)")


def _given(**options: Any) -> dict[str, Any]:
    """The options that were given; the others leave the environment to decide."""
    return {name: value for name, value in options.items() if value is not None}


def _say(sentence: str) -> None:
    """What a command was for."""
    _OUT.print(sentence)


def _note(sentence: str) -> None:
    """What happens on the way."""
    _ERR.print(sentence, style="dim")
