import Foundation
import Ledger
import Vocabulary

@testable import Capabilities

/// One vote of made-up forces over a network that loses, doubles, delays and reorders, with clocks that are wrong, keys
/// that are the wrong ones, voters that contradict themselves, and now and then a log that shows two views.
///
/// What it ought to come to is written down while it happens, in another way than the count goes.
struct SimulatedVote {
    static let logName = "votes.secretariat.example"

    /// One view of the log.
    ///
    /// Without a fork there is one.
    struct View {
        var entries: [String] = []
        /// What a careful clerk notes: the position, and whose valid vote it is.
        var noted: [(position: Int, voter: String, sequence: Int, choice: String, text: String)] = []
        /// Where the vote was rightly closed.
        var close: Int?
    }

    private(set) var opening: GovernanceOpening
    private(set) var electorate: GovernanceElectorate
    let logKey: SigningKey
    let witnesses: [SigningKey]
    var views: [View]

    private static func key(_ name: String, _ dice: inout Seeded) throws -> SigningKey {
        try SigningKey(name: name, seed: (0..<32).map { _ in UInt8.random(in: 0...255, using: &dice) })
    }

    private static func note(_ vote: GovernanceVote, by key: SigningKey?) throws -> String {
        try key.found.note(vote.text).encoded
    }

    /// The same in every simulation, so that one recount can go over many.
    static func secretariat() throws -> SigningKey {
        try SigningKey(name: logName, seed: (0..<32).map { UInt8($0) })
    }

