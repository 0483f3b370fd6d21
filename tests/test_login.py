"""Who may look, with real parts: nginx with TLS, slapd, Apache's check of passwords.

What a browser sends must not decide where its password is checked, nor by what rule.
"""

from __future__ import annotations

import base64
import http.client
import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import quote

import pytest

from login import Directory, believing, checking, directory
from webserver import Ports, certificate, free_ports, running

PASSWORD, LDAP = "二、按口令", "三、按单位的 LDAP"
TLS_TOO = "二、三要启用这一句"
FILES = {
    "index.html": "<p>首页",
    "404.html": "<p>没有这一页",
    "feed.xml": "<feed/>",
    "people/index.html": "<p>人员",
    "api/allocation.json": "{}",
    "assets/site.0123456789.css": "p {}",
    "files/0123456789abcdef.pdf": "%PDF",
    "downloads/allocation.docx": "PK",
    ".manifest": "0",
}
ADDRESSES = {
    **{name.removesuffix("index.html"): 200 for name in FILES if name[0] != "."},
    "people": 301,
    "api/": 403,
    "nothing/": 404,
    ".manifest": 404,
}
"""Addresses of every kind, with what whoever may look gets there."""
HSTS = "max-age=31536000"


@dataclass(frozen=True, slots=True)
class Gate:
    """A site behind a password, below a path of an https host and of the same without TLS."""

    ports: Ports
    trusted: ssl.SSLContext
    path: str = "/"

    def ask(self, address: str = "", who: str | None = None, **headers: str) -> int:
        """Return the status that somebody gets, a name with a password, over TLS."""
        return self.answer(address, who, **headers)[0]

    def answer(
        self, address: str = "", who: str | None = None, **headers: str
    ) -> tuple[int, Message]:
        """Return the status and the headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            named["Authorization"] = f"Basic {base64.b64encode(who.encode()).decode()}"
        port, context = self.ports.tls, self.trusted
        return fetched(
            http.client.HTTPSConnection("127.0.0.1", port, context=context),
            self.path + address,
            named,
        )

    def in_the_clear(self, address: str = "") -> tuple[int, Message]:
        """Return the status and the headers without TLS, with a password that is right."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports.plain)
        password = base64.b64encode(b"zhang:right").decode()
        return fetched(connection, self.path + address, {"Authorization": f"Basic {password}"})


def fetched(
    connection: http.client.HTTPConnection, address: str, headers: dict[str, str]
) -> tuple[int, Message]:
    """Return the status and the headers of one answer."""
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that servers may read which have given up the rights of root."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        for file, content in FILES.items():
            (path / "site" / file).parent.mkdir(parents=True, exist_ok=True)
            (path / "site" / file).write_text(content, encoding="utf-8")
        (path / "wenming.htpasswd").write_text("zhang:{PLAIN}right\n", encoding="utf-8")
        certificate(path)
        yield path


@pytest.fixture(scope="module")
def ours(folder: Path) -> Iterator[Directory]:
    """The unit's LDAP, which lets in whoever gives no password as nobody, as many do."""
    extra = "allow bind_anon_cred bind_anon_dn"
    people = {"zhang": "right", "李四": "口令：对", "a*b": "star"}
    with directory(folder / "ours", "dc=wenming,dc=example", people, extra) as found:
        yield found


@pytest.fixture(scope="module")
def hostile(folder: Path) -> Iterator[Directory]:
    """An LDAP of somebody else, where the password of m is m."""
    with directory(folder / "hostile", "dc=evil", {"m": "m"}) as found:
        yield found


def gate(folder: Path, ports: Ports, file: str = "nginx.conf") -> Gate:
    """Return what one sees of a site from outside."""
    context = ssl.create_default_context(cafile=str(folder / "wenming.crt"))
    return Gate(ports, context, "/wenming/" if "path" in file else "/")


def switched_on(example: str, file: str) -> tuple[str, ...]:
    """Return the headings of what has to be switched on for an example."""
    return (example, TLS_TOO) if "path" in file else (example,)


@pytest.fixture(scope="module", params=["nginx.conf", "nginx-path.conf"])
def site(request: pytest.FixtureRequest, folder: Path, ours: Directory) -> Iterator[Gate]:
    """The site behind the unit's LDAP, at the root of a host and below a path."""
    examples = switched_on(LDAP, request.param)
    with (
        running(folder, folder / "site", free_ports(), *examples, file=request.param) as ports,
        checking(folder, ours, ports.login),
    ):
        yield gate(folder, ports, request.param)


