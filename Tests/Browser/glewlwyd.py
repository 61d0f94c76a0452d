"""Debian's glewlwyd, a certified OpenID provider, run unprivileged from a folder with a database of its own."""

import gzip
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

CACHE = pathlib.Path(__file__).resolve().parents[2] / ".reeve" / "glewlwyd"
# What the program can do without: the client of a database server that is not used, and its set-up.
NEEDLESS = re.compile(r"mariadb-client|default-mysql|dbconfig|perl")


class Missing(Exception):
    """The provider is not here and cannot be fetched."""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirects)


def unpacked():
    """The folder the packages are unpacked in, fetched from Debian's archive once; nothing is installed."""
    if (CACHE / "usr/bin/glewlwyd").exists():
        return CACHE
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        raise Missing("glewlwyd needs apt-get and dpkg")
    words = ["apt-get", "install", "--print-uris", "-y", "--no-install-recommends", "glewlwyd", "libjs-jquery"]
    listed = subprocess.run(words, capture_output=True, text=True)
    addresses = [address for address in re.findall(r"^'([^']+)'", listed.stdout, re.M) if not NEEDLESS.search(address)]
    if listed.returncode or not any("/glewlwyd_" in address for address in addresses):
        raise Missing("glewlwyd is not in the package lists: apt-get update")
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "root"
        root.mkdir()
        for address in addresses:
            file = pathlib.Path(folder) / "package.deb"
            try:
                with urllib.request.urlopen(address, timeout=30) as reply:
                    file.write_bytes(reply.read())
            except OSError as error:
                raise Missing(f"glewlwyd cannot be fetched: {error}") from error
            subprocess.run(["dpkg", "-x", file, root], check=True, capture_output=True)
        # The program serves no file by a link that leads out of its own pages: each becomes a copy of what it names.
        for link in [path for path in (root / "usr/share/glewlwyd/webapp").rglob("*") if path.is_symlink()]:
            link.unlink()
            here = [path for path in root.rglob(link.name) if path.is_file() and not path.is_symlink()]
            installed = list(pathlib.Path("/usr/share/javascript").rglob(link.name))
            if here or installed:
                shutil.copy((here + installed)[0], link)
        CACHE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(root, CACHE, symlinks=True, dirs_exist_ok=True)
    return CACHE


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Glewlwyd:
    """A provider with one client, `reeve`, and one person, 4821."""

    secret = "only-for-this-test"
    password = "correct horse battery staple"

    def __init__(self, folder, callback):
        root = unpacked()
        self.port = free_port()
        self.base = f"http://localhost:{self.port}"
        self.issuer = f"{self.base}/api/oidc"
        self.callback = callback
        documents = root / "usr/share/doc/glewlwyd"
        database = folder / "glewlwyd.db"
        with sqlite3.connect(database) as connection:
            connection.executescript(gzip.open(documents / "database/init.sqlite3.sql.gz", "rt").read())
        settings = gzip.open(documents / "glewlwyd.conf.sample.gz", "rt").read()
        for old, new in [
            ("port=4593", f"port={self.port}"),
            ("http://localhost:4593", self.base),
            ("/usr/lib/glewlwyd", str(root / "usr/lib/glewlwyd")),
            ("/usr/share/glewlwyd/webapp", str(root / "usr/share/glewlwyd/webapp")),
            ("/var/cache/glewlwyd/glewlwyd.db", str(database)),
            ("cookie_secure=1", "cookie_secure=0"),
        ]:
            settings = settings.replace(old, new)
        (folder / "glewlwyd.conf").write_text(settings)
        self.log = open(folder / "glewlwyd.log", "w")
        libraries = root / "usr/lib/x86_64-linux-gnu"
        self.process = subprocess.Popen(
            [root / "usr/bin/glewlwyd", "-c", folder / "glewlwyd.conf"],
            env={**os.environ, "LD_LIBRARY_PATH": str(libraries)},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.cookies = {}
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise Missing("glewlwyd does not start: " + (folder / "glewlwyd.log").read_text()[-500:])
        self.set_up(folder)

    def set_up(self, folder):
        key = folder / "provider.pem"
        words = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key]
        subprocess.run(words, check=True, capture_output=True)
        public = subprocess.run(["openssl", "pkey", "-in", key, "-pubout"], check=True, capture_output=True, text=True)
        self.must("POST", "auth/", {"username": "admin", "password": "password"})
        flows = "token id-token none password client refresh implicit device".split()
        self.must(
            "POST",
            "mod/plugin/",
            {
                "module": "oidc",
                "name": "oidc",
                "display_name": "OpenID Connect",
                "order_rank": 0,
                "parameters": {
                    "iss": self.issuer,
                    "jwt-type": "ecdsa",
                    "jwt-key-size": "256",
                    "key": key.read_text(),
                    "cert": public.stdout,
                    "access-token-duration": 600,
                    "refresh-token-duration": 600,
                    "code-duration": 60,
                    "refresh-token-rolling": True,
                    "allow-non-oidc": False,
                    "auth-type-code-enabled": True,
                    "auth-type-code-revoke-replayed": True,
                    **{f"auth-type-{flow}-enabled": False for flow in flows},
                    "jwks-show": True,
                    "pkce-allowed": True,
                    "pkce-required": True,
                    "pkce-method-plain-allowed": False,
                    "subject-type": "public",
                    "name-claim": "mandatory",
                    "claims": [
                        {
                            "name": "preferred_username",
                            "user-property": "username",
                            "type": "string",
                            "mandatory": True,
                        }
                    ],
                    "session-management-allowed": True,
                    "session-cookie-name": "GLEWLWYD2_OIDC_SESSION",
                    "session-cookie-expiration": 3600,
                },
            },
        )
        # The password is asked for, and the token says when it was given.
        self.must(
            "PUT",
            "scope/openid",
            {"display_name": "Open ID", "password_required": True, "password_max_age": 600, "scheme": {}},
        )
        self.must(
            "POST",
            "user/",
            {
                "username": "4821",
                "password": self.password,
                "name": "Priya Nair",
                "email": "priya@westyorks.example",
                "enabled": True,
                "scope": ["openid"],
            },
        )
        self.must(
            "POST",
            "client/",
            {
                "client_id": "reeve",
                "name": "Reeve",
                "enabled": True,
                "confidential": True,
                "client_secret": self.secret,
                "redirect_uri": [self.callback],
                "authorization_type": ["code"],
                "scope": ["openid"],
                "token_endpoint_auth_method": ["client_secret_basic"],
            },
        )
        self.cookies.clear()
        self.must("POST", "auth/", {"username": "4821", "password": self.password})
        self.must("PUT", "auth/grant/reeve", {"scope": "openid"})

    def call(self, method, address, body=None, form=None, headers=None):
        """Status, where it leads, and what it says."""
        data = json.dumps(body).encode() if body is not None else form.encode() if form is not None else None
        kind = "application/json" if body is not None else "application/x-www-form-urlencoded"
        request = urllib.request.Request(
            f"{self.base}/api/{address}", method=method, data=data, headers={"content-type": kind, **(headers or {})}
        )
        if self.cookies:
            request.add_header("cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            reply = OPENER.open(request, timeout=10)
        except urllib.error.HTTPError as error:
            reply = error
        for cookie in reply.headers.get_all("set-cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return reply.status, reply.headers.get("location"), reply.read().decode()

    def must(self, *words):
        status, _, text = self.call(*words)
        if status != 200:
            raise Missing(f"glewlwyd cannot be set up: {words[:2]} answers {status} {text}")

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()
