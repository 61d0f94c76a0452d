import ArgumentParser
import CapabilityKit
import Store

/// The call taker's screen: what bears on somebody's safety before the first question, the log, the grade, and the list of
/// incidents.
package enum Contact: Capability {
    package static let name = "contact"
    package static let title = "Contact"
    package static let purpose =
        "Take a call for help: show what bears on safety, keep every word, grade by assessed risk, and hand it on with nothing lost."

    package static let card = CapabilityCard(
        purpose:
            "Help whoever answers a call to find danger in time, to assess threat, harm, risk and vulnerability the same way at every desk, and to send the right help; keep what was known when, by whom it was decided and why.",
        power:
            "Common-law duty to protect life and property; Data Protection Act 2018, Part 3: s.35 (necessary for a law-enforcement task), s.38 (accuracy), s.62 (logging); ss.50A-50D (a person decides)",
        data:
            "The call as the network hands it over (number, subscriber, position with its radius), what is typed, who attached whom, grades with reasons; and answers of this and other forces, which are looked at and not copied",
        errorCosts:
            "Too little found or too low a grade: somebody is hurt while help waits. Too much: a crew is sent from somebody who needs it more, and a warning about one person is put on another.",
        humanRole:
            "A person writes, attaches, grades, sends and closes. Software shows, recognises and suggests, never lowers a grade and never closes; a lowering needs a reason and a second person.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [
        .readContact, .workContact, .superviseContact, .receiveContact, .transferIncident,
        .answerTransfer, .keepAdapters, .auditContact,
    ]
    package static let acts = [
        Act("contact.read", "The list of incidents, or one incident, was shown"),
        Act("contact.work", "Something was written, attached, graded, sent, handed over or closed in an incident"),
        Act("contact.supervise", "A lowering of a grade was agreed to or refused by a second person"),
        Act("contact.receive", "A call was taken in from the network"),
        Act("contact.answer", "A service collected what is handed on to it (disclosure), or answered it (collection)"),
        Act("contact.audit", "Calls were examined: how they were graded, what was left undone, how long it took"),
        Act("contact.adapters", "The list of machines was shown, or one was let in or ended"),
        Act(
            "contact.transfer",
            "Something was said about an incident that is handed on, to another force or service (disclosure) or by it (collection)"
        ),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [ContactCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Incidents", icon: .phone, place: 15) }

    package static func migrate(_ plan: inout MigrationPlan) {
        Shelf.migrate(&plan)
        Shelf.migrateAdapters(&plan)
    }

    package static func routes(_ routes: Routes) {
        routes.page("", callPage)
        routes.page("supervise", supervisePage)
        routes.page("paper", paperPage)
        routes.page("transfers", transfersPage)
        routes.form("transfer", transferForm)
        routes.page("audit", auditPage)
        routes.page("adapters", adaptersPage)
        routes.form("adapter", adapterForm)
        routes.events("stream", stream)
        routes.form("act", actForm)
        routes.json("", contactNote, reply)
    }
}

extension Permission {
    /// See incidents.
    static let readContact = Permission("contact.read", "See the list of incidents, and incidents with their logs")
    /// Take and work calls.
    static let workContact = Permission("contact.work", "Answer, write, attach, grade, send, hand over and close")
    /// Be the second person.
    static let superviseContact = Permission("contact.supervise", "Agree to a lowering of a grade, or refuse it")
    /// Hand calls over from the network.
    static let receiveContact = Permission("contact.receive", "Take in calls from the telephone network")
}
