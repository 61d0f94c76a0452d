import CapabilityKit
import Capabilities
import Foundation
import TestKit
import Testing
import Vocabulary

@Suite("An incident that is handed on") struct ContactTransferTests {
    static let giver = TestOfficers.force("13"), taker = TestOfficers.force("14")

    /// A letter as the side of `force` keeps it.
    static func letter(
        _ kind: Contact.MAIT.Kind,
        by sender: ForceCode,
        at force: ForceCode,
        number: Int,
        minute: Int,
        wants: Contact.MAIT.Wants? = nil,
        text: String = "words"
    ) throws -> TransferLetter {
        let message = Contact.MAIT.Message(
            kind: kind,
            wants: kind == .create ? wants ?? .takeOver : nil,
            text: text,
            reference: kind == .acknowledge ? "SYP-20261123-0007" : nil
        )
        return TransferLetter(
            party: (force == giver ? taker : giver).description,
            origin: giver,
            transfer: "WYP-20261123-0001/1",
            isInward: sender != force,
            number: number,
            at: Timestamp(milliseconds: Calls.start.milliseconds + Int64(minute) * 60_000),
            kind: kind.rawValue,
            body: try Contact.MAIT.body(message),
            officer: Officer(number: "1", name: "A", force: sender, roles: []),
            authority: Authority(purpose: "incident.respond", reference: "r")
        )
    }

    /// What was said, by whom, as one side has it.
    static func transfer(
        _ said: [(Contact.MAIT.Kind, ForceCode)],
        at force: ForceCode,
        wants: Contact.MAIT.Wants = .takeOver,
        shuffledBy seed: UInt64 = 0
    ) throws -> Contact.Transfer {
        var counts: [ForceCode: Int] = [:]
        var letters = try said.enumerated().map { minute, one in
            counts[one.1, default: 0] += 1
            let number = counts[one.1] ?? 0
            return try letter(one.0, by: one.1, at: force, number: number, minute: minute, wants: wants)
        }
        if seed > 0 {
            letters.sort { "\($0.number)\($0.kind)\(seed)".hashValue < "\($1.number)\($1.kind)\(seed)".hashValue }
        }
        return try #require(Contact.Transfer(letters, of: force))
    }

    @Test("The giver owns it until the taker acknowledges, and only what is due may be said")
    func states() throws {
        let offered = try Self.transfer([(.create, Self.giver)], at: Self.giver)
        #expect(offered.state == .offered && !offered.isTakers && offered.mayTake == [.update, .close])
        let seen = try Self.transfer([(.create, Self.giver)], at: Self.taker)
        #expect(seen.mayTake == [.acknowledge, .reject, .update])
        let taken = try Self.transfer([(.create, Self.giver), (.acknowledge, Self.taker)], at: Self.giver)
        #expect(taken.state == .acknowledged && taken.isTakers && taken.reference == "SYP-20261123-0007")
        #expect(taken.mayTake == [.update])
        let attends = try Self.transfer(
            [(.create, Self.giver), (.acknowledge, Self.taker)],
            at: Self.giver,
            wants: .attend
        )
        #expect(attends.state == .acknowledged && !attends.isTakers)
        let refused = try Self.transfer([(.create, Self.giver), (.reject, Self.taker)], at: Self.taker)
        #expect(refused.state == .rejected && !refused.isTakers && refused.mayTake.isEmpty)
        let ended = try Self.transfer(
            [(.create, Self.giver), (.acknowledge, Self.taker), (.close, Self.taker)],
            at: Self.giver
        )
        #expect(ended.state == .closed && ended.isTakers && ended.reason == "words")
        #expect(throws: Fault.self) { try ended.check(Contact.MAIT.Message(kind: .update, text: "more")) }
        #expect(throws: Fault.self) { try offered.check(Contact.MAIT.Message(kind: .close, text: "  ")) }
    }

