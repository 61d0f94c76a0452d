"""Another's implementation of RFC 9421, http-message-signatures from PyPI, reads what we sign and signs what we read.

REEVE is the built program.
"""

import base64
import datetime
import hashlib
import json
import os
import subprocess
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, InvalidSignature
from http_message_signatures.algorithms import ED25519
from http_message_signatures.resolvers import MappingKeyResolver

REEVE = os.environ.get("REEVE", "")
pytestmark = pytest.mark.skipif(not REEVE, reason="REEVE is not set: the path of the built program")

DISCLOSURE = "0123456789abcdef0123456789abcdef"
REQUEST = {
    "target": "https://node.gmp.example:8443/federation/questions",
    "purpose": "crime.investigate",
    "disclosure": DISCLOSURE,
    "body": '{"name": "Example"}',
}
COVERED = ("@method", "@target-uri", "content-digest", "content-type", "reeve-purpose", "reeve-disclosure", "reeve-version")
ANSWERED = ("@status", "content-digest", "content-type", "reeve-disclosure", "reeve-version", '"signature";req')


def message(*words, given, code=0):
    words = [REEVE, "roster", "message", *map(str, words)]
    done = subprocess.run(words, input=json.dumps(given), capture_output=True, text=True)
    assert done.returncode == code, (words, done.stdout, done.stderr)
    return json.loads(done.stdout) if code in (0, 1) else done.stderr


class Lines(list):
    """Header fields in their order, as the other implementation wants them."""

    def items(self):
        return [tuple(line) for line in self]


def as_request(signed):
    return SimpleNamespace(method=signed["method"], url=signed["target"], headers=Lines(signed["fields"]))


def as_response(signed, request):
    return SimpleNamespace(status_code=signed["status"], headers=Lines(signed["fields"]), request=request)


def public(key):
    """The Ed25519 key of a verifier key `name+number+base64`."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(key.split("+", 2)[2])[1:])


def verifier(forces):
    keys = {text.split("+")[0]: public(text) for text in forces.values()}
    return HTTPMessageVerifier(
        signature_algorithm=ED25519, key_resolver=MappingKeyResolver(public_keys=keys, private_keys={})
    )


@pytest.fixture()
def forces(tmp_path):
    """The verifier key of each force; the secrets lie in files of the force's code."""
    made = {}
    for force in ("13", "06"):
        words = [REEVE, "roster", "key", f"{force}/2026a", "--out", tmp_path / force]
        made[force] = subprocess.run([*map(str, words)], check=True, capture_output=True, text=True).stdout.strip()
        assert (tmp_path / force).stat().st_mode & 0o777 == 0o600
    return made


@pytest.fixture()
def exchange(forces, tmp_path):
    request = message("sign", "--key", tmp_path / "13", given=REQUEST)
    answer = {"status": 200, "disclosure": DISCLOSURE, "body": "[]", "to": request}
    response = message("sign", "--key", tmp_path / "06", given=answer)
    keys = [{"force": force, "key": key} for force, key in forces.items()]
    return {"keys": keys, "request": request, "response": response}


def test_another_implementation_verifies_our_request_and_answer(forces, exchange):
    request = as_request(exchange["request"])
    body = exchange["request"]["body"].encode()
    check = verifier(forces)
    (found,) = check.verify(request, expect_tag="reeve-request", require_components=COVERED, body=body)
    assert found.parameters["keyid"] == "13/2026a" and found.label == "reeve" and len(found.nonce) == 32
    response = as_response(exchange["response"], request)
    (found,) = check.verify(response, expect_tag="reeve-response", require_components=ANSWERED, body=b"[]")
    assert found.parameters["keyid"] == "06/2026a"
    with pytest.raises(InvalidSignature):
        check.verify(response, expect_tag="reeve-response", body=b"[1]")
    # One letter of the request's signature, which the answer is bound to.
    signature = response.request.headers[-1][1]
    place = signature.index(":") + 1
    response.request.headers[-1][1] = (
        signature[:place] + ("B" if signature[place] == "A" else "A") + signature[place + 1 :]
    )
    with pytest.raises(InvalidSignature):
        check.verify(response, expect_tag="reeve-response")


