import Vocabulary

/// One act about the uses of a node, as the log has it: what it changes at the gate, and what its room says of it.
package struct UseAct: Hashable, Sendable, Codable {
    /// What an act changes at the gate.
    package enum Effect: Hashable, Sendable, Codable {
        /// What a node brings with it runs on a named person's word, once.
        case adopted(approvals: [UseApproval])
        case approved(approval: UseApproval)
        case withdrawn(use: String)
        /// A named person says that a condition is true, or no longer is.
        case stated(use: String, condition: String, isTrue: Bool)
        /// What was counted in a period; it suspends by itself where a threshold is crossed.
        case measured(use: String, measures: UseMeasures)
        /// Stopped and sent back to the panel.
        case referred(use: String, reasons: [String])
        /// Runs again on the panel's advice of a day.
        case reinstated(use: String, advisedOn: CalendarDate)
    }

    package var effect: Effect?
    /// The act in the words of the room that keeps the register, as JSON; the gate does not read it.
    package var room: String

    /// An act.
    package init(effect: Effect? = nil, room: String = "") {
        self.effect = effect
        self.room = room
    }
}

/// An act as it stands in the log.
package struct LoggedUse: Hashable, Sendable {
    package var entry: UInt64
    package var at: Timestamp
    package var officer: String
    package var force: ForceCode
    package var act: UseAct

    package init(entry: UInt64, at: Timestamp, officer: String, force: ForceCode, act: UseAct) {
        self.entry = entry
        self.at = at
        self.officer = officer
        self.force = force
        self.act = act
    }
}
