import Ledger
import Vocabulary

/// Something on the roster that cannot be true or cannot be used.
package struct RosterFinding: Hashable, Sendable, Encodable, CustomStringConvertible {
    package var force: ForceCode
    /// The field, by its name in the file: `validTo`, `node.messageKeys`.
    package var field: String
    /// What is wrong with it.
    package var message: String

    /// One line for a list.
    package var description: String { "force \(force), \(field): \(message)" }
}

extension Roster {
    /// Everything on the roster that contradicts itself, by force and field; nothing when it is good.
    package func findings() -> [RosterFinding] {
        var check = RosterCheck()
        for force in forces {
            check.dates(of: force)
            check.succession(of: force, in: self)
            if let node = force.node { check.node(node, of: force, in: self) }
        }
        check.overlaps(in: forces)
        check.shared(forces)
        return check.findings
    }
}

/// Goes over a roster and collects what is wrong.
private struct RosterCheck {
    var findings: [RosterFinding] = []

    private mutating func add(_ force: Force, _ field: String, _ message: String) {
        findings.append(RosterFinding(force: force.code, field: field, message: message))
    }

    /// Whether a text is a whole day; says so when it is not.
    private mutating func isDay(_ text: String?, _ field: String, of force: Force) -> Bool {
        guard let text else { return true }
        if let day = CalendarDate(parsing: text), day.isComplete, day.description == text { return true }
        add(force, field, "`\(text)` is not a day such as 2026-04-01")
        return false
    }

    mutating func dates(of force: Force) {
        let areDays = (isDay(force.validFrom, "validFrom", of: force), isDay(force.validTo, "validTo", of: force))
        if areDays == (true, true), let from = force.validFrom, let to = force.validTo, to < from {
            add(force, "validTo", "it ends on \(to), before it begins on \(from)")
        }
        if let population = force.population, population < 0 { add(force, "population", "it is below nought") }
    }

    mutating func succession(of force: Force, in roster: Roster) {
        guard let end = force.validTo, let next = force.dayAfter else {
            if !force.successors.isEmpty { add(force, "successors", "it is followed by others and has no last day") }
            return
        }
        if force.successors.isEmpty { add(force, "successors", "it ends on \(end) and nobody follows it") }
        for successor in force.successors {
            let rows = roster.forces.filter { $0.code == successor }
            if successor == force.code {
                add(force, "successors", "it follows itself")
            } else if rows.isEmpty {
                add(force, "successors", "force \(successor) is not on the roster")
            } else if !rows.contains(where: { $0.isInBeing(on: next) }) {
                add(
                    force,
                    "successors",
                    leads(from: successor, to: force.code, in: roster)
                        ? "the succession runs in a circle: force \(force.code) follows force \(successor)"
                        : "force \(successor) is not in being on \(next), the day after force \(force.code) ends"
                )
            }
        }
    }

    /// Whether following successors from one code comes to another.
    private func leads(from code: ForceCode, to goal: ForceCode, in roster: Roster) -> Bool {
        var seen: Set<ForceCode> = []
        var open = [code]
        while let next = open.popLast() {
            if next == goal { return true }
            guard seen.insert(next).inserted else { continue }
            open += roster.forces.filter { $0.code == next }.flatMap(\.successors)
        }
        return false
    }

    /// Two rows that have one code, own or old, on one day.
    mutating func overlaps(in forces: [Force]) {
        for (place, one) in forces.enumerated() {
            for other in forces[(place + 1)...] {
                guard (one.validFrom ?? "") <= (other.validTo ?? "9999"),
                    (other.validFrom ?? "") <= (one.validTo ?? "9999")
                else { continue }
                let shared = Set([one.code] + one.alsoKnownAs).intersection([other.code] + other.alsoKnownAs)
                if let code = shared.min() {
                    let field = one.code == other.code ? "code" : "alsoKnownAs"
                    add(other, field, "force \(one.code) (\(one.shortName)) has the code \(code) on the same days")
                }
                if one.abbreviation == other.abbreviation {
                    add(other, "abbreviation", "force \(one.code) has `\(one.abbreviation)` on the same days")
                }
            }
        }
    }