@pytest.mark.parametrize("include_alg", [True, False])
def test_we_verify_a_request_that_another_implementation_signed(include_alg):
    key = Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    number = hashlib.sha256(b"13/2026a\n\x01" + raw).hexdigest()[:8]
    known = f"13/2026a+{number}+{base64.b64encode(bytes([1]) + raw).decode()}"
    headers = {
        "Content-Type": "application/json",
        "Reeve-Purpose": "crime.investigate",
        "Reeve-Disclosure": DISCLOSURE,
        "Reeve-Version": "1.0",
    }
    request = SimpleNamespace(method="POST", url=REQUEST["target"], headers=headers)
    signer = HTTPMessageSigner(
        signature_algorithm=ED25519, key_resolver=MappingKeyResolver(public_keys={}, private_keys={"13/2026a": key})
    )
    now = datetime.datetime.now(datetime.timezone.utc)
    signer.sign(
        request, key_id="13/2026a", label="reeve", tag="reeve-request", nonce="a-nonce-of-another-implementation",
        created=now, expires=now + datetime.timedelta(seconds=60), include_alg=include_alg,
        covered_component_ids=tuple(reversed(COVERED)), body=REQUEST["body"].encode(),
    )  # fmt: skip
    signed = {
        "method": "POST",
        "target": REQUEST["target"],
        "fields": [list(field) for field in headers.items()],
        "body": REQUEST["body"],
    }
    given = {"keys": [{"force": "13", "key": known}], "request": signed}
    found = message("verify", given=given)
    assert found["holds"] and found["asked"]["force"] == "13" and found["asked"]["disclosure"] == DISCLOSURE
    signed["body"] += " "
    assert message("verify", given=given, code=1)["code"] == "federation.message_unproved"


def parse_proof(text):
    """What docs/guide/federation.md says of a kept proof, in a dozen lines."""
    asked, answered = text.rstrip("\n").split("\n\n")
    title, line, *fields = asked.split("\n")
    status, *others = answered.split("\n")
    assert title == "reeve/exchange-proof@v1"
    method, url = line.split(" ")
    request = SimpleNamespace(method=method, url=url, headers=Lines(line.split(": ", 1) for line in fields))
    headers = Lines(line.split(": ", 1) for line in others)
    return request, SimpleNamespace(status_code=int(status), headers=headers, request=request)


def test_a_kept_proof_is_checked_by_another_implementation_and_by_ours(forces, exchange):
    found = message("verify", given=exchange)
    assert found["holds"] and found["answered"]["force"] == "06"
    request, response = parse_proof(found["proof"])
    check = verifier(forces)
    check.verify(request, expect_tag="reeve-request", require_components=COVERED)
    check.verify(response, expect_tag="reeve-response", require_components=ANSWERED)
    kept = {"keys": exchange["keys"], "proof": found["proof"]}
    assert message("verify", given=kept)["holds"]
    kept["proof"] = kept["proof"].replace("\n200\n", "\n404\n")
    assert message("verify", given=kept, code=1)["code"] == "federation.message_unproved"


def test_what_does_not_hold_exits_with_1_and_what_cannot_be_read_with_65(exchange, tmp_path):
    late = {**exchange, "now": "2031-01-01T00:00:00Z"}
    found = message("verify", given=late, code=1)
    assert found["code"] == "federation.message_untimely" and "or the message was held back" in found["why"]
    assert message("verify", given={**exchange, "asked": "13"}, code=1)["why"].startswith("force 13 was asked")
    message("verify", given=[], code=65)
    message("verify", given={"keys": [{"force": "13", "key": "x"}]}, code=65)
    message("sign", "--key", tmp_path / "13", given={**REQUEST, "target": "node.example"}, code=65)
    message("sign", "--key", tmp_path / "none", given=REQUEST, code=65)


# The roster


