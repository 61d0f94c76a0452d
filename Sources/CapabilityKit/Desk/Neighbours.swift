import Federation
import Vocabulary

/// This node among the others: whose it is, which forces have a node, and the way to them.
package struct Neighbours: Sendable {
    /// The force whose node this is.
    package var force: ForceCode
    /// The way to them; what they say in words comes bounded and marked as theirs.
    package var peers: any Peers
    /// The forces that have a node now, this one among them.
    package var connected: Set<ForceCode> { connectedNow() }
    /// Which roster says what forces there are.
    package var roster: RosterSource { rosterNow() }
    private var connectedNow: @Sendable () -> Set<ForceCode>
    private var rosterNow: @Sendable () -> RosterSource
    package var rules: ExchangeRules
    /// By which the moment is chosen at which an answer leaves.
    package var pace = AnswerPace()
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
            roster: { .shipped },
            rules: rules,
            alarm: alarm
        )
    }

    /// The same where others come and go: both functions are called at each question.
    package init(
        force: ForceCode,
        peers: any Peers,
        connected: @escaping @Sendable () -> Set<ForceCode>,
        roster: @escaping @Sendable () -> RosterSource,
        rules: ExchangeRules = ExchangeRules(),
        alarm: @escaping @Sendable (ExchangeAlarm) -> Void = { _ in }
    ) {
        self.force = force
        self.peers = CarefulPeers(peers)
        connectedNow = connected
        rosterNow = roster
        self.rules = rules
        self.alarm = alarm
    }
}

/// Which roster a node goes by.
package enum RosterSource: Hashable, Sendable {
    /// The one that is shipped: the node has no root to prove another by.
    case shipped
    /// The signed one in force.
    case signed(Roster)
    /// None: the signed one has expired or cannot be believed, for this reason. Forces are named as they are shipped, and
    /// none of them is connected.
    case missing(reason: String)
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
