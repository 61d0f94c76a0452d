import CapabilityKit

/// TITLE: say here in one line what the room is for.
package enum Template: Capability {
    package static let name = "template"
    package static let title = "TITLE"
    package static let purpose = "Count the people that some words may speak of, under the force's policing powers."

    package static let card = CapabilityCard(
        purpose: "To see how many people a few words may speak of before anybody is shown.",
        power: "Common-law policing powers; Data Protection Act 2018, Part 3, section 35",
        data: "The joined records of the forces on the roster",
        errorCosts: "Too many: time lost. Too few: a person in need is not found.",
        humanRole: "A person decides what to do with the count; the software only counts.",
        expires: "2027-12-31"
    )

    package static let permissions = [Permission.countTemplate]
    package static let acts: [Act] = []

    package static func routes(_ routes: Routes) {
        routes.page("", countPage)
    }
}

extension Permission {
    /// See how many people some words may speak of.
    package static let countTemplate = Permission("template.count", "See how many people some words may speak of")
}
