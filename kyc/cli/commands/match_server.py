"""`kyc match-server`: yente's API over the active lists, alone."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated

import typer

from kyc.cli.terminal.environment import settings
from kyc.cli.terminal.output import console
from kyc.model.errors import InputError


def match_server(
    host: Annotated[str, typer.Option(help="Address to listen on; others than loopback need a token.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    token: Annotated[
        str | None,
        typer.Option(envvar="KYC_MATCH_TOKEN", help="Key that requests carry; the process list shows the option."),
    ] = None,
    update_token: Annotated[
        str | None, typer.Option(envvar="KYC_MATCH_UPDATE_TOKEN", help="Token of POST /updatez; off without one.")
    ] = None,
) -> None:
    """Answer yente's API (/match, /search, /entities, /catalog, …) from the active lists."""
    if not token and not _is_loopback(host):
        raise InputError("USAGE", f"{host} can be reached by others: set KYC_MATCH_TOKEN, or listen on 127.0.0.1")
    import uvicorn

    from kyc.services.lists.matching import ListKeeper
    from kyc.storage.files.snapshots import FolderSnapshots
    from kyc.web.connections import HurriedProtocol
    from kyc.web.match.server import create_match_app

    home = settings().home
    keeper = ListKeeper(FolderSnapshots(home / "lists"), home / "index")
    app = create_match_app(keeper, token=token, update_token=update_token)
    console.print("Lists load in the background; /readyz answers 200 once they are searched.", style="dim")
    # No access log: /search carries names in its address.
    uvicorn.run(app, host=host, port=port, access_log=False, server_header=False, http=HurriedProtocol)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