@pytest.mark.parametrize("address", ADDRESSES)
def test_all_is_behind_the_password(site: Gate, address: str) -> None:
    """Pages, files, data, assets, redirects, the page for wrong addresses: nothing without it."""
    assert site.ask(address) == 401
    assert site.ask(address, "zhang:wrong") == 401
    assert site.ask(address, "zhang:right") == ADDRESSES[address]


@pytest.mark.parametrize("who", ["李四:口令：对", "a*b:star"])
def test_names_and_passwords_as_people_have_them(site: Gate, who: str) -> None:
    """Chinese names and passwords pass, and a star is a star."""
    assert site.ask(who=who) == 200


@pytest.mark.parametrize(
    "who",
    [
        *("zhang:", ":", ":right", "zhang", "nobody:", "nobody:right", "reader:reader-password"),
        *("*:right", "zh*:right", "zhang)(uid=*:right", "*)(uid=zhang:right", "zhang\x00:right"),
        *("zhang)(|(uid=*):right", "uid=zhang,ou=people,dc=wenming,dc=example:right"),
        *("\\7ahang)(cn=*:right", "zhang:\x00right", "zhang:*", "m:m"),
    ],
)
def test_wrong_names_and_passwords(site: Gate, who: str) -> None:
    """No password is no password although LDAP binds it; no name is a filter."""
    assert site.ask(who=who) == 401


@pytest.mark.parametrize(
    "said", ["Basic", "Basic !", "Bearer x", "Basic \x80", "Digest username=zhang"]
)
def test_other_ways_to_say_who_one_is(site: Gate, said: str) -> None:
    """What is no name with a password lets nobody in."""
    assert site.ask(Authorization=said) in (400, 401)


def named_by_the_browser(of: Directory) -> dict[str, str]:
    """Return what programs that check passwords take for settings, pointing elsewhere."""
    base = of.suffix
    return {
        "X_Ldap_URL": f"ldap://127.0.0.1:{of.plain}",
        "X_Ldap_Starttls": "false",
        "X_Ldap_BaseDN": base,
        "X_Ldap_BindDN": f"cn=reader,{base}",
        "X_Ldap_BindPass": "reader-password",
        "X_Ldap_Template": "(uid=m)",
        "X_Ldap_Realm": "x",
        "X_Ldap_DisableReferrals": "false",
        "X_CookieName": "login",
        "X_Cookie_Name": "login",
        "X_Auth_Realm": "x",
        "X_Authorization_Filter": "(objectClass=*)",
        "X_Ldap_Authorization_Filter": "(objectClass=*)",
        "Cookie": f"login={base64.b64encode(b'm:m').decode()}; sso=1",
        "X_Original_URI": "/public",
        "X_Forwarded_User": "zhang",
        "X_Remote_User": "zhang",
        "Remote_User": "zhang",
        "Proxy_Authorization": f"Basic {base64.b64encode(b'zhang:right').decode()}",
    }


@pytest.mark.parametrize("who", ["m:m", "zhang:wrong", "zhang:", None])
def test_the_browser_does_not_say_where_to_ask(
    site: Gate, hostile: Directory, who: str | None
) -> None:
    """Headers that name another LDAP, one by one and together, let nobody in."""
    said = named_by_the_browser(hostile)
    assert site.ask(who=who, **said) == 401
    assert {site.ask(who=who, **{name: value}) for name, value in said.items()} == {401}


@pytest.mark.parametrize("file", ["nginx.conf", "nginx-path.conf"])
def test_a_program_that_believes_headers(folder: Path, hostile: Directory, file: str) -> None:
    """One that binds where headers say gets none: only the password reaches it."""
    said = named_by_the_browser(hostile)
    examples = switched_on(LDAP, file)
    with (
        running(folder, folder / "site", free_ports(), *examples, file=file) as ports,
        believing(ports.login) as seen,
    ):
        assert gate(folder, ports, file).ask(who="m:m", **said) == 401
        direct = http.client.HTTPConnection("127.0.0.1", ports.login)
        named = {name.replace("_", "-"): value for name, value in said.items()}
        password = {"Authorization": f"Basic {base64.b64encode(b'm:m').decode()}"}
        assert fetched(direct, "/", named | password)[0] == 200, "it would have let in"
    assert set(seen[0]) == {"Host", "Connection", "Authorization"}