def reeve(*words, code=0):
    done = subprocess.run([REEVE, "roster", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == code, (words, done.stdout, done.stderr)
    return done.stdout


@pytest.fixture()
def rosters(tmp_path):
    """A plain roster, three signers of whom two must sign, and the first version signed by two."""
    keys = [reeve("key", f"signer{number}", "--out", tmp_path / f"key{number}").strip() for number in range(3)]
    (tmp_path / "root.json").write_text(json.dumps({"name": "nation.example/roster", "need": 2, "keys": keys}))
    plain = {"source": "a test", "forces": []}
    for code, last, following in (("13", "2027-03-31", ["99"]), ("06", None, []), ("99", None, [])):
        force = {"code": code, "abbreviation": f"F{code}", "shortName": code, "officialName": code}
        force |= {"category": "territorial", "successors": following}
        plain["forces"].append(force | ({"validTo": last} if last else {}))
    plain["forces"][2]["validFrom"] = "2027-04-01"
    (tmp_path / "forces.json").write_text(json.dumps(plain))
    sign(tmp_path, "forces.json", "one.note", 1)
    return tmp_path


def sign(folder, source, out, version, by=(0, 1)):
    words = ["--name", "nation.example/roster", "--version", version, "--from", "2026-11-01", "--until", "2099-12-31"]
    reeve("sign", folder / source, "--key", folder / f"key{by[0]}", *words, "--out", folder / out)
    for number in by[1:]:
        reeve("sign", folder / out, "--key", folder / f"key{number}", "--out", folder / out)


def verify(folder, name, *words, code=0):
    return json.loads(reeve("verify", folder / name, "--root", folder / "root.json", *words, "--json", code=code))


def test_a_roster_holds_when_enough_have_signed(rosters):
    found = verify(rosters, "one.note")
    assert found["holds"] and found["roster"]["signatures"] == ["signer0", "signer1"]
    sign(rosters, "forces.json", "few.note", 1, by=(0,))
    assert verify(rosters, "few.note", code=1)["code"] == "roster.unproved"
    text = (rosters / "one.note").read_text()
    (rosters / "bad.note").write_text(text.replace('"F06"', '"F07"'))
    assert verify(rosters, "bad.note", code=1)["code"] == "roster.unproved"
    assert verify(rosters, "one.note", "--on", "2026-10-31", code=1)["code"] == "roster.not_in_force"
    reeve("verify", rosters / "forces.json", "--root", rosters / "root.json", code=65)
    reeve("verify", rosters / "one.note", "--root", rosters / "forces.json", code=65)


def test_an_older_roster_and_a_fork_do_not_hold(rosters):
    sign(rosters, "forces.json", "two.note", 2)
    assert verify(rosters, "two.note", "--after", rosters / "one.note")["holds"]
    assert verify(rosters, "one.note", "--after", rosters / "two.note", code=1)["code"] == "roster.older"
    sign(rosters, "forces.json", "few.note", 1, by=(0,))
    reeve("verify", rosters / "two.note", "--root", rosters / "root.json", "--after", rosters / "few.note", code=65)
    text = (rosters / "forces.json").read_text().replace("a test", "another test")
    (rosters / "other.json").write_text(text)
    sign(rosters, "other.json", "fork.note", 1)
    assert verify(rosters, "fork.note", "--after", rosters / "one.note", code=1)["code"] == "roster.forked"


def test_the_roster_says_who_answers_and_what_is_wrong(rosters):
    shown = json.loads(reeve("show", rosters / "one.note", "--force", "13", "--on", "2027-04-01", "--json"))
    assert [force["code"] for force in shown["forces"]] == ["99"] and shown["signed"]["version"] == 1
    shown = json.loads(reeve("show", "--json"))
    assert len(shown["forces"]) == 48 and shown["findings"] == []
    plain = json.loads((rosters / "forces.json").read_text())
    plain["forces"][0]["successors"] = ["ZZ"]
    (rosters / "wrong.json").write_text(json.dumps(plain))
    assert "wrong: force 13, successors: force ZZ is not on the roster" in reeve("show", rosters / "wrong.json")
    words = ["--name", "n", "--version", 1, "--from", "2026-11-01", "--until", "2027-01-01"]
    reeve("sign", rosters / "wrong.json", "--key", rosters / "key0", *words, code=65)
    reeve("sign", rosters / "forces.json", "--key", rosters / "key0", code=64)
    reeve("show", rosters / "key0", code=65)
    reeve("show", "--force", "ZZ", code=65)
