"""`morgan doctor`: reports what is found, what is missing, and how to fix it."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict

from rich.console import Console

from morgan.cli import process
from morgan.cli.checks import Finding
from morgan.cli.checks_engines import engines, language_model, transcription_server
from morgan.cli.checks_machine import disk, gpu, python_and_settings
from morgan.cli.checks_network import certificate, home_assistant, kept, port
from morgan.settings.sources import Loaded

_MARKS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "bad": "[red]✗[/]"}


def doctor(loaded: Loaded, *, as_json: bool) -> int:
    """Print the findings; 1 if something that is needed is broken."""
    findings = process.run(examine(loaded))
    healthy = not any(finding.level == "bad" for finding in findings)
    if as_json:
        told = {"healthy": healthy, "findings": [asdict(finding) for finding in findings]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        _show(findings)
    return 0 if healthy else 1


async def examine(loaded: Loaded) -> list[Finding]:
    """Run all checks concurrently, each with a timeout; return the findings in the order in which they are shown."""
    settings = loaded.settings
    slow = [
        asyncio.create_task(work)
        for work in (
            gpu(settings.stt.whisper),
            transcription_server(settings.stt),
            language_model(settings.llm),
            port(settings),
            home_assistant(),
        )
    ]
    quick = [*python_and_settings(loaded), *engines(settings), disk(settings.data_dir), certificate(settings)]
    quick += kept(settings.data_dir)
    return quick + [finding for task in slow for finding in await task]


def _show(findings: list[Finding]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    width = max(len(finding.what) for finding in findings)
    for finding in findings:
        console.print(f"{_MARKS[finding.level]} {finding.what:<{width}}  ", end="")
        console.print(finding.found, markup=False)
        if finding.mend:
            console.print(f"  {'':<{width}}  → {finding.mend}", markup=False)
