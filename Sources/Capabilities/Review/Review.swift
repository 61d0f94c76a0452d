import ArgumentParser
import CapabilityKit

/// Which records are joined as one person, why, and what people judge of it.
package enum Review: Capability {
    package static let name = "review"
    package static let title = "Review"
    package static let purpose =
        "Join the records that speak of the same person, with the reasons shown, and let a person judge the doubtful ones."

    package static let card = CapabilityCard(
        purpose:
            "Join records of the same person held by several forces or systems, show for each join how much each agreement and disagreement weighs, and put what is doubtful side by side before a person who decides.",
        power:
            "Data Protection Act 2018, Part 3: s.35 (necessary for a law-enforcement task); s.38(1) and (4) (accuracy); s.62(1)(e) (combination is logged, each joining and each judgement)",
        data:
            "Names, dates of birth, sex, addresses, phones, e-mail and identifiers in the records of this node; who judged which pair, when, how long they looked, whether they saw the software's score, and their reason",
        errorCosts:
            "A wrong join puts one person's past on another. A missed join hides a danger or a victim. A reviewer who leans on the score repeats the software's errors with a person's name under them.",
        humanRole:
            "The software proposes and explains; what it joined is drawn dashed. A data steward or analyst judges doubtful pairs, by default without seeing the score; the judgement takes effect at once, stands above the software, can be judged again, and is never overwritten.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [.explainJoin, .joinRecords, .readReviews, .judgeRecords]
    package static let acts = [
        Act("review.explain", "The reasons of a join were shown"),
        Act("review.link", "Records were joined (combination), with counts and the digest of the model"),
        Act("review.read", "The queue, or two records side by side, were shown; whether blind"),
        Act(
            "review.judge",
            "A person judged two records, or took a judgement back (combination): verdict, reason, how long they looked, whether blind"
        ),
    ]
    package static var commands: [any AsyncParsableCommand.Type] {
        [LinkCommand.self, ExplainCommand.self, ReviewCommand.self]
    }
    package static var railItem: RailItem? { RailItem(title: "Review", icon: .split, place: 40) }

    package static func routes(_ routes: Routes) {
        routes.page("", queuePage)
        routes.page("next", nextPage)
        routes.page("pair/{pair}", onePage)
        routes.page("why/{id}", whyPage)
        routes.json("", queueNote, queueReply)
        routes.json("pair/{pair}", pairNote, pairReply)
        routes.form("judge", judgeForm)
        routes.form("undo", undoForm)
        routes.form("blind", blindForm)
    }
}
