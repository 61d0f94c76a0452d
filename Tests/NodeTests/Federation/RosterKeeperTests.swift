import Federation
import Foundation
import Ledger
import Node
import TestKit
import Testing
import Vocabulary

@Suite("The signed roster as the source of other nodes") struct RosterKeeperTests {
    private static let one = "signer1.example", two = "signer2.example"

    private static func key(_ name: String) throws -> SigningKey {
        try SigningKey(name: name, seed: Array(Digest.sha256(name).bytes))
    }

    private static func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(parsing: text)) }

    private static func at(_ day: String) throws -> Timestamp { try #require(Timestamp(rfc3339: day + "T12:00:00Z")) }

    /// A force with a node; both signers sign what they are given.
    private static func force(
        _ code: String,
        addresses: [String]? = nil,
        until: String? = nil,
        from: String? = nil,
        successors: [String] = []
    ) throws -> Force {
        let messages = try key("reeve.example/\(code)/messages").verifierKey.description
        let witnesses = ["13", "14", "06", "16"].filter { $0 != code }.prefix(2).map { TestOfficers.force($0) }
        return Force(
            code: TestOfficers.force(code),
            abbreviation: "F\(code)",
            shortName: "Force \(code)",
            officialName: "Force \(code) Police",
            category: "territorial",
            validFrom: from,
            validTo: until,
            successors: successors.map { TestOfficers.force($0) },
            node: ForceNode(
                addresses: addresses ?? ["https://node\(code).example:8443"],
                messageKeys: [RosterKey(key: messages)],
                logKey: try key("log\(code).example/ledger").verifierKey.description,
                capabilities: ["search.find"],
                witnesses: witnesses
            )
        )
    }

    private static func note(
        _ forces: [Force],
        version: Int,
        from: String = "2026-11-01",
        signers: [String] = [one, two]
    ) throws -> [UInt8] {
        let text = try SignedRoster.text(
            Roster(source: "made for a test", forces: forces),
            name: "test.example/roster",
            version: version,
            from: try day(from),
            until: try day("2027-10-31")
        )
        var note = try key(signers[0]).note(text)
        for signer in signers.dropFirst() {
            for signature in try key(signer).note(text).signatures { note.add(signature) }
        }
        return Array(note.encoded.utf8)
    }

    private static func folder() throws -> NodeFolder {
        let folder = NodeFolder(path: try ScratchFolder.make())
        let keys = try [one, two].map { try key($0).verifierKey.description }
        let root = #"{"name": "test.example/roster", "need": 2, "keys": ["\#(keys[0])", "\#(keys[1])"]}"#
        try Data(root.utf8).write(to: URL(filePath: folder.rosterRoot))
        return folder
    }

    private static func all() throws -> [Force] { try ["06", "13", "14", "16"].map { try force($0) } }

    @Test("A newer version is taken up while the node runs; an older, a forked and a badly signed one change nothing")
    func accepted() throws {
        let folder = try Self.folder(), now = try Self.at("2026-11-23")
        let keeper = try #require(try RosterKeeper.open(folder))
        #expect(keeper.current(at: now) == nil)
        _ = try folder.offer(try Self.note(try Self.all(), version: 3), root: nil, at: now)
        #expect(try keeper.look(at: now) == 3)
        #expect(try keeper.look(at: now) == nil)
        #expect(keeper.book(at: now).peers.map(\.force.description) == ["06", "13", "14", "16"])
        var moved = try Self.all()
        moved[2].node?.addresses = ["https://elsewhere.example:8443", "https://second.example:8443"]
        for (note, code) in [
            (try Self.note(try Self.all(), version: 2), Fault.Code.rosterOlder),
            (try Self.note(moved, version: 3), .rosterForked),
            (try Self.note(moved, version: 4, signers: [Self.one]), .rosterUnproved),
            (try Self.note(moved, version: 4, signers: [Self.one, "stranger.example"]), .rosterUnproved),
        ] {
            try Data(note).write(to: URL(filePath: folder.roster))
            #expect(throws: Fault.self) { try folder.offer(note, root: nil, at: now) }
            let fault = #expect(throws: Fault.self) { try keeper.look(at: now) }
            #expect(fault?.code == code)
            #expect(keeper.current(at: now)?.version == 3)
        }
        try Data(try Self.note(moved, version: 4)).write(to: URL(filePath: folder.roster))
        #expect(try keeper.look(at: now) == 4)
        let peer = keeper.book(at: now)[TestOfficers.force("14")]
        #expect(peer?.address == "https://elsewhere.example:8443" && peer?.second == "https://second.example:8443")
        // After a restart an older one is still older.
        let again = try #require(try RosterKeeper.open(folder))
        #expect(again.current(at: now)?.version == 4)
        let older = try Self.note(try Self.all(), version: 3)
        let fault = #expect(throws: Fault.self) { try again.accept(older, at: now) }
        #expect(fault?.code == .rosterOlder)
    }

    @Test("After a restart a version for a later day leaves the one in force until then")
    func reopenedBeforeItsDay() throws {
        let folder = try Self.folder(), now = try Self.at("2026-11-23"), later = try Self.at("2027-03-01")
        let keeper = try #require(try RosterKeeper.open(folder))
        try keeper.accept(try Self.note(try Self.all(), version: 1), at: now)
        try keeper.accept(try Self.note(Array(try Self.all().dropLast()), version: 2, from: "2027-03-01"), at: now)
        let again = try #require(try RosterKeeper.open(folder))
        #expect(again.current(at: now)?.version == 1 && again.problem(at: now) == nil)
        #expect(again.book(at: now).peers.count == 4)
        #expect(again.current(at: later)?.version == 2 && again.book(at: later).peers.count == 3)
        #expect(try again.accept(try Self.note(try Self.all(), version: 3), at: now) == 3)
        let last = try #require(try RosterKeeper.open(folder))
        #expect(last.current(at: later)?.version == 3)
    }

    @Test("What was accepted and is not proved any more is not used, nothing older either, and that is an alarm")
    func setAside() throws {
        let folder = try Self.folder(), now = try Self.at("2026-11-23")
        let keeper = try #require(try RosterKeeper.open(folder))
        for version in 1...2 { try keeper.accept(try Self.note(try Self.all(), version: version), at: now) }
        // Others sign from now on: the node opens, asks nobody, and says so.
        let keys = try [Self.two, "signer3.example"].map { try Self.key($0).verifierKey.description }
        let root = #"{"name": "test.example/roster", "need": 2, "keys": ["\#(keys[0])", "\#(keys[1])"]}"#
        try Data(root.utf8).write(to: URL(filePath: folder.rosterRoot))
        let changed = try #require(try RosterKeeper.open(folder))
        #expect(changed.current(at: now) == nil && changed.book(at: now).peers.isEmpty)
        #expect(changed.problem(at: now)?.message.contains("version 2") == true)
        let signers = [Self.two, "signer3.example"]
        let back = #expect(throws: Fault.self) {
            try changed.accept(try Self.note(try Self.all(), version: 2, signers: signers), at: now)
        }
        #expect(back?.code == .rosterOlder)
        #expect(try changed.accept(try Self.note(try Self.all(), version: 3, signers: signers), at: now) == 3)
        #expect(changed.problem(at: now) == nil)
        let again = try #require(try RosterKeeper.open(folder))
        #expect(again.current(at: now)?.version == 3 && again.problem(at: now) == nil)
        // A damaged file is not passed over for the one before it.
        try again.accept(try Self.note(try Self.all(), version: 4, signers: signers), at: now)
        try Data("no roster".utf8).write(to: URL(filePath: folder.path + "/federation/rosters/4.note"))
        let damaged = try #require(try RosterKeeper.open(folder))
        #expect(damaged.current(at: now) == nil && damaged.problem(at: now) != nil)
    }

    @Test("A version that cannot be kept is tried again; one that is refused is an alarm until another is offered")
    func offeredAgain() throws {
        let folder = try Self.folder(), now = try Self.at("2026-11-23")
        let keeper = try #require(try RosterKeeper.open(folder))
        #expect(keeper.problem(at: now)?.code == .rosterNotInForce)
        try Data(try Self.note(try Self.all(), version: 1)).write(to: URL(filePath: folder.roster))
        // Where the folder of versions should be there is a file.
        let blocked = folder.path + "/federation/rosters"
        try NodeFolder(path: folder.path + "/federation").make()
        try Data().write(to: URL(filePath: blocked))
        for _ in 0..<2 { #expect(throws: Fault.self) { try keeper.look(at: now) } }
        try FileManager.default.removeItem(atPath: blocked)
        #expect(try keeper.look(at: now) == 1 && keeper.problem(at: now) == nil)
        try Data("no roster".utf8).write(to: URL(filePath: folder.roster))
        #expect(throws: Fault.self) { try keeper.look(at: now) }
        #expect(try keeper.look(at: now) == nil)
        #expect(keeper.problem(at: now)?.code == .rosterMalformed && keeper.current(at: now)?.version == 1)
        try Data(try Self.note(try Self.all(), version: 2)).write(to: URL(filePath: folder.roster))
        #expect(try keeper.look(at: now) == 2 && keeper.problem(at: now) == nil)
    }

    @Test("A merger takes effect on its day, a version for a later day waits for it, and an expired roster is not used")
    func merged() throws {
        let folder = try Self.folder(), now = try Self.at("2026-11-23")
        let keeper = try #require(try RosterKeeper.open(folder))
        var forces = try Self.all()
        forces[2] = try Self.force("14", until: "2026-12-31", successors: ["44"])
        forces[2].node?.validTo = "2026-12-31"
        forces.append(try Self.force("44", from: "2027-01-01"))
        try keeper.accept(try Self.note(forces, version: 1), at: now)
        let codes = { (moment: Timestamp) in keeper.book(at: moment).peers.map(\.force.description) }
        #expect(codes(now) == ["06", "13", "14", "16"])
        #expect(codes(try Self.at("2026-12-31")) == ["06", "13", "14", "16"])
        #expect(codes(try Self.at("2027-01-01")) == ["06", "13", "16", "44"])
        let roster = try #require(keeper.current(at: now)?.roster)
        let later = try Self.day("2027-01-01"), owned = Set(["14", "44"].map { TestOfficers.force($0) })
        #expect(roster.predecessors(of: TestOfficers.force("44"), on: later) == owned)
        #expect(roster.predecessors(of: TestOfficers.force("13"), on: later) == [TestOfficers.force("13")])
        try keeper.accept(try Self.note(try Self.all(), version: 2, from: "2027-03-01"), at: now)
        #expect(keeper.current(at: now)?.version == 1)
        #expect(keeper.current(at: try Self.at("2027-03-01"))?.version == 2)
        #expect(codes(try Self.at("2027-11-01")) == [])
    }
}
