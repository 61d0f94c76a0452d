import Federation
import Foundation
import Ledger
import Testing
import Vocabulary

/// Rosters for trying.
enum TestRoster {
    static func key(_ name: String, _ seed: UInt8) throws -> SigningKey {
        try SigningKey(name: name, seed: [UInt8](repeating: seed, count: 32))
    }

    /// Three forces with a node each, that witness one another.
    static func good() throws -> Roster {
        let codes = ["06", "13", "99"]
        let forces = try codes.enumerated().map { place, code in
            var force = try RosterTests.force(code)
            let seed = UInt8(place * 3 + 1)
            force.node = ForceNode(
                addresses: ["https://node\(code).example:8443"],
                messageKeys: [
                    RosterKey(key: try key("\(code)/a", seed).verifierKey.description, until: "2026-12-01T00:00:00Z"),
                    RosterKey(
                        key: try key("\(code)/b", seed + 1).verifierKey.description,
                        from: "2026-11-24T00:00:00Z"
                    ),
                ],
                logKey: try key("node\(code).example/ledger", seed + 2).verifierKey.description,
                capabilities: ["search.find"],
                versions: ["1.0"],
                witnesses: codes.filter { $0 != code }.compactMap { ForceCode($0) }
            )
            return force
        }
        return Roster(source: "test", forces: forces)
    }

    static func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(parsing: text)) }
}

@Suite("Who answers for a force") struct SuccessionTests {
    /// A and B merge into C, which later splits into D and E; F is taken over by the older G.
    let roster: Roster

    init() throws {
        func force(_ code: String, _ from: String?, _ to: String?, _ next: [String] = []) throws -> Force {
            var force = try RosterTests.force(code, from: from, to: to)
            force.successors = next.compactMap { ForceCode($0) }
            return force
        }
        roster = Roster(
            source: "test",
            forces: [
                try force("A", nil, "2027-03-31", ["C"]), try force("B", nil, "2027-03-31", ["C"]),
                try force("C", "2027-04-01", "2030-03-31", ["D", "E"]), try force("D", "2030-04-01", nil),
                try force("E", "2030-04-01", nil), try force("F", nil, "2027-03-31", ["G"]), try force("G", nil, nil),
                // The code A is given out again, years later.
                try force("A", "2031-01-01", nil),
            ]
        )
    }

    @Test(
        "Merger, split, take-over and a code given out again are followed",
        arguments: [
            ("A", "2027-03-31", ["A"]), ("A", "2027-04-01", ["C"]), ("B", "2028-01-01", ["C"]),
            ("A", "2030-04-01", ["D", "E"]),
            ("C", "2030-04-01", ["D", "E"]), ("F", "2027-04-01", ["G"]), ("G", "2020-01-01", ["G"]),
            ("A", "2031-01-01", ["A"]),
            ("B", "2031-06-01", ["D", "E"]),
        ]
    )
    func follows(code: String, day: String, wanted: [String]) throws {
        let found = try roster.answering(for: try #require(ForceCode(code)), on: try TestRoster.day(day))
        #expect(found.map(\.code.description) == wanted)
        #expect(roster.findings().isEmpty)
    }

    @Test(
        "A force that is not on the roster, or not yet in being, is answered for by nobody",
        arguments: [
            ("Z", "2027-01-01"), ("C", "2027-03-31"),
        ]
    )
    func unknown(code: String, day: String) throws {
        let code = try #require(ForceCode(code))
        let day = try TestRoster.day(day)
        #expect(faultCode { _ = try roster.answering(for: code, on: day) } == .rosterUnknownForce)
    }

    @Test("A succession in a circle, one with a gap, one into nothing, and two of one code are refused and named")
    func refused() throws {
        func trial(_ change: (inout Roster) -> Void) throws -> (Fault.Code?, [String]) {
            var roster = roster
            change(&roster)
            let code = try #require(ForceCode("A"))
            let day = try TestRoster.day("2030-06-01")
            return (faultCode { _ = try roster.answering(for: code, on: day) }, roster.findings().map(\.description))
        }
        let back = try #require(ForceCode("A"))
        let circle = try trial { $0.forces[2].successors = [back] }
        #expect(circle.0 == .rosterContradictory)
        #expect(circle.1.contains("force C, successors: the succession runs in a circle: force C follows force A"))
        let gap = try trial { $0.forces[2].validFrom = "2027-04-02" }
        #expect(gap.0 == .rosterContradictory)
        #expect(
            gap.1.contains {
                $0 == "force A, successors: force C is not in being on 2027-04-01, the day after force A ends"
            }
        )
        let nothing = try trial { $0.forces[2].successors = [] }
        #expect(nothing.0 == .rosterContradictory)
        #expect(nothing.1 == ["force C, successors: it ends on 2030-03-31 and nobody follows it"])
        let twice = try trial {
            $0.forces[7].validFrom = "2030-01-01"; $0.forces[0].validTo = "2030-12-31"
        }
        #expect(twice.0 == .rosterContradictory)
        #expect(twice.1.contains { $0.hasPrefix("force A, code: force A") })
    }
}

