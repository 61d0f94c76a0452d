#!/usr/bin/env python3
"""Recount published votes without any code of Reeve's.

    python3 Scripts/verify_tally.py VERIFIER-KEY EXPORT.json [EXPORT.json ...]

VERIFIER-KEY is the secretariat's key, `name+id+base64`, got from somewhere other than the export. For each decision in
each export it prints the same lines as `reeve governance tally`. Only the standard library is needed; where the
`cryptography` package is there, it checks the signatures faster.

Exit codes: 0 recounted, 1 an export proves nothing, 64 wrong usage.
"""
import base64
import binascii
import datetime
import hashlib
import json
import re
import struct
import sys

# --- Ed25519 (RFC 8032), for checking only ---------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def _add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def _times(n, a):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = _add(out, a)
        a = _add(a, a)
        n >>= 1
    return out


def _point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - xx) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


_BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def _check_slowly(public, signature, message):
    a, s = _point(public), int.from_bytes(signature[32:], "little")
    if a is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    x, y, z, _ = _add(_times(s, _BASE), _times(h, (P - a[0], a[1], 1, P - a[3])))
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    def check(public, signature, message):
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
            return True
        except (InvalidSignature, ValueError):
            return False

except ImportError:
    check = _check_slowly


# --- Keys, notes and the tree (C2SP signed-note, tlog-checkpoint, tlog-cosignature; RFC 6962) --------------------------


class Refused(Exception):
    pass


def decode64(text):
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("base 64")
    if base64.b64encode(raw).decode() != text:
        raise Refused("base 64")
    return raw


def usable(name):
    """Printable ASCII without a plus sign: a look-alike is no name."""
    return bool(name) and all(33 <= ord(c) <= 126 and c != "+" for c in name)


class Key:
    """A verifier key; `kind` is 1 for notes and 4 for cosignatures."""

    def __init__(self, text):
        parts = text.split("+", 2)
        if len(parts) != 3 or not re.fullmatch("[0-9a-f]{8}", parts[1]) or not usable(parts[0]):
            raise Refused("key")
        material = decode64(parts[2])
        self.name, self.id = parts[0], bytes.fromhex(parts[1])
        if len(material) != 33 or material[0] not in (1, 4):
            raise Refused("key")
        if hashlib.sha256(self.name.encode() + b"\n" + material).digest()[:4] != self.id:
            raise Refused("key")
        self.kind, self.public = material[0], material[1:]


class Note:
    def __init__(self, whole):
        raw = whole.encode()
        if len(raw) > 1_000_000 or any(b < 32 and b != 10 for b in raw):
            raise Refused("note")
        gap = whole.rfind("\n\n")
        if gap < 0 or not whole.endswith("\n") or gap + 2 >= len(whole):
            raise Refused("note")
        self.text, self.signatures = whole[: gap + 1], []
        lines = whole[gap + 2 :].split("\n")[:-1]
        if len(lines) > 100:
            raise Refused("note")
        for line in lines:
            parts = line.split(" ")
            if len(parts) != 3 or parts[0] != "\u2014" or not usable(parts[1]):
                raise Refused("note")
            material = decode64(parts[2])
            if len(material) <= 4:
                raise Refused("note")
            self.signatures.append((parts[1], material[:4], material[4:]))

    def is_by(self, key):
        """Whether the first signature in the key's name is the key's."""
        for name, number, signature in self.signatures:
            if name == key.name and number == key.id:
                return len(signature) == 64 and check(key.public, signature, self.text.encode())
        return False

    def looks(self, key):
        """The seconds at which a witness cosigned."""
        for name, number, signature in self.signatures:
            if name == key.name and number == key.id and len(signature) == 72:
                seconds = struct.unpack(">Q", signature[:8])[0]
                message = "cosignature/v1\ntime %d\n%s" % (seconds, self.text)
                if check(key.public, signature[8:], message.encode()):
                    yield seconds


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:])).digest()


def checkpoint(note, key):
    if not note.is_by(key):
        raise Refused("checkpoint not signed by the log")
    lines = note.text.split("\n")
    if len(lines) < 4 or lines[-1] or "" in lines[:-1] or lines[0] != key.name:
        raise Refused("checkpoint")
    if not re.fullmatch("0|[1-9][0-9]*", lines[1]):
        raise Refused("checkpoint")
    return int(lines[1]), decode64(lines[2])


# --- Statements --------------------------------------------------------------------------------------------------------