    @Test("Both ends come to the same, in whatever order letters are read; never is nobody the owner", arguments: 1...8)
    func bothEnds(seed: UInt64) throws {
        let stories: [[(Contact.MAIT.Kind, ForceCode)]] = [
            [(.create, Self.giver), (.update, Self.giver), (.acknowledge, Self.taker), (.update, Self.taker)],
            [(.create, Self.giver), (.close, Self.giver)],
            [(.create, Self.giver), (.close, Self.giver), (.acknowledge, Self.taker)],
            [(.create, Self.giver), (.acknowledge, Self.taker), (.close, Self.giver), (.close, Self.taker)],
            [(.create, Self.giver), (.close, Self.giver), (.reject, Self.taker)],
        ]
        for story in stories {
            let ours = try Self.transfer(story, at: Self.giver, shuffledBy: seed)
            let theirs = try Self.transfer(story, at: Self.taker, shuffledBy: seed + 1)
            #expect(ours.state == theirs.state && ours.isTakers == theirs.isTakers)
            #expect(ours.isCrossed == theirs.isCrossed && ours.reason == theirs.reason)
        }
        let crossed = try Self.transfer(stories[2], at: Self.giver)
        #expect(crossed.isCrossed && crossed.state == .acknowledged && crossed.isTakers)
    }

    @Test("An offer nobody acknowledges is overdue after the minutes of its grade, and who is to be phoned is known")
    func overdue() throws {
        let rules = try Calls.book().transfers
        let transfer = try Self.transfer([(.create, Self.giver)], at: Self.giver)
        let minutes = Int64(rules.minutes(for: nil))
        func at(_ milliseconds: Int64) -> Timestamp {
            Timestamp(milliseconds: Calls.start.milliseconds + milliseconds)
        }
        #expect(!transfer.isOverdue(at: at(minutes * 60_000 - 1), by: rules))
        #expect(transfer.isOverdue(at: at(minutes * 60_000), by: rules))
        #expect(rules.minutes(for: 1) < rules.minutes(for: 4))
        #expect(rules.phone(of: "ambulance") != rules.phone(of: "99"))
    }

    @Test("Another force gets the log; a service gets neither the log nor what police sources hold")
    func sheet() throws {
        var incident = try Calls.live()
        try incident.write("Ex-partner <Daniel> & a knife")
        try incident.add(.warned(codes: ["violent"]), by: .software)
        try incident.grade("1")
        let book = try Calls.book()
        let force = Contact.MAIT.sheet(of: incident, toForce: true, by: book)
        #expect(force.log.map(\.text) == ["Ex-partner <Daniel> & a knife"] && force.warnings == ["violent"])
        #expect(force.national == 1 && force.call?.number == "07700 900461")
        let service = Contact.MAIT.sheet(of: incident, toForce: false, by: book)
        #expect(service.log.isEmpty && service.warnings.isEmpty && service.place == "14 Example Row, Leeds LS6 3AA")
        func xml(_ sheet: Contact.MAIT.Sheet) -> String {
            let message = Contact.MAIT.Message(kind: .create, wants: .attend, sheet: sheet, text: "come\u{1} quickly")
            let at = Calls.start
            return Contact.MAIT.xml(message, from: "WYP", to: "ambulance", transfer: "a/1", number: 1, at: at)
        }
        #expect(xml(force).contains("Ex-partner &lt;Daniel&gt; &amp; a knife") && xml(force).contains("come  quickly"))
        #expect(!xml(service).contains("Daniel") && !xml(service).contains("violent"))
        for number in 1...2_000 { try incident.write("line \(number) " + String(repeating: "x", count: 200)) }
        let long = Contact.MAIT.sheet(of: incident, toForce: true, by: book)
        #expect(long.linesLeftOut + long.log.count == 2_001 && long.log.last?.text.hasPrefix("line 2000 ") == true)
        let body = try Contact.MAIT.body(Contact.MAIT.Message(kind: .create, wants: .takeOver, sheet: long, text: "n"))
        #expect(body.utf8.count < 61_440)
    }
}
