"""Bind the events of MkDocs, which it looks up by name in this module, to one object."""

from allocation.mkdocs.hook import SiteHook

_hook = SiteHook()
globals().update({name: getattr(_hook, name) for name in dir(_hook) if name.startswith("on_")})
