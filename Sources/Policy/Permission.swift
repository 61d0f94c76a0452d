/// Something an officer may or may not do, named `room.verb`.
package struct Permission: Hashable, Sendable, CustomStringConvertible {
    /// The name, which is the action in policies: `search.find`.
    package let description: String
    /// What it allows, for the page about the room.
    package let explanation: String

    package init(_ name: String, _ explanation: String) {
        self.description = name
        self.explanation = explanation
    }
}

/// Something that happens and is recorded in the ledger, named `room.happening`.
package struct Act: Hashable, Sendable {
    /// The name as it stands in the ledger: `search.asked`.
    package let name: String
    /// What it means, for the page about the room and for whoever reads the ledger.
    package let explanation: String

    package init(_ name: String, _ explanation: String) {
        self.name = name
        self.explanation = explanation
    }
}
