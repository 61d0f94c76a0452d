import Vocabulary

/// What the gate knows of the uses of one node: it follows from the acts in the log and from nothing else.
package struct UseRegister: Hashable, Sendable {
    /// What was counted of a use, and when it was written down.
    package struct Measured: Hashable, Sendable {
        package var entry: UInt64
        package var on: CalendarDate
        package var measures: UseMeasures
    }

    /// The last approval of each use.
    package private(set) var approvals: [String: UseApproval] = [:]
    /// What was said of conditions, by use and code.
    package private(set) var conditions: [String: [String: Bool]] = [:]
    /// Everything that was counted, by use, oldest first.
    package private(set) var measured: [String: [Measured]] = [:]
    /// Capabilities of which the register has ever spoken: a demonstration's approvals do not count for these.
    package private(set) var spoken: Set<String> = []
    /// Capabilities that once ran on a named person's word: they do not again.
    package private(set) var adopted: Set<String> = []

    package init() {}

    /// Takes in an act of the log, at the force whose register it is.
    ///
    /// What the gate would not have let be written changes nothing: acts are checked before they are logged.
    package mutating func take(_ logged: LoggedUse, at force: ForceCode) {
        let day = logged.at.date
        switch logged.act.effect {
        case nil: break
        case .adopted(let approvals):
            for approval in approvals where !adopted.contains(approval.capability) {
                adopted.insert(approval.capability)
                keep(approval)
            }
        case .approved(let approval):
            // Whoever has an approval by advice needs no word of mouth beside it.
            self.approvals = self.approvals.filter {
                $0.value.capability != approval.capability || $0.value.basis == .advice
            }
            conditions[approval.use] = nil
            keep(approval)
        case .withdrawn(let use):
            approvals[use]?.until = day.dayNumber.flatMap { CalendarDate(dayNumber: $0 - 1) } ?? day
        case .stated(let use, let condition, let isTrue): conditions[use, default: [:]][condition] = isTrue
        case .measured(let use, let measures):
            measured[use, default: []].append(Measured(entry: logged.entry, on: day, measures: measures))
            approvals[use]?.measured(measures, at: force, on: day)
        case .referred(let use, let reasons): approvals[use]?.stop(for: reasons, at: force, on: day)
        case .reinstated(let use, let advisedOn):
            try? approvals[use]?.reinstate(at: force, adviceOn: use, on: advisedOn, proceeds: true)
        }
    }

    /// Approvals of a capability in the order of their uses.
    package func approvals(of capability: String) -> [UseApproval] {
        approvals.values.filter { $0.capability == capability }.sorted { $0.use < $1.use }
    }

    /// Every reason against running a capability today, at the force of a book.
    package func refusals(_ capability: String, _ book: UseBook, on day: CalendarDate) -> [UseGate.Refusal] {
        let moment = UseGate.Moment(force: book.force, day: day, conditions: conditions)
        var known = approvals(of: capability)
        if !spoken.contains(capability) { known += book.demonstration.filter { $0.capability == capability } }
        let found = UseGate.refusals(capability, card: book.cards[capability], approvals: known, moment)
        // The door to the register stays open, or nothing could ever be let in.
        return capability == UseBook.register ? found.filter { $0.code == .cardExpired || $0 == .noCard } : found
    }

    /// A suspension outlives the approval that it stopped.
    private mutating func keep(_ approval: UseApproval) {
        var approval = approval
        for suspension in approvals[approval.use]?.suspensions.values ?? [:].values {
            approval.stop(for: suspension.breaches, at: suspension.force, on: suspension.on)
        }
        approvals[approval.use] = approval
        spoken.insert(approval.capability)
    }
}
