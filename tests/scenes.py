"""All scenes there are: platforms put onto servers, and files as other tools write them."""

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from store.records import Source

_PLACES = {kind: Path(__file__).parent / "crawlers" / kind for kind in ("platforms", "imports")}
sys.path += [str(place) for place in _PLACES.values() if str(place) not in sys.path]


def scenes_of(kind: str) -> dict[str, ModuleType]:
    """The scenes of `platforms` or `imports` by their names: `put(web)` or `write(folder)`, and
    PERSONS; those of platforms have the names of their kinds of sources."""
    files = sorted(_PLACES[kind].glob("scene_*.py"))
    return {path.stem.removeprefix("scene_"): import_module(path.stem) for path in files}


def put_all(webs) -> dict[str, Source]:
    """Put platforms onto servers of their own, `webs` by their names, which the sources get."""
    scenes = scenes_of("platforms")
    return {name: replace(scenes[name].put(web), source_id=name) for name, web in webs.items()}


def all_keys() -> dict[str, str]:
    """The keys that the platforms ask for, by the names of `crawlers.settings.KEYS`."""
    given = [scene.KEYS for scene in scenes_of("platforms").values()]
    return {name: key for keys in given for name, key in keys.items()}
