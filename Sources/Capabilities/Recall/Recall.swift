import ArgumentParser
import CapabilityKit

/// Mark what was found wrong, restricted or erased, and tell everybody who received it.
package enum Recall: Capability {
    package static let name = "recall"
    package static let title = "Recall"
    package static let purpose =
        "Call back a record, or one thing it says, from everybody who received it, and see who has not yet acknowledged."

    package static let card = CapabilityCard(
        purpose:
            "When something a force disclosed is found wrong, is restricted or is erased, tell every officer who received it, without delay, and see who still has to acknowledge.",
        power:
            "Data Protection Act 2018, Part 3: s.38(5) (recipients are told of what was wrong); ss.46-47 (rectification, erasure, restriction); s.48(9) (recipients are told and do the same)",
        data:
            "The record's own name and what was found wrong, never its words; who received it in which entry of the log; what each recipient did about it",
        errorCosts:
            "A recall made in error takes a true fact from those who need it, perhaps a warning. One not made leaves officers to act on what is false.",
        humanRole:
            "A data steward of the force that owns the record decides, with a reason and a power; each recipient decides what follows for their own work and says so.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [
        .readRecalls, .acknowledgeRecall, .readOutstandingRecalls, .markRecord, .liftRecall,
    ]
    package static let acts = [
        Act(
            "recall.mark",
            "A record was marked wrong or restricted (alteration) or erased (erasure): which, why, by what power"
        ),
        Act("recall.lift", "A mark was lifted (alteration)"),
        Act("recall.inbox", "An officer saw what was recalled of what they received"),
        Act("recall.acknowledge", "A recipient acknowledged a recall and said what they did"),
        Act("recall.outstanding", "The list of recalls not yet acknowledged was shown"),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [RecallCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Recalls", icon: .alert, place: 60) }

    package static func routes(_ routes: Routes) {
        routes.page("", inboxPage)
        routes.page("outstanding", outstandingPage)
        routes.json("", inboxNote, inboxReply)
        routes.json("outstanding", outstandingNote, outstandingReply)
        routes.form("acknowledge", acknowledgeForm)
        routes.form("mark", markForm)
        routes.form("lift", liftForm)
    }
}
