import Federation
import Policy
import Vocabulary

extension Desk {
    /// The forces that have a vote today, in the order of their codes: territorial, in being, with people counted.
    ///
    /// It tells nothing of any person. It goes through the gate all the same, so that what a node was used for is known.
    package func votingForces(asked: String, for requester: Requester) async throws -> Disclosure<[Force]> {
        try await disclose(.readGovernance, asked: asked, for: requester) { _ in
            let forces = roster.forces(on: today).filter { $0.category == "territorial" && $0.population != nil }
            return Retrieved(content: forces, released: [])
        }
    }
}

extension Permission {
    /// Try the voting rules on the roster.
    package static let readGovernance = Permission("governance.read", "Try the voting rules on the roster of forces")
}