@Suite("What is wrong with a roster") struct RosterFindingTests {
    @Test("A good roster has no findings, and survives being written and read")
    func good() throws {
        let roster = try TestRoster.good()
        #expect(roster.findings() == [])
        let read = try JSONDecoder().decode(Roster.self, from: JSONEncoder().encode(roster))
        #expect(read == roster)
    }

    struct Change: Sendable, CustomTestStringConvertible {
        var wanted: String
        var change: @Sendable (inout Force, inout ForceNode) -> Void
        var testDescription: String { wanted }
    }

    static let changes = [
        Change(wanted: "force 13, validFrom: `2026-13-01` is not") { force, _ in force.validFrom = "2026-13-01" },
        Change(wanted: "force 13, validTo: `2026-1-1` is not") { force, _ in force.validTo = "2026-1-1" },
        Change(wanted: "force 13, validTo: it ends on 2020-01-01, before") { force, _ in
            force.validFrom = "2021-01-01"
            force.validTo = "2020-01-01"
        },
        Change(wanted: "force 13, population: it is below nought") { force, _ in force.population = -1 },
        Change(wanted: "force 13, successors: it is followed") { force, _ in force.successors = [force.code] },
        Change(wanted: "force 13, successors: force ZZ is not on") { force, _ in
            force.validTo = "2030-01-01"
            force.successors = ["ZZ"].compactMap { ForceCode($0) }
        },
        Change(wanted: "force 13, alsoKnownAs: force 06 (Force 06) has the code 06") { force, _ in
            force.alsoKnownAs = ["06"].compactMap { ForceCode($0) }
        },
        Change(wanted: "force 13, abbreviation: force 06 has `F06`") { force, _ in force.abbreviation = "F06" },
        Change(wanted: "force 13, node.validFrom: it is in service before") { force, node in
            force.validFrom = "2026-01-01"
            node.validFrom = "2025-12-31"
        },
        Change(wanted: "force 13, node.addresses: there is none") { $1.addresses = [] },
        Change(wanted: "force 13, node.addresses: `https://Node.example/` is not") {
            $1.addresses = ["https://Node.example/"]
        },
        Change(wanted: "force 13, node.addresses: force 06 has the same address") {
            $1.addresses = ["https://node06.example:8443"]
        },
        Change(wanted: "force 13, node.messageKeys: there is none") { $1.messageKeys = [] },
        Change(wanted: "force 13, node.messageKeys: `x` or its time") { $1.messageKeys[0].key = "x" },
        Change(wanted: "force 13, node.messageKeys: `13/a+") { $1.messageKeys[0].until = "tomorrow" },
        Change(wanted: "force 13, node.messageKeys: `13/b` ends before") {
            $1.messageKeys[1].until = "2026-01-01T00:00:00Z"
        },
        Change(wanted: "force 13, node.messageKeys: no key is in force from 2026-11-01T00:00:00Z") {
            $1.messageKeys[0].until = "2026-11-01T00:00:00Z"
        },
        Change(wanted: "force 13, node.logKey: `` is not") { $1.logKey = "" },
        Change(wanted: "force 13, node.logKey: the key name `13/a` stands there twice") {
            $1.logKey = $1.messageKeys[0].key
        },
        Change(wanted: "force 13, node.versions: `1` is not") { $1.versions = ["1"] },
        Change(wanted: "force 13, node.versions: there is none") { $1.versions = [] },
        Change(wanted: "force 13, node.versions: one major") { $1.versions = ["1.0", "1.1"] },
        Change(wanted: "force 13, node.capabilities: `Search` is not") { $1.capabilities = ["Search"] },
        Change(wanted: "force 13, node.witnesses: a force does not") { $1.witnesses.append($0.code) },
        Change(wanted: "force 13, node.witnesses: two other forces must cosign its log, and 1 would") {
            $1.witnesses.removeLast()
        },
    ]

    @Test("Each contradiction is found and names force and field", arguments: changes)
    func found(_ change: Change) throws {
        var roster = try TestRoster.good()
        var node = try #require(roster.forces[1].node)
        change.change(&roster.forces[1], &node)
        roster.forces[1].node = node
        let findings = roster.findings().map(\.description)
        #expect(findings.contains { $0.hasPrefix(change.wanted) }, "\(findings)")
    }

    @Test("Messages are checked by the keys of the nodes in service, each in its time")
    func messageKeys() throws {
        var roster = try TestRoster.good()
        roster.forces[2].node?.validTo = "2026-11-22"
        let keys = roster.messageKeys(on: try TestRoster.day("2026-11-23"))
        let first = try #require(keys["13/a"])
        #expect(first.force.description == "13")
        #expect(first.isValid(at: try #require(Timestamp(rfc3339: "2026-11-30T23:59:59Z"))))
        #expect(!first.isValid(at: try #require(Timestamp(rfc3339: "2026-12-01T00:00:00Z"))))
        #expect(keys["13/b"] != nil && keys["99/a"] == nil)
    }
}
