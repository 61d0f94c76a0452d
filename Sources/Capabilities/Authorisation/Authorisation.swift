import ArgumentParser
import CapabilityKit

/// Authorities beyond one's role: asked for, given, used in an emergency, and accounted for.
package enum Authorisation: Capability {
    package static let name = "authority"
    package static let title = "Authority"
    package static let purpose =
        "Ask for, give and account for what goes beyond a role: emergency access, an authorising officer's leave, sensitive data, repeated looking."

    package static let card = CapabilityCard(
        purpose:
            "Let those who must act at once act at once, have an officer of rank decide what needs one, and have each such use explained afterwards.",
        power:
            "Data Protection Act 2018, Part 3: s.35(2) and (3)-(5) (lawfulness, strict necessity), s.35(8) and Schedule 8 (sensitive processing), s.62 (logging); Regulation of Investigatory Powers Act 2000 ss.26-30 and 43 (directed surveillance)",
        data:
            "Who asked for or used which authority, when, for what reference, in whose name, with what reason; how often an officer looked at the same person or vehicle, as a number",
        errorCosts:
            "Too easily given, sensitive data is opened without need and nobody notices a pattern of life being built. Too hard to get, somebody is hurt while a form is filled in.",
        humanRole:
            "Officers say why; officers of rank decide; duty managers and professional standards see every emergency and what is outstanding. Software counts time and looks, opens and closes, and decides nothing on its merits. The periods, ranks and thresholds are each force's own data.",
        expires: "2027-11-30"
    )

    package static let permissions: [Permission] = [
        .ownAuthorities, .askAuthority, .stateNecessity, .invokeEmergency, .grantAuthority, .overseeAuthorities,
    ]
    package static let acts = [
        Act("authority.emergency", "Emergency access was invoked: an entry of a class of its own, emergency"),
        Act(
            "authority.ask",
            "An authority was asked for or recorded, an emergency justified, the surveillance question answered"
        ),
        Act("authority.sensitive", "Sensitive data was stated to be strictly necessary, under which condition and why"),
        Act("authority.grant", "An officer of rank gave, confirmed or declined an authority"),
        Act("authority.escalate", "Something was not justified, confirmed or answered in time"),
        Act("authority.own", "An officer saw their own authorities"),
        Act("authority.oversee", "Everybody's authorities were shown to those who watch over them"),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [AuthorityCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Authority", icon: .gavel, place: 70) }

    package static func routes(_ routes: Routes) {
        routes.page("", ownPage)
        routes.page("overview", overviewPage)
        routes.json("", ownNote, ownReply)
        routes.json("overview", overviewNote, overviewReply)
        for act in ["emergency", "justify", "sensitive", "ask", "oral", "grant", "decline", "answer"] {
            routes.form(act) { try await take(act, $0) }
        }
    }
}
