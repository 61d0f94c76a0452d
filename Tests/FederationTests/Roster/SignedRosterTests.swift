import Federation
import Foundation
import Ledger
import Testing
import Vocabulary

@Suite("Signed rosters") struct SignedRosterTests {
    let signers: [SigningKey]
    let root: RosterRoot

    init() throws {
        signers = try (0..<3).map { try TestRoster.key("signer\($0)", UInt8(100 + $0)) }
        root = try RosterRoot(name: "nation.example/roster", need: 2, keys: signers.map(\.verifierKey))
    }

    func signed(
        _ version: Int = 1,
        by count: Int = 2,
        from: String = "2026-11-01",
        until: String = "2027-04-30",
        source: String = "test"
    ) throws -> SignedRoster {
        var roster = try TestRoster.good()
        roster.source = source
        let text = try SignedRoster.text(
            roster,
            name: root.name,
            version: version,
            from: try TestRoster.day(from),
            until: try TestRoster.day(until)
        )
        var signed = try SignedRoster(unproved: try SignedNote(text: text, signatures: []))
        for signer in signers.prefix(count) { try signed.sign(with: signer) }
        return signed
    }

    func read(_ roster: SignedRoster) throws -> SignedRoster {
        try SignedRoster(parsing: Array(roster.note.encoded.utf8), root: root)
    }

    @Test("What two of three have signed is read as it was; one signature, or one twice, is too few")
    func quorum() throws {
        let roster = try read(try signed())
        #expect(roster.roster == (try TestRoster.good()))
        #expect(roster.version == 1 && roster.name == root.name)
        #expect(try read(try signed(by: 3)) == signed(by: 3))
        var one = try signed(by: 1)
        #expect(faultCode { _ = try read(one) } == .rosterUnproved)
        try one.sign(with: signers[0])
        #expect(one.note.signatures.count == 1)
        let doubled = one.note.encoded + one.note.signatures[0].line
        #expect(faultCode { _ = try SignedRoster(parsing: Array(doubled.utf8), root: root) } == .rosterUnproved)
    }

    @Test("Something else in the place of one's own signature is no signature, and is not passed over")
    func forged() throws {
        var note = try signed(by: 0).note
        let own = signers[0].verifierKey
        note.add(.init(name: own.name, keyID: own.keyID, bytes: [UInt8](repeating: 7, count: 64)))
        var roster = try SignedRoster(unproved: note)
        #expect(faultCode { try roster.sign(with: signers[0]) } == .rosterUnproved)
        try roster.sign(with: signers[1])
        #expect(roster.note.signatures.count == 2)
    }

