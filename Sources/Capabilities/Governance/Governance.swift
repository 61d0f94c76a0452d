import ArgumentParser
import CapabilityKit

/// Common standards by qualified majority: who can carry what, who can stop it, and what one vote is worth.
package enum Governance: Capability {
    package static let name = "governance"
    package static let title = "Governance"
    package static let purpose =
        "Show before a vote which forces together carry a proposal, which can stop it, and how much each vote decides."

    package static let card = CapabilityCard(
        purpose: "Common standards need a fair rule: this room lets anybody try the rule before it is used.",
        power:
            "Police Act 1996 s.22A (collaboration agreements), s.53 and s.53A (regulations); the room itself decides nothing",
        data:
            "The roster of forces with resident people and regions, and the table of voting classes; nothing of any person",
        errorCosts:
            "A wrong count would make a rule look fairer or harsher than it is; every count can be made again from the roster.",
        humanRole: "Chief officers and local policing bodies decide. The software counts.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [.readGovernance]
    package static let acts = [Act("governance.read", "The voting rules were tried on a set of forces")]
    package static var commands: [any AsyncParsableCommand.Type] { [GovernanceCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Governance", icon: .scale, place: 90) }

    package static func routes(_ routes: Routes) {
        routes.page("", whatIfPage)
        routes.json("", whatIfNote, whatIfReply)
        routes.page("power", powerPage)
        routes.json("power", powerNote, powerReply)
    }
}
