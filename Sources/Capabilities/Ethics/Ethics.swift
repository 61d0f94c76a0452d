import ArgumentParser
import CapabilityKit

/// Which uses of data and tools are allowed, on whose advice, and what stops them.
package enum Ethics: Capability {
    package static let name = "ethics"
    package static let title = "Ethics"
    package static let purpose =
        "Keep the register of what data and tools are used for, put each use to an independent panel, and let nothing run that is not approved."

    package static let card = CapabilityCard(
        purpose:
            "Show every use of data or of a tool at this force: why, by what power, what else was considered, what an independent panel said, how often it is wrong and for whom, and whether it may run today.",
        power:
            "Data Protection Act 2018, Part 3: s.34(3) and s.56 (showing compliance), s.64 (impact assessment); Equality Act 2010 s.149; common law and the College of Policing's APP on data-driven technologies",
        data:
            "What the force and the panel wrote about a use; counts of outcomes by group and of judgements without names; numbers of members and officers who acted. No record of any person.",
        errorCosts:
            "Let through too easily, a tool harms people whom nobody looked at. Stopped too easily, something that protects people stands still; the refusal says who decides and what is missing.",
        humanRole:
            "The senior responsible owner approves and answers; the panel advises in its own name. Software shows what is missing, counts, and suspends where an agreed limit is crossed; it approves nothing.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [
        .readEthics, .changeUses, .approveUses, .adoptUses, .stateConditions, .measureUses, .replyToPanel,
        .adviseOnUses, .keepPanel, .declareInterests,
    ]
    package static let acts = [
        Act("ethics.read", "The register, a use or the panel's record was shown"),
        Act("ethics.change", "A use was entered, filled in, or passed the gate of its stage"),
        Act("ethics.approve", "A use was approved, withdrawn, or let run again after a suspension"),
        Act("ethics.adopt", "What the node brings with it was let run at set-up, on a named person's word"),
        Act("ethics.state", "A condition of an approval was said to be so, or no longer so"),
        Act("ethics.measure", "Figures of a use were written down"),
        Act("ethics.reply", "The force replied to the panel's advice"),
        Act("ethics.advise", "The panel's advice, or a correction of its record, was published"),
        Act("ethics.panel", "A member was appointed to the panel"),
        Act("ethics.declare", "A member declared an interest"),
        Act("ethics.suspend", "The node suspended a use that was used as often as was agreed, and referred it back"),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [EthicsCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Ethics", icon: .flag, place: 85) }

    package static func routes(_ routes: Routes) {
        routes.page("", registerPage)
        routes.page("use/{use}", usePage)
        routes.page("panel", panelPage)
        routes.json("", registerNote, registerReply)
        routes.json("use/{use}", useNote, useReply)
        routes.json("panel", panelNote, panelReply)
        for kind in EthicsDeed.Kind.allCases {
            routes.form(kind.rawValue, again: { try await again(kind, $0, $1) }) { try await take(kind, $0) }
        }
    }
}

extension Permission {
    /// Read the register.
    static let readEthics = Permission("ethics.read", "Read the register of uses and the panel's record")
    /// Keep a use in the register.
    static let changeUses = Permission("ethics.change", "Enter a use, fill it in, take it through its gates")
    /// Let a use run.
    static let approveUses = Permission("ethics.approve", "Approve a use, end its approval or its suspension")
    /// Let run what a node brings with it.
    static let adoptUses = Permission(
        "ethics.adopt",
        "Let run at set-up what the node brings with it, for twelve weeks"
    )
    /// Say that a condition is so.
    static let stateConditions = Permission("ethics.state", "Say whether a condition of an approval is so")
    /// Write down figures.
    static let measureUses = Permission("ethics.measure", "Write down what was counted of a use")
    /// Reply to advice.
    static let replyToPanel = Permission("ethics.reply", "Reply to the panel's advice for the force")
    /// Publish advice.
    static let adviseOnUses = Permission("ethics.advise", "Publish the panel's advice, and correct its record")
    /// Appoint members.
    static let keepPanel = Permission("ethics.panel", "Appoint members of the panel")
    /// Declare an interest.
    static let declareInterests = Permission("ethics.declare", "Declare an interest of a member of the panel")
}
