"""The only place where a `_target_` becomes a class, checked before anything is called.

A target is one dataclass of an importable module under an allowed prefix; its fields are its schema, so an
unknown key, a wrong type or a missing value fails here with its full key. Code never comes from a checkpoint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, field, fields, is_dataclass, make_dataclass
from importlib import import_module
from typing import Any, get_type_hints

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from harness.errors import UsageError, did_you_mean

PREFIXES = ("harness.", "tasks.")


def resolve(target: str, where: str, extra_prefixes: Sequence[str] = ()) -> type[Any]:
    """The dataclass that `target` names. UsageError if it is not one, or stands outside the allowed packages."""
    allowed = (*PREFIXES, *(p.rstrip(".") + "." for p in extra_prefixes))
    module_name, _, attribute = target.rpartition(".")
    if not target.startswith(allowed):
        fix = f"targets must begin with {' or '.join(allowed)}; the operator may add --allow-package"
        raise UsageError(f"target '{target}' is outside the allowed packages", where, fix)
    try:
        module = import_module(module_name)
    except ModuleNotFoundError as err:
        raise UsageError(
            f"no module '{err.name}'", f"{where}._target_: {target}", "check the spelling"
        ) from None
    found = getattr(module, attribute, None)
    if found is None:
        names = [n for n, v in vars(module).items() if isinstance(v, type) and v.__module__ == module_name]
        raise UsageError(f"'{module_name}' has no '{attribute}'", where, did_you_mean(attribute, names))
    if (
        not isinstance(found, type)
        or not f"{found.__module__}.".startswith(allowed)
        or not is_dataclass(found)
    ):
        raise UsageError(
            f"target '{target}' is not a dataclass of an allowed package", where, "name a class of ours"
        )
    return found


def build(node: DictConfig | Mapping[str, Any], where: str, allow: Sequence[str] = (), **given: Any) -> Any:
    """The object a config node describes; `given` fields are handed over as they are, not configured."""
    raw = dict(OmegaConf.to_container(node, resolve=True)) if isinstance(node, DictConfig) else dict(node)  # type: ignore[arg-type]
    target = raw.pop("_target_", None)
    if not isinstance(target, str):
        raise UsageError("no _target_", where, "add `_target_: <package>.<module>.<Class>`")
    cls = resolve(target, where, allow)
    try:
        values = OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(schema_of(cls, set(given))), raw))
    except OmegaConfBaseException as err:
        raise misfit(err, [f.name for f in fields(cls) if f.init and f.name not in given], where) from None
    chosen = {f.name: getattr(values, f.name) for f in fields(cls) if f.init and f.name not in given}
    known = {k: tuple(v) if isinstance(v, list) else v for k, v in chosen.items()}
    return cls(**known, **given)


def schema_of(cls: type[Any], given: set[str]) -> type[Any]:
    """A dataclass with the configurable fields of `cls`: tuples as lists, protocols left out."""
    hints = get_type_hints(cls)
    columns: list[tuple[str, Any, Any]] = []
    for f in fields(cls):
        if not f.init or f.name in given:
            continue
        default = f.default_factory() if f.default_factory is not MISSING else f.default
        columns.append((f.name, configurable(hints[f.name]), default_field(default)))
    return make_dataclass(cls.__name__, columns)


def configurable(hint: Any) -> Any:
    """The type OmegaConf checks against: `tuple[X, ...]` is written as a list, literals as their words."""
    origin, args = getattr(hint, "__origin__", None), getattr(hint, "__args__", ())
    if origin is tuple:
        inner: Any = args[0] if args and args[0] in (int, str, float, bool) else Any
        return list[inner]
    if hint in (int, float, str, bool, bytes):
        return hint
    return Any


def default_field(default: Any) -> Any:
    if default is MISSING:
        return field(default="???")
    if isinstance(default, (tuple, list)):
        return field(default_factory=lambda: list(default))
    if isinstance(default, Mapping):
        return field(default_factory=lambda: dict(default))
    return field(default=default)


def misfit(err: OmegaConfBaseException, names: Sequence[str], where: str) -> UsageError:
    """The user's mistake with its full key, and what was probably meant."""
    key = str(err.full_key or err.key or "")
    if key and key.split(".", maxsplit=1)[0] not in names:
        return UsageError(f"unknown key '{where}.{key}'", f"{where}.{key}", did_you_mean(key, names))
    if "missing mandatory value" in str(err).lower():
        return UsageError(f"'{where}.{key}' is needed", f"{where}.{key}", f"set {where}.{key}=<value>")
    return UsageError(
        " ".join(str(err).split("full_key")[0].split()), f"{where}.{key}", "give it a value of its type"
    )