    mutating func node(_ node: ForceNode, of force: Force, in roster: Roster) {
        let areDays = (
            isDay(node.validFrom, "node.validFrom", of: force), isDay(node.validTo, "node.validTo", of: force)
        )
        if areDays == (true, true) {
            if let from = node.validFrom, let to = node.validTo, to < from {
                add(force, "node.validTo", "it ends on \(to), before it begins on \(from)")
            }
            if let from = node.validFrom, from < force.validFrom ?? "" {
                add(force, "node.validFrom", "it is in service before the force is in being")
            }
            if let end = force.validTo, (node.validTo ?? end) > end {
                add(force, "node.validTo", "it is in service after the force has ended")
            }
        }
        if node.addresses.isEmpty { add(force, "node.addresses", "there is none") }
        for text in node.addresses where !Self.isAddress(text) {
            add(force, "node.addresses", "`\(text)` is not an address such as https://node.westyorkshire.example")
        }
        keys(of: node, force)
        for text in node.versions where ProtocolVersion(text) == nil {
            add(force, "node.versions", "`\(text)` is not a version such as 1.0")
        }
        if node.versions.isEmpty { add(force, "node.versions", "there is none") }
        if Set(node.spoken.map(\.major)).count < node.spoken.count {
            add(force, "node.versions", "one major version stands there twice")
        }
        for text in node.capabilities where !Self.isCapability(text) {
            add(force, "node.capabilities", "`\(text)` is not a name such as search.find")
        }
        witnesses(of: node, force, in: roster)
    }

    private mutating func keys(of node: ForceNode, _ force: Force) {
        let field = "node.messageKeys"
        if node.messageKeys.isEmpty { add(force, field, "there is none") }
        var periods: [(from: Int64, until: Int64)] = []
        for text in node.messageKeys {
            guard let key = text.messageKey(of: force.code) else {
                add(force, field, "`\(text.key)` or its time cannot be read")
                continue
            }
            let period = (key.from?.milliseconds ?? .min, key.until?.milliseconds ?? .max)
            if period.0 < period.1 {
                periods.append(period)
            } else {
                add(force, field, "`\(key.key.name)` ends before it begins")
            }
        }
        periods.sort { $0.from < $1.from }
        var covered = periods.first?.until ?? 0
        for period in periods.dropFirst() {
            if period.from > covered {
                add(force, field, "no key is in force from \(Timestamp(milliseconds: covered).rfc3339UTC)")
            }
            covered = max(covered, period.until)
        }
        if VerifierKey(node.logKey)?.algorithm != .ed25519 {
            add(force, "node.logKey", "`\(node.logKey)` is not a log's key")
        }
    }

    private mutating func witnesses(of node: ForceNode, _ force: Force, in roster: Roster) {
        let field = "node.witnesses"
        let others = Set(node.witnesses).subtracting([force.code])
        if node.witnesses.contains(force.code) { add(force, field, "a force does not witness its own log") }
        if others.count < 2 { add(force, field, "two other forces must cosign its log, and \(others.count) would") }
        for witness in others.sorted() where roster[witness]?.node == nil {
            add(force, field, "force \(witness) is not on the roster or has no node")
        }
    }

    /// What two nodes must not share: keys, their names, addresses.
    mutating func shared(_ forces: [Force]) {
        var owners: [String: Force] = [:]
        for force in forces {
            guard let node = force.node else { continue }
            var mine: Set<String> = []
            let keys = node.messageKeys.map { ($0.key, "node.messageKeys") } + [(node.logKey, "node.logKey")]
            var claims = node.addresses.map { ("address `\($0)`", "node.addresses") }
            for (text, field) in keys {
                guard let key = VerifierKey(text) else { continue }
                claims += [("key name `\(key.name)`", field), ("key \(Base64.encode(key.publicKey))", field)]
            }
            for (claim, field) in claims {
                if !mine.insert(claim).inserted { add(force, field, "the \(claim) stands there twice") }
                if let other = owners[claim], other.code != force.code {
                    add(force, field, "force \(other.code) has the same \(claim)")
                }
                owners[claim] = force
            }
        }
    }

    private static func isAddress(_ text: String) -> Bool {
        guard !text.hasSuffix("/"), let address = try? TargetURI(text + "/") else { return false }
        return address.path == "/" && address.query == nil
    }

    private static func isCapability(_ text: String) -> Bool {
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        return words.count == 2
            && words.allSatisfy { word in
                !word.isEmpty && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F }
            }
    }
}
