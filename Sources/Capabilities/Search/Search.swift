import ArgumentParser
import CapabilityKit

/// Find a person by anything known of them, and see with its source what every force here holds.
package enum Search: Capability {
    package static let name = "search"
    package static let title = "Search"
    package static let purpose =
        "Find what the forces hold of a person, for a stated law-enforcement purpose, with every fact's source shown."

    package static let card = CapabilityCard(
        purpose:
            "Find a person across the records of forces, see why the records are held to be of one person, and read each record in its source's words.",
        power:
            "Data Protection Act 2018, Part 3: ss.31 and 35 (law-enforcement purposes, lawful and necessary); s.62 (logging)",
        data:
            "Records that forces hold in their own systems: people, addresses, phones, vehicles, events and roles, warnings, graded intelligence",
        errorCosts:
            "Too much found: an innocent person is taken for another. Too little found: an officer or a child meets a danger that somebody knew of.",
        humanRole:
            "A person decides what a record means and what to do. The software finds, shows the source, and says how sure a join is and why.",
        expires: "2027-11-30"
    )

    package static let permissions = [Permission.find, .viewPerson, .viewRecord]
    package static let acts = [
        Act("search.find", "People were searched for, and which records were shown"),
        Act("search.person", "A joined person was opened, and which records were shown"),
        Act("search.record", "A record was opened"),
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [SearchCommand.self] }
    package static var railItem: RailItem? { RailItem(title: "Search", icon: .search, place: 10) }

    package static func routes(_ routes: Routes) {
        routes.page("", searchPage)
        routes.page("person/{id}", personPage)
        routes.page("record/{id}", recordPage)
        routes.page("held/record/{id}", heldPage)
        routes.events("stream/{id}", stream)
        routes.json("", searchNote, searchReply)
        routes.json("all", allNote, allReply)
        routes.json("held/record/{id}", heldNote, heldReply)
        routes.json("person/{id}", personNote, personReply)
    }
}
