"""The parts of the app that routes call, as dependencies."""

from typing import Annotated

from fastapi import Depends, Request

from service.archive import Archive
from service.telemetry import Telemetry


def _archive(request: Request) -> Archive:
    archive: Archive = request.app.state.archive
    return archive


def _telemetry(request: Request) -> Telemetry:
    telemetry: Telemetry = request.app.state.telemetry
    return telemetry


TheArchive = Annotated[Archive, Depends(_archive)]
TheTelemetry = Annotated[Telemetry, Depends(_telemetry)]
