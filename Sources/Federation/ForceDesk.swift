import Vocabulary

/// What answers the questions of other forces at a node: the Desk, or what a test puts in its place.
///
/// The transport has already shown who asks: the certificate of the connection, the signature of the message and
/// ``Question/asker`` name the same force. Everything else is judged here.
package protocol ForceDesk: Sendable {
    /// Answers a question of another force; the entry that records it is durable before this returns.
    ///
    /// - Throws: `Fault` when nothing could be recorded, so that nothing is disclosed.
    func answer(_ question: Question) async throws -> Answer

    /// Records what became of an answer at the force that asked for it.
    ///
    /// Told twice, it records once.
    func settled(_ settlement: Settlement) async throws

    /// Records that what this force received of another is recalled, and tells its own people.
    ///
    /// Told twice, it records once.
    func receive(_ recall: ForceRecall) async throws -> RecallKnown

    /// Records a message about an incident that is handed on, for the people of this force to see.
    ///
    /// Told twice, it stands once.
    func receive(_ message: ForceTransfer) async throws -> TransferKnown
}

extension ForceDesk {
    /// For what answers questions and takes no incidents.
    package func receive(_ message: ForceTransfer) async throws -> TransferKnown {
        throw Fault(.transferNotCarried, "no incidents are taken here", help: "speak by phone")
    }
}
