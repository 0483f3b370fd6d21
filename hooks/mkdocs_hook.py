"""Bind the events of MkDocs, which it looks up by name in this module, to one object."""

from allocation.mkdocs.hook import SiteHook

hook = SiteHook()
globals().update({name: getattr(hook, name) for name in dir(hook) if name.startswith("on_")})