    @Test("A roster that contradicts itself gets no further signature, whoever has signed it before")
    func contradictoryNote() throws {
        let lines = try signed(by: 0).note.text.split(separator: "\n").map(String.init)
        let text = (lines + [try #require(lines.last)]).joined(separator: "\n") + "\n"
        let note = try signers[0].note(text)
        var roster = try SignedRoster(unproved: note)
        #expect(faultCode { try roster.sign(with: signers[1]) } == .rosterContradictory)
        #expect(roster.note == note)
    }

    @Test("A stranger's signature does not count, and another roster's name is refused")
    func strangers() throws {
        var roster = try signed(by: 1)
        try roster.sign(with: try TestRoster.key("signer1", 7))
        #expect(faultCode { _ = try read(roster) } == .rosterUnproved)
        let other = try RosterRoot(name: "other.example/roster", need: 1, keys: root.keys)
        let bytes = Array(try signed().note.encoded.utf8)
        #expect(faultCode { _ = try SignedRoster(parsing: bytes, root: other) } == .rosterUnproved)
    }

    @Test(
        "Any bit flipped anywhere in it is refused, or leaves another signature too few",
        arguments: [UInt64(1), 2, 3]
    )
    func tampered(seed: UInt64) throws {
        var dice = SimulationDice(seed: seed)
        let bytes = Array(try signed().note.encoded.utf8)
        for _ in 0..<300 {
            var changed = bytes
            changed[dice.below(bytes.count)] ^= 1 << UInt8(dice.below(8))
            #expect(throws: Fault.self) { try SignedRoster(parsing: changed, root: root) }
        }
    }

    @Test("A later version is accepted, the same again is no news, an older one and a fork are refused")
    func versions() throws {
        let day = try TestRoster.day("2026-11-23")
        var shelf = RosterShelf()
        #expect(faultCode { _ = try shelf.current(on: day) } == .rosterNotInForce)
        try shelf.accept(try signed(5), on: day)
        try shelf.accept(try signed(5, by: 3), on: day)
        #expect(shelf.accepted.count == 1)
        let older = try signed(4)
        #expect(faultCode { try shelf.accept(older, on: day) } == .rosterOlder)
        let forked = try signed(5, source: "another")
        #expect(faultCode { try shelf.accept(forked, on: day) } == .rosterForked)
        try shelf.accept(try signed(7), on: day)
        #expect(try shelf.current(on: day).version == 7)
        #expect(shelf.accepted.map(\.version) == [7])
    }

    @Test("A version for a later day waits for its day, and a fork of the one in force is still seen")
    func upcoming() throws {
        let day = try TestRoster.day("2026-11-23")
        var shelf = RosterShelf()
        try shelf.accept(try signed(1), on: day)
        try shelf.accept(try signed(2, from: "2026-12-01"), on: day)
        #expect(try shelf.current(on: day).version == 1)
        #expect(try shelf.current(on: try TestRoster.day("2026-12-01")).version == 2)
        let forked = try signed(1, source: "another")
        #expect(faultCode { try shelf.accept(forked, on: day) } == .rosterForked)
    }

    @Test("An expired roster is neither accepted nor used")
    func expiry() throws {
        let last = try TestRoster.day("2027-04-30")
        let after = try TestRoster.day("2027-05-01")
        var shelf = RosterShelf()
        let roster = try signed()
        #expect(faultCode { try shelf.accept(roster, on: after) } == .rosterNotInForce)
        try shelf.accept(roster, on: last)
        #expect(try shelf.current(on: last).version == 1)
        #expect(faultCode { _ = try shelf.current(on: after) } == .rosterNotInForce)
        #expect(faultCode { try roster.requireInForce(on: try TestRoster.day("2026-10-31")) } == .rosterNotInForce)
    }

    @Test("A roster that contradicts itself is not signed, and the fault names force and field")
    func contradictory() throws {
        var roster = try TestRoster.good()
        roster.forces[1].node?.addresses = []
        do {
            let (from, until) = (try TestRoster.day("2026-11-01"), try TestRoster.day("2027-04-30"))
            _ = try SignedRoster.text(roster, name: "n", version: 1, from: from, until: until)
            Issue.record("it was written")
        } catch let fault as Fault {
            #expect(fault.code == .rosterContradictory)
            #expect(fault.message == "force 13, node.addresses: there is none")
        }
    }

    @Test("A roster with fields of a later release is read, with what it adds left unread")
    func laterRelease() throws {
        var note = try signed(by: 0).note
        let text = note.text.replacing(
            #"{"abbreviation":"F13""#,
            with: #"{"abbreviation":"F13","addedLater":{"a":[1]}"#
        )
        #expect(text != note.text)
        note = try SignedNote(text: text, signatures: [])
        var roster = try SignedRoster(unproved: note)
        for signer in signers { try roster.sign(with: signer) }
        #expect(try read(roster).roster == (try TestRoster.good()))
    }

    @Test(
        "A root that cannot be one is refused",
        arguments: [
            "", "{}", #"{"name":"n","need":1,"keys":[]}"#, #"{"name":"n","need":0,"keys":["K"]}"#,
            #"{"name":"n","need":2,"keys":["K"]}"#, #"{"name":"n","need":1,"keys":["K","K"]}"#,
            #"{"name":"a b","need":1,"keys":["K"]}"#, #"{"name":"n","need":1,"keys":["x"]}"#,
        ]
    )
    func badRoot(json: String) throws {
        let text = json.replacing("K", with: signers[0].verifierKey.description)
        #expect(faultCode { _ = try RosterRoot(json: Array(text.utf8)) } == .rosterMalformed)
    }

    @Test("A root is read from its file")
    func goodRoot() throws {
        let keys = signers.map { "\"\($0.verifierKey)\"" }.joined(separator: ",")
        let text = #"{"name":"nation.example/roster","need":2,"keys":[\#(keys)]}"#
        #expect(try RosterRoot(json: Array(text.utf8)) == root)
    }
}