def test_nobody_asks_the_program_himself(site: Gate) -> None:
    """The address at which nginx asks is not there for others."""
    assert site.ask(".auth", "zhang:right") == 404
    assert site.ask(".auth") == 401
    assert site.ask(quote(".auth/../", safe="")) == 401


@pytest.mark.parametrize("example", [PASSWORD, LDAP])
@pytest.mark.parametrize("file", ["nginx.conf", "nginx-path.conf"])
def test_closed_while_nobody_answers(folder: Path, file: str, example: str) -> None:
    """Without the program, or without the list of passwords, nobody is let in."""
    examples = switched_on(example, file)
    with running(folder, folder / "site", free_ports(), *examples, file=file) as ports:
        found = gate(folder, ports, file)
        (folder / "wenming.htpasswd").rename(folder / "aside")
        try:
            assert {found.ask(each, "zhang:right") for each in ADDRESSES} <= {403, 404, 500}
            assert {found.ask(each, "zhang:right") for each in FILES} <= {403, 404, 500}
        finally:
            (folder / "aside").rename(folder / "wenming.htpasswd")


def test_closed_while_the_ldap_is_away(folder: Path) -> None:
    """So it is where the program gets no answer from the LDAP, which is no 401 either."""
    with directory(folder / "away", "dc=wenming,dc=example", {"zhang": "right"}) as away:
        pass
    with (
        running(folder, folder / "site", free_ports(), LDAP) as ports,
        checking(folder, away, ports.login),
    ):
        assert gate(folder, ports).ask(who="zhang:right") == 500


def test_the_ldap_must_be_the_one(folder: Path, ours: Directory, hostile: Directory) -> None:
    """An LDAP with a certificate of somebody else is not asked."""
    swapped = Directory(hostile.folder, ours.suffix, ours.plain, ours.tls)
    with (
        running(folder, folder / "site", free_ports(), LDAP) as ports,
        checking(folder, swapped, ports.login),
    ):
        assert gate(folder, ports).ask(who="zhang:right") == 500


@pytest.mark.parametrize("example", [PASSWORD, LDAP])
@pytest.mark.parametrize("file", ["nginx.conf", "nginx-path.conf"])
def test_passwords_only_over_tls(folder: Path, ours: Directory, file: str, example: str) -> None:
    """Without TLS nobody is asked for a password; every answer with it asks for it from then on."""
    examples = switched_on(example, file)
    with (
        running(folder, folder / "site", free_ports(), *examples, file=file) as ports,
        checking(folder, ours, ports.login),
    ):
        found = gate(folder, ports, file)
        for address in (*ADDRESSES, "files/0123456789abcdef.pdf?x=1", "%66eed.xml", "a/feed.xml"):
            status, headers = found.in_the_clear(address)
            there = f"https://127.0.0.1:{ports.tls}{found.path}{address}"
            assert (status, headers["Location"]) == (302, there)
            assert headers["WWW-Authenticate"] is headers["Strict-Transport-Security"] is None
        for address, who in (("", None), ("", "zhang:right"), ("nothing/", "zhang:right")):
            status, headers = found.answer(address, who)
            assert status == (401 if who is None else 404 if address else 200)
            assert headers["Strict-Transport-Security"] == HSTS
            assert headers["X-Content-Type-Options"] == "nosniff"
            asked = headers["WWW-Authenticate"]
            assert asked == ('Basic realm="wenming"' if who is None else None)


@pytest.mark.parametrize("example", [PASSWORD, LDAP])
def test_a_password_without_tls_is_asked_of_nobody(folder: Path, example: str) -> None:
    """Whoever forgets the line for TLS has a site that nobody sees, not passwords in the clear."""
    with running(folder, folder / "site", free_ports(), example, file="nginx-path.conf") as ports:
        status, headers = gate(folder, ports, "nginx-path.conf").in_the_clear()
    assert (status, headers["WWW-Authenticate"]) == (302, None)


def test_old_tls_is_refused(folder: Path) -> None:
    """TLS 1.2 and 1.3 are spoken, nothing older."""
    with running(folder, folder / "site", free_ports(), PASSWORD) as ports:
        found = gate(folder, ports)
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            found.trusted.minimum_version = ssl.TLSVersion.TLSv1_2
            found.trusted.maximum_version = version
            assert found.ask(who="zhang:right") == 200
        found.trusted.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning, match="TLSv1"):
            found.trusted.minimum_version = ssl.TLSVersion.TLSv1
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            found.trusted.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(ssl.SSLError):
            found.ask(who="zhang:right")