    init(seed: Int) throws {
        var dice = Seeded(seed)
        func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &dice) == 0 }
        logKey = try Self.secretariat()

        // Who votes: some forces end or begin on a day near the close.
        let count = one(in: 20) ? 43 : Int.random(in: 4...11, using: &dice)
        var keys: [String: SigningKey] = [:]
        var rows: [GovernanceElectorate.Row] = []
        let day = try CalendarDate(parsing: "2027-03-01").found
        let before = try CalendarDate(parsing: "2027-02-28").found
        let after = try CalendarDate(parsing: "2027-03-02").found
        for number in 1...count {
            let code = try ForceCode(number < 10 ? "0\(number)" : "\(number)").found
            for seat in ["chief", "body"] {
                keys["\(seat) \(code)"] = try Self.key("\(seat).force\(code).example", &dice)
            }
            let life = Int.random(in: 0..<24, using: &dice)
            rows.append(
                GovernanceElectorate.Row(
                    force: code,
                    name: "Force \(code)",
                    region: "R\(Int.random(in: 1...6, using: &dice))",
                    population: UInt32.random(in: 1_000...3_000_000, using: &dice),
                    validFrom: life == 0 ? after : life == 1 ? day : nil,
                    validTo: life == 2 ? before : life == 3 ? day : nil,
                    chief: keys["chief \(code)"]?.verifierKey,
                    body: keys["body \(code)"]?.verifierKey
                )
            )
        }
        electorate = GovernanceElectorate(rows: rows)
        let voters = rows.filter { $0.validFrom != after && $0.validTo != before }.map(\.force.description)

        var rule = try GovernanceClasses.shipped().rule(["A", "B", "C"].randomElement(using: &dice) ?? "A")
        rule.quorum = count * 2 / 3
        rule.regionsMin = Int.random(in: 0...3, using: &dice)
        let witnessCount = one(in: 2) ? 3 : 5
        witnesses = try (1...witnessCount).map { try Self.key("witness\($0).example", &dice) }
        let closes = try Timestamp(rfc3339: "2027-03-01T17:00:00Z").found
        opening = try GovernanceOpening(
            decision: "2027-\(seed)",
            proposal: Digest.sha256("the text of proposal \(seed)"),
            rule: rule,
            abstention: one(in: 2) ? .absent : .present,
            closes: closes,
            graceMinutes: 60,
            roster: electorate.digest,
            witnesses: witnesses.map(\.cosignatureKey)
        )

        views = []

        // What is sent: (when it arrives, at which side of a fork, entry, whose valid vote).
        typealias Sent = (at: Int, side: Int, entry: String, vote: GovernanceVote?)
        let start = Int(closes.milliseconds / 1000)
        let fork: Int? = one(in: 5) ? start - Int.random(in: 0..<3000, using: &dice) : nil
        var sent: [Sent] = []
        func send(_ entry: String, at moment: Int, vote: GovernanceVote?) {
            let side = one(in: 2) ? 0 : 1
            // Doubled, each with a delay of its own; in a time without a line everything waits for its end.
            let cut = one(in: 4) ? moment + Int.random(in: 0..<4000, using: &dice) : moment
            for _ in 0...(one(in: 3) ? 2 : 0) {
                let arrival = max(moment, cut) + Int.random(in: 0..<900, using: &dice)
                sent.append((arrival, one(in: 8) ? 1 - side : side, entry, vote))
            }
        }
        let seats: [GovernanceVoter.Seat] = rule.needsBodies ? [.chief, .body] : [.chief]
        let lean = Int.random(in: 4...12, using: &dice)
        for code in voters {
            for seat in seats where !one(in: 10) {
                let voter = GovernanceVoter(seat, of: try ForceCode(code).found)
                let times = Int.random(in: 1...(one(in: 2) ? 3 : 1), using: &dice)
                for sequence in 1...times {
                    func vote(_ reasons: String) -> GovernanceVote {
                        let isFor = Int.random(in: 0..<10, using: &dice) < lean
                        return GovernanceVote(
                            opening: opening.digest,
                            voter: voter,
                            sequence: UInt64(sequence),
                            choice: one(in: 12) ? .abstain : isFor ? .for : .against,
                            reasons: reasons
                        )
                    }
                    // By its own clock before the close: some are up to 40 minutes behind.
                    let moment = start + 2400 - Int.random(in: 0..<6000, using: &dice)
                    let first = vote("because of \(sequence)")
                    send(try Self.note(first, by: keys[voter.description]), at: moment, vote: first)
                    if one(in: 15) {
                        let second = vote("because of something else")
                        send(try Self.note(second, by: keys[voter.description]), at: moment + 5, vote: second)
                    }
                }
            }
        }
        // What must not count.
        let victim = GovernanceVoter(.chief, of: try ForceCode(voters.randomElement(using: &dice).found).found)
        let forged = GovernanceVote(
            opening: opening.digest,
            voter: victim,
            sequence: 900,
            choice: .for,
            reasons: "forged"
        )
        let stranger = try Self.key(victim.description.replacing(" ", with: "."), &dice)
        let named = try SigningKey(name: keys[victim.description].found.name, seed: Array(repeating: 7, count: 32))
        send(try stranger.note(forged.text).encoded, at: start - 2000, vote: nil)
        send(try named.note(forged.text).encoded, at: start - 1900, vote: nil)
        let other = GovernanceVote(
            opening: Digest.sha256("another"),
            voter: victim,
            sequence: 901,
            choice: .for,
            reasons: "another vote"
        )
        send(try Self.note(other, by: keys[victim.description]), at: start - 1800, vote: nil)
        send(forged.text, at: start - 1700, vote: nil)
        send("{\"not\":\"a statement\"}", at: start - 1600, vote: nil)
        if let gone = rows.first(where: { !voters.contains($0.force.description) }) {
            let late = GovernanceVote(
                opening: opening.digest,
                voter: GovernanceVoter(.chief, of: gone.force),
                sequence: 1,
                choice: .for,
                reasons: "not in being"
            )
            send(try Self.note(late, by: keys["chief \(gone.force)"]), at: start - 1500, vote: nil)
        }

        // What happens: the log takes what arrives; from the close on it asks the witnesses it can reach.
        let skews = witnesses.indices.map { place in
            place < witnessCount / 2 && one(in: 2)
                ? Int.random(in: -90_000...90_000, using: &dice) : Int.random(in: -20...20, using: &dice)
        }
        let reach = witnesses.map { _ in start + (one(in: 3) ? Int.random(in: 0..<5000, using: &dice) : 0) }
        let witnessSide = witnesses.map { _ in one(in: 2) ? 0 : 1 }
        let openingEntry = try logKey.note(opening.text).encoded
        views = [View(entries: [openingEntry])]
        var asks = [start - 600, start - 30, start + 60, start + 300, start + 1200, start + 2400, start + 3500]
        asks += [start + 4200, start + 9000]
        var events = sent.map { (at: $0.at, sent: Sent?.some($0)) } + asks.map { (at: $0, sent: nil) }
        events.sort { $0.at < $1.at }
        for event in events {
            if let fork, event.at >= fork, views.count == 1 { views.append(views[0]) }
            for place in views.indices {
                guard let arrived = event.sent else {
                    try ask(
                        place,
                        at: event.at,
                        witnesses: witnesses.indices.filter {
                            reach[$0] <= event.at && (views.count == 1 || witnessSide[$0] == place)
                        },
                        keys: witnesses,
                        skews: skews
                    )
                    continue
                }
                guard views.count == 1 || arrived.side == place else { continue }
                if let vote = arrived.vote {
                    views[place].noted.append(
                        (
                            views[place].entries.count, vote.voter.description, Int(vote.sequence),
                            vote.choice.rawValue, vote.text
                        )
                    )
                }
                views[place].entries.append(arrived.entry)
            }
        }
    }

    /// Asks some witnesses to look at a view and lodges what they say as a closing, enough or not.
    private mutating func ask(
        _ place: Int,
        at moment: Int,
        witnesses: [Int],
        keys: [SigningKey],
        skews: [Int]
    ) throws {
        var checkpoint = try self.checkpoint(of: views[place].entries)
        var inTime = 0
        for witness in witnesses {
            let seconds = moment + skews[witness]
            checkpoint.add(try keys[witness].cosignature(over: checkpoint.text, at: UInt64(seconds)))
            if opening.window.contains(Int64(seconds)) { inTime += 1 }
        }
        if inTime * 2 > keys.count, views[place].close == nil { views[place].close = views[place].entries.count }
        let text = GovernanceBallotLog.closingText(of: opening, checkpoint: checkpoint)
        views[place].entries.append(try logKey.note(text).encoded)
    }

    /// Begins again with nothing but an opening over another roster.
    mutating func reopen(_ roster: GovernanceElectorate) throws {
        electorate = roster
        opening = try GovernanceOpening(
            decision: opening.decision,
            proposal: opening.proposal,
            rule: opening.rule,
            abstention: opening.abstention,
            closes: opening.closes,
            graceMinutes: opening.graceMinutes,
            roster: roster.digest,
            witnesses: opening.witnesses
        )
        views = [View(entries: [try logKey.note(opening.text).encoded])]
    }

    func checkpoint(of entries: [String]) throws -> SignedNote {
        try Checkpoint(
            origin: logKey.name,
            size: UInt64(entries.count),
            root: Merkle.root(of: entries.map { Merkle.leaf(Array($0.utf8)) })
        ).signed(by: logKey)
    }

    /// A copy of the first entries of a view, as the log would publish it.
    func copy(_ view: View, first count: Int? = nil) throws -> GovernanceBallotLog {
        let entries = Array(view.entries.prefix(count ?? view.entries.count))
        return try GovernanceBallotLog(
            key: logKey.verifierKey,
            checkpoint: checkpoint(of: entries),
            entries: entries,
            rosters: [electorate]
        )
    }
}
