import ArgumentParser
import CapabilityKit

/// The door through which a force's own exports come in.
package enum Intake: Capability {
    package static let name = "intake"
    package static let title = "Intake"
    package static let purpose =
        "Take exports of a force's own systems into its own node, losing no word of them and saying what is wrong with them."

    package static let card = CapabilityCard(
        purpose:
            "Make records of a force's systems searchable beside those of others, each with its source, its own words and its grading.",
        power:
            "Data Protection Act 2018, Part 3: s.35 (necessary for a law-enforcement task); s.38 (accuracy); s.62(1)(a) (collection is logged)",
        data:
            "Whatever the force's own export holds: people, addresses, phones, events, roles, vehicles, warnings, intelligence",
        errorCosts:
            "A row misread puts wrong words in a record. A row left out hides a danger; that is why each is kept with its reason.",
        humanRole:
            "A person chooses the export and its mapping, reads the quality report, and puts rejected rows right at the source.",
        expires: "2027-11-30"
    )

    package static let permissions = [Permission.collect]
    package static let acts = [
        Act("intake.import", "A file of a force's own system was taken in, with its digest and its mapping")
    ]
    package static var commands: [any AsyncParsableCommand.Type] { [ImportCommand.self] }
}