class Lines:
    def __init__(self, text, heading):
        self.rest = text.split("\n")
        if len(self.rest) < 2 or self.rest[0] != heading or self.rest[-1]:
            raise Refused(heading)
        self.rest = self.rest[1:-1]

    def take(self, name, pattern):
        if not self.rest or not self.rest[0].startswith(name + " "):
            raise Refused(name)
        value = self.rest.pop(0)[len(name) + 1 :]
        if not re.fullmatch(pattern, value):
            raise Refused(name)
        return value

    def number(self, name, low, high):
        value = int(self.take(name, "0|[1-9][0-9]{0,9}"))
        if not low <= value <= high:
            raise Refused(name)
        return value

    def end(self):
        if self.rest:
            raise Refused("end")


HASH = "[0-9a-f]{64}"
VOTER = "(chief|body) [0-9A-Z]{1,4}"


class Opening:
    def __init__(self, text):
        self.text, self.digest = text, hashlib.sha256(text.encode()).hexdigest()
        lines = Lines(text, "reeve/opening/v1")
        self.decision = lines.take("decision", "[0-9A-Za-z-]{1,24}")
        self.rule = lines.take("class", "[ABC]")
        lines.take("proposal", HASH)
        closes = lines.take("closes", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
        try:
            moment = datetime.datetime.strptime(closes, "%Y-%m-%dT%H:%M:%SZ")
        except ValueError:
            raise Refused("closes")
        self.day = closes[:10]
        self.first = int(moment.replace(tzinfo=datetime.timezone.utc).timestamp())
        self.last = self.first + 60 * lines.number("grace", 1, 1440)
        self.abstention = lines.take("abstention", "absent|present")
        self.members = lines.number("members", 1, 100)
        self.population = lines.number("population", 0, 100)
        self.blocking = lines.number("blocking", 0, 999)
        self.regions = lines.number("regions", 0, 99)
        self.quorum = lines.number("quorum", 0, 999)
        self.bodies = lines.take("bodies", "majority|none") == "majority"
        self.roster = lines.take("roster", HASH)
        self.witnesses = []
        while lines.rest:
            self.witnesses.append(Key(lines.take("witness", ".*")))
        publics = {w.public for w in self.witnesses}
        if len(self.witnesses) < 3 or len(publics) < len(self.witnesses) or any(w.kind != 4 for w in self.witnesses):
            raise Refused("witness")


def forces_on(day, roster):
    """The forces with a vote on a day: code, region, people, and the key of each seat."""
    forces, keys = {}, []
    for line in roster.split("\n")[:-1]:
        code, _, region, people, start, end, chief, body = line.split("\t")
        if (start != "-" and start > day) or (end != "-" and end < day):
            continue
        if code in forces:
            raise Refused("a force twice")
        seats = {s: Key(k) for s, k in (("chief", chief), ("body", body)) if k != "-"}
        if any(k.kind != 1 for k in seats.values()):
            raise Refused("key")
        keys += [k.public for k in seats.values()]
        forces[code] = (region, int(people), seats)
    if len(set(keys)) < len(keys):
        raise Refused("one key for two voters")
    return forces


def closing(entry, position, leaves, opening, log_key):
    """Whether this entry closes the vote: more than half of the witnesses saw all before it, in time."""
    if not entry.startswith("reeve/closing/v1\n"):
        return False
    try:
        note = Note(entry)
        if not note.is_by(log_key):
            return False
        lines = Lines(note.text, "reeve/closing/v1")
        named = lines.take("opening", HASH)
        seen = Note(decode64(lines.take("checkpoint", ".*")).decode())
        lines.end()
        size, top = checkpoint(seen, log_key)
    except (Refused, UnicodeDecodeError):
        return False
    if named != opening.digest or size != position or top != root(leaves[:position]):
        return False
    looked = sum(any(opening.first <= s <= opening.last for s in seen.looks(w)) for w in opening.witnesses)
    return looked > len(opening.witnesses) // 2


def count(opening, entries, leaves, rosters, log_key):
    roster = [r for r in rosters if hashlib.sha256(r.encode()).hexdigest() == opening.roster]
    if not roster:
        raise Refused("the roster that the opening names is not with it")
    forces = forces_on(opening.day, roster[0])
    close = next((i for i, e in enumerate(entries) if closing(e, i, leaves, opening, log_key)), None)
    heard, aside = {}, []
    for position, entry in enumerate(entries[:close]):
        if not entry.startswith("reeve/vote/v1\nopening %s\n" % opening.digest):
            continue
        try:
            note = Note(entry)
            lines = Lines(note.text, "reeve/vote/v1")
            lines.take("opening", HASH)
            voter = lines.take("voter", VOTER)
            sequence = lines.number("sequence", 1, 999_999_999)
            choice = lines.take("choice", "for|against|abstain")
            lines.take("reasons", "[^ ](.*[^ ])?")
            lines.end()
        except Refused:
            aside.append((position, "unreadable"))
            continue
        seat, code = voter.split(" ")
        key = forces.get(code, ("", 0, {}))[2].get(seat)
        if key is None or (seat == "body" and not opening.bodies):
            aside.append((position, "voter"))
        elif not note.is_by(key):
            aside.append((position, "signature"))
        else:
            heard.setdefault((seat, code), {}).setdefault(sequence, {})[note.text] = choice
    stands, twice = {}, []
    for voter in sorted(heard):
        for sequence in sorted(heard[voter]):
            texts = heard[voter][sequence]
            if len(texts) > 1:
                twice.append((voter, sequence, sorted(hashlib.sha256(t.encode()).hexdigest() for t in texts)))
        last = heard[voter][max(heard[voter])]
        if len(last) == 1:
            stands[voter] = (max(heard[voter]), next(iter(last.values())))

    chief = {c: stands[("chief", c)][1] for c in forces if ("chief", c) in stands}
    for_it = [c for c in forces if chief.get(c) == "for"]
    people, everyone = sum(forces[c][1] for c in for_it), sum(f[1] for f in forces.values())
    regions = len({forces[c][0] for c in for_it})
    needed = -(-len(forces) * opening.members // 100)
    present = sum(1 for c in chief.values() if c != "abstain" or opening.abstention == "present")
    bodies = sum(1 for c in forces if stands.get(("body", c), (0, ""))[1] == "for")
    bodies_needed = len(forces) // 2 + 1 if opening.bodies else 0
    # Too few outside to block: the members' test stands alone (the outside is what a least majority leaves).
    unblockable = len(forces) - max(len(for_it), needed) < opening.blocking
    lacks = []
    if present < opening.quorum:
        lacks.append("quorum")
    if len(for_it) < needed:
        lacks.append("members")
    if people * 100 < everyone * opening.population and not unblockable:
        lacks.append("population")
    if regions < opening.regions:
        lacks.append("regions")
    if bodies < bodies_needed:
        lacks.append("bodies")

    out = ["decision " + opening.decision, "opening " + opening.digest, "class " + opening.rule]
    out += ["state " + ("open" if close is None else "closed")]
    out += ["entries %d" % (len(entries) if close is None else close)]
    out += ["vote %s %s %s %d" % (v + (stands[v][1], stands[v][0])) for v in sorted(stands)]
    out += ["contradiction %s %s %d %s" % (v + (s, " ".join(t))) for v, s, t in twice]
    out += ["set-aside %d %s" % a for a in aside]
    for name, found, least in (
        ("members", len(for_it), needed),
        ("population", people, -(-everyone * opening.population // 100)),
        ("regions", regions, opening.regions),
        ("quorum", present, opening.quorum),
        ("bodies", bodies, bodies_needed),
    ):
        out.append("%s %d of %d" % (name, found, least))
    out.append("lacks " + (" ".join(lacks) or "nothing"))
    out.append("result " + ("open" if close is None else "not-carried" if lacks else "carried"))
    return "\n".join(out) + "\n"


def recount(file, log_key):
    export = json.load(file)
    if export.get("format") != "reeve-ballot/1":
        raise Refused("no export of a log of votes")
    entries = export["entries"]
    leaves = [hashlib.sha256(b"\x00" + e.encode()).digest() for e in entries]
    size, top = checkpoint(Note(export["checkpoint"]), log_key)
    if size != len(entries) or top != root(leaves):
        raise Refused("the entries are not those that the checkpoint stands for")
    openings = {}
    for entry in entries:
        if entry.startswith("reeve/opening/v1\n"):
            try:
                note = Note(entry)
                opening = Opening(note.text)
            except Refused:
                continue
            # Only the first opening of a decision counts: a second would be a second vote.
            if note.is_by(log_key):
                openings.setdefault(opening.decision, opening)
    return "\n".join(count(openings[d], entries, leaves, export["rosters"], log_key) for d in sorted(openings))


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 64
    try:
        log_key = Key(arguments[0])
        for place, name in enumerate(arguments[1:]):
            with open(name, encoding="utf-8") as file:
                print("\n" * (place > 0) + recount(file, log_key), end="")
    except (Refused, OSError, ValueError, KeyError, TypeError) as problem:
        print("refused: %s" % problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
