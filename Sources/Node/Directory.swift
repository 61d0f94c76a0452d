import CapabilityKit
import Capabilities

/// Every room in the building.
///
/// To open a room, add one line here.
package enum Directory {
    package static let rooms: [any Capability.Type] = [
        AllForces.self,
        Anpr.self,
        Authorisation.self,
        Contact.self,
        Ethics.self,
        Governance.self,
        Intake.self,
        Oversight.self,
        Recall.self,
        Retention.self,
        Review.self,
        Sandbox.self,
        Search.self,
    ]
}

extension Directory {
    /// The rooms in plain words, for people who do not read Swift; kept as `docs/rooms.md`.
    package static var page: String {
        let head = """
            # The rooms

            What each room is for, by what power, and what it writes in the log. Made from the manifests in
            `Sources/Capabilities`; do not edit it by hand.

            """
        return head + rooms.map { section($0) }.joined()
    }

    private static func section(_ room: any Capability.Type) -> String {
        let permissions = room.permissions.map { "- `\($0)`: \($0.explanation)\n" }.joined()
        let acts = room.acts.map { "- `\($0.name)`: \($0.explanation)\n" }.joined()
        return """

            ## \(room.title)

            \(room.purpose)

            | | |
            |---|---|
            | For | \(room.card.purpose) |
            | Power | \(room.card.power) |
            | Data | \(room.card.data) |
            | When it is wrong | \(room.card.errorCosts) |
            | A person decides | \(room.card.humanRole) |
            | Look again by | \(room.card.expires) |

            What an officer may be allowed to do:

            \(permissions)
            What is written in the ledger:

            \(acts)
            """
    }
}
