"""The answers' sound, heard again by another speech engine, says what the replies said."""

from __future__ import annotations

import json
import subprocess

from commands import COMMANDS
from conftest import House
from demo_house.places import CHECKOUT


def hear_again(sentences: list[str], files: list[str]) -> dict[str, str]:
    """Return which of the sentences each file says."""
    done = subprocess.run(
        [CHECKOUT / ".venv/bin/python", CHECKOUT / "tests/e2e/hear_again.py"],
        input=json.dumps({"sentences": sentences, "files": files}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    heard: dict[str, str] = json.loads(done.stdout)
    return heard


async def test_every_answer_says_aloud_what_the_reply_says(house: House) -> None:
    if len(house.answers) < 2:  # this test was chosen alone: have a few answers spoken
        for command in COMMANDS[:4]:
            await house.reset(command)
            await house.speak(command.sentence)
    files = {}
    for number, (said, answer) in enumerate(house.answers.items()):
        path = house.folder / f"answer-{number}.wav"
        path.write_bytes(answer.content)
        files[str(path)] = said
    assert len(files) >= 2
    heard = hear_again(list(house.answers), list(files))
    right = [name for name, said in files.items() if heard[name] == said]
    # The embedded ears now and then take one "lights" for "light", and nothing else for anything else. How many answers
    # there are depends on which tests ran before, three at times: then one of them is a third.
    assert len(right) >= 0.5 * len(files), {said: heard[name] for name, said in files.items() if heard[name] != said}
    assert {name: heard[name].replace("lights", "light") for name in files} == {
        name: said.replace("lights", "light") for name, said in files.items()
    }
