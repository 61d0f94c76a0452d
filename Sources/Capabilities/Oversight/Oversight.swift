import ArgumentParser
import CapabilityKit

/// Who saw what, and why: read from the log for what the law lets logs be used for, and for nothing else.
package enum Oversight: Capability {
    package static let name = "oversight"
    package static let title = "Oversight"
    package static let purpose =
        "Show who looked at whom and why, to everyone their own lookups, and to those who check lawfulness the trail of others, under a log of its own."

    package static let card = CapabilityCard(
        purpose:
            "Answer who saw a person and why, show every officer what they did themselves, and point professional standards to lookups that may need a question.",
        power:
            "Data Protection Act 2018, Part 3: s.62(4) (logs serve lawfulness, self-monitoring and discipline, integrity and security, criminal proceedings, and nothing else); s.38(5)",
        data:
            "The entries of this node's own log: who asked what, when, for which purpose and reference; which records left; the declared home and household of staff, where they declared one",
        errorCosts:
            "A signal taken for proof harms an honest officer, whose neighbour was in fact a victim. A misuse not seen harms the person who was looked up and everybody's trust.",
        humanRole:
            "The software lists and explains; it accuses nobody and decides nothing. A person in professional standards asks, weighs and decides, and every look of theirs is logged too.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [
        .auditOwn, .auditPerson, .auditOfficer, .auditPurpose, .auditSignals,
    ]
    package static let acts = [
        Act("oversight.own", "An officer saw what they did themselves"),
        Act("oversight.person", "Who saw a person, and why, was shown"),
        Act("oversight.officer", "What an officer did was shown"),
        Act("oversight.purpose", "What was done for a purpose was shown"),
        Act("oversight.signals", "Signals that a lookup may need a question were shown"),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [OversightCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Oversight", icon: .eye, place: 80) }

    package static func routes(_ routes: Routes) {
        routes.page("", ownPage)
        routes.page("person/{id}", personPage)
        routes.page("officer/{officer}", officerPage)
        routes.page("purpose/{purpose}", purposePage)
        routes.page("signals", signalsPage)
        routes.form("find", findForm)
        routes.json("", ownNote, ownReply)
        routes.json("person/{id}", personNote, personReply)
        routes.json("officer/{officer}", officerNote, officerReply)
        routes.json("purpose/{purpose}", purposeNote, purposeReply)
        routes.json("signals", signalsNote, signalsReply)
    }
}
