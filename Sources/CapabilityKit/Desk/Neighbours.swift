import Federation
import Vocabulary

/// This node among the others: whose it is, which forces have a node, and the way to them.
package struct Neighbours: Sendable {
    /// The force whose node this is.
    package var force: ForceCode
    package var peers: any Peers
    /// The forces that have a node now, this one among them.
    package var connected: Set<ForceCode> { connectedNow() }
    /// The roster in force, where it is not the one that is shipped.
    package var roster: Roster? { rosterNow() }
    private var connectedNow: @Sendable () -> Set<ForceCode>
    private var rosterNow: @Sendable () -> Roster?
    package var rules: ExchangeRules
    /// Says in the program's log that another node contradicts this one, once for each contradiction.
    package var alarm: @Sendable (ExchangeAlarm) -> Void

    package init(
        force: ForceCode,
        peers: any Peers,
        connected: Set<ForceCode>,
        rules: ExchangeRules = ExchangeRules(),
        alarm: @escaping @Sendable (ExchangeAlarm) -> Void = { _ in }
    ) {
        self.init(
            force: force,
            peers: peers,
            connected: { connected },
            roster: { nil },
            rules: rules,
            alarm: alarm
        )
    }

    /// The same where others come and go: both functions are called at each question.
    package init(
        force: ForceCode,
        peers: any Peers,
        connected: @escaping @Sendable () -> Set<ForceCode>,
        roster: @escaping @Sendable () -> Roster?,
        rules: ExchangeRules = ExchangeRules(),
        alarm: @escaping @Sendable (ExchangeAlarm) -> Void = { _ in }
    ) {
        self.force = force
        self.peers = peers
        connectedNow = connected
        rosterNow = roster
        self.rules = rules
        self.alarm = alarm
    }
}

/// How long a question waits, and how an answer is kept from telling more than it says: data that a force edits.
package struct ExchangeRules: Hashable, Sendable, Codable {
    /// When a question ends and names those who have not answered, in milliseconds.
    package var deadlineMilliseconds = 1500
    /// How long answers are waited for after that, to be added late, in milliseconds.
    package var lateMilliseconds = 20_000
    /// An answer leaves at a multiple of this many milliseconds after its question came: its time tells of no record.
    package var stepMilliseconds = 40
    /// What is disclosed is filled up to a multiple of this many bytes: its length tells of no record.
    package var bucketBytes = 4096
    /// The most people that one force answers with.
    package var peopleMax = 20
    /// Whom to speak to where the owner must be asked.
    package var contact = "the force's records office"
    /// Where the numbers come from.
    package var source = "local practice (EDITABLE); bar T6: a question to 43 forces ends within 2 s"

    package init() {}
}

extension Neighbours {
    /// The moment after which a question that is put now has ended.
    func deadline(after moment: Timestamp) -> Timestamp { moment.later(by: rules.deadlineMilliseconds) }
}

extension Timestamp {
    /// The moment so many milliseconds later, with the same offset.
    func later(by more: Int) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64(more), offsetMinutes: offsetMinutes)
    }
}
