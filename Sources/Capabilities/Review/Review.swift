import ArgumentParser
import CapabilityKit

/// Which records are joined as one person, and why.
package enum Review: Capability {
    package static let name = "review"
    package static let title = "Joined records"
    package static let purpose =
        "Join the records that speak of the same person, with the reasons shown, so that a person can check them."

    package static let card = CapabilityCard(
        purpose:
            "Join records of the same person held by several forces or systems, and show for each join how much each agreement and disagreement weighs.",
        power:
            "Data Protection Act 2018, Part 3: s.35 (necessary for a law-enforcement task); s.62(1)(e) (combination is logged)",
        data: "Names, dates of birth, sex, addresses, phones and identifiers in the records of this node",
        errorCosts: "A wrong join puts one person's past on another. A missed join hides a danger or a victim.",
        humanRole:
            "The software proposes and explains. What it joined is drawn dashed; a person's judgement always stands above it.",
        expires: "2027-11-30"
    )

    package static let permissions = [Permission.explainJoin, .joinRecords]
    package static let acts = [
        Act("review.explain", "The reasons of a join were shown"),
        Act("review.link", "Records were joined (combination), with counts and the digest of the model"),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [LinkCommand.self] }

    package static func routes(_ routes: Routes) {
        routes.page("why/{id}", whyPage)
    }
}
