import ArgumentParser
import CapabilityKit

/// How every force stands: who answers, who does not, and which answers are not settled between two of them.
package enum AllForces: Capability {
    package static let name = "nation"
    package static let title = "All forces"
    package static let purpose =
        "Show which forces answer questions of this node, in which way each last answered, and what is not settled between two logs."

    package static let card = CapabilityCard(
        purpose:
            "Let an officer judge how whole an answer can be before they rest on it, and let those who keep the node find what is not settled.",
        power:
            "Data Protection Act 2018, Part 3: s.38 (accuracy and completeness), s.62 (logging of disclosure at both ends), s.66 (security)",
        data: "States of nodes, times and disclosure ids; nothing of anybody who was asked about",
        errorCosts:
            "A force shown as answering that does not: its silence is taken for nothing held. A disclosure that nobody settles: nobody knows whether it was shown.",
        humanRole:
            "A person decides whether an answer without some forces is enough, and telephones those that are silent.",
        expires: "2027-11-30"
    )

    package static let permissions = [
        Permission.readNation, .readUnsettled, .readRequests, .decideRequest, .readOwnerWaits,
    ]
    package static let acts = [
        Act("nation.status", "How each force stands was shown"),
        Act("nation.requests", "What other forces ask to be released was shown"),
        Act("nation.decide", "What another force asked for was released or declined"),
        Act("nation.waits", "Which of one's own questions wait for an owner was shown"),
        Act("nation.unsettled", "Which answers are not settled was shown"),
    ]
    package static var railItem: RailItem? { RailItem(title: "All forces", icon: .net, place: 70) }

    package static func routes(_ routes: Routes) {
        routes.page("", nationPage)
        routes.page("unsettled", unsettledPage)
        routes.page("requests", requestsPage)
        routes.page("waits", waitsPage)
        routes.form("decide", decide)
        routes.json("", nationNote, nationReply)
    }
}
