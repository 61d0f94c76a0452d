import ArgumentParser
import CapabilityKit
import Store

/// Common standards by qualified majority: the register of decisions, votes with their reasons, who is bound by what law, and
/// what each vote is worth.
package enum Governance: Capability {
    package static let name = "governance"
    package static let title = "Governance"
    package static let purpose =
        "Keep what the forces decide together, from proposal to review: who decided what and why, and who is bound from when."

    package static let card = CapabilityCard(
        purpose:
            "Common standards need decisions that are not lost between meetings: this room keeps them, counts votes that anybody can count again, and shows who is bound under which law.",
        power:
            "Police Act 1996 s.22A (collaboration agreements), s.53 and s.53A (regulations); the room records authority and creates none",
        data:
            "Proposals, signed votes with reasons, agreements and derogations; the roster of forces with resident people and regions; nothing of any person but the officer who made an entry",
        errorCosts:
            "A wrong count would bind forces that did not decide, or free those that did; every count can be made again from the published log.",
        humanRole: "Chief officers and local policing bodies decide and sign. The software counts and remembers.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [.readGovernance, .voteGovernance, .keepGovernance]
    package static let acts = [
        Act("governance.read", "The register of decisions was read, or the voting rules were tried on a set of forces"),
        Act("governance.vote", "A signed vote was handed in; the entry holds the whole vote"),
        Act("governance.keep", "The register of decisions was changed; the entry holds the whole act"),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [GovernanceCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Governance", icon: .scale, place: 90) }

    package static func migrate(_ plan: inout MigrationPlan) { Shelf.migrate(&plan) }

    package static func routes(_ routes: Routes) {
        routes.page("", registerPage)
        routes.json("", registerNote, registerReply)
        routes.page("propose", proposePage)
        routes.page("policy", policyPage)
        routes.form("act", actForm)
        routes.page("what-if", whatIfPage)
        routes.json("what-if", whatIfNote, whatIfReply)
        routes.page("power", powerPage)
        routes.json("power", powerNote, powerReply)
    }
}
