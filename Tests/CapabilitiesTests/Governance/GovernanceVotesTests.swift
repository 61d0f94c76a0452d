import Foundation
import Ledger
import Testing
import Vocabulary

@testable import Capabilities

/// Whoever recounts: `Scripts/verify_tally.py` over exports in a folder of its own.
enum Recount {
    static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// The script, from this file's place in the package.
    static var script: URL {
        URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scripts/verify_tally.py")
    }

    static func run(_ exports: [Data], key: VerifierKey, alone: Bool = false) throws -> (text: String, code: Int32) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "recount-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try exports.enumerated().map { place, export in
            let file = folder.appending(path: "\(place).json")
            try export.write(to: file)
            return file.path
        }
        let process = Process()
        process.executableURL = URL(filePath: try python.found)
        // With the standard library alone the script checks signatures by its own arithmetic.
        process.arguments = (alone ? ["-I", "-S"] : []) + [script.path, key.description] + files
        let output = Pipe()
        process.standardOutput = output
        process.standardError = Pipe()
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), process.terminationStatus)
    }
}

@Suite("Signed votes") struct GovernanceVotesTests {
    /// Everything that must hold of one simulated vote; gives the exports and what we count of them.
    @discardableResult static func check(seed: Int) throws -> [(export: Data, text: String, result: String)] {
        let vote = try SimulatedVote(seed: seed)
        var dice = Seeded(seed &+ 77)
        var closed = 0
        var all: [(export: Data, text: String, result: String)] = []
        for view in vote.views {
            let log = try vote.copy(view)
            let count = try GovernanceCount(log, opening: vote.opening)
            #expect(log.openings.map(\.digest) == [vote.opening.digest])
            if let expected = vote.expected(view) {
                closed += 1
                #expect(count.state == .closed && count.entries == view.close)
                #expect(count.members.found == UInt64(expected.members))
                #expect(count.population.found == UInt64(expected.people))
                #expect(count.isCarried == expected.isCarried)
            } else {
                #expect(count.state == .open && !count.isCarried)
            }
            // No voter twice, and no more people than there are.
            #expect(Set(count.votes.map(\.voter)).count == count.votes.count)
            // Any copy of the log says the same or says that it does not know.
            var copies = [log]
            for _ in 0..<3 {
                let part = try vote.copy(view, first: Int.random(in: 1...view.entries.count, using: &dice))
                let early = try GovernanceCount(part, opening: vote.opening)
                #expect(early.state == .open ? !early.isCarried : early == count)
                copies.append(part)
            }
            #expect(try GovernanceBallotLog.united(copies.shuffled(using: &dice)) == log)
            // The order in which votes came, and how often, says nothing.
            let forces = try vote.electorate.members(on: vote.opening.closes.utcDate)
            let counted = view.entries.prefix(count.entries)
            let mixed = (counted + counted.shuffled(using: &dice).prefix(5)).shuffled(using: &dice)
            #expect(
                GovernanceCount.hear(mixed, vote.opening, forces).votes
                    == GovernanceCount.hear(counted, vote.opening, forces).votes
            )
            all.append((try log.export, count.text, count.result))
        }
        // Two views of a log are never both closed, and never united.
        #expect(closed <= 1)
        if vote.views.count == 2 {
            let copies = try vote.views.map { try vote.copy($0) }
            #expect(throws: Fault.self) { try GovernanceBallotLog.united(copies) }
        }
        return all
    }

    @Test("Partitions, doubles, reordering, wrong clocks: nobody counts twice and no result flips", arguments: 1...40)
    func simulated(seed: Int) throws { try Self.check(seed: seed) }

    @Test(
        "A recount with no code of ours comes to the same lines",
        .enabled(if: Recount.python != nil, "no Python on this machine")
    )
    func recount() throws {
        let all = try (100..<140).flatMap { try Self.check(seed: $0) }
        #expect(Set(all.map(\.result)) == ["open", "carried", "not-carried"])
        let key = try SimulatedVote.secretariat().verifierKey
        let found = try Recount.run(all.map(\.export), key: key)
        #expect(found.code == 0)
        #expect(found.text == all.map(\.text).joined(separator: "\n"))
        // The script's own arithmetic agrees with the library.
        let few = try (200..<202).flatMap { try Self.check(seed: $0) }
        let alone = try Recount.run(few.map(\.export), key: key, alone: true)
        #expect(alone.text == few.map(\.text).joined(separator: "\n"))
    }

    @Test(
        "An entry that was changed, left out or put in is refused by both",
        .enabled(if: Recount.python != nil, "no Python on this machine")
    )
    func tampered() throws {
        let vote = try SimulatedVote(seed: 7)
        let log = try vote.copy(vote.views[0])
        let key = log.key
        for change in 0..<3 {
            var file = try JSONDecoder().decode(GovernanceBallotLog.Export.self, from: log.export)
            switch change {
            case 0: file.entries[2] = file.entries[2].replacing("opening", with: "Opening")
            case 1: file.entries.remove(at: 2)
            default: file.entries.append(file.entries[1])
            }
            let data = try JSONEncoder().encode(file)
            #expect((try? GovernanceBallotLog(export: data, key: key)) == nil)
            #expect(try Recount.run([data], key: key).code == 1)
        }
        #expect(try GovernanceBallotLog(export: log.export, key: key) == log)
        let stranger = try SigningKey(name: key.name, seed: Array(repeating: 9, count: 32)).verifierKey
        #expect((try? GovernanceBallotLog(export: log.export, key: stranger)) == nil)
        #expect(try Recount.run([log.export], key: stranger).code == 1)
    }

    @Test("Copies that were apart agree once they have met, however they meet", arguments: 1...20)
    func union(seed: Int) throws {
        var dice = Seeded(seed)
        let opening = Digest.sha256("o")
        let votes = try (0..<12).map { _ in
            GovernanceVote(
                opening: opening,
                voter: GovernanceVoter(.chief, of: try ForceCode("0\(Int.random(in: 1...3, using: &dice))").found),
                sequence: UInt64.random(in: 1...3, using: &dice),
                choice: GovernanceVote.Choice.allCases.randomElement(using: &dice) ?? .for,
                reasons: "r"
            )
        }
        let parts = (0..<3).map { _ in GovernanceVotes(votes.shuffled(using: &dice).prefix(8)) }
        func union(_ order: [Int]) -> GovernanceVotes {
            order.reduce(into: GovernanceVotes()) { $0.formUnion(parts[$1]) }
        }
        let whole = union([0, 1, 2])
        for order in [[2, 1, 0], [1, 0, 2, 1], [0, 0, 2, 1, 2]] {
            #expect(union(order).standing == whole.standing && union(order).equivocations == whole.equivocations)
        }
    }

    @Test("Two votes under one number count as neither and are named; a later one mends it, and they stay named")
    func contradiction() throws {
        let voter = GovernanceVoter(.chief, of: try ForceCode("13").found)
        func vote(_ sequence: UInt64, _ choice: GovernanceVote.Choice) -> GovernanceVote {
            GovernanceVote(opening: Digest.sha256("o"), voter: voter, sequence: sequence, choice: choice, reasons: "r")
        }
        var votes = GovernanceVotes([vote(1, .for), vote(2, .for), vote(2, .against)])
        #expect(votes.standing.isEmpty)
        #expect(votes.equivocations.map(\.sequence) == [2])
        votes.insert(vote(3, .against))
        #expect(votes.standing[voter]?.choice == .against)
        #expect(votes.equivocations.map(\.voter) == [voter])
    }

    @Test("A statement is read only as it would be written: no other spelling, order, number or line")
    func strict() throws {
        let vote = try SimulatedVote(seed: 1)
        let text = vote.opening.text
        #expect(try GovernanceOpening(parsing: text).text == text)
        for (old, new) in [
            ("grace 60", "grace 060"), ("grace 60", "grace 1441"), ("class ", "class  "), ("\nregions", "\nRegions"),
            ("17:00:00Z", "17:00:00+00:00"), ("17:00:00Z", "17:00:00.5Z"), ("bodies", "body"),
            ("witness witness1.example", "witness witness9.example"),
        ] {
            #expect(throws: Fault.self, "\(new)") { try GovernanceOpening(parsing: text.replacing(old, with: new)) }
        }
        let signed = GovernanceVote(
            opening: vote.opening.digest,
            voter: GovernanceVoter(.chief, of: try ForceCode("01").found),
            sequence: 1,
            choice: .for,
            reasons: "it is needed"
        ).text
        #expect(try GovernanceVote(parsing: signed).text == signed)
        for (old, new) in [
            ("it is needed", ""), ("it is needed", " it"), ("sequence 1", "sequence 0"), ("sequence 1", "sequence +1"),
            ("choice for", "choice yes"), ("chief 01", "chief 01 "), ("needed\n", "needed\nmore\n"),
            ("needed\n", "needed"),
        ] {
            #expect(throws: Fault.self, "\(new)") { try GovernanceVote(parsing: signed.replacing(old, with: new)) }
        }
    }

    @Test("A force twice on the day, or one key for two voters, is refused: it would be a vote too many")
    func oneVoteEach() throws {
        let vote = try SimulatedVote(seed: 3)
        let day = vote.opening.closes.utcDate
        let row = try vote.electorate.members(on: day).first.found
        var same = row
        same.force = try ForceCode("99").found
        for extra in [row, same] {
            let roster = GovernanceElectorate(rows: vote.electorate.rows + [extra])
            #expect(throws: Fault.self) { try roster.members(on: day) }
        }
        #expect(try GovernanceElectorate(parsing: vote.electorate.text) == vote.electorate)
        #expect(throws: Fault.self) { try GovernanceElectorate(parsing: vote.electorate.text + "13\tx\n") }
    }

    @Test("Class D is never voted, by name")
    func neverVoted() throws {
        let fault = #expect(throws: Fault.self) { try GovernanceClasses.shipped().rule("D") }
        #expect(fault?.code == .governanceNeverVoted)
        #expect(try GovernanceClasses.shipped().rule("B").needsBodies)
    }
}
