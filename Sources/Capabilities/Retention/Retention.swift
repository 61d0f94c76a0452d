import ArgumentParser
import CapabilityKit

/// Review what is kept of people, and decide: keep, restrict or dispose.
package enum Retention: Capability {
    package static let name = "retention"
    package static let title = "Retention"
    package static let purpose =
        "List whose records are due for review by the force's own table of groups, and record what a person decided and why."

    package static let card = CapabilityCard(
        purpose:
            "Keep no record of a person longer than the law allows, and none shorter than people's safety needs: the clock lists what is due, a person decides.",
        power:
            "Data Protection Act 2018, Part 3: s.39(2) (limits for review), s.47 (erasure and restriction), s.48(9) (recipients are told); police information and records management Code of Practice (2023)",
        data:
            "The nominal records of the force, the events they have a role in with type and day, earlier decisions, and the force's editable table of groups with the confidence of each rule",
        errorCosts:
            "Disposed of too early, a danger is forgotten and a victim not believed. Kept too long, somebody's past follows them without need.",
        humanRole:
            "The software reckons when a review is due and why. A records clerk decides and gives the reason; nothing is ever disposed of by the clock alone.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [.readRetention, .decideRetention]
    package static let acts = [
        Act("retention.due", "People whose records are due for review were listed"),
        Act(
            "retention.decide",
            "A person decided to keep or restrict (alteration) or dispose of (erasure) records: which, why, under which group"
        ),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [RetentionCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Retention", icon: .clock, place: 70) }

    package static func routes(_ routes: Routes) {
        routes.page("", duePage)
        routes.json("", dueNote, dueReply)
        routes.form("decide", decideForm)
    }
}
